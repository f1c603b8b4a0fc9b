import { type FindingInShort, findingOf } from './finding-of';
import { clientTrace } from './trace-of';

const none: FindingInShort = { exercised: 0, violations: [], variants: {} };
const once: FindingInShort = { ...none, exercised: 1 };

function judged(id: string, ...pieces: readonly string[]): FindingInShort {
  return findingOf(clientTrace`${pieces.join('\n')}`, id, 'client');
}

const online = String.raw`
  == alice
  >>> USR 1 TWN S t=1\r\n
  <<< USR 1 OK alice@passport.com Alice 1 0\r\n
  >>> SYN 2 0\r\n
  <<< SYN 2 7 0 1\r\nGTC A\r\nBLP AL\r\nLSG 0 Other 0\r\n
  >>> CHG 3 NLN 0\r\n
  <<< CHG 3 NLN 0\r\n
  <<< CHL 0 29409134351025259292\r\n
  >>> QRY 4 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c
`;
const challenge = String.raw`
  == alice
  <<< CHL 0 29409134351025259292\r\n
`;
const answers = String.raw`
  ${challenge}
  >>> QRY 9 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c
`;
/** Alice starts a chat with Bob, who has joined. */
const chat = String.raw`
  ${online}
  >>> XFR 5 SB\r\n
  <<< XFR 5 SB 127.0.0.1:4321 CKI 1.2\r\n
  == chat switchboard
  >>> USR 1 alice@passport.com 1.2\r\n
  <<< USR 1 OK alice@passport.com Alice\r\n
  >>> CAL 2 bob@passport.com\r\n
  <<< CAL 2 RINGING 11\r\nJOI bob@passport.com Bob\r\n
`;
const rung = String.raw`
  ${online}
  <<< RNG 11 127.0.0.1:4321 CKI 1.3 bob@passport.com Bob\r\n
  == chat switchboard
  >>> ANS 1 alice@passport.com 1.3 11\r\n
`;
const iro = String.raw`<<< IRO 1 1 1 bob@passport.com Bob\r\nANS 1 OK\r\n`;
const noIro = String.raw`<<< ANS 1 OK\r\n`;
const fence = '== chat\n!! fence';
const leavesChat = '== chat\n>>> (close)';
const leaves = '== alice\n>>> (close)';

const unknownType = String.raw`<<< MSG bob@passport.com Bob 30\r\nContent-Type: application/x\r\n\r\n`;
const untyped = String.raw`<<< MSG bob@passport.com Bob 5\r\nhello`;
const plain = String.raw`<<< MSG bob@passport.com Bob 28\r\nContent-Type: text/plain\r\n\r\n`;

/** What comes in a chat, and whether the chat has to go on as well as the session. */
const survived: readonly (readonly [string, string, string, 'chat' | 'session'])[] = [
  ['C-SB-06', rung, iro, 'chat'],
  ['C-SB-06', rung, noIro, 'session'],
  ['C-SB-11', chat, unknownType, 'chat'],
  ['C-SB-11', chat, untyped, 'chat'],
  ['C-SB-12', chat, String.raw`<<< BYE bob@passport.com\r\n`, 'session'],
  ['C-SB-12', chat, String.raw`<<< BYE bob@passport.com 1\r\n`, 'session'],
  ...['208', '215', '216', '217'].map(
    (code) =>
      [
        'C-SB-13',
        chat,
        String.raw`>>> CAL 3 eve@passport.com\r\n<<< ${code} 3\r\n`.replace('<<<', '\n<<<'),
        'session',
      ] as const,
  ),
  ['C-SB-14', chat, String.raw`<<< NAK 3\r\n`, 'chat'],
  ['C-SB-17', chat, String.raw`<<< JOI Alice@passport.com Alice\r\n`, 'chat'],
  ['C-SB-17', rung, String.raw`<<< IRO 1 1 2 alice@passport.com Alice\r\n`, 'chat'],
];

describe('what comes in a chat does no harm', () => {
  it.each(survived)('%s: taken, by a fence or by a challenge to the session', (id, before, came) => {
    expect(judged(id, before, came)).toEqual(none);
    expect(judged(id, before, came, fence).exercised).toBe(1);
    expect(judged(id, before, came, answers).exercised).toBe(1);
    expect(judged(id, before, came, fence).violations).toEqual([]);
    expect(judged(id, before, came, answers).violations).toEqual([]);
  });
  it.each(survived)('%s: broken where the session ends, or falls silent', (id, before, came) => {
    expect(judged(id, before, came, leaves).violations).toEqual(['close']);
    expect(judged(id, before, came, challenge, '!! time-limit').violations).toEqual(['!! time-limit']);
  });
  it.each(survived)('%s: the session may end for a reason of its own', (id, before, came) => {
    expect(judged(id, before, came, '== alice', '!! asked logout', leaves)).toEqual(none);
    expect(judged(id, before, came, '!! end', leaves)).toEqual(none);
    expect(judged(id, before, came, '== alice', String.raw`<<< XYZ 1\r\n`, leaves).violations).toEqual([]);
  });
  it.each(survived)('%s: leaving the chat', (id, before, came, goesOn) => {
    expect(judged(id, before, came, leavesChat).violations).toEqual(goesOn === 'chat' ? ['close'] : []);
    expect(judged(id, before, came, '!! asked leaveChat 1', leavesChat).violations).toEqual([]);
    expect(judged(id, before, came, fence, leavesChat).violations).toEqual([]);
  });
  it('C-SB-11 is not about known types', () => {
    expect(judged('C-SB-11', chat, plain, fence)).toEqual(none);
  });
  it('C-SB-14: who is left alone may go', () => {
    const bye = String.raw`<<< BYE bob@passport.com\r\n`;
    expect(judged('C-SB-14', chat, String.raw`<<< NAK 3\r\n`, bye, leavesChat).violations).toEqual([]);
  });
  it('C-SB-17 is not about others', () => {
    expect(judged('C-SB-17', chat, fence)).toEqual(none);
  });
});

describe('C-SB-15', () => {
  const asked = String.raw`
    ${online}
    >>> XFR 5 SB\r\n
  `;
  const given = (address: string): string => String.raw`<<< XFR 5 SB ${address} CKI 1.2\r\n`;
  const limit = '!! time-limit';
  it('is kept where the client comes with the cookie', () => {
    expect(judged('C-SB-15', chat)).toEqual(once);
    expect(judged('C-SB-15', rung)).toEqual(once);
  });
  it('is broken where it does not come', () => {
    expect(judged('C-SB-15', asked, given('127.0.0.1:4321'))).toEqual(none);
    expect(judged('C-SB-15', asked, given('127.0.0.1:4321'), limit).violations).toEqual([limit]);
  });
  it('is not about the usual port, or none, or a call', () => {
    expect(judged('C-SB-15', asked, given('127.0.0.1:1863'), limit)).toEqual(none);
    expect(judged('C-SB-15', asked, given('127.0.0.1'), limit)).toEqual(none);
    const call = String.raw`<<< RNG 11 127.0.0.1:4321 CKI 1.3 bob@passport.com Bob\r\n`;
    expect(judged('C-SB-15', online, call, limit)).toEqual(none);
  });
});
