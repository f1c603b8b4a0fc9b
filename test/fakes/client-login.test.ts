import { FakeClient, FakeClientError, type FakeClientOptions, ServerRefusal } from '../../src/fakes/client';
import { PassportError } from '../../src/fakes/passport';
import { type ScriptedPeer, ScriptedServer } from './scripted-server';

const cvr = '0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com';
const cvrReply = '1.0.0000 1.0.0000 1.0.0000 http://x http://y';

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

function signIn(options: Partial<FakeClientOptions & { until: 'signed-in' | 'synchronised' | 'visible' }> = {}) {
  const signingIn = FakeClient.signIn({
    account: 'alice@passport.com',
    server: server.address,
    ticket: 't=1&p=2',
    timeoutMs: 20_000,
    ...options,
  }).then((client) => {
    clients.push(client);
    return client;
  });
  // Some tests look at the server first; the promise is looked at later.
  signingIn.catch(() => undefined);
  return signingIn;
}

/** VER and CVR; the trid of VER. */
async function negotiate(peer: ScriptedPeer, first = 1): Promise<void> {
  await peer.talk(
    [`VER ${first} MSNP8 CVR0\r\n`, `VER ${first} MSNP8 CVR0\r\n`],
    [`CVR ${first + 1} ${cvr}\r\n`, `CVR ${first + 1} ${cvrReply}\r\n`],
  );
}

/** All up to USR OK, on a server that keeps the client. */
async function authenticate(peer: ScriptedPeer, first = 1): Promise<void> {
  await negotiate(peer, first);
  await peer.talk(
    [`USR ${first + 2} TWN I alice@passport.com\r\n`, `USR ${first + 2} TWN S c=1\r\n`],
    [`USR ${first + 3} TWN S t=1&p=2\r\n`, `USR ${first + 3} OK alice@passport.com A%20lice 1 0\r\n`],
  );
}

/** All up to the first state. */
async function appear(peer: ScriptedPeer, first = 1): Promise<void> {
  await authenticate(peer, first);
  await peer.talk(
    [`SYN ${first + 4} 0\r\n`, `SYN ${first + 4} 5 1 1\r\nGTC A\r\nLSG 0 X 0\r\nLST bob@passport.com Bob 3 0\r\n`],
    [`CHG ${first + 5} NLN 0\r\n`, `CHG ${first + 5} NLN 0\r\n`],
  );
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('It was expected to fail.');
    },
    (error: Error) => error,
  );
}

describe('VER', () => {
  test.each(['MSNP8 CVR0', 'CVR0 MSNP8', 'MSNP8', 'MSNP8  CVR0 '])(
    'an answer of "%s" leads on to CVR',
    async (answer) => {
      const signingIn = signIn({ until: 'signed-in' });
      const peer = await server.next();
      await peer.talk(
        ['VER 1 MSNP8 CVR0\r\n', `VER 1 ${answer}\r\n`],
        [`CVR 2 ${cvr}\r\n`, `CVR 2 ${cvrReply}\r\n`],
        ['USR 3 TWN I alice@passport.com\r\n', 'USR 3 TWN S c=1\r\n'],
        ['USR 4 TWN S t=1&p=2\r\n', 'USR 4 OK alice@passport.com Alice 1 0\r\n'],
      );
      expect((await signingIn).stage).toBe('signed-in');
    },
  );

  test.each(['0', '0 MSNP9', 'MSNP7', 'MSNP7 CVR0'])(
    'an answer of "%s" ends the login (C-VER-05, C-VER-06)',
    async (answer) => {
      const signingIn = signIn();
      const peer = await server.next();
      await peer.talk(['VER 1 MSNP8 CVR0\r\n', `VER 1 ${answer}\r\n`]);
      expect(await peer.rest()).toBe('');
      expect(await failureOf(signingIn)).toMatchObject({
        code: 'no-common-dialect',
        message: `The server was offered MSNP8 CVR0 and answered "${answer}": no common dialect.`,
      });
    },
  );
});

