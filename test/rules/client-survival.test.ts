import { type FindingInShort, findingOf } from './finding-of';
import { clientTrace } from './trace-of';

const none: FindingInShort = { exercised: 0, violations: [], variants: {} };
const once: FindingInShort = { ...none, exercised: 1 };

/** A client that is signed in, has its list and has answered a challenge. */
const online = String.raw`
  == alice
  >>> VER 1 MSNP8 CVR0\r\n
  <<< VER 1 MSNP8 CVR0\r\n
  >>> CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n
  <<< CVR 2 5.0.0544 5.0.0544 1.0.0000 http://a.example http://b.example\r\n
  >>> USR 3 TWN I alice@passport.com\r\n
  <<< USR 3 TWN S lc=1033\r\n
  >>> USR 4 TWN S t=1\r\n
  <<< USR 4 OK alice@passport.com Alice 1 0\r\n
  >>> SYN 5 0\r\n
  <<< SYN 5 7 2 1\r\nGTC A\r\nBLP AL\r\nLSG 0 Other 0\r\n
      LST bob@passport.com Bob 11 0\r\nLST 7up@passport.com Seven 11 0\r\n
  >>> CHG 6 NLN 0\r\n
  <<< CHG 6 NLN 0\r\n
`;
const challenge = String.raw`<<< CHL 0 29409134351025259292\r\n`;
const answer = String.raw`>>> QRY 90 msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c`;
/** It has shown that it takes everything so far. */
const ready = `${online}\n${challenge}\n${answer}`;

function judged(id: string, ...pieces: readonly string[]): FindingInShort {
  return findingOf(clientTrace`${pieces.join('\n')}`, id, 'client');
}

/** Only what comes behind `ready` counts. */
function since(id: string, ...pieces: readonly string[]): FindingInShort {
  const before = judged(id, ready);
  const found = judged(id, ready, ...pieces);
  const exercised = found.exercised - (found.violations.length > 0 ? 0 : before.exercised);
  return { ...found, exercised };
}

/** What the kit's server sends, and the rule that says that the client takes it. */
const things = [
  ['C-PRS-01', String.raw`<<< ILN 6 BSY bob@passport.com Bob 24\r\n`],
  ['C-PRS-02', String.raw`<<< NLN BSY emily@passport.com Emily 24\r\n`],
  ['C-PRS-02', String.raw`<<< ILN 6 BSY emily@passport.com Emily 24\r\n`],
  ['C-PRS-02', String.raw`<<< FLN emily@passport.com\r\n`],
  ['C-PRS-03', String.raw`<<< NLN BSY bob@passport.com Bob 24\r\n`],
  ['C-PRS-03', String.raw`<<< FLN bob@passport.com\r\n`],
  ['C-PRS-04', String.raw`<<< NLN BSY bob@passport.com Bob 4294967295\r\n`],
  ['C-PRS-06', String.raw`<<< FLN 7up@passport.com\r\n`],
  ['C-PRS-06', String.raw`<<< FLN 123abc@x.com\r\nNLN NLN 123abc@x.com Abc 1\r\n`],
  ['C-PRS-06', String.raw`<<< REM 0 RL 8 7up@passport.com\r\n`],
  ['C-PRS-07', String.raw`<<< ILN 0 NLN bob@passport.com Bob 24\r\n`],
  ['C-PRS-07', String.raw`<<< ILN 99 NLN bob@passport.com Bob 24\r\n`],
  ['C-LST-04', String.raw`<<< ADD 0 RL 8 fred@passport.com Fred\r\n`],
  ['C-LST-04', String.raw`<<< REM 0 RL 8 bob@passport.com\r\n`],
  ['C-LST-07', String.raw`>>> ADD 7 BL bob@passport.com Bob\r\n`, String.raw`<<< 219 7\r\n`],
  [
    'C-LST-08',
    String.raw`>>> ADD 7 AL fred@passport.com Fred\r\n`,
    String.raw`<<< ADD 7 AL 8 fred@passport.com Fred 1\r\n`,
  ],
  ['C-LST-10', String.raw`<<< ADD 0 FL 8 fred@passport.com Fred 0\r\n`],
  ['C-LST-10', String.raw`<<< REM 0 BL 8 bob@passport.com\r\n`],
  ['C-NOT-01', String.raw`<<< NOT 7\r\n<A></A>`],
  ['C-NOT-01', String.raw`<<< IPG 7\r\n<A></A>`],
  ['C-MSG-01', String.raw`<<< MSG Hotmail Hotmail 26\r\nContent-Type: text/odd\r\n\r\n`],
  ['C-PRO-01', String.raw`<<< MSG Hotmail Hotmail 46\r\nContent-Type: text/x-msmsgsprofile\r\nsid: 1\r\n\r\n`],
  ['C-PRO-02', String.raw`<<< MSG Hotmail Hotmail 46\r\nContent-Type: text/x-msmsgsprofile\r\nNew: 1\r\n\r\n`],
  ['C-UNK-01', String.raw`<<< ZZZ 0 x\r\n`],
  ['C-ERR-01', String.raw`<<< 999 12345\r\n`],
  ['C-ERR-01', String.raw`<<< 215 0\r\n`],
  ['C-ERR-02', String.raw`<<< 604\r\n`],
  ['C-PNG-02', String.raw`>>> PNG\r\n`, String.raw`<<< QNG\r\n`],
  ['C-PNG-03', String.raw`>>> PNG\r\n`, String.raw`<<< QNG 50\r\n`],
  ['C-SB-16', String.raw`>>> XFR 7 SB\r\n`, String.raw`<<< 913 7\r\n`],
  ['C-CHL-04', String.raw`<<< QRY 90\r\n`],
  ['C-LST-06', String.raw`>>> CHG 7 BSY 0\r\nCHG 8 NLN 0\r\n`, String.raw`<<< CHG 8 NLN 0\r\nCHG 7 BSY 0\r\n`],
  [
    'C-LST-12',
    String.raw`>>> ADD 7 FL fred@passport.com Fred 0\r\n`,
    String.raw`<<< ADD 7 FL 8 fred@passport.com Fred 0\r\nBPR 8 fred@passport.com PHH\r\nILN 7 NLN fred@passport.com Fred 0\r\n`,
  ],
  ['C-SYN-09', String.raw`<<< PRP 8 HSB 1\r\n`],
  ['C-SYN-09', String.raw`<<< BPR 8 bob@passport.com HSB 1\r\n`],
].map(([id = '', ...lines]): [string, string] => [id, lines.join('\n')]);

