import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type Listen, listenHere } from '../../wire';

/** A TCP port that hands over its sockets. */
export class Listener {
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** Rejects with the error of the system where the address cannot be had. Port 0 is any that is free. */
  static async start(options: {
    readonly host: string;
    readonly port: number;
    readonly onSocket: (socket: Socket) => void;
    readonly listen?: Listen | undefined;
  }): Promise<Listener> {
    // A client may close its direction and still read: Connection closes ours.
    const server = createServer({ allowHalfOpen: true }, options.onSocket);
    const listen = options.listen ?? listenHere;
    await listen(server, { host: options.host, port: options.port, backlog: 1_024 });
    const address = server.address();
    return new Listener(server, typeof address === 'object' && address !== null ? address.port : options.port);
  }

  /** Takes no more sockets. Resolves when the port is free; the sockets that were handed over must be gone by then. */
  async close(): Promise<void> {
    if (this.#server.listening) {
      this.#server.close();
      await once(this.#server, 'close');
    }
  }
}
