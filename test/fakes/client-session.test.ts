import {
  FakeClient,
  FakeClientError,
  type FakeClientOptions,
  obedientBehaviour,
  ServerRefusal,
} from '../../src/fakes/client';
import { type ScriptedPeer, ScriptedServer } from './scripted-server';

let server: ScriptedServer;
let other: ScriptedServer;
const clients: FakeClient[] = [];

beforeEach(async () => {
  server = await ScriptedServer.start();
  other = await ScriptedServer.start();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ how: 'reset' })));
  await server.close();
  await other.close();
});

const list = [
  'GTC A',
  'BLP AL',
  'LSG 0 X 0',
  'LST bob@passport.com Bob 11 0',
  'LST carol@passport.com Carol 3 0',
  'LST eve@passport.com Eve 12',
  '',
].join('\r\n');

/** The login of a server that keeps the client; CHG bears trid `first + 5`. */
async function serveLogin(peer: ScriptedPeer, first = 1, version = 5): Promise<void> {
  await peer.talk(
    [`VER ${first} MSNP8 CVR0\r\n`, `VER ${first} MSNP8 CVR0\r\n`],
    [
      `CVR ${first + 1} 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n`,
      `CVR ${first + 1} 1 1 1 u\r\n`,
    ],
    [`USR ${first + 2} TWN I alice@passport.com\r\n`, `USR ${first + 2} TWN S c=1\r\n`],
    [`USR ${first + 3} TWN S t=1&p=2\r\n`, `USR ${first + 3} OK alice@passport.com Alice 1 0\r\n`],
  );
  const asked = await peer.line();
  peer.send(asked === `SYN ${first + 4} ${version}` ? `${asked}\r\n` : `SYN ${first + 4} ${version} 3 1\r\n${list}`);
  await peer.talk([`CHG ${first + 5} NLN 0\r\n`, `CHG ${first + 5} NLN 0\r\n`]);
}

/** A client that is visible (the next trid is 7) and the server's end of its connection. */
async function visible(options: Partial<FakeClientOptions> = {}): Promise<{ client: FakeClient; peer: ScriptedPeer }> {
  const signingIn = FakeClient.signIn({
    account: 'alice@passport.com',
    server: server.address,
    ticket: 't=1&p=2',
    timeoutMs: 20_000,
    ...options,
  });
  const peer = await server.next();
  await serveLogin(peer);
  const client = await signingIn;
  clients.push(client);
  return { client, peer };
}

/** Shows that the client has handled all before: it answers a challenge next. */
async function expectAnswer(peer: ScriptedPeer, trid: number): Promise<void> {
  peer.send('CHL 0 29409134351025259292\r\n');
  await peer.expect(`QRY ${trid} msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c`);
  peer.send(`QRY ${trid}\r\n`);
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('It was expected to fail.');
    },
    (error: Error) => error,
  );
}

