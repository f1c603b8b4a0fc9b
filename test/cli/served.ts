import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { main } from './msnp8';

/** A command that keeps running, and what it has said so far. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  text = '';
  errors = '';
  #changed: () => void = () => {};

  constructor(args: readonly string[], options: { readonly cwd?: string } = {}) {
    const child = spawn(process.execPath, [main, ...args], {
      cwd: options.cwd ?? tmpdir(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('utf8');
      this.#changed();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString('utf8');
    });
    this.ended = once(child, 'close').then(([code]) => {
      this.#changed();
      return typeof code === 'number' ? code : null;
    });
  }

  /** Resolves with the match as soon as the command has said it. */
  async says(wanted: RegExp, options: { readonly from?: number } = {}): Promise<RegExpExecArray> {
    for (;;) {
      const match = wanted.exec(this.text.slice(options.from ?? 0));
      if (match !== null) {
        return match;
      }
      if (this.child.exitCode !== null) {
        throw new Error(`It ended with ${this.child.exitCode} before it said ${wanted}: ${this.text}${this.errors}`);
      }
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  types(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
