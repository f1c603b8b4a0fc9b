import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { Connection, type ConnectionOptions, Trace } from '../../src/wire';

export interface SocketPair {
  readonly trace: Trace;
  /** The kit's end, which plays the server. */
  readonly connection: Connection;
  /** The peer's end, without any of our code. */
  readonly peer: Socket;
  close(): Promise<void>;
}

export type PairOptions = Partial<Omit<ConnectionOptions, 'trace' | 'side'>> & {
  readonly host?: string;
  readonly trace?: Trace;
};

/** A connection of ours over real TCP, and a bare socket at its other end. */
export async function socketPair(options: PairOptions = {}): Promise<SocketPair> {
  const { host = '127.0.0.1', trace = new Trace(), service = 'notification', ...rest } = options;
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, host);
  await once(server, 'listening');
  const accepted = new Promise<Socket>((resolve) => {
    server.once('connection', resolve);
  });
  const peer = dial({ port: portOf(server), host: '127.0.0.1', allowHalfOpen: true });
  peer.setNoDelay(true);
  peer.on('error', () => undefined);
  await once(peer, 'connect');
  const connection = new Connection(await accepted, { ...rest, trace, service, side: 'server' });
  return {
    trace,
    connection,
    peer,
    close: async () => {
      peer.destroy();
      connection.reset();
      server.close();
      await connection.closed;
    },
  };
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server listens at no port.');
  }
  return address.port;
}
