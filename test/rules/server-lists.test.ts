import { persona } from './example-session';
import { type FindingInShort, findingOf } from './finding-of';
import { serverTrace } from './trace-of';

const fence = String.raw`
  >>> PNG\r\n
  <<< QNG\r\n
`;
const alice = persona('alice', {
  contacts: ['bob@passport.com Bob 11 0', 'eve@passport.com Eve 12', 'fred@passport.com Fred 8'],
});
const bob = persona('bob');
const fred = persona('fred');

function about(rule: string, ...pieces: readonly string[]): FindingInShort {
  return findingOf(serverTrace`${pieces.join('\n')}`, rule, 'server');
}

function inAlice(...lines: readonly string[]): string {
  return [
    '== alice',
    ...lines.map((line) => (/^(>>>|<<<) \(/.test(line) || line.startsWith('!!') ? line : `${line}\\r\\n`)),
  ].join('\n');
}
const once = { exercised: 1, violations: [], variants: {} };
const none = { ...once, exercised: 0 };

/** Rule, request, right answer, wrong answers. Everybody named has an account; Alice's lists are known. */
const rows: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  [
    'S-ADD-01',
    '>>> ADD 9 AL fred@passport.com Fred',
    ['<<< ADD 9 AL 6 Fred@passport.com %46red'],
    [
      '<<< ADD 9 AL 6 fred@passport.com Fred 0',
      '<<< ADD 9 BL 6 fred@passport.com Fred',
      '<<< ADD 9 AL 6 fred@passport.com Fredo',
      '<<< 215 9',
      '<<< (close)',
      '!! time-limit',
    ],
  ],
  [
    'S-ADD-02',
    '>>> ADD 9 FL fred@passport.com Fred 0',
    ['<<< ADD 9 FL 6 fred@passport.com Fred 0'],
    ['<<< ADD 9 FL 6 fred@passport.com Fred', '<<< ADD 9 FL 6 fred@passport.com Fred 1', '<<< 224 9'],
  ],
  [
    'S-ADD-05',
    '>>> ADD 9 FL nobody Nobody 0',
    ['<<< 201 9', '<<< 205 9', '<<< 208 9'],
    ['<<< ADD 9 FL 6 nobody Nobody 0', '<<< 215 9', '<<< (close)'],
  ],
  [
    'S-ADD-06',
    '>>> ADD 9 AL bob@passport.com Bob',
    ['<<< 215 9'],
    ['<<< ADD 9 AL 6 bob@passport.com Bob', '<<< 219 9'],
  ],
  [
    'S-ADD-07',
    '>>> ADD 9 BL bob@passport.com Bob',
    ['<<< 219 9'],
    ['<<< ADD 9 BL 6 bob@passport.com Bob', '<<< 215 9'],
  ],
  [
    'S-ADD-08',
    '>>> ADD 9 RL bob@passport.com Bob',
    ['<<< (close)', '<<< 201 9'],
    ['<<< ADD 9 RL 6 bob@passport.com Bob'],
  ],
  [
    'S-ADD-09',
    '>>> ADD 9 FL fred@passport.com Fred 29',
    ['<<< 224 9'],
    ['<<< ADD 9 FL 6 fred@passport.com Fred 29', '<<< 205 9'],
  ],
  ['S-ADD-10', '>>> ADD 9 FL nobody Nobody 29', ['<<< 201 9', '<<< 205 9'], ['<<< 224 9']],
  [
    'S-REM-01',
    '>>> REM 9 AL bob@passport.com',
    ['<<< REM 9 AL 6 bob@passport.com'],
    ['<<< REM 9 AL bob@passport.com', '<<< REM 9 AL 6 bob@passport.com 0', '<<< 216 9', '!! time-limit'],
  ],
  ['S-REM-02', '>>> REM 9 AL fred@passport.com', ['<<< 216 9'], ['<<< REM 9 AL 6 fred@passport.com', '<<< 205 9']],
  ['S-REM-02', '>>> REM 9 AL nobody@passport.com', ['<<< 216 9', '<<< 205 9'], ['<<< 208 9']],
  [
    'S-REM-03',
    '>>> REM 9 FL bob@passport.com 0',
    ['<<< REM 9 FL 6 bob@passport.com 0'],
    ['<<< REM 9 FL 6 bob@passport.com'],
  ],
  ['S-REM-06', '>>> REM 9 FL bob@passport.com 29', ['<<< 224 9'], ['<<< 225 9', '<<< REM 9 FL 6 bob@passport.com 29']],
  [
    'S-REA-01',
    '>>> REA 9 alice@passport.com A%20B',
    ['<<< REA 9 6 alice@passport.com A%20B'],
    ['<<< REA 9 6 bob@passport.com A%20B', '<<< REA 9 alice@passport.com A%20B', '<<< 216 9'],
  ],
  ['S-REA-02', '>>> REA 9 nobody@passport.com Nobody', ['<<< 216 9'], ['<<< REA 9 6 nobody@passport.com Nobody']],
  [
    'S-REA-04',
    `>>> REA 9 alice@passport.com ${'x'.repeat(388)}`,
    ['<<< (close)'],
    [`<<< REA 9 6 alice@passport.com ${'x'.repeat(388)}`],
  ],
  [
    'S-REA-01',
    `>>> REA 9 alice@passport.com ${'x'.repeat(387)}`,
    [`<<< REA 9 6 alice@passport.com ${'x'.repeat(387)}`],
    ['<<< (close)'],
  ],
  ['S-VRS-01', '>>> PRP 9 PHH 1', ['<<< PRP 9 6 PHH 1'], ['<<< PRP 9 PHH 1']],
  [
    'S-VRS-02',
    '>>> PRP 9 PHH 1',
    ['<<< PRP 9 6 PHH 1', '<<< PRP 9 99 PHH 1'],
    ['<<< PRP 9 5 PHH 1', '<<< PRP 9 4 PHH 1'],
  ],
  [
    'S-GRP-01',
    '>>> ADG 9 My%20Group 0',
    ['<<< ADG 9 6 My%20Group 1 0'],
    ['<<< ADG 9 6 My%20Group 0 0', '<<< ADG 9 6 My%20Group 1', '<<< ADG 9 6 Group 1 0', '<<< 224 9'],
  ],
  ['S-GRP-02', '>>> REG 9 0 All 0', ['<<< REG 9 6 0 All 0'], ['<<< REG 9 6 1 All 0', '<<< 224 9']],
  ['S-GRP-02', '>>> REG 9 17 All 0', ['<<< 224 9'], ['<<< REG 9 6 17 All 0']],
  ['S-GRP-03', '>>> RMG 9 17', ['<<< 224 9'], ['<<< RMG 9 6 17', '<<< (close)']],
  ['S-GRP-03', '>>> RMG 9 0', ['<<< 230 9', '<<< 224 9'], ['<<< RMG 9 6 0']],
  ['S-GRP-04', `>>> ADG 9 ${'g'.repeat(62)} 0`, ['<<< 229 9'], [`<<< ADG 9 6 ${'g'.repeat(62)} 1 0`, '<<< (close)']],
  ['S-GRP-04', `>>> ADG 9 ${'g'.repeat(129)} 0`, ['<<< 229 9', '<<< (close)'], [`<<< ADG 9 6 ${'g'.repeat(129)} 1 0`]],
  ['S-SET-01', '>>> GTC 9 N', ['<<< GTC 9 6 N'], ['<<< GTC 9 N', '<<< GTC 9 6 A', '<<< 218 9']],
  ['S-SET-02', '>>> BLP 9 AL', ['<<< 218 9'], ['<<< BLP 9 6 AL']],
  ['S-SET-03', '>>> GTC 9 F', ['<<< (close)'], ['<<< GTC 9 6 F', '<<< 201 9']],
  ['S-SET-04', '>>> PRP 9 PHH 1%202', ['<<< PRP 9 6 PHH %31%202'], ['<<< PRP 9 6 PHH 12', '<<< PRP 9 6 PHW 1%202']],
  ['S-SET-05', '>>> PRP 9 XYZ 1', ['<<< 715 9'], ['<<< PRP 9 6 XYZ 1']],
  ['S-SET-05', '>>> PRP 9 WXYZ 1', ['<<< (close)'], ['<<< 715 9']],
  ['S-SET-05', `>>> PRP 9 PHH ${'1'.repeat(96)}`, ['<<< (close)'], [`<<< PRP 9 6 PHH ${'1'.repeat(96)}`]],
  ['S-URL-01', '>>> URL 9 INBOX', ['<<< URL 9 /cgi-bin/x https://login.x 2'], ['<<< URL 9 /cgi-bin/x https://login.x']],
  ['S-CHG-04', '>>> CHG 9 FLN 0', ['<<< 201 9', '<<< CHG 9 FLN 0'], ['<<< (close)', '<<< 800 9']],
  ['S-CHG-05', '>>> CHG 9 XYZ 0', ['<<< 201 9', '<<< (close)'], ['<<< CHG 9 XYZ 0']],
  ['S-CHG-06', '>>> CHG 9 BSY', ['<<< CHG 9 BSY', '<<< CHG 9 BSY 0'], ['<<< CHG 9 NLN', '!! time-limit']],
  [
    'S-USR-07',
    '>>> USR 9 TWN I alice@passport.com',
    ['<<< 207 9', '<<< 205 9'],
    ['<<< USR 9 TWN S lc=1', '<<< (close)'],
  ],
  ['S-ROB-02', '>>> ZZZ 9 x', ['<<< (close)', '<<< 200 9'], ['<<< ZZZ 9 x']],
  ['S-ROB-03', '>>> ILN 9 NLN bob@passport.com Bob 0', ['<<< (close)'], ['<<< ILN 9 NLN bob@passport.com Bob 0']],
  ['S-ROB-08', '>>> ADD 9', ['<<< 201 9', '<<< (close)'], ['<<< ADD 9 AL 6', '!! time-limit']],
  ['S-PNG-01', '>>> PNG', ['<<< QNG'], ['<<< (close)', '!! time-limit']],
];