describe('what a client survives without a word', () => {
  test.each([
    ['an unknown command (C-UNK-01)', 'ZZZ 0 x\r\n'],
    ['an unknown error and an error of no open request (C-ERR-01)', '999 12345\r\n215 0\r\n'],
    ['an error without trid, and one with words (C-ERR-02)', '604\r\n215 7 text and more\r\n'],
    ['a NOT glued to the next command (C-NOT-01)', 'NOT 20\r\n<NOTIFICATION></NOT>QNG\r\n'],
    ['an IPG (C-NOT-01)', 'IPG 5\r\n<a/>\n'],
    [
      'a message of unknown type, an empty one, one without headers (C-MSG-01)',
      'MSG a@x.com A 3\r\nabcMSG a@x.com A 0\r\n',
    ],
    ['a QNG that nobody asked for, with a number (C-PNG-03)', 'QNG\r\nQNG 50\r\n'],
    ['empty lines (X-FRM-13)', '\r\n\r\n'],
    ['repeated blanks and blanks at the end (X-FRM-12)', 'FLN  bob@passport.com \r\n'],
    [
      'unknown accounts (C-PRS-02)',
      'ILN 6 BSY emily@passport.com Emily 1\r\nNLN NLN x@x.com X 4294967295\r\nFLN y@x.com\r\n',
    ],
    ['accounts that begin with digits (C-PRS-06)', 'FLN 123abc@x.com\r\nREM 0 RL 9 123abc@x.com\r\n'],
    ['an ILN of any trid (C-PRS-07)', 'ILN 0 NLN bob@passport.com Bob 0\r\nILN 4711 NLN bob@passport.com Bob 0\r\n'],
    [
      'changes made elsewhere (C-LST-10)',
      'ADD 0 FL 9 zoe@x.com Zoe 0\r\nADD 0 BL 10 yan@x.com Y\r\nREM 0 AL 11 bob@passport.com\r\n',
    ],
    ['being removed (C-LST-04)', 'REM 0 RL 9 bob@passport.com\r\n'],
    [
      'being added by someone who is allowed already (C-LST-05)',
      'ADD 0 RL 9 carol@passport.com Carol\r\nADD 0 RL 10 eve@passport.com Eve\r\n',
    ],
    [
      'BPR of every type, with a value, an empty one or none (C-LST-12)',
      'BPR 9 bob@passport.com PHH\r\nBPR 9 bob@passport.com PHW \r\nBPR 9 bob@passport.com MOB N\r\nBPR 9 bob@passport.com HSB 1\r\n',
    ],
    [
      'lines that are cut short',
      'ADD\r\nREM 0\r\nILN 9 NLN\r\nUSR\r\nSYN 9\r\nXFR 0\r\nCHL\r\nLST\r\nBPR\r\nNLN\r\nCHG\r\n',
    ],
    ['the extra group of the literal session (C-LST-08)', 'ADD 10 AL 28 fred@passport.com Fred 1\r\n'],
    ['a name with a broken encoding', 'NLN NLN bob@passport.com Bo%b%FF 0\r\n'],
    ['a mail notice', 'MSG Hotmail Hotmail 25\r\nContent-Type: text/x-y\r\n\r\n'.replace('25', '26')],
  ])('%s', async (_name, bytes) => {
    const { client, peer } = await visible();
    peer.send(bytes);
    await expectAnswer(peer, 7);
    expect(client.connected).toBe(true);
  });
});

describe('challenges', () => {
  test('are answered one by one, whatever they look like (C-CHL-03, C-CHL-04)', async () => {
    const { peer } = await visible();
    peer.send('CHL 0 abc\r\nCHL 0 def\r\n', 'CHL 0 29409134351025259292\r\n');
    await peer.expect(
      'QRY 7 msmsgs@msnmsgr.com 32\r\n8538db52ba2da7114263d201526c213fQRY 8 msmsgs@msnmsgr.com 32\r\n5bb7023f6efbce02720cbedb16fff6f8' +
        'QRY 9 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c',
    );
  });

  test('are answered with another pair, or not at all, where told so', async () => {
    const { peer } = await visible({ behaviour: { challengeId: 'PROD0038W!61ZTF9' } });
    peer.send('CHL 0 29409134351025259292\r\n');
    await peer.expect('QRY 7 PROD0038W!61ZTF9 32\r\n0a92b938ee214352d5e1f93b0acd1552');
    const silent = await visible({ behaviour: { answersChallenges: false } });
    silent.peer.send('CHL 0 1\r\n');
    const fence = silent.client.fence();
    await silent.peer.talk(['PNG\r\n', 'QNG\r\n']);
    expect(await fence).toBe('alive');
  });

  test('are all that an obedient client answers by itself', async () => {
    const { peer } = await visible({ behaviour: obedientBehaviour });
    peer.send(
      'ADD 0 RL 9 zoe@x.com Zoe\r\nNLN NLN bob@passport.com Robert 0\r\nXFR 0 NS 127.0.0.1:1 0 127.0.0.1:1\r\n',
    );
    await expectAnswer(peer, 7);
  });
});

