import type { TLSSocket } from 'node:tls';
import {
  type Certificates,
  createCertificates,
  PassportError,
  type PassportServer,
  type PassportTicketOptions,
  passportTicket,
} from '../../src/fakes/passport';
import { printTrace, Trace, traceToNdjson } from '../../src/wire';
import {
  account,
  authorization,
  challenge,
  freePort,
  messagesOf,
  password,
  type RawServer,
  startPassport,
  startRawTls,
  startSilentTcp,
  ticket,
} from './passport-setup';

let certificates: Certificates;
let passport: PassportServer;
let raw: RawServer | undefined;
let trace: Trace;

beforeAll(async () => {
  certificates = await createCertificates({ names: ['nexus.passport.com'] });
});

afterEach(async () => {
  await passport?.close();
  await raw?.close();
  raw = undefined;
});

/** The server's trace is not the client's: each is then known to hold its own. */
async function setup(options: Partial<Parameters<typeof startPassport>[0]> = {}): Promise<void> {
  ({ passport } = await startPassport({ certificates, ...options }));
}

function ticketOf(options: Partial<PassportTicketOptions> = {}): Promise<string> {
  trace = new Trace();
  return passportTicket({
    nexusUrl: passport.nexusUrl,
    account,
    password,
    challenge,
    ca: certificates.caPem,
    trace,
    timeoutMs: 10_000,
    ...options,
  });
}

/** The error of a request for a ticket from a server that does this with each connection. */
async function failureWith(serve: (socket: TLSSocket) => void, timeoutMs = 10_000): Promise<unknown> {
  raw = await startRawTls(certificates, serve);
  trace = new Trace();
  return passportTicket({
    nexusUrl: `https://127.0.0.1:${raw.port}/rdr/pprdr.asp`,
    account,
    password,
    challenge,
    ca: certificates.caPem,
    trace,
    timeoutMs,
  }).catch((error: unknown) => error);
}

/** Answers the request with these bytes and closes. */
function answering(bytes: string): (socket: TLSSocket) => void {
  return (socket) => {
    socket.once('data', () => socket.end(Buffer.from(bytes, 'latin1')));
  };
}

function failure(code: PassportError['code'], message: RegExp | string) {
  const text = typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message);
  return expect.objectContaining({ name: 'PassportError', code, message: text });
}

