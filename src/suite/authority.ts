import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, createCertificates } from '../fakes';

/** Certificates of the fake Passport servers of one run. */
export interface Authority {
  readonly certificates: Certificates;
  /** PEM file of the authority, for clients that take a file. */
  readonly caFile: string;
}

/** Makes certificates when they are first asked for, and removes their file in the end. Making them takes some tenths of a second. */
export class AuthorityKeeper {
  #authority: Promise<Authority> | undefined;

  constructor(private readonly certificates?: Certificates) {}

  /** With `certificates` where they are still to be made, and none were given before. */
  get(certificates?: Certificates): Promise<Authority> {
    this.#authority ??= create(this.certificates ?? certificates);
    return this.#authority;
  }

  async close(): Promise<void> {
    const authority = await this.#authority?.catch(() => undefined);
    if (authority !== undefined) {
      await rm(join(authority.caFile, '..'), { recursive: true, force: true });
    }
  }
}

async function create(given: Certificates | undefined): Promise<Authority> {
  const certificates = given ?? (await createCertificates());
  const folder = await mkdtemp(join(tmpdir(), 'msnp8-'));
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, certificates.caPem);
  return { certificates, caFile };
}