describe('what a client does by itself', () => {
  test('whoever adds it is let in, once (C-LST-05)', async () => {
    const { client, peer } = await visible();
    peer.send('ADD 0 RL 9 zoe@x.com Zo%C3%A9%20Z\r\nADD 0 RL 10 zoe@x.com Zoe\r\n');
    await peer.expect('ADD 7 AL zoe@x.com Zo\xc3\xa9%20Z\r\n');
    await expectAnswer(peer, 8);
    peer.send('ADD 7 AL 11 zoe@x.com Zoe\r\n');
    await client.waitFor((beliefs) => beliefs.listVersion === 11);
    expect(client.snapshot().contacts?.at(-1)).toEqual({ account: 'zoe@x.com', name: 'Zoe', lists: ['AL', 'RL'] });
  });

  test('whoever adds it is not let in unasked when GTC says so', async () => {
    const { peer } = await visible();
    peer.send('GTC 99 9 N\r\nADD 0 RL 10 zoe@x.com Zoe\r\n');
    await expectAnswer(peer, 7);
  });

  test('a new name goes onto the list, once, and only for contacts (C-PRS-05)', async () => {
    const { peer } = await visible();
    peer.send(
      'NLN NLN carol@passport.com Caroline 0\r\nNLN BSY carol@passport.com Caroline 0\r\nNLN NLN eve@passport.com Eva 0\r\n',
    );
    await peer.expect('REA 7 carol@passport.com Caroline\r\n');
    peer.send('209 7\r\n');
    await expectAnswer(peer, 8);
  });

  test('a name that is too long does not (C-LST-09)', async () => {
    const { peer } = await visible();
    peer.send(`NLN NLN carol@passport.com ${'c'.repeat(388)} 0\r\n`);
    await expectAnswer(peer, 7);
    peer.send(`NLN NLN carol@passport.com ${'c'.repeat(387)} 0\r\n`);
    await peer.expect(`REA 8 carol@passport.com ${'c'.repeat(387)}\r\n`);
  });
});

