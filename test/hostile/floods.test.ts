import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { onLine, pour } from './hostile-server';
import { runAgainst } from './run-against';

const block = (line: string) => Buffer.from(line.repeat(Math.ceil(65_536 / line.length)));
const emptyLines = block('\r\n');
const presence = block('NLN NLN bob@example.com Bob 0\r\n');
const pings = block('QNG\r\n');

/** Answers VER and nothing else. */
const agrees = (socket: Socket, then: () => void) =>
  onLine(socket, (line) => {
    if (line.startsWith('VER ')) {
      socket.write(`VER ${line.split(' ')[1]} MSNP8 CVR0\r\n`);
    }
    if (line.startsWith('CVR ')) {
      then();
    }
  });

describe('a server that sends without end: the run gives up soon, small in memory and on the disk', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['empty lines', (socket) => pour(socket, () => emptyLines)],
    ['presence of Bob', (socket) => pour(socket, () => presence)],
    ['QNG once the client has said CVR', (socket) => agrees(socket, () => pour(socket, () => pings))],
  ])('%s', async (_, serve) => {
    const { code, results, ms, traceBytes, stderr } = await runAgainst(serve);
    expect(stderr).toBe('');
    expect(results.exitCode).toBe(code);
    expect(code).toBe(results.verdict === 'fail' ? 1 : 3);
    expect(results.reason).toMatch(
      /^The run was given up after 3 cases in which the subject brought more than is taken\. /,
    );
    expect(results.reason).toContain('The server brought more than 20000 commands and empty lines on one connection');
    const flooded = results.cases.filter(({ reason }) => reason.startsWith('The server brought more than'));
    expect(flooded.length).toBe(3);
    expect(results.cases.some(({ verdict }) => verdict === 'pass')).toBe(false);
    expect(flooded.every(({ verdict }) => verdict === 'inconclusive')).toBe(true);
    expect(results.cases.filter(({ reason }) => reason === results.reason).length).toBeGreaterThan(100);
    expect(ms).toBeLessThan(60_000);
    expect(traceBytes).toBeLessThan(64 * 1024 * 1024);
  });

  test('random bytes', async () => {
    const { code, results, ms, traceBytes, stderr } = await runAgainst(
      (socket) => pour(socket, () => randomBytes(65_536)),
      {
        selectors: [
          'server/dispatch/alice-calls-at-the-dispatch-server',
          'server/profile/the-server-sends-alice-s-profile',
        ],
      },
    );
    expect(stderr).toBe('');
    expect(results.exitCode).toBe(code);
    expect(code === 1 || code === 3).toBe(true);
    expect(results.cases.some(({ verdict }) => verdict === 'pass')).toBe(false);
    expect(ms).toBeLessThan(60_000);
    expect(traceBytes).toBeLessThan(64 * 1024 * 1024);
  });
});
