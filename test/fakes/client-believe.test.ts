import fc from 'fast-check';
import { Decoder } from '../../src/codec';
import {
  type Beliefs,
  beliefsAfterLeaving,
  believe,
  emptyRoster,
  firstBeliefs,
  snapshotOf,
} from '../../src/fakes/client';

const start = firstBeliefs({ account: 'alice@passport.com' });

/** What a client believes after the server has sent these bytes, in these pieces. */
function beliefsAfter(...pieces: readonly (string | Uint8Array)[]): Beliefs {
  return beliefsFrom(start, ...pieces);
}

function beliefsFrom(beliefs: Beliefs, ...pieces: readonly (string | Uint8Array)[]): Beliefs {
  const decoder = new Decoder({ service: 'notification', from: 'server' });
  let current = beliefs;
  for (const piece of pieces) {
    for (const item of decoder.push(typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece)) {
      current = believe(current, item);
    }
  }
  expect(decoder.error).toBeUndefined();
  return current;
}

function contactOf(beliefs: Beliefs, account: string) {
  return snapshotOf(beliefs).contacts?.find((contact) => contact.account === account);
}

const block = [
  'SYN 8 27 5 4\r\n',
  'GTC A\r\n',
  'BLP AL\r\n',
  'PRP PHH 01%20234\r\n',
  'PRP PHM 56%20789\r\n',
  'LSG 0 Other%20Contacts 0\r\n',
  'LSG 1 Coworkers 0\r\n',
  'LSG 2 Friends 0\r\n',
  'LSG 3 Family 0\r\n',
  'LST bob@passport.com Bob 11 0\r\n',
  'BPR MOB Y\r\n',
  'LST carol@passport.com Carol 3 0\r\n',
  'BPR PHM 9876-54321\r\n',
  'LST dave@passport.com Dave 1 1,2,3\r\n',
  'BPR PHH 3.1415926535\r\n',
  'BPR PHW 2.71841844\r\n',
  'BPR PHM sqrt(-1)\r\n',
  'LST eve@passport.com Eavesdropper 12\r\n',
  'LST fred@passport.com Fred 8\r\n',
];
const signedIn = ['USR 7 OK alice@passport.com Alice 1 0\r\n', ...block];
const presence = [
  'CHG 9 NLN 0\r\n',
  'ILN 9 NLN bob@passport.com Bob 24\r\n',
  'ILN 9 IDL carol@passport.com Carol 268435492\r\n',
  'ILN 9 BSY dave@passport.com Dave 268435492\r\n',
];