describe('CVR', () => {
  test.each(['5.0.0544 5.0.0544 5.0.0544 http://x', '1 2 3 u  u '])(
    'an answer of "%s" lets the login go on',
    async (answer) => {
      const signingIn = signIn({ until: 'signed-in' });
      const peer = await server.next();
      await peer.talk(
        ['VER 1 MSNP8 CVR0\r\n', 'VER 1 MSNP8\r\n'],
        [`CVR 2 ${cvr}\r\n`, `CVR 2 ${answer}\r\n`],
        ['USR 3 TWN I alice@passport.com\r\n', 'USR 3 TWN S c=1\r\n'],
        ['USR 4 TWN S t=1&p=2\r\n', 'USR 4 OK alice@passport.com Alice 1 0 \r\n'],
      );
      expect((await signingIn).beliefs.name).toBe('Alice');
    },
  );
});

describe('XFR', () => {
  test.each(['at once', 'late', 'never'])(
    'is followed when the server closes %s (C-XFR-01, C-XFR-03)',
    async (when) => {
      const signingIn = signIn();
      const first = await server.next();
      await negotiate(first);
      await first.talk(['USR 3 TWN I alice@passport.com\r\n', `XFR 3 NS ${other.word} 0 1.2.3.4:1863\r\n`]);
      if (when === 'at once') {
        first.close();
      }
      const second = await other.next();
      if (when === 'late') {
        first.close();
      }
      await appear(second, 4);
      const client = await signingIn;
      expect(client.stage).toBe('visible');
      // Whatever the server did not close the client has closed by now, without another word.
      expect(await first.rest()).toBe('');
    },
  );

  test('is followed more than once, to a name, and without the last address (C-XFR-04, C-XFR-07)', async () => {
    const signingIn = signIn({ until: 'signed-in' });
    const first = await server.next();
    await negotiate(first);
    await first.talk(['USR 3 TWN I alice@passport.com\r\n', `XFR 3 NS localhost:${other.address.port} 0\r\n`]);
    const second = await other.next();
    await negotiate(second, 4);
    await second.talk(['USR 6 TWN I alice@passport.com\r\n', `XFR 6 NS ${server.word} 0 ${other.word}\r\n`]);
    await authenticate(await server.next(), 7);
    expect((await signingIn).stage).toBe('signed-in');
  });

  test('without a port leads to 1863 (C-XFR-07)', async () => {
    const asked: unknown[] = [];
    const signingIn = signIn({
      until: 'signed-in',
      resolve: (address) => {
        asked.push(address);
        return address.port === 1863 ? other.address : address;
      },
    });
    const first = await server.next();
    await negotiate(first);
    await first.talk(['USR 3 TWN I alice@passport.com\r\n', 'XFR 3 NS msn.example 0 1.2.3.4:1863\r\n']);
    await authenticate(await other.next(), 4);
    await signingIn;
    expect(asked).toEqual([server.address, { host: 'msn.example', port: 1863 }]);
  });

  test('may be answered by closing at once, and with trids that begin again', async () => {
    const signingIn = signIn({
      until: 'signed-in',
      behaviour: { transferClosedBy: 'client', trids: 'restart', firstTrid: 0 },
    });
    const first = await server.next();
    await negotiate(first, 0);
    await first.talk(['USR 2 TWN I alice@passport.com\r\n', `XFR 2 NS ${other.word} 0 1.2.3.4:1863\r\n`]);
    expect(await first.rest()).toBe('');
    await authenticate(await other.next(), 0);
    await signingIn;
  });

  test('that comes unasked in the middle of the login is followed', async () => {
    const signingIn = signIn({ until: 'signed-in' });
    const first = await server.next();
    await first.talk(['VER 1 MSNP8 CVR0\r\n', `XFR 0 NS ${other.word} 0 1.2.3.4:1863\r\n`]);
    await authenticate(await other.next(), 2);
    expect((await signingIn).stage).toBe('signed-in');
  });

  test('in circles ends the login', async () => {
    const signingIn = signIn({ behaviour: { trids: 'restart' } });
    let hops = 0;
    const circle = (async () => {
      for (; hops < 17; hops += 1) {
        const peer = await server.next();
        await negotiate(peer);
        await peer.talk(['USR 3 TWN I alice@passport.com\r\n', `XFR 3 NS ${server.word} 0 1.2.3.4:1863\r\n`]);
      }
    })();
    expect(await failureOf(signingIn)).toMatchObject({ code: 'too-many-transfers' });
    await circle;
  });

  test.each(['host:99999', 'ho/st', ':1863'])('to %s ends the login with a reason', async (word) => {
    const signingIn = signIn();
    const peer = await server.next();
    await negotiate(peer);
    await peer.talk(['USR 3 TWN I alice@passport.com\r\n', `XFR 3 NS ${word} 0 1.2.3.4:1863\r\n`]);
    expect(await failureOf(signingIn)).toMatchObject({
      code: 'bad-address',
      message: `The server sent the client to "${word}", which is no address.`,
    });
    expect(await peer.rest()).toBe('');
  });
});

