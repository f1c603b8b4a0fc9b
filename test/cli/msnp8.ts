import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
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
  options: {
    readonly cwd?: string;
    readonly nodeOptions?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    /** What it is told on standard input. */
    readonly input?: string;
  } = {},
): Promise<Finished> {
  const { cwd = tmpdir(), nodeOptions = [], env, input } = options;
  return run(process.execPath, { args: [...nodeOptions, main, ...args], cwd, env, input });
}

/** Runs a command line `msnp8 …` as a shell reads it. */
export function pasted(line: string, options: { readonly cwd: string }): Promise<Finished> {
  const args = ['-c', line.replace(/^msnp8 /, `'${process.execPath}' '${main}' `)];
  return run('sh', { args, cwd: options.cwd });
}

/** Runs a program to its end. */
export function run(
  program: string,
  options: {
    readonly args: readonly string[];
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>> | undefined;
    readonly input?: string | undefined;
  },
): Promise<Finished> {
  const { args, cwd, env, input } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    // Who does not read it may be gone before it is written.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
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

const published = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'results.schema.json'), 'utf8')),
);

/** Reads the results document of a run, and holds it against the published schema. */
export async function readResults(folder: string): Promise<Results> {
  const document: unknown = JSON.parse(await readFile(join(folder, 'results.json'), 'utf8'));
  if (!published(document)) {
    throw new Error(`The document is not of the published schema: ${JSON.stringify(published.errors)}`);
  }
  return resultsSchema.parse(document);
}
