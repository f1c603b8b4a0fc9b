import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ruleById } from '../../src/rules';

/** What `run-mutants.cjs` prints. */
interface Report {
  readonly reference: {
    readonly verdict: string;
    readonly accused: readonly string[];
    readonly exercised: readonly string[];
  };
  readonly mutants: readonly { readonly id: string; readonly rule: string; readonly caught: boolean }[];
}

// Steps are loaded from dist, and cucumber does not run inside jest: the mutants run in a process of their own.
async function runAll(): Promise<Report> {
  const child = spawn(process.execPath, [join(__dirname, 'run-mutants.cjs'), 'server'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`The mutants were expected to run, and their process ended with ${code}.`);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

describe('mutants of the server', () => {
  let report: Report;
  beforeAll(async () => {
    report = await runAll();
  }, 120_000);

  test('the reference server is accused of nothing', () => {
    expect(report.reference.accused).toEqual([]);
    expect(report.reference.verdict).toBe('pass');
  });

  test('each is caught by its own rule', () => {
    expect(report.mutants.length).toBeGreaterThan(100);
    expect(report.mutants.filter(({ caught }) => !caught)).toEqual([]);
  });

  test('each has an id of its own', () => {
    const ids = report.mutants.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every rule that the cases exercise has one, where it may be broken at all', () => {
    const broken = new Set(report.mutants.map(({ rule }) => rule));
    const binding = report.reference.exercised.filter((id) => ruleById(id)?.level.server !== 'MAY');
    expect(binding.length).toBeGreaterThan(70);
    expect(binding.filter((id) => !broken.has(id))).toEqual([]);
  });
});