describe('passportTicket', () => {
  test.each(['bare', 'absolute'] as const)('obtains a ticket with DALogin %s', async (daLogin) => {
    await setup({ knobs: { daLogin } });
    expect(await ticketOf()).toBe(ticket);
    expect(messagesOf(trace)).toEqual([
      '>>> GET /rdr/pprdr.asp HTTP/1.1',
      '<<< HTTP/1.1 200 OK',
      '>>> GET /login2.srf HTTP/1.1',
      '<<< HTTP/1.1 200 OK',
    ]);
  });

  test.each(['capitalised', 'lower', 'upper'] as const)(
    'reads header names in %s letters (C-AUT-07)',
    async (headerCase) => {
      await setup({ knobs: { headerCase, redirects: 1 } });
      expect(await ticketOf()).toBe(ticket);
    },
  );

  test('sends account and password encoded and the challenge unchanged (C-AUT-02, C-AUT-03, C-AUT-04)', async () => {
    await setup();
    await ticketOf();
    const login = trace.events.find((event) => event.kind === 'http' && event.startLine.includes('/login2.srf'));
    expect(login).toMatchObject({
      headers: [
        ['Host', `127.0.0.1:${passport.port}`],
        ['User-Agent', 'MSMSGS'],
        ['Authorization', authorization],
        ['Connection', 'close'],
      ],
    });
  });

  test('follows redirects with the same credentials (C-AUT-05)', async () => {
    await setup({ knobs: { redirects: 3 } });
    expect(await ticketOf()).toBe(ticket);
    const sent = trace.events.flatMap((event) =>
      event.kind === 'http' && event.from === 'client' ? [Object.fromEntries(event.headers).Authorization] : [],
    );
    expect(sent).toEqual([undefined, authorization, authorization, authorization, authorization]);
  });

  test('follows a relative Location, and a redirect of the nexus', async () => {
    await setup();
    passport.intercept({ page: 'nexus', once: true }, () => ({
      kind: 'http',
      status: 301,
      reason: 'Moved',
      headers: [['location', '/RDR/pprdr.asp?x']],
    }));
    expect(await ticketOf()).toBe(ticket);
    expect(messagesOf(trace).slice(0, 3)).toEqual([
      '>>> GET /rdr/pprdr.asp HTTP/1.1',
      '<<< HTTP/1.1 301 Moved',
      '>>> GET /RDR/pprdr.asp?x HTTP/1.1',
    ]);
  });

  test('connects elsewhere where it is told to, by the original name', async () => {
    await setup({ publicHost: 'nexus.passport.com' });
    const asked: unknown[] = [];
    const given = await ticketOf({
      nexusUrl: 'https://nexus.passport.com/rdr/pprdr.asp',
      connectTo: (address) => {
        asked.push(address);
        return { host: '127.0.0.1', port: passport.port };
      },
    });
    expect(given).toBe(ticket);
    expect(asked).toEqual([
      { host: 'nexus.passport.com', port: 443 },
      { host: 'nexus.passport.com', port: passport.port },
    ]);
    const hosts = trace.events.flatMap((event) =>
      event.kind === 'http' && event.from === 'client' ? [event.headers[0]] : [],
    );
    expect(hosts).toEqual([
      ['Host', 'nexus.passport.com'],
      ['Host', `nexus.passport.com:${passport.port}`],
    ]);
  });

  test('sends the original name in TLS', async () => {
    const names: unknown[] = [];
    raw = await startRawTls(certificates, (socket) => {
      names.push(socket.servername);
      socket.destroy();
    });
    const { port } = raw;
    const connectTo = () => ({ host: '127.0.0.1', port });
    await expect(ticketOf({ nexusUrl: 'https://nexus.passport.com/', connectTo })).rejects.toThrow(PassportError);
    expect(names).toEqual(['nexus.passport.com']);
  });

  test('the trace holds each connection with its end, and knows the secrets', async () => {
    await setup();
    await ticketOf({ subject: 'server', label: 'alice' });
    expect(trace.events).toMatchObject([
      { kind: 'open', connection: 'passport-1', service: 'passport', subject: 'server', label: 'alice' },
      { kind: 'http', from: 'client', connection: 'passport-1' },
      { kind: 'http', from: 'server', connection: 'passport-1' },
      { kind: 'close', connection: 'passport-1', how: 'clean' },
      { kind: 'open', connection: 'passport-2' },
      { kind: 'http', from: 'client', connection: 'passport-2' },
      { kind: 'http', from: 'server', connection: 'passport-2' },
      { kind: 'close', connection: 'passport-2', how: 'clean' },
    ]);
    expect([...trace.secrets]).toEqual(expect.arrayContaining([password, ticket]));
  });

  test('no printed trace of either end shows the password or the ticket', async () => {
    const servers = new Trace();
    await setup({ trace: servers });
    await ticketOf();
    for (const printed of [printTrace(trace), printTrace(servers), traceToNdjson(trace), traceToNdjson(servers)]) {
      expect(printed).toContain('alice%40passport.com');
      expect(printed).toContain('from-PP=');
      for (const secret of [password, 'pass%2C%20word%2541', ticket]) expect(printed).not.toContain(secret);
    }
  });

  test('accepts any certificate where it is told to', async () => {
    await setup({ certificates: await createCertificates() });
    expect(
      await passportTicket({
        nexusUrl: passport.nexusUrl,
        account,
        password,
        challenge,
        insecure: true,
        trace: new Trace(),
        timeoutMs: 10_000,
      }),
    ).toBe(ticket);
  });

  test('takes the headers of an answer that does not end', async () => {
    const header = `HTTP/1.1 200 OK\r\nAuthentication-Info: Passport1.4 da-status=success,from-PP='t=1'\r\n\r\n`;
    raw = await startRawTls(certificates, (socket) => {
      socket.once('data', () => socket.write(header));
    });
    await setup();
    const { port } = raw;
    passport.intercept({ page: 'nexus' }, () => ({
      kind: 'http',
      status: 200,
      reason: 'OK',
      headers: [['PassportURLs', `DALogin=127.0.0.1:${port}/x`]],
    }));
    expect(await ticketOf()).toBe('t=1');
  });
});