describe('what a user does', () => {
  test.each<[string, (client: FakeClient) => Promise<unknown>, string, string]>([
    ['setStatus', (c) => c.setStatus('HDN'), 'CHG 7 HDN 0\r\n', 'CHG 7 HDN 0\r\n'],
    [
      'setName',
      (c) => c.setName('a b%c é'),
      'REA 7 alice@passport.com a%20b%25c%20\xc3\xa9\r\n',
      'REA 7 9 alice@passport.com X\r\n',
    ],
    [
      'removeContact',
      (c) => c.removeContact({ account: 'bob@passport.com' }),
      'REM 7 FL bob@passport.com\r\n',
      'REM 7 FL 9 bob@passport.com\r\n',
    ],
    [
      'removeContact of a group',
      (c) => c.removeContact({ account: 'b@x.com', group: '2' }),
      'REM 7 FL b@x.com 2\r\n',
      'REM 7 FL 9 b@x.com 2\r\n',
    ],
    [
      'block',
      (c) => c.block('bob@passport.com'),
      'REM 7 AL bob@passport.com\r\nADD 8 BL bob@passport.com Bob\r\n',
      'ADD 8 BL 10 bob@passport.com Bob\r\nREM 7 AL 9 bob@passport.com\r\n',
    ],
    [
      'block of a stranger',
      (c) => c.block('zoe@x.com'),
      'ADD 7 BL zoe@x.com zoe@x.com\r\n',
      'ADD 7 BL 9 zoe@x.com zoe@x.com\r\n',
    ],
    [
      'unblock',
      (c) => c.unblock('EVE@passport.com'),
      'REM 7 BL EVE@passport.com\r\nADD 8 AL EVE@passport.com Eve\r\n',
      'REM 7 BL 9 eve@passport.com\r\nADD 8 AL 10 eve@passport.com Eve\r\n',
    ],
    [
      'renameContact',
      (c) => c.renameContact({ account: 'bob@passport.com', name: 'R' }),
      'REA 7 bob@passport.com R\r\n',
      'REA 7 9 bob@passport.com R\r\n',
    ],
    ['renameGroup', (c) => c.renameGroup({ id: '1', name: 'A B' }), 'REG 7 1 A%20B 0\r\n', 'REG 7 9 1 A%20B 0\r\n'],
    ['removeGroup', (c) => c.removeGroup({ id: '1' }), 'RMG 7 1\r\n', 'RMG 7 9 1\r\n'],
    [
      'setPrivacy',
      (c) => c.setPrivacy({ blp: 'BL', gtc: 'N' }),
      'BLP 7 BL\r\nGTC 8 N\r\n',
      'BLP 7 9 BL\r\nGTC 8 10 N\r\n',
    ],
    ['setPhone', (c) => c.setPhone({ type: 'PHH', value: '1 2' }), 'PRP 7 PHH 1%202\r\n', 'PRP 7 9 PHH 1%202\r\n'],
    ['setPhone to nothing', (c) => c.setPhone({ type: 'PHH', value: '' }), 'PRP 7 PHH\r\n', 'PRP 7 9 PHH\r\n'],
    [
      'addContact of someone allowed',
      (c) => c.addContact({ account: 'carol@passport.com', group: '1' }),
      'ADD 7 FL carol@passport.com Carol 1\r\n',
      'ADD 7 FL 9 carol@passport.com Carol 1\r\n',
    ],
    ['block of someone blocked', (c) => c.block('eve@passport.com'), '', ''],
  ])('%s', async (_name, act, expected, answer) => {
    const { client, peer } = await visible();
    const done = act(client);
    await peer.talk([expected, answer]);
    await done;
    expect(client.connected).toBe(true);
  });

  test('addContact lets the new contact see us too, unless it is refused (C-LST-01, C-LST-11)', async () => {
    const { client, peer } = await visible();
    const adding = client.addContact({ account: 'zoe@x.com', name: 'Zoe Z' });
    await peer.talk(
      [
        'ADD 7 FL zoe@x.com Zoe%20Z 0\r\n',
        'ADD 7 FL 9 zoe@x.com Zoe%20Z 0\r\nBPR 9 zoe@x.com PHH\r\nILN 7 NLN zoe@x.com Zoe 0\r\n',
      ],
      ['ADD 8 AL zoe@x.com Zoe%20Z\r\n', 'ADD 8 AL 10 zoe@x.com Zoe%20Z\r\n'],
    );
    expect((await adding).fields).toMatchObject({ list: 'FL', group: '0' });
    expect(client.snapshot().contacts?.at(-1)).toMatchObject({
      account: 'zoe@x.com',
      lists: ['FL', 'AL'],
      status: 'NLN',
    });
    const refused = client.addContact({ account: 'nobody@x.com' });
    await peer.talk(['ADD 9 FL nobody@x.com nobody@x.com 0\r\n', '205 9\r\n']);
    expect(await failureOf(refused)).toMatchObject({ code: 205 });
    await expectAnswer(peer, 10);
  });

  test('addGroup gives the id of the new group', async () => {
    const { client, peer } = await visible();
    const adding = client.addGroup('Best friends');
    await peer.talk(['ADG 7 Best%20friends 0\r\n', 'ADG 7 9 Best%20friends 4 0\r\n']);
    expect(await adding).toEqual({ id: '4' });
  });

  test.each<[string, (client: FakeClient) => Promise<unknown>]>([
    ['a state that is none (C-CHG-01)', (c) => c.setStatus('FLN')],
    ['a name of 388 bytes (C-LST-09)', (c) => c.setName('n'.repeat(388))],
    ['a name of 130 characters that need three bytes each when encoded', (c) => c.setName(' '.repeat(130))],
    ['an empty name', (c) => c.renameContact({ account: 'bob@passport.com', name: '' })],
    ['an empty group name', (c) => c.addGroup('')],
    ['a number of 96 bytes', (c) => c.setPhone({ type: 'PHH', value: '1'.repeat(96) })],
    ['an account with a line end', (c) => c.removeContact({ account: 'a@x.com\r\nOUT' })],
  ])('%s is not sent', async (_name, act) => {
    const { client, peer } = await visible();
    expect(await failureOf(act(client))).toMatchObject({ name: 'FakeClientError', code: 'bad-argument' });
    peer.send('CHL 0 29409134351025259292\r\n');
    expect(await peer.line()).toMatch(/^QRY \d+ msmsgs@msnmsgr.com 32$/);
  });

  test('a name of 387 bytes is sent', async () => {
    const { client, peer } = await visible();
    const naming = client.setName(' '.repeat(129));
    await peer.talk([`REA 7 alice@passport.com ${'%20'.repeat(129)}\r\n`, 'REA 7 9 alice@passport.com x\r\n']);
    await naming;
  });
});

