import { createCertificates, Directory, FakeServer, PuppetError } from '../../src/fakes';
import type { RawClient } from './raw-client';
import { signIn, signInVisible } from './signed-in';

const [alice, bob, carol] = ['alice@passport.com', 'bob@passport.com', 'carol@passport.com'];

let server: FakeServer;

beforeAll(async () => {
  server = await FakeServer.start({ certificates: await createCertificates() });
});
afterAll(() => server.close());

/** Alice and Bob are friends; Carol is a stranger. */
beforeEach(async () => {
  await server.reset();
  const directory = new Directory(
    [alice, bob, carol].map((account) => ({ account, password: 'p', name: account.slice(0, -'@passport.com'.length) })),
  );
  directory.befriend(alice, bob);
  server.directory.become(directory);
  Object.assign(server.knobs, { challenges: 'off', numbersAfterAdd: 'none', notifyListChanges: false });
});
afterEach(() => {
  expect(server.faults).toEqual([]);
});

const bothVisible = async (): Promise<[RawClient, RawClient]> => {
  const one = await signInVisible(server, alice);
  const other = await signInVisible(server, bob, {
    clientId: '268435492',
    presences: 'ILN 6 NLN alice@passport.com alice 0\r\n',
  });
  await one.expect('NLN NLN bob@passport.com bob 268435492\r\n'); // S-PRS-01, S-PRS-11
  return [one, other];
};

