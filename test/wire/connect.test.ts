import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect, Trace } from '../../src/wire';
import { portOf } from './socket-pair';

const options = { host: '127.0.0.1', timeoutMs: 20_000, service: 'notification' } as const;

describe('connecting', () => {
  it('gives a connection of the client side that knows both of its ends', async () => {
    const server = createServer((socket) => socket.end('QNG\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const trace = new Trace();
    const connection = await connect({ ...options, port: portOf(server), trace, subject: 'server', label: 'alice' });
    expect([connection.id, connection.side, connection.service]).toEqual(['notification-1', 'client', 'notification']);
    expect(connection.remote).toEqual({ host: '127.0.0.1', port: portOf(server) });
    expect(await connection.closed).toEqual({ by: 'server', how: 'clean', error: undefined });
    // They are known also when the socket is no more.
    expect(connection.local.host).toBe('127.0.0.1');
    expect(trace.events[0]).toMatchObject({ kind: 'open', service: 'notification', subject: 'server', label: 'alice' });
    expect(trace.events.map(({ kind }) => kind)).toEqual(['open', 'segment', 'command', 'close']);
    server.close();
  });

  it('says that nobody can be reached at a port where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    server.close();
    await once(server, 'close');
    const trace = new Trace();
    await expect(connect({ ...options, port, trace })).rejects.toMatchObject({
      name: 'WireError',
      code: 'unreachable',
      message: `Nobody can be reached at 127.0.0.1:${port} (ECONNREFUSED).`,
    });
    expect(trace.events).toEqual([]);
  });

  it('writes an IPv6 address in brackets', async () => {
    // No machine listens at port 1 of its loopback, and one without IPv6 says so in another way.
    await expect(connect({ ...options, host: '::1', port: 1, trace: new Trace() })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^Nobody can be reached at \[::1\]:1 \(/),
    });
  });

  it.each([0, 65_536, 1.5, Number.NaN])('takes %p for no port', async (port) => {
    await expect(connect({ ...options, port, trace: new Trace() })).rejects.toMatchObject({ code: 'unreachable' });
  });
});
