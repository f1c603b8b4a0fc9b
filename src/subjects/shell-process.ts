import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** How a process ended. */
export interface ProcessEnd {
  /** Undefined where a signal ended it. */
  readonly code?: number;
  /** A part of a sentence: `ended with exit code 3`, `was ended by SIGSEGV`, `could not be started (EACCES)`. */
  readonly text: string;
}

/** Where a command is started, in place of the network and the file system of the kit. */
export interface Surroundings {
  /** A program and its arguments, to which the command is added as the last: it runs that in a shell. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** In the environment of whatever a command starts: by it all of it is found again. */
const MARK = 'MSNP8_STARTED_BY';

/** Processes that are looked for again while they still fork. */
const MOST_SWEEPS = 5;

/**
 * A command of the user, run in a shell as a process group of its own, with `env` added to the environment. `kill` ends it and whatever it has started, also
 * when the kit itself ends before it was called.
 */
export class ShellProcess {
  /** Resolves when the shell is gone; what it has started in the background may be there still. */
  readonly ended: Promise<ProcessEnd>;
  /** Resolves when, in addition, nobody holds its output any more. */
  readonly closed: Promise<ProcessEnd>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #mark: string = randomUUID();
  readonly #killAtExit = () => this.kill();

  constructor(options: {
    readonly command: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly within?: Surroundings | undefined;
  }) {
    const { command, env, within } = options;
    const [program, ...rest] = within?.argv ?? [];
    const child = spawn(program ?? command, program === undefined ? [] : [...rest, command], {
      shell: program === undefined,
      detached: process.platform !== 'win32',
      env: { ...process.env, ...within?.env, ...env, [MARK]: this.#mark },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(notStarted(error)));
      child.once('exit', (code, signal) => resolve(endOf(code, signal)));
    });
    this.closed = new Promise((resolve) => {
      child.once('error', (error) => resolve(notStarted(error)));
      child.once('close', (code, signal) => resolve(endOf(code, signal)));
    });
    // Whoever has gone reads nothing more: that is seen by its end.
    child.stdin.on('error', () => {});
    process.once('exit', this.#killAtExit);
  }

  get stdin(): Writable {
    return this.#child.stdin;
  }

  get stdout(): Readable {
    return this.#child.stdout;
  }

  get stderr(): Readable {
    return this.#child.stderr;
  }

  /** Ends the command and its children at once; nothing of it is left when this returns, but for what the system has still to clear away. */
  kill(): void {
    process.off('exit', this.#killAtExit);
    const { pid } = this.#child;
    if (pid === undefined) {
      return;
    }
    signal(process.platform === 'win32' ? pid : -pid);
    // What has left the group: a daemon, a shell with jobs.
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
      const left = processesWith(`${MARK}=${this.#mark}`);
      if (left.length === 0) {
        break;
      }
      left.forEach(signal);
    }
  }

  /** Reads nothing more, whoever still writes. */
  release(): void {
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      stream.destroy();
    }
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** The processes that have this in their environment; nobody where the system does not show it. One that was killed shows nothing any more. */
function processesWith(setting: string): number[] {
  if (process.platform !== 'linux') {
    return [];
  }
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && environmentOf(pid).includes(setting));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return ''; // It has gone, or belongs to somebody else.
  }
}

function notStarted(error: NodeJS.ErrnoException): ProcessEnd {
  return { text: `could not be started (${error.code ?? error.message})` };
}

function endOf(code: number | null, name: NodeJS.Signals | null): ProcessEnd {
  return code === null
    ? { text: `was ended by ${name ?? 'a signal'}` }
    : { code, text: `ended with exit code ${code}` };
}