describe('the ticket', () => {
  test('goes out unaltered as one word, for the challenge as it came (C-AUT-01)', async () => {
    const challenges: string[] = [];
    const signingIn = signIn({
      until: 'signed-in',
      ticket: async (challenge) => {
        challenges.push(challenge);
        return 't=a%20*!$$&p=+';
      },
    });
    const peer = await server.next();
    await negotiate(peer);
    await peer.talk(
      ['USR 3 TWN I alice@passport.com\r\n', 'USR 3 TWN S lc=1033,ru=http%3A%2F%2Fx\r\n'],
      ['USR 4 TWN S t=a%20*!$$&p=+\r\n', 'USR 4 OK alice@passport.com Alice 1 0\r\n'],
    );
    await signingIn;
    expect(challenges).toEqual(['lc=1033,ru=http%3A%2F%2Fx']);
  });

  test('that is refused by Passport is the end: nothing more is sent (C-AUT-06)', async () => {
    const refusal = new PassportError('refused', 'The password is wrong.');
    const signingIn = signIn({ ticket: () => Promise.reject(refusal) });
    const peer = await server.next();
    await negotiate(peer);
    await peer.talk(['USR 3 TWN I alice@passport.com\r\n', 'USR 3 TWN S c=1\r\n']);
    expect(await failureOf(signingIn)).toBe(refusal);
    expect(await peer.rest()).toBe('');
  });

  test.each(['911', '928', '500', '999'])('that is refused with %s is the end (C-AUT-08)', async (code) => {
    const signingIn = signIn();
    const peer = await server.next();
    await negotiate(peer);
    await peer.talk(
      ['USR 3 TWN I alice@passport.com\r\n', 'USR 3 TWN S c=1\r\n'],
      ['USR 4 TWN S t=1&p=2\r\n', `${code} 4\r\n`],
    );
    const failure = await failureOf(signingIn);
    expect(failure).toBeInstanceOf(ServerRefusal);
    expect(failure).toMatchObject({ code: Number(code), message: `The server refused USR 4 with error ${code}.` });
    expect(await peer.rest()).toBe('');
  });

  test('is asked for again on no account: without a ticket or a nexus the login ends with a reason', async () => {
    const signingIn = signIn({ ticket: undefined });
    const peer = await server.next();
    await negotiate(peer);
    await peer.talk(['USR 3 TWN I alice@passport.com\r\n', 'USR 3 TWN S c=1\r\n']);
    expect(await failureOf(signingIn)).toMatchObject({ code: 'bad-argument' });
  });
});

describe('lock-step', () => {
  test('is kept whatever else the server says; a challenge is answered behind USR OK (C-USR-02, C-CHL-01)', async () => {
    const signingIn = signIn({ until: 'synchronised' });
    const peer = await server.next();
    peer.send('CHL 0 abc\r\nMSG Hotmail Hotmail 2\r\n\r\n999 12345\r\n604\r\nZZZ 0\r\n\r\n');
    await negotiate(peer);
    await peer.talk(
      ['USR 3 TWN I alice@passport.com\r\n', 'CHL 0 def\r\nUSR 3 TWN S c=1\r\n'],
      ['USR 4 TWN S t=1&p=2\r\n', 'USR 4 OK alice@passport.com Alice 1 0\r\n'],
      // MD5 of the challenge and Q1P7W2E4J9R8U3S5, by md5sum
      ['QRY 5 msmsgs@msnmsgr.com 32\r\n8538db52ba2da7114263d201526c213f', 'QRY 5\r\n'],
      ['QRY 6 msmsgs@msnmsgr.com 32\r\n5bb7023f6efbce02720cbedb16fff6f8', 'QRY 6\r\n'],
      ['SYN 7 0\r\n', 'SYN 7 1 0 0\r\n'],
    );
    expect((await signingIn).stage).toBe('synchronised');
  });
});