/** Edits after which Alice's AL is what it was, and confirmed. */
const confirmed = inAlice(
  '>>> ADD 5 AL fred@passport.com Fred',
  '<<< ADD 5 AL 6 fred@passport.com Fred',
  '>>> REM 6 AL fred@passport.com',
  '<<< REM 6 AL 7 fred@passport.com',
  '>>> REM 7 AL bob@passport.com',
  '<<< REM 7 AL 8 bob@passport.com',
  '>>> ADD 8 AL bob@passport.com Bob',
  '<<< ADD 8 AL 9 bob@passport.com Bob',
);

describe.each(rows)('%s: %s', (rule, request, right, wrong) => {
  const before = [bob, fred, alice, ...(rule.startsWith('S-VRS') ? [] : [confirmed])];
  it('takes each right answer', () => {
    for (const answer of right)
      expect([answer, about(rule, ...before, inAlice(request, answer)).violations]).toEqual([answer, []]);
    for (const answer of right) expect(about(rule, ...before, inAlice(request, answer)).exercised).toBeGreaterThan(0);
  });
  it('finds each wrong answer', () => {
    for (const answer of wrong)
      expect([answer, about(rule, ...before, inAlice(request, answer)).violations.length]).toEqual([answer, 1]);
  });
});

describe('lists that SYN gets wrong', () => {
  const again = (...contacts: readonly string[]): string =>
    inAlice('>>> SYN 10 5', `<<< SYN 10 9 ${contacts.length} 1`, '<<< LSG 0 Other 0', ...contacts);

  it('are S-SYN-11, and not held against the edits that follow them', () => {
    const swapped = again('<<< LST bob@passport.com Bob 5 0');
    expect(about('S-SYN-11', alice, confirmed, swapped).violations).toEqual(['<<< LST bob@passport.com Bob 5 0']);
    const refused = inAlice(
      '>>> REM 11 BL bob@passport.com',
      '<<< 216 11',
      '>>> REM 12 AL fred@passport.com',
      '<<< 216 12',
    );
    expect(about('S-REM-01', alice, confirmed, swapped, refused).violations).toEqual([]);
    expect(about('S-REM-05', alice, confirmed, swapped, refused).violations).toEqual([]);
    const denied = inAlice('>>> REM 11 AL bob@passport.com', '<<< 216 11');
    expect(about('S-REM-01', alice, confirmed, swapped, denied).violations).toEqual([]);
  });
  it('are S-SYN-11 however often the list has been right before', () => {
    const right = again('<<< LST bob@passport.com Bob 11 0');
    expect(about('S-SYN-11', alice, confirmed, right, right)).toMatchObject({ exercised: 2, violations: [] });
    const lost = again('<<< LST bob@passport.com Bob 8 0');
    expect(about('S-SYN-11', alice, confirmed, right, lost, lost).violations).toEqual([
      '<<< LST bob@passport.com Bob 8 0',
    ]);
  });
  it('are no reason to accuse where nothing was ever confirmed', () => {
    for (const [rule, request, answer] of [
      ['S-REM-01', '>>> REM 9 AL bob@passport.com', '<<< 216 9'],
      ['S-ADD-01', '>>> ADD 9 AL fred@passport.com Fred', '<<< 215 9'],
      ['S-ADD-06', '>>> ADD 9 AL bob@passport.com Bob', '<<< 219 9'],
      ['S-ADD-07', '>>> ADD 9 BL bob@passport.com Bob', '<<< 215 9'],
    ] as const)
      expect(about(rule, bob, fred, alice, inAlice(request, answer)).violations).toEqual([]);
  });
  it('have a contact on no list that it was not added to', () => {
    const more = again('<<< LST bob@passport.com Bob 15 0');
    expect(about('S-SYN-11', alice, confirmed, more).violations).toEqual(['<<< LST bob@passport.com Bob 15 0']);
    const right = again('<<< LST bob@passport.com Bob 11 0');
    expect(about('S-SYN-11', alice, confirmed, right)).toEqual(once);
  });
});

