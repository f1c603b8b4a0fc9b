import { spawn } from 'node:child_process';
import { SubjectError } from './subject';

/** What a command may print before it is ended, in bytes: a ticket is a few hundred. */
const MOST_OUTPUT = 1 << 16;

/**
 * Runs a command of the user in a shell, with `env` added to the environment, and resolves with what it printed. The command and its children are gone
 * afterwards.
 *
 * @throws SubjectError `unusable`, one sentence, where it cannot be started, fails, prints more than 64 KiB or is not over after `timeoutMs` milliseconds.
 */
export async function runCommand(options: {
  readonly command: string;
  /** What the command is for: begins the sentence of an error. */
  readonly purpose: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends the command when it is aborted. */
  readonly stop: AbortSignal;
}): Promise<string> {
  const { command, purpose, env, timeoutMs, stop } = options;
  if (stop.aborted) {
    throw new SubjectError('unusable', `${purpose} was not started: the run is over.`);
  }
  const child = spawn(command, {
    shell: true,
    // A group of its own, so that what the command starts can be ended with it.
    detached: process.platform !== 'win32',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let tooLate = false;
  let tooMuch = false;
  const end = () => {
    try {
      process.kill(process.platform === 'win32' ? (child.pid ?? 0) : -(child.pid ?? 0), 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  };
  const timer = setTimeout(() => {
    tooLate = true;
    end();
  }, timeoutMs);
  stop.addEventListener('abort', end);
  const printed: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  let bytes = 0;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_OUTPUT) {
        tooMuch = true;
        end();
      } else {
        printed[name].push(chunk);
      }
    });
  }
  try {
    const code = await new Promise<number | string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => resolve(status ?? signal ?? 'nothing'));
    });
    if (tooMuch) {
      throw new SubjectError('unusable', `${purpose} printed more than ${MOST_OUTPUT} bytes.`);
    }
    if (stop.aborted) {
      throw new SubjectError('unusable', `${purpose} was ended: the run is over.`);
    }
    if (tooLate) {
      throw new SubjectError('unusable', `${purpose} was not over after ${timeoutMs} ms.`);
    }
    if (code !== 0) {
      const said = Buffer.concat(printed.stderr).toString('utf8').trim().split('\n').at(-1)?.slice(0, 200) ?? '';
      throw new SubjectError(
        'unusable',
        `${purpose} ended with ${code}${said === '' ? ' and said nothing' : `: ${said}`}.`,
      );
    }
    return Buffer.concat(printed.stdout).toString('utf8');
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
    end();
  }
}
