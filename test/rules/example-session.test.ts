import { judge, type RuleFinding } from '../../src/rules';
import { sessionWith } from './example-session';
import { findingOf } from './finding-of';
import { serverTrace } from './trace-of';

function judged(text: string): Map<string, RuleFinding> {
  return new Map(judge(serverTrace`${text}`, { role: 'server' }).map((finding) => [finding.rule.id, finding]));
}

function accused(text: string): string[] {
  return [...judged(text).values()].filter(({ violations }) => violations.length > 0).map(({ rule }) => rule.id);
}

describe('the corrected example session, server under test', () => {
  it('breaks no rule', () => {
    expect(accused(sessionWith())).toEqual([]);
  });

  it('exercises every rule that one session can show', () => {
    const silent = [...judged(sessionWith()).values()]
      .filter(({ rule, exercised }) => rule.seed === 'shown' && exercised === 0)
      .map(({ rule }) => rule.id);
    // These want cuts in what the client sends, another account in CVR, or sessions of the others.
    expect(silent).toEqual(['X-FRM-06', 'X-FRM-08', 'S-LOG-03', 'S-PRS-02', 'S-PRS-05', 'S-PRS-06', 'S-PRS-11']);
  });

  it('is judged alike when every event is seen one by one', () => {
    expect(findingOf(serverTrace`${sessionWith()}`, 'S-ADD-01', 'server')).toEqual({
      exercised: 2,
      violations: [],
      variants: {},
    });
  });
});

/** One fault each in the documented session, with the rules that it breaks. */
const faults: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['VER without MSNP8', 'VER 4 MSNP8 CVR0\\r\\n\n    >>> CVR', 'VER 4 MSNP9\\r\\n\n    >>> CVR', ['S-VER-01']],
  ['no CVR0', '<<< VER 4 MSNP8 CVR0', '<<< VER 4 MSNP8', ['S-VER-07']],
  [
    'CVR without URL',
    '1.0.0000 http://download.microsoft.com/SETUP9x.EXE http://messenger.msn.com',
    '1.0.0000',
    ['S-CVR-01'],
  ],
  ['a challenge with a space', 'ct=1062764229,kpp', 'ct=1062764229, kpp', ['S-USR-03']],
  ['XFR without the last address', ' 0 207.46.104.20:1863', ' 0', ['S-USR-01']],
  ['OK without a flag', 'Alice 1 0\\r\\n', 'Alice 1\\r\\n', ['S-USR-04']],
  ['a flag that is none', 'Alice 1 0\\r\\n', 'Alice 1 2\\r\\n', ['S-USR-04']],
  ['no profile fields', 'ClientPort: 516', 'ClientBort: 516', ['S-PRO-02']],
  ['a profile of another type', 'text/x-msmsgsprofile;', 'text/x-msmsgsprafile;', ['S-PRO-01']],
  ['one contact too many announced', 'SYN 8 27 5 4', 'SYN 8 27 6 4', []],
  ['one contact too few announced', 'SYN 8 27 5 4', 'SYN 8 27 4 4', ['S-SYN-02']],
  ['one group too few announced', 'SYN 8 27 5 4', 'SYN 8 27 5 3', ['S-SYN-02']],
  ['GTC behind the groups', '<<< GTC A\\r\\n', '', ['S-SYN-03']],
  ['a transaction id in the block', '<<< BLP AL', '<<< BLP 8 AL', ['S-SYN-04']],
  [
    'a version in a group line',
    'LSG 1 Coworkers 0',
    'LSG 8 27 1 4 1 Coworkers 0',
    ['S-SYN-04', 'S-SYN-06', 'S-SYN-07'],
  ],
  ['a value of GTC that is none', 'GTC A', 'GTC B', ['S-SYN-05']],
  ['a group line without 0', 'LSG 2 Friends 0', 'LSG 2 Friends', ['S-SYN-06']],
  ['no group 0', 'LSG 0 Other', 'LSG 4 Other', ['S-SYN-06', 'S-SYN-07']],
  ['no groups on the FL', 'Carol 3 0', 'Carol 3', ['S-SYN-07']],
  ['an unknown group', 'Carol 3 0', 'Carol 3 7', ['S-SYN-07']],
  ['a sum of lists that is none', 'Fred 8', 'Fred 16', ['S-SYN-07']],
  ['an account twice', 'LST fred@passport.com Fred 8', 'LST Eve@passport.com Fred 8', ['S-SYN-09']],
  ['a type of another dialect', 'BPR MOB Y', 'BPR HSB Y', ['S-SYN-13']],
  ['allowed and blocked', 'Eavesdropper 12', 'Eavesdropper 14', ['S-SYN-14']],
  ['another status', '<<< CHG 12 IDL 0', '<<< CHG 12 AWY 0', ['S-CHG-01']],
  ['another client id', '<<< CHG 12 IDL 0', '<<< CHG 12 IDL 1', ['S-CHG-01']],
  ['ILN without client id', 'Bob 24\\r\\n', 'Bob\\r\\n', ['S-CHG-03']],
  ['ILN of somebody hidden', 'ILN 9 BSY dave', 'ILN 9 HDN dave', ['S-CHG-03', 'S-PRS-04']],
  ['ILN with the trid of nothing', 'ILN 9 NLN bob', 'ILN 77 NLN bob', ['S-CHG-02']],
  ['ILN of somebody on no list', 'ILN 9 BSY dave', 'ILN 9 BSY emily', ['S-CHG-02', 'S-PRS-07']],
  [
    'ILN for a later CHG',
    '<<< CHG 12 IDL 0\\r\\n',
    '<<< CHG 12 IDL 0\\r\\nILN 12 NLN bob@passport.com Bob 24\\r\\n',
    ['S-CHG-07'],
  ],
  ['a fourth word in ADD AL', '28 fred@passport.com Fred', '28 fred@passport.com Fred 1', ['S-ADD-01']],
  ['ADD without version', 'ADD 10 AL 28 fred', 'ADD 10 AL fred', ['S-ADD-01', 'S-VRS-01']],
  ['ADD with another trid', '<<< ADD 10 AL', '<<< ADD 110 AL', ['S-ADD-01', 'S-ROB-06']],
  ['the same version twice', 'REA 14 29', 'REA 14 28', ['S-VRS-02']],
  ['QRY refused', '<<< QRY 11\\r\\n', '<<< 540 11\\r\\n', ['S-CHL-02']],
  ['QRY with words', '<<< QRY 11\\r\\n', '<<< QRY 11 OK\\r\\n', ['S-CHL-02']],
  ['FLN with words', 'FLN bob@passport.com', 'FLN bob@passport.com Bob', ['S-PRS-02']],
  ['NLN with a trid', 'NLN BSY carol', 'NLN 0 BSY carol', ['S-PRS-01']],
  ['NLN without a client id', 'Caroline 268435492', 'Caroline', ['S-PRS-01']],
  ['another name in REA', 'REA 14 29 carol@passport.com Caroline', 'REA 14 29 carol@passport.com Carol', ['S-REA-01']],
  ['a refusal of what is possible', '<<< REM 15 AL 30 bob@passport.com', '<<< 205 15', ['S-REM-01']],
  // It may be the list behind SYN that was wrong.
  ['a refusal of what only SYN has shown', '<<< REM 15 AL 30 bob@passport.com', '<<< 216 15', []],
  ['OUT answered by going on', '>>> OUT\\r\\n', '>>> OUT\\r\\n\n    !! time-limit', ['S-OUT-01']],
  [
    'the server speaks first',
    '>>> VER 1 MSNP8 CVR0\\r\\n\n    <<< VER 1 MSNP8 CVR0',
    '<<< VER 1 MSNP8 CVR0\\r\\n\n    >>> VER 1 MSNP8 CVR0',
    ['S-VER-01', 'S-VER-02'],
  ],
];

