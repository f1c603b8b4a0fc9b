import { judge, type RuleFinding } from '../../src/rules';
import { sessionWith } from './example-session';
import { clientTrace } from './trace-of';

function judged(text: string): Map<string, RuleFinding> {
  return new Map(judge(clientTrace`${text}`, { role: 'client' }).map((finding) => [finding.rule.id, finding]));
}

function accused(text: string): string[] {
  return [...judged(text).values()].filter(({ violations }) => violations.length > 0).map(({ rule }) => rule.id);
}

describe('the corrected example session, client under test', () => {
  it('breaks no rule', () => {
    expect(accused(sessionWith())).toEqual([]);
  });

  it('exercises every rule that one session can show', () => {
    const silent = [...judged(sessionWith()).values()]
      .filter(({ rule, exercised }) => rule.seed === 'shown' && exercised === 0)
      .map(({ rule }) => rule.id);
    expect(silent).toEqual([
      // These want a name with a space, and the exchange with Passport.
      'X-ENC-01',
      'C-AUT-01',
      // This profile has no empty value.
      'C-PRO-02',
      // These want the original's slips: a word too many, no nickname, Emily.
      'C-SYN-11',
      'C-PRS-02',
      // FLN and NLN come behind the last challenge.
      'C-PRS-03',
      'C-LST-08',
    ]);
  });

  it('shows NLN and FLN taken when a fence follows', () => {
    const session = sessionWith({ logout: '!! fence' });
    expect(judged(session).get('C-PRS-03')?.exercised).toBe(1);
    expect(judged(session).get('C-PRS-05')?.variants).toEqual({ 'follows the name': 1 });
  });
});

/** One fault each in the documented session, with the rules that it breaks. */
const faults: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['no MSNP8', '>>> VER 4 MSNP8 CVR0', '>>> VER 4 MSNP9 CVR0', ['C-VER-01']],
  ['no CVR0', '>>> VER 4 MSNP8 CVR0', '>>> VER 4 MSNP8', ['C-VER-02']],
  ['VER without a transaction id', '>>> VER 4 MSNP8 CVR0', '>>> VER MSNP8 CVR0', ['C-VER-01', 'C-TRI-01']],
  ['seven words in CVR', '>>> CVR 5 0x0409 win', '>>> CVR 5 0x0409', ['C-CVR-01']],
  ['a locale that is none', '>>> CVR 5 0x0409', '>>> CVR 5 1033', ['C-CVR-02']],
  ['INF in between', '>>> CVR 5', '>>> INF 5\\r\\n\n    <<< INF 5 MD5\\r\\n\n    >>> CVR 5', ['X-VER-01', 'C-CVR-04']],
  ['MD5', '>>> USR 6 TWN I', '>>> USR 6 MD5 I', ['C-USR-01', 'C-XFR-01']],
  ['another account in USR', '>>> USR 6 TWN I alice@', '>>> USR 6 TWN I alicia@', ['C-USR-03']],
  ['a ticket in two words', '>>> USR 7 TWN S t=53*1h', '>>> USR 7 TWN S t=53 *1h', ['C-AUT-01']],
  ['a ticket in quotes', '>>> USR 7 TWN S t=53*1hAu8$$&p=5eKBBC!yBH6', ">>> USR 7 TWN S 't=53*1hAu8'", ['C-AUT-01']],
  ['two versions in SYN', '>>> SYN 8 6', '>>> SYN 8 6 6', ['C-SYN-02']],
  ['no number in SYN', '>>> SYN 8 6', '>>> SYN 8 x', ['C-SYN-01']],
  ['a status that is none', '>>> CHG 12 IDL 0', '>>> CHG 12 IDLE 0', ['C-CHG-01']],
  ['no client id', '>>> CHG 12 IDL 0', '>>> CHG 12 IDL', ['C-CHG-02']],
  ['an MSNObject', '>>> CHG 12 IDL 0', '>>> CHG 12 IDL 0 %3Cmsnobj%2F%3E', ['X-VER-01', 'C-CHG-03']],
  ['a wrong digest', 'd0c1178c', 'd0c1178d', ['C-CHL-01']],
  [
    'a group with AL',
    'ADD 10 AL fred@passport.com Fred\\r\\n\n    <<<',
    'ADD 10 AL fred@passport.com Fred 0\\r\\n\n    <<<',
    ['C-LST-01'],
  ],
  [
    'no nickname with BL',
    'ADD 16 BL bob@passport.com Bob\\r\\n\n    <<<',
    'ADD 16 BL bob@passport.com\\r\\n\n    <<<',
    ['C-LST-01'],
  ],
  ['RL', '>>> REM 15 AL', '>>> REM 15 RL', ['C-LST-02', 'C-LST-03']],
  [
    'the other list after the block',
    '>>> REM 15 AL bob@passport.com\\r\\n\n        ADD 16',
    '>>> ADD 16',
    ['C-LST-03'],
  ],
  ['no account in REA', '>>> REA 14 carol@passport.com', '>>> REA 14', ['C-REA-01']],
  [
    'a name of 388 bytes',
    'REA 14 carol@passport.com Caroline\\r\\n\n    <<<',
    `REA 14 carol@passport.com ${'a'.repeat(388)}\\r\\n\n    <<<`,
    ['C-LST-09'],
  ],
  ['an answer to the profile', '>>> SYN 8 6', '>>> ACK 7\\r\\nSYN 8 6', ['C-PRO-01']],
  ['a number behind PNG', '>>> CHG 12', '>>> PNG 5\\r\\nCHG 12', ['C-PNG-01']],
  ['a number behind OUT', '>>> OUT', '>>> OUT 17', ['C-OUT-01', 'C-TRI-01']],
  [
    'the same transaction id twice',
    'ADD 16 BL bob@passport.com Bob\\r\\n\n    <<<',
    'ADD 15 BL bob@passport.com Bob\\r\\n\n    <<<',
    ['C-TRI-02'],
  ],
  ['no transaction id', '>>> CHG 13', '>>> CHG', ['C-TRI-01']],
  [
    'a command before the answer',
    '>>> CVR 5',
    '>>> USR 99 TWN I alice@passport.com\\r\\nCVR 5',
    ['C-CVR-01', 'C-USR-02', 'C-XFR-01'],
  ],
];