describe('passportTicket is refused', () => {
  test('with the text of cbtxt', async () => {
    await setup({ knobs: { refusalText: 'Wrong,\nsorry.' } });
    await expect(ticketOf({ password: 'wrong' })).rejects.toEqual(
      failure('refused', /^https:.*\/login2\.srf refuses alice@passport\.com, and says: Wrong,\\u\{a\}sorry\.$/),
    );
  });

  test('without cbtxt', async () => {
    await setup({ knobs: { refusalText: undefined } });
    await expect(ticketOf({ password: 'wrong' })).rejects.toEqual(failure('refused', 'and gives no reason'));
  });

  test('for good', async () => {
    await setup({ verify: () => 'wrong-no-retry' });
    await expect(ticketOf()).rejects.toEqual(failure('refused', 'refuses alice@passport.com'));
  });

  test.each([
    ['401 and nothing else', 401, []],
    ['401 and another scheme', 401, [['WWW-Authenticate', 'Negotiate']]],
    ['200 and da-status=failed', 200, [['Authentication-Info', 'Passport1.4 da-status=failed']]],
  ] as const)('by %s', async (_, status, headers) => {
    await setup();
    passport.intercept({ page: 'login' }, () => ({ kind: 'http', status, reason: 'No', headers }));
    await expect(ticketOf()).rejects.toEqual(failure('refused', 'and gives no reason'));
  });

  test('without the password in the message', async () => {
    await setup({ knobs: { refusalText: `Not ${password}` } });
    await expect(ticketOf({ password: 'pass, word' })).rejects.toEqual(failure('refused', 'says: Not ********%41'));
  });
});