describe('replies', () => {
  test('are matched by trid, not by order (C-LST-06)', async () => {
    const { client, peer } = await visible();
    const first = client.request({ name: 'REM', parameters: ['AL', 'bob@passport.com'] });
    const second = client.request({ name: 'REA', parameters: ['bob@passport.com', 'B'] });
    await peer.expect('REM 7 AL bob@passport.com\r\nREA 8 bob@passport.com B\r\n');
    peer.send('REA 8 9 bob@passport.com B\r\n');
    expect((await second).name).toBe('REA');
    peer.send('REM 7 AL 10 bob@passport.com\r\n');
    expect((await first).fields).toMatchObject({ version: '10' });
  });

  test.each([205, 209, 215, 216, 219, 224, 500, 999])(
    'of error %i refuse the request and leave the session usable (C-LST-07)',
    async (code) => {
      const { client, peer } = await visible();
      const blocking = client.block('bob@passport.com');
      await peer.talk([
        'REM 7 AL bob@passport.com\r\nADD 8 BL bob@passport.com Bob\r\n',
        `${code} 7\r\nADD 8 BL 9 bob@passport.com Bob\r\n`,
      ]);
      const failure = await failureOf(blocking);
      expect(failure).toBeInstanceOf(ServerRefusal);
      expect(failure).toMatchObject({ code, command: { name: 'REM', trid: 7 } });
      await expectAnswer(peer, 9);
    },
  );

  test('that never come are given up', async () => {
    const { client, peer } = await visible();
    const failure = await failureOf(client.request({ name: 'REM', parameters: ['AL', 'x@x.com'] }, { timeoutMs: 20 }));
    expect(failure).toMatchObject({ code: 'no-reply', message: 'No reply to REM 7 came within 20 ms.' });
    await peer.expect('REM 7 AL x@x.com\r\n');
    await expectAnswer(peer, 8);
  });
});

