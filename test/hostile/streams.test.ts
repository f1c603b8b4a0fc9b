import { connect, type Socket } from 'node:net';
import { withFolder } from '../cli/msnp8';
import { argumentsFor, withServer } from '../cli/remote-setup';
import { hostileServer, pour } from './hostile-server';
import { accusedIn, outcomeOf, runAgainst } from './run-against';

const cases = ['server/dispatch/alice-calls-at-the-dispatch-server', 'server/profile/the-server-sends-alice-s-profile'];

describe('a server whose stream is no use: the run ends in bounded time, with reports and a fitting exit code', () => {
  test.each<[what: string, serve: (socket: Socket) => void]>([
    ['that answers nothing, which is not accused', () => {}],
    ['that resets at once', (socket) => void socket.resetAndDestroy()],
    ['with a line that never ends', (socket) => pour(socket, () => Buffer.alloc(65_536, 'x'))],
    ['that announces a payload of 4 GiB', (socket) => void socket.write('MSG Hotmail Hotmail 4294967296\r\n')],
    [
      'that announces a payload with a length of 300 digits',
      (socket) => void socket.write(`MSG a b ${'9'.repeat(300)}\r\n`),
    ],
    ['that announces a payload which never comes', (socket) => void socket.write('MSG Hotmail Hotmail 60000\r\nMIME')],
    ['that answers VER with 1000 dialects', (socket) => void socket.write(`VER 1 ${'MSNP8 '.repeat(1000)}\r\n`)],
    [
      'with control characters and broken UTF-8',
      (socket) => void socket.write(Buffer.from('\x1b[2J\x00\xff\xfe\r\nVER 1 \x07\r\n', 'latin1')),
    ],
    ['of HTTP', (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')],
  ])('%s', async (what, serve) => {
    const { code, results, ms, stderr } = await runAgainst(serve, { selectors: cases });
    expect(stderr).toBe('');
    expect(results.exitCode).toBe(code);
    expect([1, 3]).toContain(code);
    expect(code === 1 || accusedIn(results).length === 0).toBe(true);
    expect(results.cases).toHaveLength(2);
    expect(results.cases.filter(({ verdict }) => verdict === 'pass' || verdict === 'warn')).toEqual([]);
    expect(results.cases.every(({ reason }) => reason !== '')).toBe(true);
    expect(what.endsWith('not accused') && accusedIn(results).length > 0).toBe(false);
    expect(ms).toBeLessThan(60_000);
  });
});

test('a right server whose bytes come one by one is not accused', async () => {
  await withServer({}, async (server) => {
    const dribbling = async (port: number) =>
      hostileServer((near) => {
        const far = connect(port, '127.0.0.1');
        near.setNoDelay(true);
        near.pipe(far);
        far.on('error', () => near.destroy());
        near.on('close', () => far.destroy());
        far.on('data', (bytes: Buffer) => {
          for (let at = 0; at < bytes.length; at += 1) {
            near.write(bytes.subarray(at, at + 1));
          }
        });
        far.on('end', () => near.end());
      });
    const [dispatch, notification] = await Promise.all([
      dribbling(server.dispatch.port),
      dribbling(server.notification.port),
    ]);
    try {
      await withFolder(async (folder) => {
        const [, target = '', ...args] = await argumentsFor(server, { folder });
        const { code, results } = await outcomeOf(folder, [
          'server',
          target.replace(/\d+$/, String(dispatch.port)),
          ...args,
          '--out',
          `${folder}/reports`,
          '--connect-to',
          `127.0.0.1:${server.notification.port}:127.0.0.1:${notification.port}`,
          ...cases,
          'server/nickname/alice-renames-carol',
        ]);
        expect(results.cases.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
        expect(accusedIn(results)).toEqual([]);
        expect(code).toBe(0);
        expect(dispatch.connections() * notification.connections()).toBeGreaterThan(0);
      });
    } finally {
      await Promise.all([dispatch.close(), notification.close()]);
    }
  });
});
