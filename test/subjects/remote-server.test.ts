import { createServer, type Server, type Socket } from 'node:net';
import { type RemoteServerOptions, remoteServer, SubjectError } from '../../src/subjects';
import { printTrace, Trace } from '../../src/wire';

function subject(options: Partial<RemoteServerOptions> = {}) {
  return remoteServer({
    address: { host: 'ns.example.com', port: 1863 },
    accounts: { alice: { account: 'alice@example.com', password: 'secret word' } },
    ...options,
  });
}

describe('the target', () => {
  test('is shown as HOST:PORT, an IPv6 address in brackets', () => {
    expect(subject().target).toBe('ns.example.com:1863');
    expect(subject({ address: { host: '::1', port: 1 } }).target).toBe('[::1]:1');
  });
});

describe('--connect-to', () => {
  const to = { host: '127.0.0.1', port: 7001 };
  const { resolve } = subject({
    connectTo: [
      { from: { host: 'NS.example.com', port: 1863 }, to },
      { from: { host: '127.0.0.1', port: 7001 }, to: { host: '127.0.0.1', port: 7002 } },
    ],
  });

  test('rewrites an address by host, without regard to case, and port', () => {
    expect(resolve({ host: 'ns.EXAMPLE.com', port: 1863 })).toEqual(to);
  });

  test('is applied once', () => {
    expect(resolve({ host: 'ns.example.com', port: 1863 }).port).toBe(7001);
    expect(resolve({ host: '127.0.0.1', port: 7001 }).port).toBe(7002);
  });

  test.each([
    { host: 'ns.example.com', port: 1864 },
    { host: 'other.example.com', port: 1863 },
  ])('leaves %j alone', (address) => {
    expect(resolve(address)).toEqual(address);
  });
});

describe('the ticket', () => {
  const challenge = 'lc=1033';

  test('is the fixed one as it stands, and is a secret from then on', async () => {
    const trace = new Trace();
    const server = subject({ accounts: { alice: { account: 'a@x.com', password: '', ticket: 't=fixed ticket&p=' } } });
    expect(await server.ticket({ persona: 'alice', challenge, trace })).toBe('t=fixed ticket&p=');
    const connection = 'notification-1';
    trace.record({ kind: 'open', connection, service: 'notification' });
    const bytes = Buffer.from('USR 4 TWN S t=fixed ticket&p=\r\n');
    trace.record({ kind: 'segment', connection, from: 'client', bytes, offset: 0, boundary: 'whole' });
    expect(printTrace(trace)).not.toContain('fixed');
  });

  test.each([
    ['bob', 'missing-account', 'has no "bob"'],
    ['alice', 'unusable', 'there is neither a nexus, nor a ticket command, nor a fixed ticket'],
  ])('of %s cannot be had: %s', async (persona, code, message) => {
    const asked = subject().ticket({ persona, challenge, trace: new Trace() });
    await expect(asked).rejects.toThrow(SubjectError);
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('of a Passport that cannot be reached is the subject’s affair', async () => {
    const port = await closedPort();
    const server = subject({ nexusUrl: `https://127.0.0.1:${port}/rdr/pprdr.asp`, passportTimeoutMs: 2000 });
    await expect(server.ticket({ persona: 'alice', challenge, trace: new Trace() })).rejects.toMatchObject({
      code: 'unusable',
      message: expect.stringContaining('No Passport ticket for alice@example.com'),
    });
  });
});

describe('reach', () => {
  test('knocks at the rewritten address and leaves nothing open', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.resume();
    });
    const port = await listening(server);
    const to = { host: '127.0.0.1', port };
    await subject({ connectTo: [{ from: { host: 'ns.example.com', port: 1863 }, to }] }).reach();
    // The server closes only when no connection is left.
    await new Promise((resolve) => server.close(resolve));
    expect(sockets).toHaveLength(1);
  });

  test('tells that nobody answers', async () => {
    const address = { host: '127.0.0.1', port: await closedPort() };
    await expect(subject({ address }).reach()).rejects.toMatchObject({
      code: 'unusable',
      message: expect.stringContaining(`127.0.0.1:${address.port}`),
    });
  });
});

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
