import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Results, resultsSchema } from '../../src/report';

export const main = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the compiled command line as a process of its own. */
export function msnp8(
  args: readonly string[],
  options: { readonly cwd?: string; readonly nodeOptions?: readonly string[] } = {},
): Promise<Finished> {
  return run(process.execPath, { args: [...(options.nodeOptions ?? []), main, ...args], cwd: options.cwd ?? tmpdir() });
}

/** Runs a command line `msnp8 …` as a shell reads it. */
export function pasted(line: string, options: { readonly cwd: string }): Promise<Finished> {
  const args = ['-c', line.replace(/^msnp8 /, `'${process.execPath}' '${main}' `)];
  return run('sh', { args, cwd: options.cwd });
}

function run(program: string, options: { readonly args: readonly string[]; readonly cwd: string }): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options.args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Calls `use` with an empty folder and removes it afterwards. */
export async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'msnp8 test [x] '));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads and checks the results document of a run. */
export async function readResults(folder: string): Promise<Results> {
  return resultsSchema.parse(JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')));
}