describe('SYN', () => {
  test('CHG stands in front of the answer to a challenge that one read brings with the list', async () => {
    const signingIn = signIn();
    const peer = await server.next();
    await authenticate(peer);
    await peer.talk(
      ['SYN 5 0\r\n', 'SYN 5 5 1 1\r\nLSG 0 X 0\r\nLST bob@passport.com Bob 3 0\r\nCHL 0 29409134351025259292\r\n'],
      ['CHG 6 NLN 0\r\n', 'CHG 6 NLN 0\r\n'],
    );
    await peer.expect('QRY 7 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c');
    expect((await signingIn).stage).toBe('visible');
  });

  test('a cached version that is current leads to CHG at once, with the list of before (C-SYN-03, C-SYN-10)', async () => {
    const first = signIn();
    const peer = await server.next();
    await appear(peer);
    const { cache } = await first;
    expect(cache?.version).toBe(5);
    const second = signIn({ cache });
    const again = await server.next();
    await authenticate(again);
    await again.talk(['SYN 5 5\r\n', 'SYN 5 5\r\n'], ['CHG 6 NLN 0\r\n', 'CHG 6 NLN 0\r\n']);
    expect((await second).snapshot().contacts?.map(({ account }) => account)).toEqual(['bob@passport.com']);
  });

  test('0 answered with a version alone ends the login with a reason (C-SYN-13)', async () => {
    const signingIn = signIn();
    const peer = await server.next();
    await authenticate(peer);
    await peer.talk(['SYN 5 0\r\n', 'SYN 5 7\r\n']);
    expect(await failureOf(signingIn)).toMatchObject({
      code: 'list-unavailable',
      message: 'The server answered SYN 0 with version 7 and no list, and this client has none of that version.',
    });
    expect(await peer.rest()).toBe('');
  });

  test('a list that does not end ends the login with a reason', async () => {
    const signingIn = signIn({ timeoutMs: 100 });
    const peer = await server.next();
    await authenticate(peer);
    await peer.talk(['SYN 5 0\r\n', 'SYN 5 7 3 2\r\nLSG 0 X 0\r\nLST bob@passport.com Bob 1 0\r\n']);
    expect(await failureOf(signingIn)).toMatchObject({
      code: 'incomplete-list',
      message:
        'The list is not complete: 2 of the announced LST and 1 of the announced LSG lines did not come in time.',
    });
  });

  test('a list that is cut off by a close ends the login with a reason', async () => {
    const signingIn = signIn();
    const peer = await server.next();
    await authenticate(peer);
    await peer.talk(['SYN 5 0\r\n', 'SYN 5 7 3 1\r\nLSG 0 X 0\r\nLST bob@passport.com Bob 1 0\r\n']);
    peer.close();
    expect(await failureOf(signingIn)).toMatchObject({
      code: 'incomplete-list',
      message: 'The list is not complete: 2 of the announced LST and 0 of the announced LSG lines did not come.',
    });
  });

  test('the answers to whoever waits go out with CHG in one segment, unless GTC is N (C-SYN-12)', async () => {
    for (const gtc of ['A', 'N']) {
      const signingIn = signIn();
      const peer = await server.next();
      await authenticate(peer);
      await peer.talk([
        'SYN 5 0\r\n',
        `SYN 5 7 3 1\r\nGTC ${gtc}\r\nLSG 0 X 0\r\nLST a@x.com A%20%C3%A9 8\r\nLST b@x.com ${'n'.repeat(388)} 8 0\r\nLST c@x.com C 12\r\n`,
      ]);
      await peer.expect(
        gtc === 'A'
          ? 'CHG 6 NLN 0\r\nADD 7 AL a@x.com A%20\xc3\xa9\r\nADD 8 AL b@x.com b@x.com\r\n'
          : 'CHG 6 NLN 0\r\n',
      );
      peer.send('CHG 6 NLN 0\r\n');
      const client = await signingIn;
      const segments = client.trace.events.filter((event) => event.kind === 'segment' && event.from === 'client');
      expect(segments).toHaveLength(6);
    }
  });
});

