import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCertificates, historicalHosts, historicalNames } from '../../fakes';
import { boundedKernelProver, type Listen, type Prover } from '../../wire';
import { LastWords } from '../last-words';
import type { Surroundings } from '../shell-process';
import type { ServerPlace } from '../subject';
import { SubjectError } from '../subject-error';
import { type HolderReply, holderReply } from './holder-message';
import { writeIsolatedFiles } from './isolated-files';

const run = promisify(execFile);

/** Milliseconds that the machine has to make a namespace. */
const START_MS = 15_000;

/** Run as root of the new namespaces: brings the loopback device up, puts files in the place of others (pairs, up to `--`), and becomes the holder. */
const SET_UP = `set -e
PATH=$PATH:/usr/sbin:/sbin
if command -v ip >/dev/null; then ip link set lo up; else ifconfig lo up; fi
if [ -d /run/nscd ]; then mount -t tmpfs none /run/nscd; fi
until [ "$1" = -- ]; do mount --bind "$1" "$2"; shift 2; done
shift
exec "$@"`;

/**
 * A network and a view of the file system of its own for a client with built-in host names: the historical names lead to the loopback address, ports 1863 and 443 are free
 * for the kit's servers, the certificate authority of the kit is trusted, and there is no way out. Linux; no rights are needed where users may make namespaces.
 *
 * The kit's servers listen there themselves: a process in the namespace opens the ports and hands them over, so that nothing stands between client and
 * kit, and segment boundaries are proved as ever.
 */
export class Isolation {
  #opening: Promise<Opened> | undefined;
  #opened: Opened | undefined;
  #holder: Holder | undefined;
  #folder: string | undefined;
  /** Nothing is to be started any more. */
  #isOver = false;
  readonly #killAtExit = () => this.kill();

  /** Resolves when programs can be started inside. Rejects with a `SubjectError` of code `not-isolated` where the machine does not allow it: it says what to do by hand. */
  async open(): Promise<void> {
    this.#opening ??= this.#open();
    this.#opened = await this.#opening;
    if (this.#isOver) {
      // Whoever was about to start something does not: nobody would end it.
      this.kill();
      throw new SubjectError('unusable', 'Nothing is started any more: the run is over.');
    }
  }

  /** How programs are started inside. Undefined before `open` has resolved, as what follows. */
  get surroundings(): Surroundings | undefined {
    return this.#opened?.surroundings;
  }

  get place(): ServerPlace | undefined {
    return this.#opened?.place;
  }

  get prover(): Prover | undefined {
    return this.#opened?.prover;
  }

