import { createServer, type Server, type Socket } from 'node:net';

const limitMs = 20_000;

/** One accepted connection: the test says what must come and what goes out, byte by byte. */
export class ScriptedPeer {
  #received = '';
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString('latin1');
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
    socket.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Waits for exactly these bytes. */
  async expect(bytes: string): Promise<void> {
    await this.#until(() => this.#received.length >= bytes.length || !bytes.startsWith(this.#received), `"${bytes}"`);
    const got = this.#received.slice(0, bytes.length);
    if (got !== bytes) {
      throw new Error(`Expected ${JSON.stringify(bytes)} and got ${JSON.stringify(this.#received)}.`);
    }
    this.#received = this.#received.slice(bytes.length);
  }

  /** Waits for one line and gives it back without its end. */
  async line(): Promise<string> {
    await this.#until(() => this.#received.includes('\r\n'), 'a line');
    const end = this.#received.indexOf('\r\n');
    const line = this.#received.slice(0, end);
    this.#received = this.#received.slice(end + 2);
    return line;
  }

  /** Waits until the client closes and gives back what it still sent. */
  async rest(): Promise<string> {
    await this.#until(() => this.#ended, 'the end');
    return this.#received;
  }

  send(...segments: string[]): void {
    for (const segment of segments) {
      this.socket.write(Buffer.from(segment, 'utf8'));
    }
  }

  /** Expects and sends in turn. */
  async talk(...exchanges: readonly (readonly [expected: string, answer: string])[]): Promise<void> {
    for (const [expected, answer] of exchanges) {
      await this.expect(expected);
      this.send(answer);
    }
  }

  close(): void {
    this.socket.end();
  }

  async #until(holds: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (!holds()) {
      if (this.#ended) {
        throw new Error(`Expected ${what}; the client closed after ${JSON.stringify(this.#received)}.`);
      }
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`Expected ${what}; only ${JSON.stringify(this.#received)} came.`)),
          Math.max(1, deadline - Date.now()),
        );
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** A TCP server that knows nothing of MSNP. */
export class ScriptedServer {
  readonly #server: Server;
  readonly #accepted: ScriptedPeer[] = [];
  readonly #waiting: ((peer: ScriptedPeer) => void)[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      const peer = new ScriptedPeer(socket);
      const taker = this.#waiting.shift();
      this.peers.push(peer);
      if (taker === undefined) {
        this.#accepted.push(peer);
      } else {
        taker(peer);
      }
    });
  }

  readonly peers: ScriptedPeer[] = [];

  static async start(): Promise<ScriptedServer> {
    const server = createServer({ allowHalfOpen: false });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ScriptedServer(server);
  }

  get address(): { readonly host: string; readonly port: number } {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The server does not listen.');
    }
    return { host: '127.0.0.1', port: address.port };
  }

  get word(): string {
    return `127.0.0.1:${this.address.port}`;
  }

  /** The next connection that has not been taken. */
  async next(): Promise<ScriptedPeer> {
    const peer = this.#accepted.shift();
    if (peer !== undefined) {
      return peer;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('Nobody connected.')), limitMs);
      this.#waiting.push((taken) => {
        clearTimeout(timer);
        resolve(taken);
      });
    });
  }

  /** Takes no more connections and keeps those it has. */
  stopListening(): void {
    this.#server.close();
  }

  async close(): Promise<void> {
    for (const peer of this.peers) {
      peer.socket.destroy();
    }
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
