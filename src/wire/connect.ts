import { connect as connectSocket } from 'node:net';
import { Connection, type ConnectionOptions } from './connection';

/** A server cannot be reached. */
export class WireError extends Error {
  override readonly name = 'WireError';
  constructor(
    readonly code: 'unreachable' | 'timeout',
    message: string,
  ) {
    super(message);
  }
}

export interface ConnectOptions extends Omit<ConnectionOptions, 'side'> {
  readonly host: string;
  readonly port: number;
  /** Limit for the TCP handshake, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Connects to a server.
 *
 * @throws WireError when nobody answers.
 */
export function connect(options: ConnectOptions): Promise<Connection> {
  const { host, port, timeoutMs, ...rest } = options;
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port });
    const fail = (error: WireError) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      fail(new WireError('timeout', `Nobody answered at ${host}:${port} within ${timeoutMs} ms.`));
    }, timeoutMs);
    const refused = (error: NodeJS.ErrnoException) => {
      fail(new WireError('unreachable', `Nobody can be reached at ${host}:${port} (${error.code ?? error.message}).`));
    };
    socket.once('error', refused);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', refused);
      resolve(new Connection(socket, { ...rest, side: 'client' }));
    });
  });
}
