import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Role } from '../../src/rules';

/** What `run-variants.cjs` prints. */
interface Variant {
  readonly id: string;
  readonly accused: readonly { readonly rule: string; readonly verdict: string }[];
  readonly notPassed: readonly { readonly case: string; readonly verdict: string }[];
}

/** What a right peer may be accused of all the same: rules that are no duties. */
const reprehensible: Readonly<Record<string, readonly string[]>> = {
  'has-no-client-id': ['C-CHG-02 warn'],
  'allows-nobody-unasked': ['C-SYN-12 warn'],
  'always-sends-the-whole-list': ['S-SYN-10 warn'],
};

/** Cases that have nothing to show with a variant. */
const unsupported: Readonly<Record<string, number>> = {
  'sends-nobody-on': 1,
  'never-challenges': 3,
  'filters-names-of-its-own-users': 1,
};

// Steps are loaded from dist, and cucumber does not run inside jest: the variants run in a process of their own.
async function variants(role: Role): Promise<Variant[]> {
  const child = spawn(process.execPath, [join(__dirname, 'run-variants.cjs'), role], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`The variants were expected to run, and their process ended with ${code}.`);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

describe.each(['server', 'client'] as const)('a right %s that does what others do not', (role) => {
  test('is accused of nothing that binds it, whatever it chooses', async () => {
    const told = await variants(role);
    expect(told.length).toBeGreaterThan(15);
    for (const { id, accused, notPassed } of told) {
      expect({ id, accused: accused.map(({ rule, verdict }) => `${rule} ${verdict}`) }).toEqual({
        id,
        accused: reprehensible[id] ?? [],
      });
      const others = notPassed.filter(({ verdict }) => verdict !== 'warn');
      expect({ id, others: others.map(({ verdict }) => verdict) }).toEqual({
        id,
        others: Array.from({ length: unsupported[id] ?? 0 }, () => 'unsupported'),
      });
    }
  }, 600_000);
});