describe('what nobody can tell', () => {
  it('is not held against the server', () => {
    // Nobody is known by the name of dave; the lists of this Alice were never shown.
    const unknown = alice.replace(/>>> SYN[\s\S]*?(?=>>> CHG)/, '');
    for (const [rule, request, answer] of [
      ['S-ADD-01', '>>> ADD 9 AL dave@passport.com Dave', '<<< 205 9'],
      ['S-ADD-01', '>>> ADD 9 AL fred@passport.com Fred', '<<< 500 9'],
      ['S-REM-01', '>>> REM 9 AL dave@passport.com', '<<< 216 9'],
    ] as const)
      expect(about(rule, bob, fred, unknown, inAlice(request, answer))).toEqual(none);
  });
  it('includes what the kit provoked', () => {
    const provoked = inAlice('!! provoked', '>>> ADD 9 AL fred@passport.com Fred', '<<< (close)');
    expect(about('S-ADD-01', bob, fred, alice, provoked)).toEqual(none);
  });
  it('includes a reply that overtook the fence', () => {
    const late = inAlice('>>> REM 9 AL bob@passport.com', '>>> PNG', '<<< REM 9 AL 6 bob@passport.com', '<<< QNG');
    expect(about('S-REM-01', alice, late)).toEqual(once);
  });
});

