import { connect as connectSocket, type Socket } from 'node:net';
import { addressText } from './address-text';
import { Connection, type ConnectionOptions } from './connection';
import { WireError } from './wire-error';

export interface ConnectOptions extends Omit<ConnectionOptions, 'side'> {
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Limit for the look-up of the name and the TCP handshake together, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Connects to a server.
 *
 * @throws WireError `unreachable` where nobody listens or there is no such address, `timeout` where nobody answers in time
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { host, port, timeoutMs, ...rest } = options;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new WireError(
      'unreachable',
      `A port is a number from 1 to 65535; ${port} is none, so ${host} cannot be reached.`,
    );
  }
  const socket = await new Promise<Socket>((resolve, reject) => {
    const trying = connectSocket({ host, port });
    const fail = (error: WireError) => {
      clearTimeout(timer);
      trying.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      fail(new WireError('timeout', `Nobody answered at ${addressText({ host, port })} within ${timeoutMs} ms.`));
    }, timeoutMs);
    const refused = (error: NodeJS.ErrnoException) => {
      fail(
        new WireError(
          'unreachable',
          `Nobody can be reached at ${addressText({ host, port })} (${error.code ?? error.message}).`,
        ),
      );
    };
    trying.once('error', refused);
    trying.once('connect', () => {
      clearTimeout(timer);
      trying.off('error', refused);
      resolve(trying);
    });
  });
  return new Connection(socket, { ...rest, side: 'client' });
}