describe('passportTicket says what is wrong', () => {
  const nexusOnly = (value: string) =>
    ({ kind: 'http', status: 200, reason: 'OK', headers: [['PassportURLs', value]] }) as const;

  test.each([
    [
      'no header',
      { kind: 'http', status: 200, reason: 'OK', headers: [] },
      'was expected to send the header PassportURLs',
    ],
    [
      'another status',
      { kind: 'http', status: 503, reason: 'Busy', headers: [] },
      'was expected to answer 200, and answered 503',
    ],
    ['no DALogin', nexusOnly('DARealm=Passport.Net'), 'names no login page'],
    ['an unencrypted login page', nexusOnly('DALogin=http://127.0.0.1/'), 'names no login page'],
    ['a redirect to nowhere', { kind: 'http', status: 302, reason: 'Found', headers: [] }, 'no Location header'],
    [
      'an unencrypted redirect',
      { kind: 'http', status: 302, reason: 'Found', headers: [['Location', 'http://127.0.0.1/']] },
      'redirects to what is no https URL',
    ],
    ['no HTTP', { kind: 'raw', bytes: Buffer.from('VER 1 MSNP8\r\n\r\n') }, 'was expected to answer in HTTP'],
    ['nothing', { kind: 'close' }, 'closed the connection without an answer'],
    ['a reset', { kind: 'reset' }, /failed before an answer came|closed the connection without an answer/],
  ] as const)('with the nexus: %s', async (_, reply, message) => {
    await setup();
    passport.intercept({ page: 'nexus' }, () => reply);
    await expect(ticketOf()).rejects.toEqual(failure('bad-answer', message));
  });

  test.each([
    ['no header', [], 'sent no ticket'],
    ['no ticket', [['Authentication-Info', 'Passport1.4 da-status=success']], 'sent no ticket'],
    ['an empty ticket', [['Authentication-Info', "Passport1.4 da-status=success,from-PP=''"]], 'sent no ticket'],
    [
      'a ticket of two words',
      [['Authentication-Info', "Passport1.4 da-status=success,from-PP='t=1 p'"]],
      'one word of visible ASCII',
    ],
    [
      'a ticket beyond ASCII',
      [['Authentication-Info', "Passport1.4 da-status=success,from-PP='t=\xe9'"]],
      'one word of visible ASCII',
    ],
  ] as const)('with the login server: %s', async (_, headers, message) => {
    await setup();
    passport.intercept({ page: 'login' }, () => ({ kind: 'http', status: 200, reason: 'OK', headers }));
    await expect(ticketOf()).rejects.toEqual(failure('bad-answer', message));
  });

  test('with redirects beyond the limit, and not at the limit', async () => {
    await setup({ knobs: { redirects: 4 } });
    await expect(ticketOf({ maxRedirects: 4 })).resolves.toBe(ticket);
    await expect(ticketOf({ maxRedirects: 3 })).rejects.toEqual(failure('redirect-loop', 'after 3 redirects'));
    passport.knobs.redirects = 99;
    await expect(ticketOf()).rejects.toEqual(failure('redirect-loop', 'after 10 redirects'));
  });

  test('with a certificate of another authority', async () => {
    await setup();
    const { caPem: ca } = await createCertificates();
    await expect(ticketOf({ ca })).rejects.toEqual(failure('tls', /^TLS with https:.* failed: /));
    await expect(
      passportTicket({ nexusUrl: passport.nexusUrl, account, password, challenge, trace, timeoutMs: 10_000 }),
    ).rejects.toEqual(failure('tls', 'TLS with'));
  });

  test('with a certificate for another name', async () => {
    await setup();
    const connectTo = () => ({ host: '127.0.0.1', port: passport.port });
    await expect(ticketOf({ nexusUrl: 'https://nexus.example/', connectTo })).rejects.toEqual(
      failure('tls', 'nexus.example'),
    );
    await expect(ticketOf({ nexusUrl: 'https://10.9.8.7/', connectTo })).rejects.toEqual(failure('tls', '10.9.8.7'));
  });

  test('with a port where nobody listens', async () => {
    await setup();
    const port = await freePort();
    await expect(ticketOf({ nexusUrl: `https://127.0.0.1:${port}/` })).rejects.toEqual(
      failure('unreachable', `cannot be reached at 127.0.0.1 port ${port}`),
    );
    expect(trace.events).toEqual([]);
  });

  test('with a name that nobody has', async () => {
    await setup();
    await expect(ticketOf({ nexusUrl: 'https://nexus.invalid/' })).rejects.toEqual(
      failure('unreachable', 'nexus.invalid'),
    );
  });

  test.each([
    ['the nexus URL', { nexusUrl: 'http://127.0.0.1/' }, 'The nexus URL was expected to be an https URL'],
    ['the nexus URL', { nexusUrl: 'nexus\u001b[2J' }, 'is "nexus\\u{1b}[2J"'],
    ['the challenge', { challenge: 'lc=1\r\nX: y' }, 'The challenge was expected'],
    [
      'the certificate authority',
      { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' },
      'The certificate authority was expected to be a certificate in PEM',
    ],
  ])('with %s', async (_, options, message) => {
    await setup();
    await expect(ticketOf(options)).rejects.toEqual(failure('bad-input', message));
    expect(trace.events).toEqual([]);
  });
});

describe('passportTicket is not held up by a hostile server', () => {
  test('that says nothing', async () => {
    expect(await failureWith(() => {}, 100)).toEqual(failure('time-limit', 'no complete answer within the time limit'));
  });

  test('that does not begin TLS', async () => {
    const silent = await startSilentTcp();
    await setup();
    await expect(ticketOf({ nexusUrl: `https://127.0.0.1:${silent.port}/`, timeoutMs: 100 })).rejects.toEqual(
      failure('time-limit', 'within the time limit'),
    );
    await silent.close();
  });

  test('that sends headers without end', async () => {
    const flood = (socket: TLSSocket) => {
      const more = () => {
        while (!socket.destroyed && socket.write('X: 0123456789\r\n'.repeat(1_000)));
      };
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.on('drain', more);
      more();
    };
    expect(await failureWith(flood)).toEqual(failure('bad-answer', 'longer than 32768 bytes'));
  });

  test('that sends a body without end', async () => {
    let sent = 0;
    const flood = (socket: TLSSocket) => {
      const more = () => {
        while (!socket.destroyed && socket.write('x'.repeat(10_000))) sent += 10_000;
      };
      socket.write('HTTP/1.1 500 No\r\n\r\n');
      socket.on('drain', more);
      more();
    };
    expect(await failureWith(flood)).toEqual(failure('bad-answer', 'answered 500'));
    expect(sent).toBeLessThan(20_000_000);
  });

  test.each([
    ['half a status line', 'HTTP/1.1 2'],
    ['half a header', 'HTTP/1.1 200 OK\r\nPassportUR'],
    ['a status beyond reason', 'HTTP/1.1 99999 x\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
    ['controls', '\0\x01\x1b[2J\r\n\r\n'],
    ['an interim answer only', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
  ])('that sends %s', async (_, bytes) => {
    const error = await failureWith(answering(bytes));
    expect(error).toBeInstanceOf(PassportError);
    expect(error).toEqual(failure('bad-answer', /^[\x20-\x7e]+$/));
  });

  test('whose body is cut off: the headers have told everything', async () => {
    const bytes = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx';
    expect(await failureWith(answering(bytes))).toEqual(failure('bad-answer', 'the header PassportURLs'));
  });
});
