import { clientContract } from './client-contract';
import type { ClientNeeds } from './client-needs';
import type { Isolation } from './isolation/isolation';
import { LastWords } from './last-words';
import { type ProcessEnd, ShellProcess, type Surroundings } from './shell-process';
import type { ClientMethod, ClientSubject, ProgramTrouble } from './subject';
import { SubjectError } from './subject-error';

/** The exit code with which a command says that it does not support the case. */
const UNSUPPORTED = 127;

/**
 * A client that is a command: started anew for each case, with `MSNP8_HOST`, `MSNP8_PORT`, `MSNP8_ACCOUNT`, `MSNP8_PASSWORD`, `MSNP8_NEXUS_URL`,
 * `MSNP8_CA_FILE` and `MSNP8_CASE` in its environment, to sign in at once. What it comes to is seen on the wire alone. Exit code 127 says that it does not
 * support the case; 0 says nothing, as the client may have gone into the background; any other is a failure. All that it has started is ended with the case.
 */
export function execClient(options: {
  /** For the shell. */
  readonly command: string;
  /** Where the command is started. It is opened by `reach`, or the first `login`, and closed with the subject. Default: beside the kit. */
  readonly isolation?: Isolation | undefined;
  /** What the client cannot do without; it has no way to say so itself. */
  readonly needs?: ClientNeeds;
}): ClientSubject {
  const { command, isolation, needs = {} } = options;
  const listeners = new Set<(trouble: ProgramTrouble) => void>();
  let running: Running | undefined;
  let current = '';
  const stop = async () => {
    const before = running;
    running = undefined;
    await before?.stop();
  };
  return {
    role: 'client',
    kind: 'exec',
    target: command,
    methods: new Set<ClientMethod>(['login']),
    needs,
    watched: true,
    get place() {
      return isolation?.place;
    },
    get prover() {
      return isolation?.prover;
    },
    reach: async () => isolation?.open(),
    begin: async ({ caseId }) => {
      current = caseId;
    },
    onTrouble: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    call: async (method, given) => {
      if (method !== 'login') {
        throw new SubjectError('unsupported', 'The client is a command, which can only sign in.');
      }
      await stop();
      await isolation?.open();
      const { host, port, account, password, nexusUrl, caFile } = clientContract.login.parameters.parse(given);
      running = new Running({
        command,
        within: isolation?.surroundings,
        secret: password,
        env: {
          MSNP8_HOST: host,
          MSNP8_PORT: String(port),
          MSNP8_ACCOUNT: account,
          MSNP8_PASSWORD: password,
          MSNP8_NEXUS_URL: nexusUrl,
          MSNP8_CA_FILE: caFile,
          MSNP8_CASE: current,
        },
        onTrouble: (trouble) => {
          for (const listener of [...listeners]) {
            listener(trouble);
          }
        },
      });
      return running.over;
    },
    reset: stop,
    kill: () => {
      running?.kill();
      isolation?.kill();
    },
    close: async () => {
      await stop();
      await isolation?.close();
    },
  };
}

/** One run of the command. */
class Running {
  /** Resolves when it has been stopped. Rejects when it ends by itself with another exit code than 0. */
  readonly over: Promise<void>;
  readonly #shell: ShellProcess;
  readonly #words = new LastWords();
  readonly #onTrouble: (trouble: ProgramTrouble) => void;
  #isStopped = false;

  constructor(options: {
    readonly command: string;
    readonly within: Surroundings | undefined;
    readonly env: Readonly<Record<string, string>>;
    readonly secret: string;
    readonly onTrouble: (trouble: ProgramTrouble) => void;
  }) {
    this.#onTrouble = options.onTrouble;
    this.#words.hide(options.secret);
    this.#shell = new ShellProcess({ command: options.command, env: options.env, within: options.within });
    this.#shell.stdin.end();
    this.#shell.stdout.resume();
    this.#shell.stderr.on('data', (chunk: Buffer) => this.#words.add(chunk));
    this.over = this.#shell.ended.then((end) => this.#ended(end));
  }

  kill(): void {
    this.#isStopped = true;
    this.#shell.kill();
    this.#shell.release();
  }

  async stop(): Promise<void> {
    this.kill();
    await this.#shell.ended;
  }

  async #ended(end: ProcessEnd): Promise<void> {
    if (this.#isStopped || end.code === 0) {
      return;
    }
    // Its last words may still be on their way; what it has started may hold them back for ever.
    this.#shell.kill();
    await this.#shell.closed;
    if (this.#isStopped) {
      return;
    }
    if (end.code === UNSUPPORTED) {
      throw new SubjectError(
        'unsupported',
        `The command does not support the case (exit code 127)${this.#words.said}.`,
      );
    }
    const message = `The command ${end.text}${this.#words.said}.`;
    // A shell tells of a signal by a code above 128.
    this.#onTrouble({ kind: end.code === undefined || end.code > 128 ? 'ended' : 'exited', message });
    throw new SubjectError('unusable', message);
  }
}