describe('the end', () => {
  test('OUT OTH ends the session, and the client stays away (C-OUT-02)', async () => {
    const { client, peer } = await visible();
    const open = failureOf(client.setStatus('AWY'));
    await peer.expect('CHG 7 AWY 0\r\n');
    peer.send('OUT OTH\r\nCHL 0 1\r\n');
    expect(await client.ended).toMatchObject({
      reason: 'other-login',
      message: 'The server ended the session with OUT OTH.',
    });
    expect(await open).toMatchObject({ code: 'other-login' });
    expect(await peer.rest()).toBe('');
    await client.close();
    expect(server.peers).toHaveLength(1);
  });

  test('OUT SSD leads back to the first server, with the list that is known (C-OUT-03, C-SYN-10)', async () => {
    const { client, peer } = await visible();
    peer.send('OUT SSD\r\n');
    expect(await peer.rest()).toBe('');
    await serveLogin(await server.next(), 7);
    await client.waitFor(() => client.stage === 'visible');
    expect(client.snapshot().contacts).toHaveLength(3);
    peer.close();
  });

  test('OUT SSD ends the session of a client that does not come back, and of one whose server is gone', async () => {
    const staying = await visible({ behaviour: { returnsAfterShutdown: false } });
    staying.peer.send('OUT SSD\r\n');
    expect((await staying.client.ended).reason).toBe('shutdown');
    const { client, peer } = await visible();
    server.stopListening();
    peer.send('OUT SSD\r\n');
    const end = await client.ended;
    expect(end.reason).toBe('failed');
    expect(end.message).toMatch(/^Signing in again failed: Nobody can be reached at 127\.0\.0\.1/);
  });

  test('an unasked XFR makes the client leave, say nothing more and log in elsewhere (C-XFR-06)', async () => {
    const { client, peer } = await visible();
    const away = client.setStatus('AWY');
    await peer.talk(['CHG 7 AWY 0\r\n', 'CHG 7 AWY 0\r\n']);
    await away;
    peer.send(`XFR 0 NS ${other.word} 0 ${server.word}\r\nCHL 0 1\r\n`);
    const second = await other.next();
    expect(await peer.rest()).toBe('');
    await second.talk(
      ['VER 8 MSNP8 CVR0\r\n', 'VER 8 MSNP8\r\n'],
      ['CVR 9 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n', 'CVR 9 1 1 1 u\r\n'],
      ['USR 10 TWN I alice@passport.com\r\n', 'USR 10 TWN S c=1\r\n'],
      ['USR 11 TWN S t=1&p=2\r\n', 'USR 11 OK alice@passport.com Alice 1 0\r\n'],
      ['SYN 12 5\r\n', 'SYN 12 5\r\n'],
      ['CHG 13 AWY 0\r\n', 'CHG 13 AWY 0\r\n'],
    );
    await client.waitFor((beliefs) => beliefs.status === 'AWY');
    expect(client.connected).toBe(true);
  });

  test('an unasked XFR in the middle of the list is followed too', async () => {
    const signingIn = FakeClient.signIn({ account: 'alice@passport.com', server: server.address, ticket: 't=1&p=2' });
    const peer = await server.next();
    await peer.talk(
      ['VER 1 MSNP8 CVR0\r\n', 'VER 1 MSNP8\r\n'],
      ['CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n', 'CVR 2 1 1 1 u\r\n'],
      ['USR 3 TWN I alice@passport.com\r\n', 'USR 3 TWN S c=1\r\n'],
      ['USR 4 TWN S t=1&p=2\r\n', 'USR 4 OK alice@passport.com Alice 1 0\r\n'],
      ['SYN 5 0\r\n', `SYN 5 9 2 1\r\nLSG 0 X 0\r\nXFR 0 NS ${other.word} 0 ${server.word}\r\n`],
    );
    await serveLogin(await other.next(), 6);
    const client = await signingIn;
    clients.push(client);
    expect(client.snapshot()).toMatchObject({ status: 'NLN', listVersion: 5 });
  });

  test('a close by the server is told with its reason', async () => {
    const { client, peer } = await visible();
    peer.send('604\r\n');
    peer.close();
    expect(await client.ended).toEqual({
      reason: 'closed',
      message: 'The server closed the connection after error 604.',
    });
    expect(await failureOf(client.setStatus('AWY'))).toMatchObject({
      code: 'closed',
      message: 'The server closed the connection after error 604.',
    });
    expect(await client.fence()).toBe('closed');
    expect(client.snapshot()).toMatchObject({ listVersion: 5 });
  });

  test('bytes that cannot be taken apart end the session with a reason', async () => {
    const { client, peer } = await visible();
    const open = failureOf(client.setStatus('AWY'));
    peer.send('MSG Hotmail Hotmail -1\r\n');
    expect((await client.ended).reason).toBe('failed');
    expect(await open).toMatchObject({ code: 'undecodable' });
  });

  test.each([
    ['OUT', 'OUT\r\n', 'OUT\r\n'],
    ['close', '', ''],
  ] as const)('logout by %s', async (logout, expected, echo) => {
    const { client, peer } = await visible({ behaviour: { logout } });
    const leaving = client.logout();
    await peer.talk([expected, echo]);
    peer.close();
    await leaving;
    expect(await peer.rest()).toBe('');
    expect(await client.ended).toMatchObject({ reason: 'logged-out' });
    await client.logout();
  });

  test('logout from a server that does not close ends all the same', async () => {
    const { client, peer } = await visible({ timeoutMs: 1000 });
    await client.logout();
    expect(await peer.rest()).toBe('OUT\r\n');
  });
});

