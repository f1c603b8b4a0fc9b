import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Role, ruleById } from '../../src/rules';

/** What `run-mutants.cjs` prints. */
export interface MutantReport {
  readonly reference: {
    readonly verdict: string;
    readonly accused: readonly string[];
    readonly exercised: readonly string[];
  };
  readonly mutants: readonly { readonly id: string; readonly rule: string; readonly caught: boolean }[];
}

/** Runs the reference and all mutants of one role. Steps are loaded from dist, and cucumber does not run inside jest: hence a process of its own. */
export async function mutantReport(role: Role): Promise<MutantReport> {
  const child = spawn(process.execPath, [join(__dirname, 'run-mutants.cjs'), role], {
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

/** The rules that the reference exercised, that bind this role, and that no mutant breaks. */
export function rulesWithoutMutant(report: MutantReport, role: Role): string[] {
  const broken = new Set(report.mutants.map(({ rule }) => rule));
  return report.reference.exercised.filter((id) => ruleById(id)?.level[role] !== 'MAY' && !broken.has(id));
}
