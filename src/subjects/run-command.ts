import { ShellProcess } from './shell-process';
import { SubjectError } from './subject-error';

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
  const shell = new ShellProcess({ command, env });
  shell.stdin.end();
  let tooLate = false;
  let tooMuch = false;
  const end = () => shell.kill();
  const timer = setTimeout(() => {
    tooLate = true;
    end();
  }, timeoutMs);
  stop.addEventListener('abort', end);
  const printed: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  let bytes = 0;
  for (const name of ['stdout', 'stderr'] as const) {
    shell[name].on('data', (chunk: Buffer) => {
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
    const { code, text } = await shell.closed;
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
      throw new SubjectError('unusable', `${purpose} ${text}${said === '' ? ' and said nothing' : `: ${said}`}.`);
    }
    return Buffer.concat(printed.stdout).toString('utf8');
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
    shell.kill();
    shell.release();
  }
}