describe('scripting', () => {
  test('what is held is answered by the script, item by item', async () => {
    const { client, peer } = await visible();
    client.hold();
    peer.send('CHL 0 1\r\nFLN bob@passport.com\r\nADD 0 RL 9 zoe@x.com Zoe\r\nCHL 0 29409134351025259292\r\n');
    expect(await client.take()).toMatchObject({ name: 'CHL' });
    const gone = await client.take();
    expect(gone).toMatchObject({ name: 'FLN' });
    const added = await client.take();
    if (added.kind === 'command') {
      client.absorb(added);
    }
    expect(client.snapshot().contacts?.at(-1)).toMatchObject({ account: 'zoe@x.com', lists: ['RL'] });
    const challenge = await client.take();
    if (challenge.kind === 'command') {
      client.accept(challenge);
    }
    await peer.expect('QRY 7 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c');
    expect(await client.take({ timeoutMs: 10 })).toEqual({ kind: 'timeout' });
    peer.send('CHL 0 abc\r\n');
    client.release();
    await peer.expect('QRY 8 msmsgs@msnmsgr.com 32\r\n8538db52ba2da7114263d201526c213f');
    peer.close();
    expect(await client.take()).toMatchObject({ kind: 'closed', info: { by: 'server', how: 'clean' } });
  });

  test('a fence goes past what is held', async () => {
    const { client, peer } = await visible();
    client.hold();
    const fence = client.fence();
    await peer.talk(['PNG\r\n', 'FLN bob@passport.com\r\nQNG\r\n']);
    expect(await fence).toBe('alive');
    expect(await client.take()).toMatchObject({ name: 'FLN' });
    expect(await client.fence({ timeoutMs: 20 })).toBe('stalled');
    const open = client.fence();
    // The first QNG belongs to the fence that stalled.
    await peer.talk(['PNG\r\nPNG\r\n', 'QNG\r\n']);
    peer.close();
    expect(await open).toBe('closed');
  });

  test('bytes go out as they are, cut where they are told to be', async () => {
    const { client, peer } = await visible();
    await client.send(Buffer.from('png\nCHG 99 '), { cuts: [1, 4] });
    await client.send([
      { name: 'PNG', parameters: [] },
      { name: 'CHG', trid: 40, parameters: ['NLN'] },
    ]);
    await peer.expect('png\nCHG 99 PNG\r\nCHG 40 NLN\r\n');
    expect(client.nextTrid()).toBe(41);
    const segments = client.trace.events.flatMap((event) =>
      event.kind === 'segment' && event.from === 'client' ? [Buffer.from(event.bytes).toString('latin1')] : [],
    );
    expect(segments.slice(-4)).toEqual(['p', 'ng\n', 'CHG 99 ', 'PNG\r\nCHG 40 NLN\r\n']);
  });

  test('a login can be played by hand, over two connections', async () => {
    const client = await FakeClient.connect({ account: 'alice@passport.com', server: server.address, held: true });
    clients.push(client);
    const first = await server.next();
    await client.send(Buffer.from('VER 1 MSNP8 CVR0\r\n'));
    await first.talk(['VER 1 MSNP8 CVR0\r\n', `XFR 1 NS ${other.word} 0 ${server.word}\r\n`]);
    first.close();
    const transfer = await client.take();
    if (transfer.kind === 'command') {
      client.absorb(transfer);
    }
    expect(await client.take()).toMatchObject({ kind: 'closed' });
    await client.moveTo(other.address);
    const second = await other.next();
    await client.send(Buffer.from('SYN 2 0\r\n'));
    await second.talk(['SYN 2 0\r\n', 'USR 1 OK alice@passport.com Alice 1 0\r\nSYN 2 5 0 0\r\nCHG 3 NLN 0\r\n']);
    for (const stage of ['signed-in', 'synchronised', 'visible']) {
      const item = await client.take();
      if (item.kind === 'command') {
        client.absorb(item);
      }
      expect(client.stage).toBe(stage);
    }
  });

  test('own commands can be cut everywhere', async () => {
    const { client, peer } = await visible({
      timeoutMs: 20_000,
      behaviour: { cuts: (segment) => Array.from({ length: segment.length - 1 }, (_, index) => index + 1) },
    });
    const segments = client.trace.events.filter((event) => event.kind === 'segment' && event.from === 'client');
    expect(new Set(segments.map((event) => (event.kind === 'segment' ? event.bytes.length : 0)))).toEqual(new Set([1]));
    await expectAnswer(peer, 7);
  });

  test('hooks see and change what goes in and out; decisions can be replaced', async () => {
    const { client, peer } = await visible({
      policy: { answerChallenge: () => 'F'.repeat(32) },
      hooks: {
        input: (bytes) => Buffer.from(Buffer.from(bytes).toString('latin1').replace('bob@', 'rob@'), 'latin1'),
        incoming: (command) => (command.name === 'FLN' ? 'handled' : 'continue'),
        outgoing: (command) => (command.name === 'QRY' ? [{ name: 'PNG', parameters: [] }, command] : [command]),
        bytes: (bytes, command) => (command.name === 'PNG' ? Buffer.from('PNG \r\n') : bytes),
      },
    });
    expect(client.snapshot().contacts?.[0]?.account).toBe('rob@passport.com');
    peer.send('FLN carol@passport.com\r\nCHL 0 1\r\n');
    await peer.expect(`PNG \r\nQRY 7 msmsgs@msnmsgr.com 32\r\n${'F'.repeat(32)}`);
  });

  test('a client that is watched tells each item once it has taken note of it', async () => {
    const { client, peer } = await visible();
    const seen: string[] = [];
    const stop = client.onItem((item) => seen.push(item.kind === 'command' ? item.name : item.kind));
    peer.send('FLN bob@passport.com\r\n\r\n');
    await expectAnswer(peer, 7);
    stop();
    await expectAnswer(peer, 8);
    expect(seen).toEqual(['FLN', 'empty-line', 'CHL']);
  });

  test('waiting for a belief ends with the time, or with the session', async () => {
    const { client, peer } = await visible();
    expect(await failureOf(client.waitFor(() => false, { timeoutMs: 10 }))).toMatchObject({ code: 'timeout' });
    const waiting = failureOf(client.waitFor((beliefs) => beliefs.name === 'Bob'));
    peer.close();
    expect(await waiting).toBeInstanceOf(FakeClientError);
  });
});

describe('floods', () => {
  test('of challenges from a server that does not read do not fill the memory', async () => {
    const { client, peer } = await visible();
    peer.socket.pause();
    const flood = Buffer.from('CHL 0 29409134351025259292\r\n'.repeat(2_000));
    let written = 0;
    // The server writes until the client reads no more.
    while (written < 4_000 && peer.socket.writableLength < 8 * 1_024 * 1_024) {
      peer.socket.write(flood);
      written += 1;
      if (written % 10 === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    expect(client.connection.unsentBytes).toBeLessThan(8 * 1_024 * 1_024);
    await client.close({ how: 'reset' });
  });

  test('of items that nobody takes stop at a limit, and come in order once they are taken', async () => {
    const { client, peer } = await visible();
    client.hold();
    for (let index = 0; index < 20_000; index += 1) {
      peer.socket.write(`FLN a${index}@x.com\r\n`);
    }
    for (let index = 0; index < 20_000; index += 1) {
      expect(await client.take()).toMatchObject({ name: 'FLN', parameters: [`a${index}@x.com`] });
    }
  });
});