describe('a server that fails', () => {
  test('by not answering', async () => {
    const signingIn = signIn({ timeoutMs: 50 });
    const peer = await server.next();
    expect(await failureOf(signingIn)).toMatchObject({
      code: 'no-reply',
      message: 'No reply to VER 1 came within 50 ms.',
    });
    expect(await peer.rest()).toBe('VER 1 MSNP8 CVR0\r\n');
  });

  test.each([
    ['', 'The server closed the connection: VER 1 stays unanswered.'],
    ['604\r\n', 'The server closed the connection after error 604: VER 1 stays unanswered.'],
  ])('by closing after %j', async (bytes, message) => {
    const signingIn = signIn();
    const peer = await server.next();
    await peer.expect('VER 1 MSNP8 CVR0\r\n');
    peer.send(bytes);
    peer.close();
    expect(await failureOf(signingIn)).toMatchObject({ code: 'closed', message });
  });

  test('by a reset', async () => {
    const signingIn = signIn();
    const peer = await server.next();
    await peer.expect('VER 1 MSNP8 CVR0\r\n');
    peer.socket.resetAndDestroy();
    expect(await failureOf(signingIn)).toMatchObject({
      code: 'closed',
      message: 'The server reset the connection: VER 1 stays unanswered.',
    });
  });

  test.each([
    ['a line without an end', 'V'.repeat(100_000)],
    ['a payload beyond all limits', 'MSG Hotmail Hotmail 999999999\r\n'],
    ['a payload length that is none', 'MSG Hotmail Hotmail x\r\n'],
  ])('by %s', async (_name, bytes) => {
    const signingIn = signIn();
    const peer = await server.next();
    await peer.expect('VER 1 MSNP8 CVR0\r\n');
    peer.send(bytes);
    const failure = await failureOf(signingIn);
    expect(failure).toBeInstanceOf(FakeClientError);
    expect(failure).toMatchObject({ code: 'undecodable' });
  });

  test('by half a command', async () => {
    const signingIn = signIn();
    const peer = await server.next();
    await peer.expect('VER 1 MSNP8 CVR0\r\n');
    peer.send('VER 1 MSN');
    peer.close();
    expect(await failureOf(signingIn)).toMatchObject({ code: 'undecodable' });
  });

  test.each([
    ['USR 3 OK alice@passport.com Alice 1 0', 'XFR NS with an address, or USR TWN S with a challenge'],
    ['USR 3', 'XFR NS with an address, or USR TWN S with a challenge'],
    ['XFR 3 SB 1.2.3.4:1863 CKI 1', 'XFR NS with an address, or USR TWN S with a challenge'],
  ])('by answering USR I with "%s"', async (answer, expected) => {
    const signingIn = signIn();
    const peer = await server.next();
    await negotiate(peer);
    await peer.talk(['USR 3 TWN I alice@passport.com\r\n', `${answer}\r\n`]);
    expect(await failureOf(signingIn)).toMatchObject({
      code: 'bad-answer',
      message: `The answer was expected to be ${expected}, and is "${answer.replace(' 3', '')}".`,
    });
  });

  test('by not being there', async () => {
    const gone = await ScriptedServer.start();
    const { address } = gone;
    await gone.close();
    expect(await failureOf(signIn({ server: address }))).toMatchObject({ code: 'unreachable' });
  });
});

test('garbage of any kind ends in a reason, never in a hang', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const signingIn = signIn({ timeoutMs: 300 });
    const peer = await server.next();
    let state = seed * 2_654_435_761;
    const bytes = Buffer.from(
      Array.from({ length: 2_000 }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return state >>> 24;
      }),
    );
    peer.socket.write(bytes);
    peer.close();
    expect(await failureOf(signingIn)).toBeInstanceOf(FakeClientError);
  }
});