  /** Ends the namespace at once; programs inside are whoever's who started them. */
  kill(): void {
    this.#isOver = true;
    process.off('exit', this.#killAtExit);
    this.#holder?.kill();
    if (this.#folder !== undefined) {
      rmSync(this.#folder, { recursive: true, force: true });
      this.#folder = undefined;
    }
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#opening?.catch(() => {});
    this.kill();
    await this.#holder?.ended;
  }

  async #open(): Promise<Opened> {
    if (process.platform !== 'linux') {
      throw notIsolated(`--isolate needs Linux, and this is ${process.platform}`);
    }
    process.once('exit', this.#killAtExit);
    try {
      const certificates = await createCertificates();
      this.#folder = await mkdtemp(join(tmpdir(), 'msnp8-isolated-'));
      const { standIns, env } = await writeIsolatedFiles({ folder: this.#folder, caPem: certificates.caPem });
      const pairs = standIns.flatMap(({ file, for: other }) => [file, other]);
      this.#holder = new Holder(pairs);
      const pid = await this.#holder.ready;
      const enter = ['nsenter', '--target', `${pid}`, '--user', '--net', '--mount', '--preserve-credentials', '--'];
      const [program = '', ...rest] = enter;
      await run(program, [...rest, 'true'], { timeout: START_MS });
      return {
        // In a new view of the file system the folder at hand is another one until it is named again.
        surroundings: {
          argv: [...enter, '/bin/sh', '-c', 'cd "$1" && exec /bin/sh -c "$2"', 'sh', process.cwd()],
          env,
        },
        place: {
          certificates,
          listen: this.#holder.listen,
          passportHosts: historicalHosts,
          ports: { dispatch: 1863, passport: 443 },
        },
        prover: boundedKernelProver({ tables: `/proc/${pid}/net` }),
      };
    } catch (error) {
      this.kill();
      throw notIsolated(`The client cannot be isolated on this machine: ${reasonOf(error)}`);
    }
  }
}

interface Opened {
  readonly surroundings: Surroundings;
  readonly place: ServerPlace;
  readonly prover: Prover;
}

/** The process that holds a namespace. */
class Holder {
  /** Resolves with its process id when the namespace is set up. */
  readonly ready: Promise<number>;
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;
  readonly #words = new LastWords();
  readonly #open = new Map<number, (outcome: Server | Error) => void>();
  #ids = 0;
  #isOver = false;

  constructor(pairs: readonly string[]) {
    const inside = [process.execPath, join(__dirname, 'namespace-holder.js')];
    const child = spawn(
      'unshare',
      ['--user', '--map-root-user', '--net', '--mount', '--', '/bin/sh', '-c', SET_UP, 'sh', ...pairs, '--', ...inside],
      // A Ctrl-C is for the kit, which still has to end its case.
      { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true },
    );
    this.#process = child;
    child.stderr?.on('data', (chunk: Buffer) => this.#words.add(chunk));
    this.ended = new Promise((resolve) => {
      child.once('error', () => resolve());
      child.once('close', () => resolve());
    });
    this.ready = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`it was not set up within ${START_MS} ms`)), START_MS);
      const over = (error: Error) => {
        this.#isOver = true;
        clearTimeout(timer);
        reject(error);
        for (const settle of this.#open.values()) {
          settle(error);
        }
        this.#open.clear();
      };
      child.once('error', (error: NodeJS.ErrnoException) =>
        over(new Error(error.code === 'ENOENT' ? 'the command unshare (util-linux) is missing' : error.message)),
      );
      child.once('close', () => over(new Error(`its namespace has ended${this.#words.said}`)));
      child.on('message', (message, handle) => {
        const reply = holderReply.parse(message);
        if (reply.kind === 'ready') {
          clearTimeout(timer);
          resolve(child.pid ?? 0);
        } else {
          this.#settle(reply, handle);
        }
      });
    });
    this.ready.catch(() => {});
  }

  /** Rejects with a `SubjectError` of code `unusable`: the network is the client's, who may have taken the port itself. */
  readonly listen: Listen = async (server, { host, port }) => {
    this.#ids += 1;
    const id = this.#ids;
    const given = await new Promise<Server>((resolve, reject) => {
      if (this.#isOver) {
        reject(new SubjectError('unusable', 'The network of the isolated client has ended.'));
        return;
      }
      this.#open.set(id, (outcome) => {
        if (outcome instanceof Server) {
          resolve(outcome);
        } else {
          const text = `Port ${port} of ${host} cannot be had in the network of the isolated client: ${outcome.message}.`;
          reject(new SubjectError('unusable', text, { cause: outcome }));
        }
      });
      this.#process.send({ id, host, port });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(given, () => {
        server.off('error', reject);
        resolve();
      });
    });
  };

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #settle(reply: Exclude<HolderReply, { kind: 'ready' }>, handle: unknown): void {
    const settle = this.#open.get(reply.id);
    this.#open.delete(reply.id);
    if (reply.kind === 'listening' && handle instanceof Server) {
      settle?.(handle);
    } else {
      settle?.(new Error(reply.kind === 'failed' ? reply.message : 'No port came with the message that it is open.'));
    }
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const isMissing = 'code' in error && error.code === 'ENOENT' && 'path' in error;
  return isMissing ? `the command ${error.path} (util-linux) is missing` : error.message.trim().replaceAll('\n', ' ');
}

/** `why` is a sentence without its full stop. */
function notIsolated(why: string): SubjectError {
  return new SubjectError(
    'not-isolated',
    `${why.replace(/\.$/, '')}. By hand: put the line "127.0.0.1 ${historicalNames.join(' ')}" into /etc/hosts, run "msnp8 serve --dispatch-port 1863 --passport-port 443 --ca-out ca.pem" ` +
      'as a user who may open these ports (or let it take free ones, and redirect 1863 and 443 to those that it shows), and let the client trust the certificate authority ' +
      'in ca.pem. To certify a client that can be told where to go, leave --isolate out: --exec gives it MSNP8_HOST, MSNP8_PORT, MSNP8_NEXUS_URL and MSNP8_CA_FILE, "login" of an adapter the same.',
  );
}
