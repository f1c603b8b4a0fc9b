import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** How long a test waits before it fails. Nothing ever takes this long. */
export const patienceMs = 20_000;

/** A client that knows nothing of the protocol: it writes text and awaits text. */
export class RawClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #read = 0;
  #wake: () => void = () => undefined;
  #ended: 'clean' | 'reset' | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    socket.on('error', () => {
      this.#ended = 'reset';
    });
    socket.on('close', () => {
      this.#ended ??= 'clean';
      this.#wake();
    });
  }

  static async call(address: { readonly host: string; readonly port: number }): Promise<RawClient> {
    const socket = connect(address);
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  write(text: string | Uint8Array): void {
    this.socket.write(text);
  }

  /** Takes as many bytes as `text` has and compares them. */
  async expect(text: string): Promise<void> {
    const wanted = Buffer.from(text, 'utf8');
    const isMet = () =>
      this.#received.length - this.#read >= wanted.length || !wanted.equals(this.#peekAsFarAs(wanted));
    await this.#until(isMet, text);
    const got = this.#received.subarray(this.#read, this.#read + wanted.length).toString('utf8');
    this.#read += wanted.length;
    expect(got).toBe(text);
  }

  /** Writes and compares what comes. */
  async ask(request: string, reply: string): Promise<void> {
    this.write(request);
    await this.expect(reply);
  }

  /** Takes one line, without its end. */
  async line(): Promise<string> {
    await this.#until(() => this.#received.indexOf('\r\n', this.#read) !== -1, 'a line');
    const end = this.#received.indexOf('\r\n', this.#read);
    const text = this.#received.subarray(this.#read, end).toString('utf8');
    this.#read = end + 2;
    return text;
  }

  async bytes(count: number): Promise<Buffer> {
    await this.#until(() => this.#received.length - this.#read >= count, `${count} bytes`);
    this.#read += count;
    return this.#received.subarray(this.#read - count, this.#read);
  }

  /** The server closes, and nothing more comes before. */
  async expectClose(how: 'clean' | 'reset' = 'clean'): Promise<void> {
    await this.#until(() => this.#ended !== undefined, 'the end');
    expect(this.#received.subarray(this.#read).toString('utf8')).toBe('');
    expect(this.#ended).toBe(how);
  }

  /** Everything that has come is taken, and all that was sent before has been answered. */
  async expectNothingBut(text = ''): Promise<void> {
    this.write('PNG\r\n');
    await this.expect(`${text}QNG\r\n`);
  }

  hangUp(): void {
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  #peekAsFarAs(wanted: Buffer): Buffer {
    const got = this.#received.subarray(this.#read, this.#read + wanted.length);
    return Buffer.concat([got, wanted.subarray(got.length)]);
  }

  #until(isMet: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(() => {
        const got = this.#received.subarray(this.#read).toString('utf8');
        reject(new Error(`Expected ${JSON.stringify(what)}, got ${JSON.stringify(got)} and nothing more.`));
      }, patienceMs);
      this.#wake = () => {
        if (isMet() || this.#ended !== undefined) {
          settle();
        }
      };
      this.#wake();
    });
  }
}