describe('presence', () => {
  test('S-PRS-01: a change of state or client id is told, a repetition is not', async () => {
    const [one, other] = await bothVisible();
    await other.ask('CHG 7 BSY 268435492\r\n', 'CHG 7 BSY 268435492\r\n');
    await one.expect('NLN BSY bob@passport.com bob 268435492\r\n');
    await other.ask('CHG 8 BSY 268435492\r\n', 'CHG 8 BSY 268435492\r\n');
    await other.ask('CHG 9 BSY 24\r\n', 'CHG 9 BSY 24\r\n');
    await one.expectNothingBut('NLN BSY bob@passport.com bob 24\r\n');
  });

  test.each([
    ['S-PRS-02', (client: RawClient) => client.write('OUT\r\n')],
    ['S-PRS-03', (client: RawClient) => client.hangUp()],
    ['S-PRS-03', (client: RawClient) => client.reset()],
  ])('%s: who leaves is gone', async (_rule, leave) => {
    const [one, other] = await bothVisible();
    leave(other);
    await one.expect('FLN bob@passport.com\r\n');
    await one.expectNothingBut();
  });

  test('S-PRS-04: who hides is gone for others, hears of them, and comes back', async () => {
    const [one, other] = await bothVisible();
    await other.ask('CHG 7 HDN 0\r\n', 'CHG 7 HDN 0\r\n');
    await one.expect('FLN bob@passport.com\r\n');
    await one.ask('CHG 7 IDL 0\r\n', 'CHG 7 IDL 0\r\n');
    await other.expect('NLN IDL alice@passport.com alice 0\r\n');
    await one.ask('CHG 8 NLN 0\r\n', 'CHG 8 NLN 0\r\n');
    await other.expect('NLN NLN alice@passport.com alice 0\r\n');
    await other.ask('CHG 8 NLN 0\r\n', 'CHG 8 NLN 0\r\n'); // S-CHG-07: no ILN
    await one.expectNothingBut('NLN NLN bob@passport.com bob 0\r\n');
    await other.expectNothingBut();
  });

  test('S-PRS-04: a newcomer gets no ILN of somebody hidden, and hides at once if it wants to', async () => {
    const one = await signInVisible(server, alice, { status: 'HDN' });
    const other = await signInVisible(server, bob, { status: 'HDN' });
    await one.expectNothingBut();
    await other.expectNothingBut();
  });

  test('S-PRS-09: who has not sent CHG is not there, and hears of nobody', async () => {
    const one = await signInVisible(server, alice);
    const other = await signIn(server, bob);
    await one.ask('CHG 7 BSY 0\r\n', 'CHG 7 BSY 0\r\n');
    await other.expectNothingBut();
    await one.expectNothingBut();
    other.write('OUT\r\n');
    await other.expectClose();
    await one.expectNothingBut();
  });

  test('S-PRS-07: who does not have somebody on FL hears nothing of them', async () => {
    const stranger = await signInVisible(server, carol);
    await signInVisible(server, alice);
    await stranger.expectNothingBut();
  });

  test('S-PRS-05, S-PRS-08: a block is an end, its removal a beginning', async () => {
    const [one, other] = await bothVisible();
    await one.ask(
      'REM 7 AL bob@passport.com\r\nADD 8 BL bob@passport.com Bob\r\n',
      'REM 7 AL 2 bob@passport.com\r\nADD 8 BL 3 bob@passport.com Bob\r\n',
    );
    await other.expect('FLN alice@passport.com\r\n');
    await one.ask('CHG 9 AWY 0\r\n', 'CHG 9 AWY 0\r\n');
    await other.expectNothingBut();
    await one.ask('REM 10 BL bob@passport.com\r\n', 'REM 10 BL 4 bob@passport.com\r\n');
    await other.expectNothingBut('NLN AWY alice@passport.com alice 0\r\n');
    await one.expectNothingBut();
  });

  test('S-PRS-05: who is blocked gets no ILN', async () => {
    server.directory.account(alice).setContact({ account: bob, lists: ['FL', 'BL', 'RL'] });
    const one = await signInVisible(server, alice);
    await signInVisible(server, bob);
    await one.expectNothingBut('NLN NLN bob@passport.com bob 0\r\n');
  });

  test('S-PRS-06: BLP decides for those on no list', async () => {
    server.directory.account(carol).setContact({ account: alice, lists: ['FL'] });
    const one = await signInVisible(server, alice);
    const stranger = await signInVisible(server, carol, { presences: 'ILN 6 NLN alice@passport.com alice 0\r\n' });
    await one.ask('BLP 7 BL\r\n', 'BLP 7 2 BL\r\n');
    await stranger.expect('FLN alice@passport.com\r\n');
    await one.ask('ADD 8 AL carol@passport.com C\r\n', 'ADD 8 AL 3 carol@passport.com C\r\n');
    await stranger.expect('NLN NLN alice@passport.com alice 0\r\n');
    await one.ask('REM 9 AL carol@passport.com\r\n', 'REM 9 AL 4 carol@passport.com\r\n');
    await stranger.expect('FLN alice@passport.com\r\n');
    await one.ask('BLP 10 AL\r\n', 'BLP 10 5 AL\r\n');
    await stranger.expectNothingBut('NLN NLN alice@passport.com alice 0\r\n');
  });

  test('S-PRS-10, S-REA-03: a new name is told, and is there at the next login', async () => {
    const [one, other] = await bothVisible();
    await other.ask('REA 7 bob@passport.com Robert%20B\r\n', 'REA 7 2 bob@passport.com Robert%20B\r\n');
    await one.expect('NLN NLN bob@passport.com Robert%20B 268435492\r\n');
    expect(server.directory.account(bob).name).toBe('Robert B');
  });

  test('S-OTH-01: the second login of somebody visible is a going and a coming', async () => {
    const [one, other] = await bothVisible();
    await signInVisible(server, bob, { presences: 'ILN 6 NLN alice@passport.com alice 0\r\n' });
    await other.expect('OUT OTH\r\n');
    await other.expectClose();
    await one.expectNothingBut('FLN bob@passport.com\r\nNLN NLN bob@passport.com bob 0\r\n');
  });
});