describe('the list', () => {
  test('of the example session is understood', () => {
    const beliefs = beliefsAfter(...signedIn);
    expect(beliefs.synchronised).toBe(true);
    expect(beliefs.listVersion).toBe(27);
    expect(snapshotOf(beliefs)).toEqual({
      account: 'alice@passport.com',
      name: 'Alice',
      listVersion: 27,
      privacy: { blp: 'AL', gtc: 'A' },
      groups: [
        { id: '0', name: 'Other Contacts' },
        { id: '1', name: 'Coworkers' },
        { id: '2', name: 'Friends' },
        { id: '3', name: 'Family' },
      ],
      contacts: [
        { account: 'bob@passport.com', name: 'Bob', lists: ['FL', 'AL', 'RL'], groups: ['0'], phones: { MOB: 'Y' } },
        {
          account: 'carol@passport.com',
          name: 'Carol',
          lists: ['FL', 'AL'],
          groups: ['0'],
          phones: { PHM: '9876-54321' },
        },
        {
          account: 'dave@passport.com',
          name: 'Dave',
          lists: ['FL'],
          groups: ['1', '2', '3'],
          phones: { PHH: '3.1415926535', PHW: '2.71841844', PHM: 'sqrt(-1)' },
        },
        { account: 'eve@passport.com', name: 'Eavesdropper', lists: ['BL', 'RL'] },
        { account: 'fred@passport.com', name: 'Fred', lists: ['AL', 'RL'].slice(1) },
      ],
    });
  });

  test('counts only when it is complete: what is cut off leaves the old list and the old version', () => {
    const before = beliefsAfter(...signedIn);
    const cut = beliefsFrom(before, 'SYN 9 30 2 1\r\nLSG 0 X 0\r\nLST zoe@passport.com Zoe 1 0\r\n');
    expect(cut.synchronised).toBe(false);
    expect(beliefsAfterLeaving(cut).listVersion).toBe(27);
    expect(beliefsAfterLeaving(cut).roster).toEqual(before.roster);
  });

  test('replaces the one before it', () => {
    const beliefs = beliefsFrom(
      beliefsAfter(...signedIn),
      'SYN 9 30 1 1\r\nGTC N\r\nLSG 0 X 0\r\nLST zoe@passport.com Zoe 1 0\r\n',
    );
    expect(snapshotOf(beliefs)).toEqual({
      account: 'alice@passport.com',
      name: 'Alice',
      listVersion: 30,
      privacy: { gtc: 'N' },
      groups: [{ id: '0', name: 'X' }],
      contacts: [{ account: 'zoe@passport.com', name: 'Zoe', lists: ['FL'], groups: ['0'], phones: {} }],
    });
  });

  test.each([
    ['no contacts and no groups', 'SYN 8 5 0 0\r\n'],
    ['no contacts', 'SYN 8 5 0 1\r\nGTC A\r\nBLP AL\r\nLSG 0 Other%20Contacts 0\r\n'],
  ])('with %s is complete (C-SYN-05)', (_name, bytes) => {
    expect(beliefsAfter(bytes)).toMatchObject({ synchronised: true, listVersion: 5 });
  });

  test('with no contacts takes what comes behind its last group', () => {
    expect(beliefsAfter('SYN 8 5 0 1\r\nLSG 0 X 0\r\nGTC N\r\nPRP PHH 1\r\n').roster).toMatchObject({
      gtc: 'N',
      settings: new Map([['PHH', '1']]),
    });
  });

  test('is believed to be current when the server repeats its version, and only then (C-SYN-03, C-SYN-13)', () => {
    const cached = firstBeliefs({ account: 'alice@passport.com', cache: { version: 6, roster: emptyRoster } });
    expect(beliefsFrom(cached, 'SYN 8 6\r\n')).toMatchObject({ synchronised: true, listVersion: 6 });
    expect(beliefsFrom(cached, 'SYN 8 7\r\n')).toMatchObject({ synchronised: false, listVersion: 6 });
    expect(beliefsFrom(start, 'SYN 8 7\r\n').synchronised).toBe(false);
    expect(beliefsFrom(start, 'SYN 8 0\r\n').synchronised).toBe(false);
  });

  test('takes groups or none for contacts that are not on FL (C-SYN-07)', () => {
    const beliefs = beliefsAfter('SYN 8 5 3 0\r\nLST a@x.com A 8\r\nLST b@x.com B 8 0\r\nLST c@x.com C 1\r\n');
    expect(snapshotOf(beliefs).contacts).toEqual([
      { account: 'a@x.com', name: 'A', lists: ['RL'] },
      { account: 'b@x.com', name: 'B', lists: ['RL'] },
      { account: 'c@x.com', name: 'C', lists: ['FL'], groups: ['0'], phones: {} },
    ]);
  });

  test('goes past a contact without a name, and gives its numbers to nobody (C-SYN-11)', () => {
    const beliefs = beliefsAfter(
      'SYN 8 5 3 0\r\nLST carol@passport.com Carol 3 0\r\n',
      'LST dave@passport.com 1 1,2,3\r\nBPR PHH 1\r\nLST eve@passport.com Eve 12\r\nBPR PHW 2\r\n',
    );
    expect(beliefs.synchronised).toBe(true);
    expect(snapshotOf(beliefs).contacts).toEqual([
      { account: 'carol@passport.com', name: 'Carol', lists: ['FL', 'AL'], groups: ['0'], phones: {} },
      { account: 'eve@passport.com', name: 'Eve', lists: ['BL', 'RL'], phones: { PHW: '2' } },
    ]);
  });

  test('gives numbers behind the last contact to that contact (C-SYN-06)', () => {
    const beliefs = beliefsAfter('SYN 8 5 1 0\r\nLST bob@passport.com Bob 1 0\r\n', 'CHG 9 NLN 0\r\n', 'BPR PHH 1\r\n');
    expect(contactOf(beliefs, 'bob@passport.com')?.phones).toEqual({ PHH: '1' });
  });

  test('ignores unknown types (C-SYN-09)', () => {
    const beliefs = beliefsAfter(
      'SYN 8 5 1 0\r\nPRP HSB 1\r\nLST bob@passport.com Bob 1 0\r\nBPR HSB 1\r\nBPR MOB N\r\n',
    );
    expect(beliefs.roster.settings.size).toBe(0);
    expect(contactOf(beliefs, 'bob@passport.com')?.phones).toEqual({ MOB: 'N' });
  });

  test('takes a change in its middle on top of it, whatever the order of lines', () => {
    const beliefs = beliefsAfter(
      'SYN 8 5 2 0\r\nLST bob@passport.com Bob 9 0\r\nREM 0 RL 6 carol@passport.com\r\nADD 0 RL 7 zoe@passport.com Zoe\r\n',
      'LST carol@passport.com Carol 9 0\r\n',
    );
    expect(beliefs.listVersion).toBe(7);
    expect(snapshotOf(beliefs).contacts?.map(({ account, lists }) => [account, lists])).toEqual([
      ['bob@passport.com', ['FL', 'RL']],
      ['carol@passport.com', ['FL']],
      ['zoe@passport.com', ['RL']],
    ]);
  });

  test('is the same however the stream is cut: at every one and every two places', () => {
    const stream = Buffer.from([...signedIn, ...presence].join(''), 'utf8');
    const whole = beliefsAfter(stream);
    for (let cut = 1; cut < stream.length; cut += 1) {
      expect(beliefsAfter(stream.subarray(0, cut), stream.subarray(cut))).toEqual(whole);
    }
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (places) => {
        const cuts = [0, ...[...places].sort((a, b) => a - b), stream.length];
        const pieces = cuts.slice(1).map((end, index) => stream.subarray(cuts[index] ?? 0, end));
        expect(beliefsAfter(...pieces)).toEqual(whole);
      }),
    );
  });
});

