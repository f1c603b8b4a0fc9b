import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { connect, createServer, type SecureVersion, type TLSSocket } from 'node:tls';
import type { Certificates, PassportServerOptions } from '../../src/fakes/passport';
import { PassportServer } from '../../src/fakes/passport';
import { Trace, type TraceEvent } from '../../src/wire';

export const account = 'alice@passport.com';
export const password = 'pass, word%41';
export const ticket = 't=5*abc$$&p=xyz';
export const challenge =
  'lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,tpf=43f8a4c8ed940c04e3740be46c4d1619';

/** What the reference client sends for these. */
export const authorization = `Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in=alice%40passport.com,pwd=pass%2C%20word%2541,${challenge}`;

/** A Passport server that knows Alice, and the trace it writes. */
export async function startPassport(
  options: Partial<PassportServerOptions> & { readonly certificates: Certificates },
): Promise<{ readonly passport: PassportServer; readonly trace: Trace }> {
  const trace = options.trace ?? new Trace();
  const passport = await PassportServer.start({
    trace,
    verify: (who, secret) => (who === account && secret === password ? 'ok' : 'wrong'),
    issueTicket: () => ticket,
    ...options,
  });
  return { passport, trace };
}

/** Sends bytes over TLS and returns all that comes back until the server closes. */
export async function exchange(options: {
  readonly port: number;
  readonly ca: string;
  /** Each is written when the one before has gone out. */
  readonly writes: readonly string[];
  readonly version?: SecureVersion;
}): Promise<string> {
  const { port, ca, writes, version } = options;
  const old = version === undefined ? {} : { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
  const socket = connect({ host: '127.0.0.1', port, ca, ...old });
  socket.setNoDelay(true);
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
  });
  await once(socket, 'secureConnect');
  for (const bytes of writes) {
    await new Promise<void>((resolve) => socket.write(Buffer.from(bytes, 'latin1'), () => resolve()));
  }
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => resolve());
  });
  return received;
}

export interface RawServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A TLS server that treats each connection as the test says: what a broken Passport server may do. */
export async function startRawTls(certificates: Certificates, serve: (socket: TLSSocket) => void): Promise<RawServer> {
  const server = createServer({ cert: certificates.certPem, key: certificates.keyPem });
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    serve(socket);
  });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A TCP server that reads and never says anything. */
export async function startSilentTcp(): Promise<RawServer> {
  const server = createTcpServer((socket) => socket.on('error', () => socket.destroy()).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** A TCP connection without TLS. */
export async function connectPlain(port: number) {
  const socket = connectTcp({ host: '127.0.0.1', port });
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the trace holds that many events of that kind. */
export function recorded(
  trace: Trace,
  options: { readonly kind: TraceEvent['kind']; readonly count?: number },
): Promise<void> {
  const isThere = () => trace.events.filter(({ kind }) => kind === options.kind).length >= (options.count ?? 1);
  if (isThere()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = trace.onEvent(() => {
      if (!isThere()) return;
      stop();
      resolve();
    });
  });
}

/** The start lines of the HTTP messages, with an arrow for who sent them. */
export function messagesOf(trace: Trace): string[] {
  return trace.events.flatMap((event) =>
    event.kind === 'http' ? [`${event.from === 'client' ? '>>>' : '<<<'} ${event.startLine}`] : [],
  );
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server listens on no TCP port.');
  return address.port;
}
