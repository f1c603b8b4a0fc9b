import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
import {
  type Certificates,
  createCertificates,
  defaultPassportKnobs,
  type PassportServer,
} from '../../src/fakes/passport';
import { Trace } from '../../src/wire';
import {
  authorization,
  challenge,
  connectPlain,
  exchange,
  messagesOf,
  password,
  recorded,
  startPassport,
  ticket,
} from './passport-setup';

let certificates: Certificates;
let passport: PassportServer;
let trace: Trace;

beforeAll(async () => {
  certificates = await createCertificates();
});

async function setup(options: Partial<Parameters<typeof startPassport>[0]> = {}): Promise<void> {
  ({ passport, trace } = await startPassport({ certificates, ...options }));
}

afterEach(() => passport.close());

function ask(...writes: readonly string[]): Promise<string> {
  return exchange({ port: passport.port, ca: passport.caPem, writes });
}

function logIn(value: string, path = '/login2.srf'): Promise<string> {
  return ask(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${value}\r\n\r\n`);
}

const refusal = (more: string) =>
  `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Passport1.4 da-status=failed,srealm=Passport.NET,ts=-3${more}\r\nContent-Length: 13\r\nConnection: close\r\n\r\nUnauthorized\n`;
const success = `HTTP/1.1 200 OK\r\nAuthentication-Info: Passport1.4 da-status=success,tname=MSPAuth,tname=MSPProf,tname=MSPSec,from-PP='${ticket}',ru=http://messenger.msn.com\r\nContent-Type: text/html\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;

describe('the nexus', () => {
  const answer = (daLogin: string) =>
    `HTTP/1.1 200 OK\r\nPassportURLs: DARealm=Passport.Net,DALogin=${daLogin}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;

  test.each([
    ['HTTP/1.1', ['GET /rdr/pprdr.asp HTTP/1.1\r\nHost: x\r\n\r\n']],
    ['HTTP/1.0 without Host', ['GET /rdr/pprdr.asp HTTP/1.0\r\n\r\n']],
    ['a whole URL', ['GET https://nexus.passport.com/rdr/pprdr.asp HTTP/1.1\r\nHost: nexus.passport.com\r\n\r\n']],
    ['no version', ['GET /rdr/pprdr.asp\r\n\r\n']],
    ['no version, the empty line later', ['GET /rdr/pprdr.asp\r\n', '\r\n']],
    ['no version and no empty line', ['GET /rdr/pprdr.asp\r\n']],
    ['one byte at a time', [...'GET /rdr/pprdr.asp HTTP/1.1\r\nHost: x\r\n\r\n']],
    ['a path in other case', ['GET /RDR/PPRDR.ASP HTTP/1.1\r\nHost: x\r\n\r\n']],
  ])('answers %s', async (_, writes) => {
    await setup();
    expect(await ask(...writes)).toBe(answer(`127.0.0.1:${passport.port}/login2.srf`));
  });

  test('names the login page as a URL where the knob says so', async () => {
    await setup({ knobs: { daLogin: 'absolute' } });
    expect(await ask('GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n')).toBe(
      answer(`https://127.0.0.1:${passport.port}/login2.srf`),
    );
  });

  test.each([
    ['documented', 'PassportURLs:'],
    ['capitalised', 'Passporturls:'],
    ['lower', 'passporturls:'],
    ['upper', 'PASSPORTURLS:'],
  ] as const)('writes the header name %s', async (headerCase, name) => {
    await setup({ knobs: { headerCase } });
    expect(await ask('GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n')).toContain(`\r\n${name} DARealm=`);
  });

  test('knobs may be changed between requests, and may be kept elsewhere', async () => {
    const knobs = defaultPassportKnobs();
    await setup({ knobs: () => knobs });
    knobs.headerCase = 'lower';
    expect(await ask('GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n')).toContain('passporturls:');
    passport.knobs.headerCase = 'upper';
    expect(await ask('GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n')).toContain('PASSPORTURLS:');
  });

  test('its URLs name the public host', async () => {
    await setup({ publicHost: 'localhost' });
    expect(passport.nexusUrl).toBe(`https://localhost:${passport.port}/rdr/pprdr.asp`);
    expect(passport.loginUrl).toBe(`https://localhost:${passport.port}/login2.srf`);
  });

  test('its URLs name a host for each page', async () => {
    await setup({ publicHost: 'localhost', hosts: { nexus: 'nexus.passport.com', login: 'login.passport.com' } });
    expect(passport.nexusUrl).toBe(`https://nexus.passport.com:${passport.port}/rdr/pprdr.asp`);
    expect(passport.loginUrl).toBe(`https://login.passport.com:${passport.port}/login2.srf`);
    const answer = await ask('GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n');
    expect(answer).toContain(`DALogin=login.passport.com:${passport.port}/login2.srf\r\n`);
  });

  test('it listens where somebody else has opened a port for it', async () => {
    const opened = createServer().listen(0, '127.0.0.1');
    await once(opened, 'listening');
    const address = opened.address();
    await setup({
      listen: async (server, { host, port }) => {
        expect([host, port]).toEqual(['127.0.0.1', 0]);
        server.listen(opened);
        await once(server, 'listening');
      },
    });
    expect(passport.port).toBe(typeof address === 'object' ? address?.port : undefined);
    expect(await ask('GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n')).toContain('PassportURLs:');
  });
});

