import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { junit, type Results } from '../report';
import type { EndedCase } from '../suite';
import { printTrace, traceToNdjson } from '../wire';
import { UsageError } from './usage-error';

/** The folder that the reports of a run go to: `results.json`, `junit.xml` and `traces/`. */
export class OutFolder {
  readonly #path: string;
  readonly #masking: { readonly unmask?: true };

  private constructor(path: string, masking: { readonly unmask?: true }) {
    this.#path = path;
    this.#masking = masking;
  }

  /**
   * Makes the folder where it is not there, and takes the traces of an earlier run away. `unmask` leaves passwords and tickets readable in traces.
   *
   * @throws UsageError when nothing can be written there
   */
  static async prepare(path: string, masking: { readonly unmask?: true }): Promise<OutFolder> {
    const out = new OutFolder(path, masking);
    await out.#writing(async () => {
      await makeFolder(path);
      await rm(join(path, 'traces'), { recursive: true, force: true });
      await mkdir(join(path, 'traces'));
      // Reports of an earlier run must not be taken for those of a run that is killed.
      for (const file of ['results.json', 'junit.xml']) {
        await writeFile(join(path, file), '');
        await rm(join(path, file));
      }
    });
    return out;
  }

  /** @throws UsageError */
  async writeTrace({ record, result }: Pick<EndedCase, 'record' | 'result'>): Promise<void> {
    const file = join(this.#path, result.trace);
    await this.#writing(async () => {
      await writeFile(file, printTrace(record.trace, this.#masking));
      await writeFile(file.replace(/\.txt$/, '.ndjson'), traceToNdjson(record.trace, this.#masking));
    });
  }

  /** @throws UsageError */
  async writeResults(results: Results): Promise<void> {
    await this.#writing(async () => {
      await writeFile(join(this.#path, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
      await writeFile(join(this.#path, 'junit.xml'), junit(results));
    });
  }

  async #writing(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(`The reports cannot be written to ${this.#path}: ${reason}.`);
    }
  }
}

/** Step by step: where nothing can be made at all, as in `/proc`, Node's own recursion does not end. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' && dirname(path) !== path && !(await isFolder(dirname(path)))) {
      await makeFolder(dirname(path));
      await mkdir(path);
    } else if (code !== 'EEXIST' || !(await isFolder(path))) {
      throw error;
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