describe('presence', () => {
  test('of contacts is offline until the server says otherwise, and unknown before the own state is echoed', () => {
    expect(contactOf(beliefsAfter(...signedIn), 'bob@passport.com')?.status).toBeUndefined();
    expect(contactOf(beliefsAfter(...signedIn, 'CHG 9 NLN 0\r\n'), 'bob@passport.com')?.status).toBe('FLN');
    expect(contactOf(beliefsAfter(...signedIn, ...presence), 'bob@passport.com')?.status).toBe('NLN');
    expect(
      contactOf(beliefsAfter(...signedIn, ...presence, 'FLN bob@passport.com\r\n'), 'bob@passport.com')?.status,
    ).toBe('FLN');
  });

  test('any order-preserving interleaving of the ADD reply among the ILNs leaves the same state (C-PRS-01)', () => {
    const replies = [
      'ADD 10 AL 28 fred@passport.com Fred\r\n',
      'ADD 10 FL 28 fred@passport.com Fred 0\r\n',
      'ADD 10 FL 28 dave@passport.com Dave%20from%20the%20list 0\r\n',
      'ADD 10 AL 28 dave@passport.com Dave 1\r\n',
      'ADD 0 RL 28 carol@passport.com Caroline\r\n',
      'ADD 0 RL 28 zoe@passport.com Zoe\r\n',
    ];
    const lines = [...presence, 'ILN 10 AWY fred@passport.com Freddy 24\r\n'];
    fc.assert(
      fc.property(
        fc.constantFrom(...replies),
        fc.constantFrom(...replies),
        fc.nat(lines.length),
        fc.nat(lines.length),
        (one, two, first, second) => {
          const sequential = beliefsAfter(...signedIn, ...lines, one, two);
          const [early, late] = first <= second ? [first, second] : [second, first];
          const interleaved = [...lines.slice(0, early), one, ...lines.slice(early, late), two, ...lines.slice(late)];
          expect(beliefsAfter(...signedIn, ...interleaved)).toEqual(sequential);
        },
      ),
    );
  });

  test('interleaving holds for any contacts, states and names', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9%20]{1,8}$/).map((text) => text.replaceAll('%', ''));
    const name = word.filter((text) => text !== '');
    const account = fc.constantFrom('a@x.com', 'b@x.com', 'C@x.com', 'c@X.com', '1d@x.com');
    const iln = fc
      .tuple(fc.constantFrom('NLN', 'BSY', 'AWY'), account, name)
      .map(([status, who, called]) => `ILN 9 ${status} ${who} ${called} 24\r\n`);
    const add = fc
      .tuple(fc.constantFrom('FL', 'AL', 'RL'), account, name)
      .map(([list, who, called]) => `ADD 10 ${list} 28 ${who} ${called}${list === 'FL' ? ' 0' : ''}\r\n`);
    const setUp = 'SYN 8 27 2 1\r\nLSG 0 X 0\r\nLST a@x.com A 1 0\r\nLST b@x.com B 3 0\r\nCHG 9 NLN 0\r\n';
    fc.assert(
      fc.property(fc.array(iln, { maxLength: 6 }), add, fc.nat(6), (lines, reply, place) => {
        const interleaved = [...lines.slice(0, place), reply, ...lines.slice(place)];
        expect(beliefsAfter(setUp, ...interleaved)).toEqual(beliefsAfter(setUp, ...lines, reply));
        expect(beliefsAfter(setUp, ...interleaved)).toEqual(beliefsAfter(setUp, reply, ...lines));
      }),
    );
  });

  test('of an account that is on no list changes no contact (C-PRS-02)', () => {
    const known = beliefsAfter(...signedIn, ...presence);
    const beliefs = beliefsFrom(known, 'ILN 9 BSY emily@passport.com Emily 268435492\r\nFLN nobody@passport.com\r\n');
    expect(snapshotOf(beliefs)).toEqual(snapshotOf(known));
  });

  test('is taken with any trid, any client id, and for accounts that begin with digits (C-PRS-04, C-PRS-06, C-PRS-07)', () => {
    const setUp = 'SYN 8 1 2 0\r\nLST 123abc@x.com N 1 0\r\nLST bob@x.com B 1 0\r\nCHG 1 NLN 0\r\n';
    const beliefs = beliefsAfter(setUp, 'ILN 0 NLN bob@x.com B 4294967295\r\n', 'NLN AWY 123abc@x.com N 0\r\n');
    expect(contactOf(beliefs, 'bob@x.com')?.status).toBe('NLN');
    expect(contactOf(beliefs, '123abc@x.com')?.status).toBe('AWY');
    expect(contactOf(beliefsFrom(beliefs, 'FLN 123abc@x.com\r\n'), '123abc@x.com')?.status).toBe('FLN');
    expect(contactOf(beliefsFrom(beliefs, 'NLN FLN bob@x.com B 0\r\n'), 'bob@x.com')?.status).toBe('FLN');
  });

  test('names are decoded, and those of presence go before those of the list (X-ENC-02, X-ENC-03, X-ENC-04)', () => {
    const setUp = 'SYN 8 1 1 0\r\nLST bob@x.com a+b%20%61%C3%A9 1 0\r\nCHG 1 NLN 0\r\n';
    expect(contactOf(beliefsAfter(setUp), 'bob@x.com')?.name).toBe('a+b aé');
    const shown = beliefsAfter(setUp, 'NLN NLN BOB@x.com Bőb 0\r\n');
    expect(contactOf(shown, 'bob@x.com')?.name).toBe('Bőb');
    expect(contactOf(beliefsFrom(shown, 'REA 4 2 bob@x.com Robert\r\n'), 'bob@x.com')?.name).toBe('Robert');
  });

  test('of whoever leaves FL is forgotten', () => {
    const beliefs = beliefsAfter(
      ...signedIn,
      ...presence,
      'REM 11 FL 28 bob@passport.com\r\n',
      'ADD 12 FL 29 bob@passport.com Bob 0\r\n',
    );
    expect(contactOf(beliefs, 'bob@passport.com')?.status).toBe('FLN');
  });
});