describe('the login server (S-AUT-01)', () => {
  test('gives a ticket for the right password', async () => {
    await setup();
    expect(await logIn(authorization)).toBe(success);
  });

  test('gives none for a wrong password', async () => {
    await setup({ knobs: { refusalText: 'No.' } });
    expect(await logIn(authorization.replace('pwd=pass', 'pwd=Pass'))).toBe(refusal(',cbtxt=No.'));
  });

  test('leaves cbtxt out where the knob says so (C-AUT-06)', async () => {
    await setup({ knobs: { refusalText: undefined } });
    expect(await logIn(authorization.replace('pwd=pass', 'pwd=Pass'))).toBe(refusal(''));
  });

  test('says fail-noretry where the account is told so', async () => {
    await setup({ verify: () => 'wrong-no-retry' });
    expect(await logIn(authorization)).toContain('Passport1.4 da-status=fail-noretry,');
  });

  test.each([
    ['no Authorization', ''],
    ['another scheme', 'Authorization: Basic YTpi\r\n'],
    ['no password', 'Authorization: Passport1.4 OrgVerb=GET,OrgURL=x,sign-in=alice%40passport.com,lc=1\r\n'],
  ])('refuses %s', async (_, line) => {
    await setup({ knobs: { refusalText: undefined } });
    expect(await ask(`GET /login2.srf HTTP/1.1\r\n${line}\r\n`)).toBe(refusal(''));
  });

  test('accepts a raw account and a raw password with commas, given the challenge', async () => {
    await setup({ challenges: () => [challenge] });
    const raw = `Passport1.4 OrgVerb=GET,OrgURL=http://messenger.msn.com,sign-in=alice@passport.com,pwd=${password},${challenge}`;
    expect(await logIn(raw)).toBe(success);
  });

  test('redirects as often as the knob says, then decides (C-AUT-05)', async () => {
    await setup({ knobs: { redirects: 2 } });
    const redirect = (left: number) =>
      `HTTP/1.1 302 Found\r\nAuthentication-Info: Passport1.4 da-status=redir\r\nLocation: https://127.0.0.1:${passport.port}/redirected-${left}/login2.srf\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
    expect(await logIn(authorization)).toBe(redirect(1));
    expect(await logIn(authorization, '/redirected-1/login2.srf')).toBe(redirect(0));
    expect(await logIn(authorization, '/redirected-0/login2.srf')).toBe(success);
  });
});

describe('the HTTPS server', () => {
  test.each([
    ['another page', 'GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 404 Not Found\r\n'],
    ['another method', 'POST /login2.srf HTTP/1.1\r\n\r\n', 'HTTP/1.1 405 Method Not Allowed\r\n'],
    ['no HTTP', 'VER 1 MSNP8 CVR0\r\n\r\n', 'HTTP/1.1 400 Bad Request\r\n'],
    ['an endless line', 'x'.repeat(40_000), 'HTTP/1.1 431 Request Header Fields Too Large\r\n'],
  ])('answers %s with an error and stays up', async (_, bytes, statusLine) => {
    await setup();
    expect(await ask(bytes)).toContain(statusLine);
    expect(await logIn(authorization)).toBe(success);
  });

  test('serves several requests on one connection where the knob says so', async () => {
    await setup({ knobs: { connection: 'keep-alive' } });
    const one = 'GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n';
    const last = 'GET /rdr/pprdr.asp HTTP/1.1\r\nConnection: close\r\n\r\n';
    const received = await ask(one + one + last);
    expect(received.match(/Connection: [a-z-]+/g)).toEqual([
      'Connection: keep-alive',
      'Connection: keep-alive',
      'Connection: close',
    ]);
    expect(trace.events.filter(({ kind }) => kind === 'open')).toHaveLength(1);
  });

  test('ends a connection after as many requests as the limit says', async () => {
    await setup({ knobs: { connection: 'keep-alive' }, limits: { maxRequests: 2 } });
    const received = await ask('GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n'.repeat(3));
    expect(received.match(/^HTTP/gm)).toHaveLength(2);
  });

  test('ends a connection on which no request comes within the limit', async () => {
    await setup({ limits: { idleMs: 1000 } });
    expect(await ask('GET /rdr')).toBe('');
    await recorded(trace, { kind: 'close' });
    expect(trace.events.map(({ kind }) => kind)).toEqual(['open', 'remark', 'close']);
  });

  test('ends a connection whose TLS does not begin within the limit', async () => {
    await setup({ limits: { idleMs: 50 } });
    const socket = await connectPlain(passport.port);
    socket.resume();
    await once(socket, 'close');
    await recorded(trace, { kind: 'close' });
    expect(trace.events).toMatchObject([
      { kind: 'open', service: 'passport' },
      { kind: 'remark', topic: 'tls-failed' },
      { kind: 'close', how: 'reset' },
    ]);
  });

  test('survives what is not TLS', async () => {
    await setup();
    const socket = await connectPlain(passport.port);
    socket.resume();
    socket.write('GET /rdr/pprdr.asp HTTP/1.0\r\n\r\n');
    await recorded(trace, { kind: 'remark' });
    expect(await logIn(authorization)).toBe(success);
    socket.destroy();
  });

  test('survives clients that reset the connection before, within and after the request', async () => {
    await setup();
    for (const bytes of ['', 'GET /rdr', 'GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n']) {
      const raw = await connectPlain(passport.port);
      const socket = connect({ socket: raw, ca: passport.caPem, servername: 'localhost' });
      socket.on('error', () => socket.destroy());
      await once(socket, 'secureConnect');
      await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
      raw.resetAndDestroy();
    }
    expect(await logIn(authorization)).toBe(success);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'records a client that does not trust the certificate, %s',
    async (maxVersion) => {
      await setup();
      const socket = connect({ host: '127.0.0.1', port: passport.port, maxVersion });
      await once(socket, 'secureConnect').catch(() => undefined);
      socket.destroy();
      await recorded(trace, { kind: 'close' });
      expect(trace.events).toMatchObject([
        { kind: 'open' },
        { kind: 'remark', text: expect.stringContaining('certificate authority') },
        { kind: 'close', by: 'client' },
      ]);
    },
  );

  test.each(['TLSv1', 'TLSv1.1'] as const)('speaks %s where it is told to', async (version) => {
    await setup({ minTls: 'TLSv1' });
    const bytes = `GET /login2.srf HTTP/1.1\r\nAuthorization: ${authorization}\r\n\r\n`;
    expect(await exchange({ port: passport.port, ca: passport.caPem, writes: [bytes], version })).toBe(success);
  });

  test('refuses TLS 1.1 unless told otherwise', async () => {
    await setup();
    const old = exchange({ port: passport.port, ca: passport.caPem, writes: [], version: 'TLSv1.1' });
    await expect(old).rejects.toThrow();
  });

  test('close ends connections in every state', async () => {
    await setup();
    const plain = await connectPlain(passport.port);
    plain.resume();
    const idle = connect({ host: '127.0.0.1', port: passport.port, ca: passport.caPem });
    idle.on('error', () => idle.destroy()).resume();
    await once(idle, 'secureConnect');
    await recorded(trace, { kind: 'open' });
    const ended = Promise.all([once(plain, 'close'), once(idle, 'close')]);
    await passport.close();
    await ended;
    expect(await connectPlain(passport.port).catch((error: NodeJS.ErrnoException) => error.code)).toBe('ECONNREFUSED');
    await passport.close();
  });

  test('start rejects where the port is taken', async () => {
    await setup();
    await expect(startPassport({ certificates, port: passport.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('200 idle connections leave it answering', async () => {
    await setup();
    const sockets = await Promise.all(Array.from({ length: 200 }, () => connectPlain(passport.port)));
    expect(await logIn(authorization)).toBe(success);
    for (const socket of sockets) socket.destroy();
  });
});

describe('interception', () => {
  test('one answer of one page is replaced', async () => {
    await setup();
    passport.intercept({ page: 'login', once: true }, () => ({
      kind: 'http',
      status: 503,
      reason: 'Busy',
      headers: [['Retry-After', '1']],
    }));
    expect(await ask('GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n')).toContain('HTTP/1.1 200 OK');
    expect(await logIn(authorization)).toBe(
      'HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
    expect(await logIn(authorization)).toBe(success);
  });

  test('the answer can be altered on its way, until the interception is ended', async () => {
    await setup();
    const stop = passport.intercept({}, async (_, proceed) => {
      const reply = await proceed();
      return reply.kind === 'http' ? { ...reply, reason: 'Fine' } : reply;
    });
    expect(await logIn(authorization)).toContain('HTTP/1.1 200 Fine\r\n');
    stop();
    expect(await logIn(authorization)).toBe(success);
  });

  test('bytes of any kind can be the answer', async () => {
    await setup();
    passport.intercept({}, () => ({ kind: 'raw', bytes: Buffer.from('\0garbage', 'latin1') }));
    expect(await logIn(authorization)).toBe('\0garbage');
  });

  test('a close is clean, a reset is not', async () => {
    await setup();
    passport.intercept({ once: true }, () => ({ kind: 'close' }));
    expect(await logIn(authorization)).toBe('');
    passport.intercept({ once: true }, () => ({ kind: 'reset' }));
    await expect(logIn(authorization)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await recorded(trace, { kind: 'close', count: 2 });
    const closes = trace.events.filter(({ kind }) => kind === 'close');
    expect(closes).toMatchObject([
      { by: 'server', how: 'clean' },
      { by: 'server', how: 'reset' },
    ]);
  });

  test('silence lasts until the limit', async () => {
    await setup({ limits: { idleMs: 1000 } });
    passport.intercept({}, () => ({ kind: 'silence' }));
    expect(await logIn(authorization)).toBe('');
  });

  test('an interceptor that throws costs the client an error and the server nothing', async () => {
    await setup();
    passport.intercept({ once: true }, () => {
      throw new Error('oops');
    });
    expect(await logIn(authorization)).toContain('HTTP/1.1 500 Internal Server Error\r\n');
    expect(trace.events).toContainEqual(expect.objectContaining({ kind: 'remark', topic: 'kit-fault' }));
    expect(await logIn(authorization)).toBe(success);
  });
});

describe('the trace', () => {
  test('holds the connection, both messages as sent, the ticket and the end', async () => {
    await setup({ subject: 'client' });
    await ask(`GET /login2.srf HTTP/1.0\r\naUTHORIZATION: ${authorization}\r\n\r\n`);
    await recorded(trace, { kind: 'close' });
    const [opened] = trace.events;
    expect(trace.events).toMatchObject([
      { kind: 'open', service: 'passport', subject: 'client' },
      {
        kind: 'http',
        from: 'client',
        startLine: 'GET /login2.srf HTTP/1.0',
        headers: [['aUTHORIZATION', authorization]],
      },
      {
        kind: 'remark',
        topic: 'ticket',
        value: ticket,
        text: 'The Passport server gives alice@passport.com a ticket.',
      },
      { kind: 'http', from: 'server', startLine: 'HTTP/1.1 200 OK' },
      { kind: 'close', by: 'server', how: 'clean' },
    ]);
    expect(new Set(trace.events.map(({ connection }) => connection))).toEqual(new Set([opened?.connection]));
  });

  test('a new trace takes the connections from then on', async () => {
    await setup();
    await logIn(authorization);
    const second = new Trace();
    passport.useTrace(second);
    await ask('GET /rdr/pprdr.asp HTTP/1.1\r\n\r\n');
    expect(messagesOf(trace)).toEqual(['>>> GET /login2.srf HTTP/1.1', '<<< HTTP/1.1 200 OK']);
    expect(messagesOf(second)).toEqual(['>>> GET /rdr/pprdr.asp HTTP/1.1', '<<< HTTP/1.1 200 OK']);
  });
});