describe('one fault in the example session', () => {
  it.each(faults)('%s', (_name, right, wrong, rules) => {
    const session = sessionWith();
    expect(session.split(right).length).toBeGreaterThan(1);
    expect(accused(session.replace(right, () => wrong))).toEqual(rules);
  });
});

describe('what clients may do differently', () => {
  const variants: readonly (readonly [string, string, string])[] = [
    ['begin with 0', '>>> VER 1 MSNP8 CVR0\\r\\n\n    <<< VER 1', '>>> VER 0 MSNP8 CVR0\\r\\n\n    <<< VER 0'],
    ['offer more', '>>> VER 4 MSNP8 CVR0', '>>> VER 4 MSNP9 MSNP8 CVR0'],
    ['have an id of their own', 'MSMSGS alice@passport.com', 'MYCLIENT alice@passport.com'],
    ['write the account in another case', '>>> USR 6 TWN I alice@', '>>> USR 6 TWN I Alice@'],
    ['have nothing cached', '>>> SYN 8 6', '>>> SYN 8 0'],
    [
      'become visible before the list',
      '>>> SYN 8 6',
      '>>> CHG 18 NLN 0\\r\\n\n    <<< CHG 18 NLN 0\\r\\n\n    >>> SYN 8 6',
    ],
    ['rename themselves at once', '>>> SYN 8 6', '>>> REA 18 alice@passport.com Alice\\r\\nSYN 8 6'],
    ['ping at once', '>>> SYN 8 6', '>>> PNG\\r\\nSYN 8 6'],
    [
      'encode every byte of a name',
      'carol@passport.com Caroline\\r\\n\n    <<< REA',
      'carol@passport.com %43aroline\\r\\n\n    <<< REA',
    ],
    ['ask for no group', '>>> REA 14', '>>> ADD 18 FL emily@passport.com Emily 0\\r\\nREA 14'],
    ['jump in their counting', '>>> CHG 12', '>>> CHG 4294967295'],
    ['just close', '>>> OUT\\r\\n\n    <<< (close)', '>>> (close)'],
    [
      'keep the name of a contact',
      '>>> REA 14 carol@passport.com Caroline\\r\\n\n    <<< REA 14 29 carol@passport.com Caroline\\r\\n',
      '',
    ],
  ];
  it.each(variants)('%s', (_name, right, wrong) => {
    const session = sessionWith();
    expect(session.split(right).length).toBeGreaterThan(1);
    expect(accused(session.replace(right, () => wrong))).toEqual([]);
  });

  it('go without dispatch and without a challenge', () => {
    expect(accused(sessionWith({ dispatch: '', challenge: '' }))).toEqual([]);
  });
});