describe('one fault in the example session', () => {
  it.each(faults)('%s', (_name, right, wrong, rules) => {
    const session = sessionWith();
    expect(session.split(right).length).toBeGreaterThan(1);
    expect(accused(session.replace(right, () => wrong))).toEqual(rules);
  });
});

describe('a close in place of an answer', () => {
  const closing = String.raw`
    >>> REA 14 carol@passport.com Caroline\r\n
    <<< (close)
  `;
  it('is held against the server where nothing explains it', () => {
    expect(accused(sessionWith({ changes: closing, logout: '' }))).toEqual(['S-REA-01']);
  });
  it('is not where the kit provoked it, or said goodbye', () => {
    expect(accused(sessionWith({ changes: `!! provoked\n${closing}`, logout: '' }))).toEqual([]);
    expect(accused(sessionWith({ changes: String.raw`<<< OUT SSD\r\n` + closing, logout: '' }))).toEqual([]);
  });
});

describe('what servers may do differently', () => {
  const variants: readonly (readonly [string, string, string])[] = [
    ['names in another encoding', '28 fred@passport.com Fred', '28 Fred@passport.com %46red'],
    ['a group field for contacts that are not on the FL', 'Fred 8', 'Fred 8 0'],
    [
      'BPR behind the last contact',
      '<<< LST fred@passport.com Fred 8\\r\\n',
      '<<< LST fred@passport.com Fred 8\\r\\nBPR PHH 1\\r\\n',
    ],
    ['notifications in between', '<<< CHG 12 IDL 0\\r\\n', '<<< NOT 7\\r\\n<A></A>CHG 12 IDL 0\\r\\n'],
    ['an echo of OUT', '>>> OUT\\r\\n', '>>> OUT\\r\\n\n    <<< OUT\\r\\n'],
    [
      'the replies to REM and ADD in another order',
      '<<< REM 15 AL 30 bob@passport.com\\r\\n\n    <<< ADD 16 BL 31 bob@passport.com Bob\\r\\n',
      '<<< ADD 16 BL 31 bob@passport.com Bob\\r\\n\n    <<< REM 15 AL 30 bob@passport.com\\r\\n',
    ],
    ['no mobile flag and other numbers', 'BPR MOB Y', 'BPR PHW 1'],
    ['ADD refused because of a full list', '<<< ADD 10 AL 28 fred@passport.com Fred', '<<< 210 10'],
  ];
  it.each(variants)('%s', (_name, right, wrong) => {
    const session = sessionWith();
    expect(session.split(right).length).toBeGreaterThan(1);
    expect(accused(session.replace(right, () => wrong))).toEqual([]);
  });

  it('go without dispatch and without a challenge', () => {
    const text = sessionWith({ dispatch: '', challenge: '' });
    expect(accused(text)).toEqual([]);
    expect(judged(text).get('S-CHL-01')?.variants).toEqual({ 'does not challenge': 1 });
    expect(judged(sessionWith()).get('S-CHL-01')?.variants).toEqual({ challenges: 1 });
  });
});
