import fc from 'fast-check';
import { Decoder } from '../../src/codec';
import { believeChat, type ChatBeliefs, firstChatBeliefs, isPresent } from '../../src/fakes/client';

function after(lines: string, beliefs: ChatBeliefs = firstChatBeliefs({ account: 'alice@passport.com' })): ChatBeliefs {
  return new Decoder({ service: 'switchboard', from: 'server' }).push(Buffer.from(lines)).reduce(believeChat, beliefs);
}

const callee = firstChatBeliefs({ account: 'alice@passport.com', session: '7' });

test.each<[string, ChatBeliefs, string, Partial<ChatBeliefs>]>([
  ['nothing', after(''), '', { role: 'caller', admitted: false, met: false }],
  ['USR OK', after(''), 'USR 1 OK alice@passport.com Alice\r\n', { admitted: true, met: false }],
  ['ANS OK to a caller', after(''), 'ANS 1 OK\r\n', { admitted: false }],
  ['ANS OK', callee, 'ANS 1 OK\r\n', { role: 'callee', admitted: true, met: false, session: '7' }],
  ['USR OK to a callee', callee, 'USR 1 OK alice@passport.com Alice\r\n', { admitted: false }],
  ['RINGING', after(''), 'CAL 2 RINGING a1\r\nCAL 3 RINGING b2\r\n', { session: 'a1' }],
  ['RINGING to a callee', callee, 'CAL 2 RINGING a1\r\n', { session: '7' }],
  ['JOI', after(''), 'JOI bob@x.com Bob\r\nBYE bob@x.com\r\n', { met: true, participants: new Map() }],
  ['the own JOI (C-SB-17)', after(''), 'JOI ALICE@passport.com A\r\n', { met: false, participants: new Map() }],
  [
    'IRO with names, one of them without (C-SB-06)',
    callee,
    'IRO 1 1 3 bob@x.com B%20B\r\nIRO 1 2 3 alice@passport.com A\r\nIRO 1 3 3 Zoe@x.com\r\n',
    {
      participants: new Map([
        ['bob@x.com', { account: 'bob@x.com', name: 'B B' }],
        ['zoe@x.com', { account: 'Zoe@x.com', name: 'Zoe@x.com' }],
      ]),
    },
  ],
])('%s', (_name, before, lines, expected) => {
  expect(after(lines, before)).toMatchObject(expected);
});

test('whoever is there has come and not gone since, and is never oneself', () => {
  const account = fc.constantFrom('bob@x.com', 'BOB@x.com', 'carol@x.com', 'alice@passport.com', '1@x.com');
  const step = fc.record({ comes: fc.boolean(), account, timedOut: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const lines = steps.map(({ comes, account, timedOut }) =>
        comes ? `JOI ${account} N\r\n` : `BYE ${account}${timedOut ? ' 1' : ''}\r\n`,
      );
      const beliefs = after(lines.join(''));
      const present = new Set<string>();
      for (const { comes, account } of steps) {
        if (comes && account !== 'alice@passport.com') {
          present.add(account.toLowerCase());
        } else {
          present.delete(account.toLowerCase());
        }
      }
      expect([...beliefs.participants.keys()].sort()).toEqual([...present].sort());
      expect(isPresent(beliefs, 'Bob@X.com')).toBe(present.has('bob@x.com'));
    }),
  );
});

test('what came before is left as it was', () => {
  const before = after('JOI bob@x.com Bob\r\n');
  after('JOI carol@x.com C\r\nBYE bob@x.com\r\n', before);
  expect([...before.participants.keys()]).toEqual(['bob@x.com']);
});
