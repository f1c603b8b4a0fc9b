import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import { type Certificates, createCertificates } from '../../src/fakes';
import { withFolder } from '../cli/msnp8';
import { argumentsAt, hostileServer, onLine, pour } from './hostile-server';
import { type Outcome, outcomeOf } from './run-against';

const cases = [
  'server/profile/the-server-sends-alice-s-profile',
  'server/synchronisation/the-server-sends-alice-s-whole-list',
];
let certificates: Certificates;

beforeAll(async () => {
  certificates = await createCertificates();
});

/** The first half of a login, as any server does it. */
function challenges(socket: Socket): void {
  onLine(socket, (line) => {
    const [name, trid = ''] = line.split(' ');
    const answers: Readonly<Record<string, string>> = {
      VER: `VER ${trid} MSNP8 CVR0\r\n`,
      CVR: `CVR ${trid} 6.0.0602 6.0.0602 1.0.0000 http://x.example http://y.example\r\n`,
      USR: `USR ${trid} TWN S lc=1033,id=507,ct=1\r\n`,
    };
    socket.write(answers[name ?? ''] ?? '');
  });
}

/** Runs the kit against a server whose Passport is at `url`. */
function runWith(url: string): Promise<Outcome> {
  return withFolder(async (folder) => {
    const server = await hostileServer(challenges);
    try {
      return await outcomeOf(folder, [...(await argumentsAt(server.port, { folder, nexusUrl: url })), ...cases]);
    } finally {
      await server.close();
    }
  });
}

async function withHttps(
  answer: (request: IncomingMessage, response: ServerResponse, base: string) => void,
): Promise<Outcome> {
  const server = createHttps({ key: certificates.keyPem, cert: certificates.certPem }, (request, response) => {
    answer(request, response, `https://localhost:${portOf(server)}`);
  });
  server.on('clientError', (_, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await runWith(`https://localhost:${portOf(server)}/rdr/pprdr.asp`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function withTcp(serve: (socket: Socket) => void): Promise<Outcome> {
  const server = await hostileServer(serve);
  try {
    return await runWith(`https://localhost:${server.port}/rdr/pprdr.asp`);
  } finally {
    await server.close();
  }
}

function portOf(server: { address(): unknown }): number {
  const address = server.address();
  return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
}

describe('a Passport that is no use blocks the cases, and ends the run in bounded time', () => {
  test.each<[string, () => Promise<Outcome>, RegExp]>([
    ['that speaks no TLS', () => withTcp((socket) => pour(socket, () => Buffer.alloc(4096, 'garbage\r\n'))), /TLS|tls/],
    ['that resets at once', () => withTcp((socket) => socket.resetAndDestroy()), /./],
    [
      'that sends one round in circles',
      () =>
        withHttps((request, response, base) => {
          response.writeHead(302, { Location: `${base}${request.url ?? '/'}x` }).end();
        }),
      /redirect/,
    ],
    [
      'that answers garbage',
      () =>
        withHttps((_, response) => {
          response.writeHead(200, { PassportURLs: '\u00ff,,==DALogin;;' }).end('x'.repeat(100_000));
        }),
      /./,
    ],
    [
      'whose headers never end',
      () =>
        withHttps((request) => {
          request.socket.write('HTTP/1.1 200 OK\r\n');
          pour(request.socket, () => Buffer.alloc(65_536, 'X-Header: x\r\n'));
        }),
      /./,
    ],
    [
      'whose body never ends',
      () =>
        withHttps((_, response) => {
          response.writeHead(200, { PassportURLs: 'DALogin=localhost:1/login' });
          pour(response.socket ?? fail(), () => Buffer.alloc(65_536, 'x'));
        }),
      /./,
    ],
    [
      'that leads to a login page that nobody serves',
      () =>
        withHttps((_, response) => {
          response.writeHead(200, { PassportURLs: 'DARealm=Passport.Net,DALogin=localhost:1/login2.srf' }).end();
        }),
      /./,
    ],
  ])('%s', async (_, run, reason) => {
    const { code, results, ms, stderr } = await run();
    expect(stderr).toBe('');
    expect(results.exitCode).toBe(code);
    expect([1, 3]).toContain(code);
    expect(results.cases.map(({ verdict }) => verdict)).toEqual(['blocked', 'blocked']);
    expect(results.cases[0]?.reason).toMatch(/^No Passport ticket for alice@example\.com: /);
    expect(results.cases[0]?.reason).toMatch(reason);
    expect(ms).toBeLessThan(30_000);
  });
});

function fail(): never {
  throw new Error('The answer has no socket.');
}