describe('list edits', () => {
  const known = beliefsAfter(...signedIn, ...presence);

  test.each([
    ['ADD 10 AL 28 fred@passport.com Fred\r\n', 'fred@passport.com', { lists: ['AL', 'RL'] }],
    ['ADD 10 AL 28 fred@passport.com Fred 1\r\n', 'fred@passport.com', { lists: ['AL', 'RL'] }],
    ['ADD 10 FL 28 bob@passport.com Bob 2\r\n', 'bob@passport.com', { groups: ['0', '2'] }],
    ['ADD 0 BL 28 zoe@passport.com Zoe%20Z\r\n', 'zoe@passport.com', { name: 'Zoe Z', lists: ['BL'] }],
    ['REM 10 AL 28 bob@passport.com\r\n', 'bob@passport.com', { lists: ['FL', 'RL'] }],
    ['REM 10 FL 28 dave@passport.com 2\r\n', 'dave@passport.com', { groups: ['1', '3'] }],
    ['REM 0 RL 28 BOB@passport.com\r\n', 'bob@passport.com', { lists: ['FL', 'AL'] }],
    ['REA 10 28 carol@passport.com Caroline\r\n', 'carol@passport.com', { name: 'Caroline' }],
    ['BPR 28 bob@passport.com PHH 1%202\r\n', 'bob@passport.com', { phones: { MOB: 'Y', PHH: '1 2' } }],
  ])('%j', (bytes, account, expected) => {
    const beliefs = beliefsFrom(known, bytes);
    expect(contactOf(beliefs, account)).toMatchObject(expected);
    expect(beliefs.listVersion).toBe(28);
  });

  test.each([
    ['REM 10 FL 28 dave@passport.com\r\n'],
    ['REM 10 FL 28 dave@passport.com 1\r\nREM 10 FL 28 dave@passport.com 2\r\nREM 10 FL 28 dave@passport.com 3\r\n'],
    ['REM 0 RL 28 fred@passport.com\r\n'],
  ])('%j leaves a contact on no list, and so none', (bytes) => {
    const gone = bytes.includes('dave') ? 'dave@passport.com' : 'fred@passport.com';
    expect(contactOf(known, gone)).toBeDefined();
    expect(contactOf(beliefsFrom(known, bytes), gone)).toBeUndefined();
  });

  test('a number without a value is unset, in both shapes', () => {
    expect(contactOf(beliefsFrom(known, 'BPR 28 bob@passport.com MOB\r\n'), 'bob@passport.com')?.phones).toEqual({});
    expect(beliefsFrom(known, 'PRP 10 28 PHH\r\n').roster.settings).toEqual(new Map([['PHM', '56 789']]));
  });

  test('settings are as echoed', () => {
    const beliefs = beliefsFrom(
      known,
      'GTC 10 28 N\r\nBLP 11 29 BL\r\nPRP 12 30 PHW 1\r\nREA 13 31 ALICE@passport.com Al%20ice\r\n',
    );
    expect(beliefs.roster).toMatchObject({ gtc: 'N', blp: 'BL' });
    expect(beliefs.roster.settings.get('PHW')).toBe('1');
    expect(beliefs.name).toBe('Al ice');
    expect(beliefs.listVersion).toBe(31);
  });

  test('groups come, change their names and go, and take along who was in no other', () => {
    const beliefs = beliefsFrom(
      known,
      'ADG 10 28 New%20ones 4 0\r\nREG 11 29 4 Newest 0\r\nRMG 12 30 1\r\nRMG 13 31 0\r\n',
    );
    expect(snapshotOf(beliefs).groups).toEqual([
      { id: '2', name: 'Friends' },
      { id: '3', name: 'Family' },
      { id: '4', name: 'Newest' },
    ]);
    expect(contactOf(beliefs, 'dave@passport.com')).toMatchObject({ lists: ['FL'], groups: ['2', '3'] });
    expect(contactOf(beliefs, 'bob@passport.com')).toEqual({
      account: 'bob@passport.com',
      name: 'Bob',
      lists: ['AL', 'RL'],
    });
  });

  test('without a list of this login no version is taken for its own', () => {
    expect(beliefsAfter('ADD 10 AL 28 fred@passport.com Fred\r\n').listVersion).toBeUndefined();
  });
});

