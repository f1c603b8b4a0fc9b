import { persona } from './example-session';
import { type FindingInShort, findingOf } from './finding-of';
import { serverTrace } from './trace-of';

const alice = persona('alice');
const bob = persona('bob');
const none = { exercised: 0, violations: [], variants: {} };
const once = { ...none, exercised: 1 };

function about(rule: string, ...pieces: readonly string[]): FindingInShort {
  return findingOf(serverTrace`${pieces.join('\n')}`, rule, 'server');
}

function inAlice(...lines: readonly string[]): string {
  return ['== alice', ...lines.map((line) => (/^(>>>|<<<) \(|^(!!|\+\+)/.test(line) ? line : `${line}\\r\\n`))].join(
    '\n',
  );
}

describe('what was sent last is no reason to close where something else can be', () => {
  const misuse = ['!! provoked', '>>> ZZZ 9'];

  test('a ping behind a misuse', () => {
    expect(about('S-ROB-02', alice, inAlice(...misuse, '>>> PNG', '<<< (close)'))).toEqual(once);
  });
  test('a ping before it may be', () => {
    expect(about('S-ROB-02', alice, inAlice('!! provoked', '>>> PNG', '>>> ZZZ 9', '<<< (close)'))).toEqual(none);
  });
});

test('S-PNG-01: a server that closes a session because another one did wrong breaks S-ROB-01 alone', () => {
  const pieces = [alice, bob, '== alice', '!! provoked', '>>> ZZZ 9\\r\\n', '== bob', '>>> PNG\\r\\n', '<<< (close)'];
  expect(about('S-PNG-01', ...pieces)).toEqual(none);
  expect(about('S-ROB-01', ...pieces).violations).toEqual(['close']);
});

describe('X-FRM-05: a payload of 32 bytes and 16 characters', () => {
  const query = String.raw`
    == alice
    <<< CHL 0 29409134351025259292\r\n
    !! provoked
    >>> QRY 10 msmsgs@msnmsgr.com 32\r\n
        ${'\\xc3\\xa9'.repeat(16)}
    >>> PNG\r\n
  `;
  test.each([
    ['is refused', '<<< 540 10\\r\\n'],
    ['is passed over', '<<< QNG\\r\\n'],
    ['makes the server close', '<<< (close)'],
  ])('%s: it was read whole', (_, end) => {
    expect(about('X-FRM-05', alice, query, end)).toEqual(once);
  });
  test('is waited for: characters were counted', () => {
    expect(about('X-FRM-05', alice, query, '!! time-limit').violations).toEqual(['!! time-limit']);
  });
});

describe('X-FRM-12: a blank too many', () => {
  const spaced = inAlice('!! provoked', '>>> CHG 9  BSY 0');
  test.each([
    ['is taken', '<<< CHG 9 BSY 0\\r\\n', once],
    ['makes the server close', '<<< (close)', { ...once, violations: ['close'] }],
    ['is waited upon', '!! time-limit', { ...once, violations: ['!! time-limit'] }],
  ])('%s', (_, end, finding) => {
    expect(about('X-FRM-12', alice, spaced, end)).toEqual(finding);
  });
});

describe('X-FRM-13: an empty line', () => {
  const empty = inAlice('!! provoked', '>>> ');
  test.each([
    ['is skipped', inAlice('>>> PNG', '<<< QNG'), once],
    ['makes the server close', '<<< (close)', { ...once, violations: ['close'] }],
    ['makes the server deaf', inAlice('>>> PNG', '!! time-limit'), { ...once, violations: ['!! time-limit'] }],
    ['stands before OUT', inAlice('>>> OUT', '<<< (close)'), none],
  ])('%s', (_, end, finding) => {
    expect(about('X-FRM-13', alice, empty, end)).toEqual(finding);
  });
});

describe('S-ROB-05: a word for a transaction id', () => {
  const odd = inAlice('!! provoked', '>>> CHG one NLN 0');
  test.each([
    ['<<< CHG one NLN 0\\r\\n>>> PNG\\r\\n<<< QNG\\r\\n', 'accepted'],
    ['>>> PNG\\r\\n<<< QNG\\r\\n', 'ignored'],
    ['<<< (close)', 'closes'],
  ])('%s', (end, variant) => {
    const lines = end.split(/(?<=\\r\\n)/);
    expect(about('S-ROB-05', alice, odd, ...lines).variants).toEqual({ [variant]: 1 });
    expect(about('X-VER-01', alice, odd, ...lines).violations).toEqual([]);
  });
});

describe('S-PNG-02: a minute of silence', () => {
  const ping = inAlice('>>> PNG', '<<< QNG');
  const afterwards = (...lines: readonly string[]): FindingInShort => about('S-PNG-02', alice, ping, inAlice(...lines));

  test('is outlived', () => {
    expect(afterwards('++ 60000', '>>> PNG', '<<< QNG')).toEqual(once);
    expect(afterwards('++ 59000', '>>> PNG', '<<< QNG')).toEqual(none);
  });
  test('is not outlived', () => {
    expect(afterwards('++ 45000', '<<< (close)').violations).toEqual(['close']);
  });
  test.each([
    ['at once, which has another reason', ['++ 5000', '<<< (close)']],
    ['after a minute and more', ['++ 61000', '<<< (close)']],
    ['because a challenge stayed open', ['<<< CHL 0 1', '++ 50000', '<<< (close)']],
    ['because the account signed in elsewhere', ['++ 50000', '<<< OUT OTH', '<<< (close)']],
  ])('a close %s says nothing', (_, lines) => {
    expect(afterwards(...lines)).toEqual(none);
  });
});

describe('S-CVR-02: a client that nobody knows', () => {
  const login = (words: string, answer: string): readonly string[] => [
    String.raw`
      == one
      >>> VER 1 MSNP8 CVR0\r\n
      <<< VER 1 CVR0 MSNP8\r\n
      >>> CVR 2 ${words} alice@passport.com\r\n
    `,
    answer,
  ];
  test('is refused: that is a matter of S-CVR-02 alone', () => {
    const refused = login('0x0409 linux 2.4 i686 gaim 0.70 MSMSGS', '<<< 710 2\\r\\n');
    expect(about('S-CVR-02', ...refused).violations).toEqual(['<<< 710 2']);
    expect(about('S-CVR-01', ...refused)).toEqual(none);
  });
  test('the official client is not refused either', () => {
    const refused = login('0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS', '<<< 710 2\\r\\n');
    expect(about('S-CVR-02', ...refused)).toEqual(none);
    expect(about('S-CVR-01', ...refused).violations).toEqual(['<<< 710 2']);
  });
});
