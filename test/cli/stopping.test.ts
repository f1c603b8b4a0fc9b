import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main, readResults, withFolder } from './msnp8';
import { argumentsFor, withServer } from './remote-setup';

/** A run whose first case hangs in a command of the user, which has told its own process id in the file `pid`. */
async function whileACommandHangs<Result>(
  use: (run: { readonly child: ChildProcess; readonly pid: number; readonly folder: string }) => Promise<Result>,
): Promise<Result> {
  return withServer({}, (server) =>
    withFolder(async (folder) => {
      const file = join(folder, 'pid');
      const args = [
        ...(await argumentsFor(server, { folder })),
        '--reset-command',
        `echo $$ > '${file}'; echo; sleep 1000`,
      ];
      const child = spawn(process.execPath, [main, ...args], { cwd: tmpdir(), stdio: 'ignore' });
      try {
        return await use({ child, pid: await numberIn(file), folder });
      } finally {
        child.kill('SIGKILL');
      }
    }),
  );
}

/** The number that a process writes into a file. */
async function numberIn(file: string): Promise<number> {
  for (;;) {
    const text = existsSync(file) ? await readFile(file, 'utf8') : '';
    if (text.endsWith('\n')) {
      return Number(text);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Resolves when there is no such process any more; its parent may need a moment to see it go. */
async function gone(pid: number): Promise<true> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('ends the case at hand, writes the reports, and is exit code 5', async () => {
    await whileACommandHangs(async ({ child, pid, folder }) => {
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([5, null]);
      expect(await gone(pid)).toBe(true);
      const results = await readResults(folder);
      expect(results).toMatchObject({ exitCode: 5, reason: `The run was stopped by ${signal}.` });
      expect(results.verdict).not.toBe('pass');
      expect(new Set(results.cases.map(({ verdict }) => verdict))).toEqual(new Set(['blocked']));
      expect(new Set(results.cases.map(({ reason }) => reason))).toEqual(
        new Set([`The run was stopped by ${signal}.`]),
      );
      expect(existsSync(join(folder, 'junit.xml'))).toBe(true);
      expect(existsSync(join(folder, results.cases[0]?.trace ?? ''))).toBe(true);
    });
  });

  test('kills at once when it comes a second time, with what was started', async () => {
    await whileACommandHangs(async ({ child, pid }) => {
      const exit = once(child, 'exit');
      // The kernel merges two of the same kind that wait; the other kind counts as well.
      child.kill(signal);
      child.kill(signal === 'SIGINT' ? 'SIGTERM' : 'SIGINT');
      const [code, name] = await exit;
      expect(code ?? name).toEqual(expect.stringMatching(/^SIG(INT|TERM)$/));
      expect(await gone(pid)).toBe(true);
    });
  });

  test('leaves what has passed as it is, and makes up nothing for the rest', async () => {
    await withFolder(async (folder) => {
      const child = spawn(process.execPath, [main, 'client', '--out', folder], {
        cwd: tmpdir(),
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await once(child.stdout, 'data');
      child.stdout.resume();
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([5, null]);
      const results = await readResults(folder);
      expect(results.verdict).toBe('inconclusive');
      expect(results.cases[0]?.verdict).toBe('pass');
      expect(results.cases.at(-1)).toMatchObject({ verdict: 'blocked', reason: `The run was stopped by ${signal}.` });
      expect(results.rules.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')).toEqual([]);
    });
  });
});