describe('hostile servers', () => {
  test.each([
    ['SYN 8 27 x y\r\n'],
    ['SYN 8 99999999999 1 1\r\n'],
    ['LST\r\n'],
    ['LST bob@x.com\r\n'],
    ['LST bob@x.com Bob 99999999999 0\r\n'],
    ['LST bob@x.com Bob 0\r\n'],
    ['BPR PHH 1\r\n'],
    ['BPR\r\n'],
    ['ADD 5 XX 28 bob@x.com Bob\r\n'],
    ['REM 5 XX 28 bob@x.com\r\n'],
    ['ILN 9 NLN\r\n'],
    ['USR 7 OK\r\n'],
    ['ZZZ 0 x\r\n'],
    ['999 12345\r\n'],
    ['604\r\n'],
    ['\r\n'],
    ['MSG Hotmail Hotmail 3\r\nabc'],
  ])('%j changes nothing', (bytes) => {
    const before = beliefsAfter('SYN 8 27 0 0\r\nCHG 1 NLN 0\r\n');
    expect(beliefsFrom(before, bytes)).toEqual(before);
  });

  test('cannot make a client remember without end', () => {
    let flood = 'SYN 8 27 0 0\r\n';
    for (let index = 0; index < 6_000; index += 1) {
      flood += `ADD 0 RL 28 a${index}@x.com A\r\n`;
    }
    expect(beliefsAfter(flood).roster.contacts.size).toBe(5_000);
    const long = beliefsAfter(
      `SYN 8 27 1 0\r\nLST bob@x.com ${'n'.repeat(8_000)} 1 0\r\nADD 0 RL 28 ${'a'.repeat(600)}@x.com A\r\n`,
    );
    expect([...long.roster.contacts.keys()]).toEqual(['bob@x.com']);
    expect(contactOf(long, 'bob@x.com')?.name).toHaveLength(1_024);
  });

  test('any bytes leave beliefs that can be told', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(
              'USR',
              'SYN',
              'GTC',
              'BLP',
              'PRP',
              'LSG',
              'LST',
              'BPR',
              'CHG',
              'ILN',
              'NLN',
              'FLN',
              'ADD',
              'REM',
              'REA',
              'ADG',
              'REG',
              'RMG',
            ),
            fc.array(
              fc.constantFrom(
                '0',
                '1',
                '8',
                '27',
                'FL',
                'AL',
                'RL',
                'a@x.com',
                'b@x.com',
                'NLN',
                'PHH',
                'N',
                'A',
                '1,2',
                '%',
                '%41',
              ),
              { maxLength: 6 },
            ),
          ),
          { maxLength: 30 },
        ),
        (commands) => {
          const bytes = commands.map(([name, words]) => `${[name, ...words].join(' ')}\r\n`).join('');
          const beliefs = beliefsAfter(bytes);
          for (const contact of snapshotOf(beliefs).contacts ?? []) {
            expect(contact.lists.length).toBeGreaterThan(0);
            expect(contact.groups === undefined).toBe(!contact.lists.includes('FL'));
          }
        },
      ),
    );
  });
});