describe('silence', () => {
  it('is decided by QNG for a PNG sent later', () => {
    const silent = inAlice('>>> PNG', '>>> REM 9 AL bob@passport.com', '<<< QNG');
    expect(about('S-REM-01', alice, silent)).toEqual(none);
    expect(about('S-REM-01', alice, silent, fence).violations).toEqual(['<<< QNG']);
  });
});

describe('a close that is due', () => {
  const refused = inAlice('>>> VER 9 MSNP8 CVR0', '<<< 715 9');
  it('is decided by the close, a time limit or a later answer', () => {
    expect(about('S-VER-04', alice, refused, '<<< (close)')).toEqual(once);
    expect(about('S-VER-04', alice, refused, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(about('S-VER-04', alice, refused, fence).violations).toEqual(['<<< QNG']);
    expect(about('S-VER-04', alice, refused, '>>> (close)')).toEqual(none);
    for (const answer of ['<<< VER 9 MSNP8 CVR0', '<<< 200 9', '<<< (close)'])
      expect(about('S-VER-04', alice, inAlice('>>> VER 9 MSNP8 CVR0', answer)).violations).toHaveLength(1);
  });
});

describe('what the other side learns', () => {
  const adds = inAlice('>>> ADD 9 FL fred@passport.com Fred 0', '<<< ADD 9 FL 6 fred@passport.com Fred 0');
  const removes = inAlice('>>> REM 10 FL bob@passport.com', '<<< REM 10 FL 7 bob@passport.com');
  const bobListed = persona('bob', { contacts: ['alice@passport.com Alice 8'] });
  it('S-ADD-03: ADD 0 RL, with a warning where the version is missing', () => {
    const told = (words: string): string => `== fred\n<<< ADD 0 RL ${words}\\r\\n`;
    expect(about('S-ADD-03', fred, alice, adds, told('6 alice@passport.com Alice'))).toEqual(once);
    expect(about('S-ADD-03', fred, alice, adds, told('alice@passport.com Alice')).violations).toEqual([
      '<<< ADD 0 RL alice@passport.com Alice (SHOULD)',
    ]);
    expect(about('S-ADD-03', fred, alice, adds, '== fred', fence).violations).toEqual([]);
    expect(about('S-ADD-03', fred, alice, adds, '== fred', '!! time-limit').violations).toEqual(['!! time-limit']);
  });
  it('S-ADD-04: the RL bit at the next synchronisation', () => {
    const later = (bits: string): string => persona('fred', { contacts: [`alice@passport.com Alice ${bits}`] });
    const gone = String.raw`
      == fred
      >>> OUT\r\n
      <<< (close)
    `;
    expect(about('S-ADD-04', fred, alice, gone, adds, later('8'))).toEqual(once);
    expect(about('S-ADD-04', fred, alice, gone, adds, later('2')).violations).toHaveLength(1);
    expect(about('S-ADD-04', fred, alice, gone, adds, persona('fred')).violations).toHaveLength(1);
  });
  it('S-REM-04: REM 0 RL and no RL bit', () => {
    const told = '== bob\n<<< REM 0 RL 6 alice@passport.com\\r\\n';
    expect(about('S-REM-04', bobListed, alice, removes, told)).toEqual(once);
    expect(about('S-REM-04', bobListed, alice, removes, '== bob\n!! time-limit').violations).toEqual(['!! time-limit']);
    const again = `== bob\n>>> (close)\n${bobListed}`;
    expect(about('S-REM-04', bobListed, alice, removes, told, again).violations).toHaveLength(1);
  });
  it('S-ADD-11: presence behind the addition, decided by a fence', () => {
    const iln = inAlice('<<< ILN 9 NLN fred@passport.com fred 24');
    const mutual = persona('fred', { contacts: ['alice@passport.com Alice 10'] });
    expect(about('S-ADD-11', mutual, alice, adds, iln)).toEqual(once);
    expect(about('S-ADD-11', mutual, alice, adds, fence).violations).toEqual(['<<< QNG']);
    const blocking = persona('fred', { contacts: ['alice@passport.com Alice 12'] });
    expect(about('S-ADD-11', blocking, alice, adds, fence)).toEqual(none);
  });
});

describe('what the next synchronisation shows', () => {
  const out = inAlice('>>> OUT').concat('\n<<< (close)');
  const back = (...contacts: readonly string[]): string => persona('alice', { contacts, version: 50 });
  const adds = inAlice('>>> ADD 9 FL fred@passport.com Freddy 0', '<<< ADD 9 FL 6 fred@passport.com Freddy 0');
  it('S-SYN-11: additions with lists, groups and nickname', () => {
    const stranger = persona('alice');
    const rest = ['eve@passport.com Eve 12'];
    expect(about('S-SYN-11', fred, stranger, adds, out, back('fred@passport.com Freddy 1 0', ...rest))).toEqual(once);
    expect(about('S-SYN-11', fred, stranger, adds, out, back(...rest)).violations).toHaveLength(1);
    expect(
      about('S-SYN-11', fred, stranger, adds, out, back('fred@passport.com Freddy 1 1', ...rest)).violations,
    ).toHaveLength(1);
    expect(about('S-SYN-11', fred, stranger, adds, out, back('fred@passport.com Fred 1 0')).violations).toEqual([
      '<<< LST fred@passport.com Fred 1 0 (SHOULD)',
    ]);
  });
  it('S-SYN-12: a later version after a change', () => {
    const same = persona('alice', { version: 5 });
    expect(about('S-SYN-12', alice, adds, out, back())).toEqual(once);
    expect(about('S-SYN-12', alice, adds, out, same).violations).toHaveLength(1);
    expect(about('S-SYN-12', alice, out, same)).toEqual(none);
  });
  it('S-SYN-10: nothing but the version where it is current', () => {
    const asks = (version: string, answer: string): string =>
      persona('alice').replace(/>>> SYN 2 0[\s\S]*?(?=>>> CHG)/, `>>> SYN 2 ${version}\\r\\n\n${answer}\n`);
    const whole = '<<< SYN 2 5 0 1\\r\\nGTC A\\r\\nBLP AL\\r\\nLSG 0 Other 0\\r\\n';
    expect(about('S-SYN-10', alice, out, asks('5', '<<< SYN 2 5\\r\\n'))).toEqual(once);
    expect(about('S-SYN-10', alice, out, asks('5', whole)).violations).toEqual(['<<< SYN 2 5 0 1']);
    expect(about('S-SYN-10', alice, out, asks('4', whole))).toEqual(none);
    expect(about('S-SYN-10', alice, adds, out, asks('6', whole.replace('2 5', '2 6'))).violations).toHaveLength(1);
    // Fred has added Alice since, so that another version stands.
    const added =
      '== fred\n>>> ADD 9 FL alice@passport.com Alice 0\\r\\n\n<<< ADD 9 FL 6 alice@passport.com Alice 0\\r\\n';
    expect(about('S-SYN-10', fred, alice, out, added, asks('5', whole.replace('2 5', '2 6')))).toEqual(none);
  });
  it('S-REM-05, S-REM-07: what a removal leaves', () => {
    const removes = inAlice('>>> REM 9 FL bob@passport.com 0', '<<< REM 9 FL 6 bob@passport.com 0');
    expect(about('S-REM-07', alice, removes, out, back('bob@passport.com Bob 2'))).toEqual(once);
    expect(about('S-REM-07', alice, removes, out, back('bob@passport.com Bob 3 0')).violations).toHaveLength(1);
    expect(about('S-REM-05', alice, removes, out, back('bob@passport.com Bob 2'))).toEqual(once);
    expect(about('S-REM-05', alice, removes, out, back()).violations).toHaveLength(1);
  });
  it('S-SET-01: the mode that was set', () => {
    const sets = inAlice('>>> BLP 9 BL', '<<< BLP 9 6 BL');
    expect(about('S-SET-01', alice, sets, out, persona('alice', { blp: 'BL' })).exercised).toBe(2);
    expect(about('S-SET-01', alice, sets, out, back()).violations).toHaveLength(1);
  });
  it('S-OUT-02: what was asked for before OUT', () => {
    const asks = inAlice('>>> REM 9 AL bob@passport.com', '>>> ADD 10 BL bob@passport.com Bob', '>>> OUT').concat(
      '\n<<< (close)',
    );
    expect(about('S-OUT-02', alice, asks, back('bob@passport.com Bob 13 0')).exercised).toBe(2);
    expect(about('S-OUT-02', alice, asks, back('bob@passport.com Bob 11 0')).violations).toHaveLength(2);
  });
  it('S-REA-03: the own name', () => {
    const renames = inAlice('>>> REA 9 alice@passport.com Alicia', '<<< REA 9 6 alice@passport.com Alicia');
    const named = (name: string): string =>
      back().replace('OK alice@passport.com alice', `OK alice@passport.com ${name}`);
    expect(about('S-REA-03', alice, renames, out, named('%41licia'))).toEqual(once);
    expect(about('S-REA-03', alice, renames, out, named('alice')).violations).toHaveLength(1);
  });
  it('S-GRP-07: no removed group, and nobody who was in it alone', () => {
    const groups = inAlice(
      '>>> ADG 9 Work 0',
      '<<< ADG 9 6 Work 1 0',
      '>>> ADD 10 FL fred@passport.com Fred 1',
      '<<< ADD 10 FL 7 fred@passport.com Fred 1',
      '>>> RMG 11 1',
      '<<< RMG 11 8 1',
    );
    expect(about('S-GRP-07', fred, alice, groups, out, back('bob@passport.com Bob 11 0'))).toEqual(once);
    expect(about('S-GRP-07', fred, alice, groups, out, back('fred@passport.com Fred 9 0')).violations).toHaveLength(1);
    expect(about('S-GRP-07', fred, alice, groups, out, back('bob@passport.com Bob 11 1')).violations).toHaveLength(1);
  });
});

describe('challenges', () => {
  const challenge = inAlice('<<< CHL 0 29409134351025259292');
  const answer = (id: string, digest: string): string => `>>> QRY 9 ${id} 32\\r\\n${digest}`;
  const right = answer('PROD0038W!61ZTF9', '0a92b938ee214352d5e1f93b0acd1552');
  const wrong = answer('msmsgs@msnmsgr.com', '0a92b938ee214352d5e1f93b0acd1552');
  const odd = answer('PROD9999', '0a92b938ee214352d5e1f93b0acd1552');
  it('S-CHL-02: a right answer is taken', () => {
    expect(about('S-CHL-02', alice, challenge, right, '<<< QRY 9\\r\\n')).toEqual(once);
    expect(about('S-CHL-02', alice, challenge, right, fence).violations).toEqual(['<<< QNG']);
    // Without a challenge nothing is known about a QRY.
    expect(about('S-CHL-02', alice, '== alice', right, fence)).toEqual(none);
  });
  it('S-CHL-03, S-CHL-04: a wrong digest or an odd client id brings 540 and a close', () => {
    for (const [rule, text] of [
      ['S-CHL-03', wrong],
      ['S-CHL-04', odd],
    ] as const) {
      expect(about(rule, alice, challenge, text, '<<< 540 9\\r\\n', '<<< (close)')).toEqual(once);
      expect(about(rule, alice, challenge, text, '<<< QRY 9\\r\\n').violations).toEqual(['<<< QRY 9']);
      expect(about(rule, alice, challenge, text, '<<< 540 9\\r\\n', fence).violations).toEqual(['<<< QNG']);
    }
  });
  it('S-CHL-05: no answer for more than a minute', () => {
    expect(about('S-CHL-05', alice, challenge, '++ 60000', '<<< (close)')).toEqual(once);
    expect(about('S-CHL-05', alice, challenge, '++ 80000', fence)).toEqual(none);
    expect(about('S-CHL-05', alice, challenge, '++ 95000', fence).violations).toEqual(['<<< QNG']);
  });
  it('S-CHL-06, X-FRM-09: a command glued behind the answer is understood', () => {
    const glued = `${right}PNG\\r\\n`;
    for (const rule of ['S-CHL-06', 'X-FRM-09']) {
      expect(about(rule, alice, challenge, glued, '<<< QRY 9\\r\\nQNG\\r\\n')).toEqual(once);
      expect(about(rule, alice, challenge, glued, '<<< QRY 9\\r\\n', '!! time-limit').violations).toEqual([
        '!! time-limit',
      ]);
    }
  });
});

describe('before sign-in', () => {
  const early = String.raw`
    == one
    >>> VER 1 MSNP8 CVR0\r\n
    <<< VER 1 MSNP8 CVR0\r\n
    >>> SYN 2 0\r\n
  `;
  it('S-LOG-01: nothing succeeds, and the server should close', () => {
    expect(about('S-LOG-01', early, '<<< (close)')).toEqual(once);
    expect(about('S-LOG-01', early, '<<< SYN 2 1 0 1\\r\\n').violations).toEqual(['<<< SYN 2 1 0 1']);
    expect(about('S-LOG-01', early, '>>> USR 3 TWN I a@x.com\\r\\n', '<<< USR 3 TWN S lc=1\\r\\n').violations).toEqual([
      '<<< USR 3 TWN S lc=1 (SHOULD)',
    ]);
  });
  it('S-USR-05: a bad ticket brings an error and a close', () => {
    const bad = persona('alice').replace(/<<< USR 1 OK[\s\S]*/, '');
    expect(about('S-USR-05', bad, '<<< 911 1\\r\\n', '<<< (close)')).toEqual(once);
    expect(about('S-USR-05', bad, '<<< 911 1\\r\\n', '!! time-limit').violations).toEqual(['!! time-limit']);
    const told = bad.replace('== alice', '== alice\n!! provoked bad-ticket');
    expect(about('S-USR-05', told, '<<< USR 1 OK alice@passport.com Alice 1 0\\r\\n').violations).toHaveLength(1);
  });
  it('S-USR-06, S-USR-08: what MSNP8 has no more is not answered', () => {
    const asks = (text: string): string => early.replace('>>> SYN 2 0', `>>> ${text}`);
    expect(about('S-USR-06', asks('USR 2 MD5 I a@x.com'), '<<< USR 2 MD5 S 123\\r\\n').violations).toHaveLength(1);
    expect(about('S-USR-06', asks('USR 2 MD5 I a@x.com'), '<<< 911 2\\r\\n')).toEqual(once);
    expect(about('S-USR-08', asks('INF 2'), '<<< INF 2 MD5\\r\\n').violations).toEqual(['<<< INF 2 MD5']);
    expect(about('S-USR-08', asks('INF 2'), '<<< (close)')).toEqual(once);
  });
  it('S-USR-02: a transfer is followed by a close', () => {
    const transfer = early
      .replace('>>> SYN 2 0', '>>> USR 2 TWN I a@x.com')
      .concat('<<< XFR 2 NS 1.2.3.4:1863 0 1.2.3.5:1863\\r\\n');
    expect(about('S-USR-02', transfer, '<<< (close)')).toEqual(once);
    expect(about('S-USR-02', transfer, '>>> (close)')).toEqual(none);
    expect(about('S-USR-02', transfer, '!! time-limit').violations).toEqual(['!! time-limit']);
  });
  it('S-VER-03: no common dialect', () => {
    const offer = '== one\n>>> VER 1 FOO\\r\\n';
    expect(about('S-VER-03', offer, '<<< VER 1 0\\r\\n', '<<< (close)')).toEqual(once);
    expect(about('S-VER-03', offer, '<<< VER 1 0 MSNP9 MSNP8\\r\\n', '<<< (close)')).toEqual(once);
    expect(about('S-VER-03', offer, '<<< VER 1 MSNP8\\r\\n').violations).toEqual(['<<< VER 1 MSNP8']);
    expect(about('S-VER-03', offer, '<<< VER 1 0\\r\\n', '!! time-limit').violations).toEqual([
      '!! time-limit (SHOULD)',
    ]);
  });
  it('S-VER-06: one of several dialects', () => {
    const offer = '== one\n>>> VER 1 MSNP9 MSNP8 CVR0\\r\\n';
    for (const answer of ['MSNP9', 'MSNP8', 'MSNP9 MSNP8 CVR0', 'CVR0 MSNP8'])
      expect(about('S-VER-06', offer, `<<< VER 1 ${answer}\\r\\n`)).toEqual(once);
    expect(about('S-VER-06', offer, '<<< VER 1 MSNP7\\r\\n').violations).toHaveLength(1);
  });
  it('S-AUT-01: a wrong password', () => {
    const login = '== p passport\n>>> GET /login2.srf HTTP/1.1 | Authorization: Passport1.4 OrgVerb=GET';
    const refused = '<<< HTTP/1.1 401 Unauthorized | WWW-Authenticate: Passport1.4 da-status=failed';
    expect(about('S-AUT-01', login, refused)).toEqual(once);
    expect(about('S-AUT-01', login, '<<< HTTP/1.1 401 Unauthorized').violations).toEqual(['http']);
    const granted = "<<< HTTP/1.1 200 OK | Authentication-Info: Passport1.4 da-status=success,from-PP='t=1&p='";
    // Right passwords are no proof that wrong ones are refused.
    expect(about('S-AUT-01', login, granted)).toEqual(none);
    expect(about('S-AUT-01', '== p passport\n!! provoked wrong-password', login, granted).violations).toEqual(['http']);
  });
});

describe('robustness', () => {
  it('S-ROB-01: one session does not end with another', () => {
    const quiet = [alice, bob, '== alice\n!! provoked', '== bob'];
    expect(about('S-ROB-01', ...quiet, fence)).toEqual(once);
    expect(about('S-ROB-01', ...quiet, '<<< (close)').violations).toEqual(['close']);
  });
  it('S-ROB-04, S-ROB-05: what becomes of a bare LF and of a trid that is none', () => {
    expect(about('S-ROB-04', '== one\n>>> VER 1 MSNP8\\n\n<<< VER 1 MSNP8\\r\\n').variants).toEqual({ accepted: 1 });
    expect(about('S-ROB-05', '== one\n>>> VER MSNP8 CVR0\\r\\n\n<<< (close)').variants).toEqual({ closes: 1 });
  });
  it('S-ROB-06: the trid comes back', () => {
    const ask = '== one\n>>> VER 4294967295 MSNP8\\r\\n';
    expect(about('S-ROB-06', ask, '<<< VER 4294967295 MSNP8\\r\\n')).toEqual(once);
    expect(about('S-ROB-06', ask, '<<< VER 2147483647 MSNP8\\r\\n').violations).toHaveLength(1);
  });
  it('S-ROB-09: NOT', () => {
    expect(about('S-ROB-09', alice, '<<< NOT 7\\r\\n<A></A>')).toEqual(once);
    expect(about('S-ROB-09', alice, '<<< NOT 9\\r\\n<A></A>QNG\\r\\n').violations).toHaveLength(1);
  });
  it('S-ROB-10: signing in again after a broken line', () => {
    const torn = '== alice\n>>> CHG 9 N\n>>> (reset)';
    expect(about('S-ROB-10', alice, torn, alice)).toEqual(once);
    expect(
      about('S-ROB-10', alice, torn, alice.replace(/<<< USR 1 OK[\s\S]*/, '<<< 911 1\\r\\n')).violations,
    ).toHaveLength(1);
  });
});

describe('S-SET-04: the next list', () => {
  const sets = inAlice('>>> PRP 9 PHH 1%202', '<<< PRP 9 6 PHH 1%202');
  const again = (setting: string): string => inAlice('>>> SYN 10 5', '<<< SYN 10 6 0 1', setting, '<<< LSG 0 Other 0');

  it('has the value that was set, or none', () => {
    expect(about('S-SET-04', alice, sets, again('<<< PRP PHH %31%202')).exercised).toBe(2);
    expect(about('S-SET-04', alice, sets, again('<<< PRP PHW 3'))).toEqual(once);
  });
  it('has no other value', () => {
    expect(about('S-SET-04', alice, sets, again('<<< PRP PHH 12')).violations).toEqual(['<<< PRP PHH 12']);
  });
  it('may have any where nothing was confirmed', () => {
    const refused = inAlice('>>> PRP 9 PHH 1%202', '<<< 715 9');
    expect(about('S-SET-04', alice, refused, again('<<< PRP PHH 12')).violations).toEqual(['<<< 715 9']);
  });
});

describe('S-SYN-06: group 0', () => {
  const blockOf = (...lines: readonly string[]): string => inAlice('>>> SYN 9 5', ...lines);

  it('may come though none was announced, which is S-SYN-02', () => {
    const unannounced = blockOf('<<< SYN 9 6 0 0', '<<< LSG 0 Other 0');
    expect(about('S-SYN-06', alice, unannounced, fence).violations).toEqual([]);
    expect(about('S-SYN-02', alice, unannounced, fence).violations).toEqual(['<<< LSG 0 Other 0']);
  });
  it('is missed once a fence shows that it does not come', () => {
    const none = blockOf('<<< SYN 9 6 0 0');
    expect(about('S-SYN-06', alice, none).violations).toEqual([]);
    expect(about('S-SYN-06', alice, none, '== alice', fence, fence).violations).toEqual(['<<< QNG']);
  });
  it('is not at fault for a name with raw spaces, which is X-ENC-01', () => {
    const raw = blockOf('<<< SYN 9 6 0 2', '<<< LSG 0 Other Contacts 0', '<<< LSG 1 Old Friends 0');
    expect(about('S-SYN-06', alice, raw).violations).toEqual([]);
    expect(about('X-ENC-01', alice, raw).violations).toHaveLength(2);
    const wordy = blockOf('<<< SYN 9 6 0 1', '<<< LSG 0 Other 1');
    expect(about('S-SYN-06', alice, wordy).violations).toEqual(['<<< LSG 0 Other 1']);
  });
});

test('S-REA-01 and S-REA-02: an account that is encoded is the account', () => {
  const asked = '>>> REA 9 bob%40passport.com Bobby';
  const echoed = inAlice(asked, '<<< REA 9 6 bob@passport.com Bobby');
  expect(about('S-REA-02', alice, echoed).violations).toEqual([]);
  expect(about('S-REA-01', alice, echoed).violations).toEqual([]);
  expect(about('S-REA-01', alice, inAlice(asked, '<<< REA 9 6 bob%40passport.com Bobby')).violations).toEqual([]);
  const stranger = inAlice('>>> REA 9 zoe%40passport.com Zoe', '<<< REA 9 6 zoe@passport.com Zoe');
  expect(about('S-REA-02', alice, stranger).violations).toEqual(['<<< REA 9 6 zoe@passport.com Zoe']);
});

test('S-VER-01: 715 for a second VER that did not wait for the first is right', () => {
  const twice = inAlice(
    '>>> VER 1 MSNP8 CVR0',
    '>>> VER 2 MSNP8 CVR0',
    '<<< VER 1 MSNP8 CVR0',
    '<<< 715 2',
    '<<< (close)',
  );
  expect(about('S-VER-01', twice)).toEqual(once);
  expect(about('S-VER-01', inAlice('>>> VER 1 MSNP8 CVR0', '<<< 715 1')).violations).toEqual(['<<< 715 1']);
});
