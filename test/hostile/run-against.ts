import { readdir, stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Results } from '../../src/report';
import { msnp8, readResults, withFolder } from '../cli/msnp8';
import { argumentsAt, hostileServer } from './hostile-server';

export interface Outcome {
  readonly code: number | null;
  readonly results: Results;
  readonly stderr: string;
  /** Wall time of the process, in milliseconds. */
  readonly ms: number;
  /** What the trace files take, in bytes. */
  readonly traceBytes: number;
}

/** Runs the compiled command line, as a process of its own, against a server that `serve` makes up. The memory of the process is kept small. */
export function runAgainst(
  serve: (socket: Socket) => void,
  options: { readonly selectors?: readonly string[]; readonly timeoutMs?: number } = {},
): Promise<Outcome> {
  return withFolder(async (folder) => {
    const server = await hostileServer(serve);
    try {
      const { selectors = [], ...limits } = options;
      return await outcomeOf(folder, [...(await argumentsAt(server.port, { folder, ...limits })), ...selectors]);
    } finally {
      await server.close();
    }
  });
}

/** Runs the command line and reads what it leaves in `folder`/reports. */
export async function outcomeOf(folder: string, args: readonly string[]): Promise<Outcome> {
  const begin = performance.now();
  const { code, stderr } = await msnp8(args, { nodeOptions: ['--max-old-space-size=160'] });
  const ms = performance.now() - begin;
  if (code === null || code === 134) {
    throw new Error(`The process died: ${stderr}`);
  }
  const reports = join(folder, 'reports');
  const traces = await readdir(join(reports, 'traces'));
  const sizes = await Promise.all(traces.map(async (name) => (await stat(join(reports, 'traces', name))).size));
  return {
    code,
    stderr,
    ms,
    results: await readResults(reports),
    traceBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** The rules that the run says are broken. */
export function accusedIn(results: Results): readonly string[] {
  return results.rules.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').map(({ id }) => id);
}