describe('lists of others', () => {
  test('S-ADD-03, S-ADD-11, S-REM-04: who is added and removed is told', async () => {
    const one = await signInVisible(server, alice);
    const other = await signInVisible(server, carol);
    await one.ask(
      'ADD 7 FL carol@passport.com C 0\r\n',
      'ADD 7 FL 2 carol@passport.com C 0\r\nILN 7 NLN carol@passport.com carol 0\r\n',
    );
    await other.expect('ADD 0 RL 2 alice@passport.com alice\r\n');
    await one.ask('REM 8 FL carol@passport.com\r\n', 'REM 8 FL 3 carol@passport.com\r\n');
    await other.expect('REM 0 RL 3 alice@passport.com\r\n');
    await one.expectNothingBut();
    await other.expectNothingBut();
  });

  test('S-ADD-04: who was away finds it in the list', async () => {
    const one = await signInVisible(server, alice);
    await one.ask('ADD 7 FL carol@passport.com C 0\r\n', 'ADD 7 FL 2 carol@passport.com C 0\r\n');
    const other = await signIn(server, carol);
    await other.ask(
      'SYN 5 1\r\n',
      'SYN 5 2 1 1\r\nGTC A\r\nBLP AL\r\nLSG 0 Other%20Contacts 0\r\nLST alice@passport.com alice 8\r\n',
    );
  });

  test('who is signed in and neither has its list nor is visible finds it in the list too', async () => {
    const other = await signIn(server, carol);
    server.puppet(alice).add('FL', carol, { name: 'C' });
    await other.expectNothingBut();
    await other.ask('CHG 6 NLN 0\r\n', 'CHG 6 NLN 0\r\n');
    server.puppet(alice).remove('FL', carol);
    await other.expect('REM 0 RL 3 alice@passport.com\r\n');
  });

  test('AL and BL are nobody else’s business', async () => {
    const one = await signInVisible(server, alice);
    const other = await signInVisible(server, carol);
    await one.ask('ADD 7 BL carol@passport.com C\r\n', 'ADD 7 BL 2 carol@passport.com C\r\n');
    await other.expectNothingBut();
  });

  test('a further group, or one group less, is nobody else’s business', async () => {
    const [one, other] = await bothVisible();
    await one.ask(
      'ADG 7 G 0\r\nADD 8 FL bob@passport.com Bob 1\r\n',
      'ADG 7 2 G 1 0\r\nADD 8 FL 3 bob@passport.com Bob 1\r\n',
    );
    await one.ask('REM 9 FL bob@passport.com 0\r\n', 'REM 9 FL 4 bob@passport.com 0\r\n');
    await other.expectNothingBut();
    await one.ask('RMG 10 1\r\n', 'RMG 10 5 1\r\n'); // S-GRP-07
    await other.expectNothingBut('REM 0 RL 2 alice@passport.com\r\n');
  });

  test('S-PRP: those who have somebody on FL are told of a new number', async () => {
    const [one, other] = await bothVisible();
    await other.ask('PRP 7 PHM 555%201\r\n', 'PRP 7 2 PHM 555%201\r\n');
    await one.expect('BPR 2 bob@passport.com PHM 555%201\r\n');
    await other.ask('PRP 8 PHM\r\n', 'PRP 8 3 PHM\r\n');
    await other.ask('PRP 9 MBE Y\r\n', 'PRP 9 4 MBE Y\r\n');
    await one.expectNothingBut('BPR 3 bob@passport.com PHM\r\n');
  });

  test('S-ROB-09: NOT behind a list change has its exact length', async () => {
    server.knobs.notifyListChanges = true;
    const other = await signInVisible(server, carol);
    server.puppet(alice).add('FL', carol);
    await other.expect('ADD 0 RL 2 alice@passport.com alice\r\n');
    const length = /^NOT (\d+)$/.exec(await other.line())?.[1];
    expect((await other.bytes(Number(length))).toString()).toMatch(/^<NOTIFICATION.*<\/NOTIFICATION>\r\n$/s);
    await other.expectNothingBut();
  });

  test('oneself on one’s own FL', async () => {
    const one = await signInVisible(server, alice);
    await one.ask('ADD 7 FL alice@passport.com Me 0\r\n', 'ADD 7 FL 2 alice@passport.com Me 0\r\n');
    await one.ask('REM 8 FL alice@passport.com\r\n', 'REM 8 FL 3 alice@passport.com\r\n');
    await one.expectNothingBut();
  });
});

describe('a puppet', () => {
  test('gets the errors that a client would get', () => {
    const puppet = server.puppet(alice);
    expect(() => puppet.add('AL', 'nobody@nowhere.com')).toThrow(
      new PuppetError('error-205', 'The server answers ADD AL nobody@nowhere.com with the error 205.'),
    );
    expect(() => puppet.remove('BL', bob)).toThrow(
      new PuppetError('error-216', 'The server answers REM BL bob@passport.com with the error 216.'),
    );
    expect(() => puppet.setName('a'.repeat(388))).toThrow(PuppetError);
  });

  test('is seen as a client would be', async () => {
    const one = await signInVisible(server, alice);
    const puppet = server.puppet(bob);
    puppet.setStatus('PHN', { clientId: '7' });
    puppet.setName('Bobby Tables; é');
    puppet.goOffline();
    await one.expectNothingBut(
      'NLN PHN bob@passport.com bob 7\r\n' +
        'NLN PHN bob@passport.com Bobby%20Tables;%20%C3%A9 7\r\n' +
        'FLN bob@passport.com\r\n',
    );
  });
});

test('a name that would grow beyond 387 bytes is written in the short way', async () => {
  const one = await signInVisible(server, alice);
  const name = 'é'.repeat(100);
  server.puppet(bob).setStatus('NLN', { name });
  await one.expect(`NLN NLN bob@passport.com ${name} 0\r\n`);
});