describe('what a client takes', () => {
  it.each(things)('%s: is shown by the answer to a later challenge, or a fence: %s', (id, sent) => {
    expect(since(id, sent)).toEqual(none);
    expect(since(id, sent, challenge, answer).violations).toEqual([]);
    expect(since(id, sent, challenge, answer).exercised).toBe(1);
    expect(since(id, sent, '!! fence').exercised).toBe(1);
  });

  it.each(things)('%s: is not shown by an answer to an earlier challenge: %s', (id, sent) => {
    expect(since(id, challenge, sent, answer).exercised).toBe(0);
  });

  it.each(things)('%s: drove the client away that closes upon it: %s', (id, sent) => {
    expect(since(id, sent, '>>> (close)').violations).toEqual(['close']);
    expect(since(id, sent, challenge, '>>> (reset)').violations).toEqual(['close']);
  });

  it.each(things)('%s: may have driven the client away that says OUT, where it is unusual: %s', (id, sent) => {
    const usual = ['C-PRS-01', 'C-PRS-03', 'C-LST-04', 'C-LST-06', 'C-PRO-01', 'C-PNG-02', 'C-CHL-04'];
    const violations = usual.includes(id) ? [] : ['>>> OUT'];
    expect(since(id, sent, String.raw`>>> OUT\r\n`).violations).toEqual(violations);
  });

  it.each(things)('%s: silenced the client that answers no challenge any more: %s', (id, sent) => {
    expect(since(id, sent, challenge, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(since('C-CHL-01', sent, challenge, '!! time-limit').violations).toEqual([]);
  });

  it.each(things)('%s: is no reason for a client that has others to leave: %s', (id, sent) => {
    expect(since(id, sent, '!! asked logout', '>>> (close)')).toEqual(none);
    expect(since(id, sent, '!! end', '>>> (close)')).toEqual(none);
    expect(since(id, sent, '!! closing', '>>> (close)')).toEqual(none);
    expect(since(id, sent, '<<< (close)')).toEqual(none);
    expect(since(id, sent, String.raw`<<< OUT SSD\r\n`, '>>> (close)')).toEqual(none);
    expect(since(id, sent, String.raw`<<< XFR 0 NS 127.0.0.1:1 0 127.0.0.1:2\r\n`, '>>> (close)')).toEqual(none);
  });
});

describe('who is to blame', () => {
  const bsy = String.raw`<<< NLN BSY bob@passport.com Bob 24\r\n`;
  const unknown = String.raw`<<< ZZZ 0 x\r\n`;
  const notification = String.raw`<<< NOT 7\r\n<A></A>`;

  it('the unusual before the usual', () => {
    expect(since('C-UNK-01', bsy, unknown, '>>> (close)').violations).toEqual(['close']);
    expect(since('C-PRS-03', bsy, unknown, '>>> (close)')).toEqual(none);
  });

  it('nobody, where two unusual things may be the reason', () => {
    expect(since('C-UNK-01', notification, unknown, '>>> (close)')).toEqual(none);
    expect(since('C-NOT-01', notification, unknown, '>>> (close)')).toEqual(none);
  });

  it('the one of the two that the client had not taken before', () => {
    const taken = [notification, challenge, answer];
    expect(since('C-UNK-01', ...taken, notification, unknown, '>>> (close)').violations).toEqual(['close']);
    expect(since('C-NOT-01', ...taken, notification, unknown, '>>> (close)').violations).toEqual([]);
  });

  it('nobody, where something that no rule is about has not been taken before', () => {
    const echo = String.raw`
      >>> REA 7 bob@passport.com Robert\r\n
      <<< REA 7 8 bob@passport.com Robert\r\n
    `;
    expect(since('C-PRS-03', bsy, echo, '>>> (close)')).toEqual(none);
  });

  it('not the usual, where the kit does wrong on purpose', () => {
    expect(since('C-PRS-03', bsy, '!! provoked', '>>> (close)')).toEqual(none);
    expect(since('C-UNK-01', '!! provoked', unknown, '>>> (close)').violations).toEqual(['close']);
  });

  it('nobody, where the thing came in pieces', () => {
    const cut = String.raw`
      <<< ZZ
      <<< Z 0 x\r\n
    `;
    expect(since('C-UNK-01', cut, '>>> (close)').violations).toEqual(['close']);
    const both = String.raw`
      <<< NLN BSY bob@pass
      <<< port.com Bob 24\r\n
    `;
    expect(since('C-PRS-03', both, '>>> (close)')).toEqual(none);
  });

  it('an error that ends sessions excuses', () => {
    expect(since('C-PRS-03', bsy, String.raw`<<< 604 0\r\n`, '>>> (close)')).toEqual(none);
  });
});

describe('the block behind SYN', () => {
  const login = online.slice(0, online.indexOf('>>> SYN'));
  const syn = String.raw`
    >>> SYN 5 0\r\n
    <<< SYN 5 7 2 1\r\nGTC A\r\nBLP AL\r\nLSG 0 Other 0\r\nLST bob@passport.com Bob 11 0\r\n
  `;
  const chg = String.raw`
    >>> CHG 6 NLN 0\r\n
    <<< CHG 6 NLN 0\r\n
  `;
  const last: readonly (readonly [string, string])[] = [
    ['C-SYN-06', String.raw`<<< LST carol@passport.com Carol 3 0\r\nBPR PHH 1\r\n`],
    ['C-SYN-07', String.raw`<<< LST carol@passport.com Carol 8\r\n`],
    ['C-SYN-07', String.raw`<<< LST carol@passport.com Carol 8 0\r\n`],
    ['C-SYN-08', String.raw`<<< LST carol@passport.com Carol 3 1,2\r\n`],
    ['C-SYN-09', String.raw`<<< LST carol@passport.com Carol 3 0\r\nBPR HSB 1\r\n`],
    ['C-SYN-11', String.raw`<<< LST carol@passport.com 3 1,2\r\n`],
  ];

  it.each(last)('%s: %s', (id, line) => {
    expect(judged(id, login, syn, line, chg, challenge, answer)).toEqual(once);
    expect(judged(id, login, syn, line, '>>> (close)').violations).toEqual(['close']);
    expect(judged(id, login, syn, line, '<<< (close)')).toEqual(none);
    expect(judged('C-SYN-04', login, syn, line, '>>> (close)').violations).toEqual([]);
  });

  it('C-SYN-04: no line of it is a reason to leave', () => {
    const carol = String.raw`<<< LST carol@passport.com Carol 3 0\r\n`;
    expect(judged('C-SYN-04', login, syn, carol, chg, challenge, answer)).toEqual(once);
    expect(judged('C-SYN-04', login, syn, carol, '>>> (close)').violations).toEqual(['close']);
    expect(judged('C-SYN-04', login, syn, '>>> (close)').violations).toEqual(['close']);
    expect(judged('C-SYN-04', login, syn, '<<< (close)')).toEqual(none);
  });

  it('C-SYN-04: is broken whichever line of it was the reason', () => {
    const lines = String.raw`<<< LST carol@passport.com Carol 8\r\nLST dave@passport.com Dave 3 1,2\r\n`;
    expect(judged('C-SYN-04', login, syn, lines, '>>> (close)').violations).toEqual(['close']);
    expect(judged('C-SYN-07', login, syn, lines, '>>> (close)')).toEqual(none);
    expect(judged('C-SYN-08', login, syn, lines, '>>> (close)')).toEqual(none);
    const odd = String.raw`<<< LST emily@passport.com 3 0\r\n`;
    expect(judged('C-SYN-04', login, syn, lines, odd, '>>> (close)').violations).toEqual([]);
  });

  it('C-SYN-05: nobody need be on the list', () => {
    const empty = String.raw`
      >>> SYN 5 0\r\n
      <<< SYN 5 7 0 1\r\nGTC A\r\nBLP AL\r\nLSG 0 Other 0\r\n
    `;
    expect(judged('C-SYN-05', login, empty, chg)).toEqual(once);
    expect(judged('C-SYN-05', login, empty, challenge, answer)).toEqual(none);
    expect(judged('C-SYN-05', login, empty, challenge, answer, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(judged('C-SYN-05', login, empty, '>>> (close)').violations).toEqual(['close']);
    expect(judged('C-SYN-05', login, chg, empty, challenge, answer)).toEqual(once);
    expect(judged('C-SYN-05', login, syn, chg, '!! time-limit')).toEqual(none);
  });

  it('C-SYN-03: the version that the client has is a whole answer', () => {
    const same = String.raw`
      >>> SYN 5 7\r\n
      <<< SYN 5 7\r\n
    `;
    expect(judged('C-SYN-03', login, same, chg, challenge, answer)).toEqual(once);
    expect(judged('C-SYN-03', login, same, '>>> (close)').violations).toEqual(['close']);
    expect(judged('C-SYN-03', login, same.replace('SYN 5 7', 'SYN 5 0'), '>>> (close)')).toEqual(none);
  });

  it('C-SYN-13: a short answer to SYN 0 may end the login, but not hang it', () => {
    const short = String.raw`
      >>> SYN 5 0\r\n
      <<< SYN 5 7\r\n
    `;
    expect(judged('C-SYN-13', login, short, chg, challenge, answer)).toEqual(once);
    expect(judged('C-SYN-13', login, short, '>>> (close)')).toEqual(once);
    expect(judged('C-SYN-13', login, short, '>>> (reset)')).toEqual(none);
    const known = ready.replace('>>> SYN 5 0', '>>> SYN 5 0').replace('== alice', '== early');
    expect(judged('C-SYN-13', known, login, short, challenge, '!! time-limit').violations).toEqual(['!! time-limit']);
  });
});

describe('challenges', () => {
  it('C-CHL-01: are answered rightly', () => {
    expect(judged('C-CHL-01', online, challenge, answer)).toEqual(once);
    expect(judged('C-CHL-01', online, challenge)).toEqual(none);
    const right = 'd0c1178c689350104350d99f8c36ed9c';
    for (const wrong of ['a0c1178c689350104350d99f8c36ed9c', right.toUpperCase()])
      expect(judged('C-CHL-01', online, challenge, answer.replace(right, wrong)).violations).toEqual([
        '>>> QRY 90 msmsgs@msnmsgr.com 32',
      ]);
    expect(judged('C-CHL-01', online, challenge, answer.replace('msmsgs@', 'other@'))).toEqual(none);
  });

  it('C-CHL-01: is broken by silence', () => {
    expect(judged('C-CHL-01', online, challenge, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(judged('C-CHL-01', online, challenge, '<<< (close)')).toEqual(none);
  });

  it('C-CHL-01: is left open where something seldom sent may have silenced the client', () => {
    const notification = String.raw`<<< NOT 7\r\n<A></A>`;
    expect(judged('C-CHL-01', online, notification, challenge, '!! time-limit')).toEqual(none);
    expect(judged('C-NOT-01', online, notification, challenge, '!! time-limit')).toEqual(none);
  });

  it('C-CHL-01: is left open where the client may not have got round to it', () => {
    const [bsy, added] = [
      String.raw`<<< NLN BSY bob@passport.com Bob 4\r\n`,
      String.raw`<<< ADD 0 RL 8 fred@passport.com Fred\r\n`,
    ];
    expect(judged('C-CHL-01', online, bsy, added, challenge, '!! time-limit').violations).toEqual(['!! time-limit']);
    const glued = String.raw`${bsy}ADD 0 RL 8 fred@passport.com Fred\r\n`;
    expect(judged('C-CHL-01', online, glued, challenge, '!! time-limit')).toEqual(none);
    const later = String.raw`>>> CHG 7 BSY 0\r\n`;
    expect(judged('C-CHL-01', online, glued, later, challenge, '!! time-limit').violations).toEqual(['!! time-limit']);
  });

  it('C-CHL-01: the first that stays open counts, not one behind it', () => {
    expect(since('C-CHL-01', challenge, challenge, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(since('C-CHL-04', challenge, challenge, '!! time-limit')).toEqual(none);
    expect(since('C-CHL-04', challenge, challenge, answer, '!! time-limit').violations).toEqual(['!! time-limit']);
  });

  it('C-CHL-01: is broken where a later one is answered', () => {
    const ignored = challenge.replace('2940', '3940');
    const qry = '>>> QRY 90 msmsgs@msnmsgr.com 32';
    expect(judged('C-CHL-01', online, ignored, challenge, answer)).toEqual(once);
    expect(judged('C-CHL-01', online, ignored, challenge, answer, challenge, answer).violations).toEqual([qry]);
    expect(judged('C-CHL-01', online, ignored, challenge, answer, '!! end').violations).toEqual(['!! end']);
    expect(judged('C-CHL-04', online, ignored, challenge, answer, '!! end').violations).toEqual(['!! end']);
    expect(judged('C-CHL-04', online, challenge, challenge, answer, answer)).toEqual({ ...none, exercised: 1 });
  });

  it('C-CHL-02: in 50 s', () => {
    expect(judged('C-CHL-02', online, challenge, '++ 49000', answer)).toEqual(once);
    expect(judged('C-CHL-02', online, challenge, '++ 51000', answer).violations).toEqual(['segment']);
    expect(judged('C-CHL-02', online, challenge, '++ 51000', '!! end').violations).toEqual(['!! end']);
    expect(judged('C-CHL-02', online, challenge, '<<< (close)', '++ 51000', '== bob')).toEqual(none);
  });

  it('C-CHL-03: also those that are not 20 digits', () => {
    const odd = String.raw`<<< CHL 0 abc\r\n`;
    const qry = String.raw`>>> QRY 91 msmsgs@msnmsgr.com 32\r\n`;
    expect(since('C-CHL-03', odd, `${qry}56c8c2a7b3d4fa1f4f1f4cf7a8b6b0a3`).violations).toEqual([
      '>>> QRY 91 msmsgs@msnmsgr.com 32',
    ]);
    expect(since('C-CHL-01', odd, `${qry}56c8c2a7b3d4fa1f4f1f4cf7a8b6b0a3`).violations).toEqual([]);
    expect(since('C-CHL-03', odd, '>>> (close)').violations).toEqual(['close']);
    expect(since('C-CHL-03', odd, challenge, answer, '!! end').violations).toEqual(['!! end']);
  });

  it('C-CHL-05: need not come', () => {
    const out = String.raw`>>> OUT\r\n`;
    expect(judged('C-CHL-05', online, '!! asked logout', out)).toEqual(once);
    expect(judged('C-CHL-05', online, '!! fence')).toEqual(once);
    expect(judged('C-CHL-05', online, out)).toEqual(none);
    expect(judged('C-CHL-05', ready, '!! asked logout', out)).toEqual(none);
  });
});
