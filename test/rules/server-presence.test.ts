import { persona } from './example-session';
import { type FindingInShort, findingOf } from './finding-of';
import { serverTrace } from './trace-of';

const bobKnowsAlice = persona('bob', { contacts: ['alice@passport.com Alice 11 0'] });
const aliceKnowsBob = persona('alice', { contacts: ['bob@passport.com Bob 11 0'] });
const eveKnowsAlice = persona('eve', { contacts: ['alice@passport.com Alice 11 0'] });
const aliceBlocksEve = persona('alice', { contacts: ['bob@passport.com Bob 11 0', 'eve@passport.com Eve 12'] });

/** Alice comes before everybody else and is online; then `more`. */
function about(rule: string, ...pieces: readonly string[]): FindingInShort {
  return findingOf(serverTrace`${pieces.join('\n')}`, rule, 'server');
}
const none = { exercised: 0, violations: [], variants: {} };
const once = { ...none, exercised: 1 };
const fence = String.raw`
  >>> PNG\r\n
  <<< QNG\r\n
`;
const aliceGoesBusy = String.raw`
  == alice
  >>> CHG 4 BSY 24\r\n
  <<< CHG 4 BSY 24\r\n
`;

describe('S-CHG-02', () => {
  const shown = '>>> CHG 3 NLN 24\\r\\n\n<<< CHG 3 NLN 24\\r\\nILN 3 NLN alice@passport.com alice 24\\r\\n';
  it('is kept where every visible contact that is online has its ILN', () => {
    const bob = persona('bob', { contacts: ['alice@passport.com Alice 11 0'], chg: shown });
    expect(about('S-CHG-02', aliceKnowsBob, bob, fence)).toEqual(once);
  });
  it('is broken once a fence shows that an ILN does not come', () => {
    expect(about('S-CHG-02', aliceKnowsBob, bobKnowsAlice)).toEqual(none);
    expect(about('S-CHG-02', aliceKnowsBob, bobKnowsAlice, fence).violations).toEqual(['<<< QNG']);
  });
  it('is broken by an ILN of somebody who has left, or with a stale status', () => {
    const left = String.raw`
      == alice
      >>> OUT\r\n
      <<< (close)
    `;
    const bob = persona('bob', { contacts: ['alice@passport.com Alice 11 0'], chg: shown });
    const iln = '<<< ILN 3 NLN alice@passport.com alice 24';
    expect(about('S-CHG-02', aliceKnowsBob, left, bob).violations).toEqual([iln]);
    expect(about('S-CHG-02', aliceKnowsBob, aliceGoesBusy, bob).violations).toEqual([iln]);
  });
  it('is broken by an ILN with another number, which counts as an ILN all the same; of number 0 it only warns', () => {
    for (const [number, level] of [
      ['0', ' (SHOULD)'],
      ['4711', ''],
    ]) {
      const bob = persona('bob', {
        contacts: ['alice@passport.com Alice 11 0'],
        chg: shown.replace('ILN 3', `ILN ${number}`),
      });
      const iln = `<<< ILN ${number} NLN alice@passport.com alice 24${level}`;
      expect(about('S-CHG-02', aliceKnowsBob, bob, fence).violations).toEqual([iln]);
    }
  });
  it('accuses nobody while a contact is about to change', () => {
    const open = String.raw`
      == alice
      >>> CHG 4 BSY 24\r\n
    `;
    expect(about('S-CHG-02', aliceKnowsBob, open, bobKnowsAlice, fence).violations).toEqual([]);
  });
  it('asks for nothing where the contact blocks, or its lists are not known', () => {
    expect(about('S-CHG-02', aliceBlocksEve, eveKnowsAlice, fence).violations).toEqual([]);
    const unknown = aliceKnowsBob.replace(/>>> SYN[\s\S]*?(?=>>> CHG)/, '');
    expect(about('S-CHG-02', unknown, bobKnowsAlice, fence).violations).toEqual([]);
  });
});

describe('S-PRS-01', () => {
  it('is broken where the time limit runs out without NLN, not before', () => {
    const quiet = [aliceKnowsBob, bobKnowsAlice, aliceGoesBusy, '== bob', fence];
    expect(about('S-PRS-01', ...quiet).violations).toEqual([]);
    expect(about('S-PRS-01', ...quiet, '!! time-limit').violations).toEqual(['!! time-limit']);
  });
  it('is kept where NLN came, even before the echo', () => {
    const early = String.raw`
      == alice
      >>> CHG 4 BSY 24\r\n
      == bob
      <<< NLN BSY alice@passport.com alice 24\r\n
      == alice
      <<< CHG 4 BSY 24\r\n
      == bob
      !! time-limit
    `;
    expect(about('S-PRS-01', aliceKnowsBob, bobKnowsAlice, early)).toEqual(once);
  });
  it('is broken by another status than the one set, once a fence excludes a delay', () => {
    const nln = String.raw`<<< NLN NLN alice@passport.com alice 24\r\n`;
    expect(about('S-PRS-01', aliceKnowsBob, bobKnowsAlice, aliceGoesBusy, '== bob', nln).violations).toEqual([]);
    expect(about('S-PRS-01', aliceKnowsBob, bobKnowsAlice, aliceGoesBusy, '== bob', fence, nln).violations).toEqual([
      '<<< NLN NLN alice@passport.com alice 24',
    ]);
  });
  it('only warns of NLN with the status FLN', () => {
    const nln = String.raw`<<< NLN FLN alice@passport.com alice 0\r\n`;
    expect(about('S-PRS-01', aliceKnowsBob, bobKnowsAlice, nln).violations).toEqual([
      '<<< NLN FLN alice@passport.com alice 0 (SHOULD)',
    ]);
  });
});

describe('S-PRS-02 and S-PRS-03', () => {
  const out = String.raw`
    == alice
    >>> OUT\r\n
    <<< (close)
    == bob
  `;
  const dies = `
    == alice
    >>> (reset)
    == bob
  `;
  const fln = String.raw`<<< FLN alice@passport.com\r\n`;
  it('want FLN for those who saw the contact', () => {
    expect(about('S-PRS-02', aliceKnowsBob, bobKnowsAlice, out, fln)).toEqual(once);
    expect(about('S-PRS-03', aliceKnowsBob, bobKnowsAlice, dies, fln)).toEqual(once);
    expect(about('S-PRS-02', aliceKnowsBob, bobKnowsAlice, dies, fln)).toEqual(none);
    expect(about('S-PRS-03', aliceKnowsBob, bobKnowsAlice, out, fln)).toEqual(none);
  });
  it('miss it when the time limit runs out', () => {
    expect(about('S-PRS-02', aliceKnowsBob, bobKnowsAlice, out, '!! time-limit').violations).toEqual(['!! time-limit']);
    expect(about('S-PRS-03', aliceKnowsBob, bobKnowsAlice, dies, '!! time-limit').violations).toEqual([
      '!! time-limit',
    ]);
  });
  it('do not miss it for those who saw nothing', () => {
    expect(about('S-PRS-02', aliceBlocksEve, eveKnowsAlice, out.replace('bob', 'eve'), '!! time-limit')).toEqual(none);
    const hidden = persona('alice', {
      contacts: ['bob@passport.com Bob 11 0'],
      chg: String.raw`>>> CHG 3 HDN 24\r\n${'\n'}<<< CHG 3 HDN 24\r\n`,
    });
    expect(about('S-PRS-03', hidden, bobKnowsAlice, dies, '!! time-limit')).toEqual(none);
  });
});

describe('who must see nothing', () => {
  const nln = String.raw`<<< NLN BSY alice@passport.com alice 24\r\n`;
  const toEve = ['== eve', nln];
  const strict = persona('alice', { contacts: ['bob@passport.com Bob 11 0', 'eve@passport.com Eve 8'], blp: 'BL' });
  const forgetful = persona('eve', { contacts: ['bob@passport.com Bob 11 0'] });
  const silent = persona('alice', { contacts: ['eve@passport.com Eve 11 0'], chg: '' });
  const hides = String.raw`
    == alice
    >>> CHG 4 HDN 24\r\n
    <<< CHG 4 HDN 24\r\n
  `;
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['S-PRS-05', [aliceBlocksEve, eveKnowsAlice]],
    ['S-PRS-06', [strict, eveKnowsAlice]],
    ['S-PRS-07', [persona('alice', { contacts: ['eve@passport.com Eve 11 0'] }), forgetful]],
    ['S-PRS-09', [silent, eveKnowsAlice]],
    [
      'S-PRS-04',
      [persona('alice', { contacts: ['eve@passport.com Eve 11 0'] }), eveKnowsAlice, hides, '== eve', fence],
    ],
  ];
  it.each(rows)('%s is exercised by a fence and broken by presence', (rule, pieces) => {
    expect(about(rule, ...pieces, '== eve', fence).exercised).toBeGreaterThan(0);
    expect(about(rule, ...pieces, '== eve', fence).violations).toEqual([]);
    expect(about(rule, ...pieces, ...toEve).violations).toEqual(['<<< NLN BSY alice@passport.com alice 24']);
  });

  it('S-PRS-05 lets pass what may have been on its way when the block was set', () => {
    const block = String.raw`
      == alice
      >>> REM 5 AL eve@passport.com\r\nADD 6 BL eve@passport.com Eve\r\n
      <<< REM 5 AL 6 eve@passport.com\r\nADD 6 BL 7 eve@passport.com Eve\r\n
    `;
    const friends = [persona('alice', { contacts: ['eve@passport.com Eve 11 0'] }), eveKnowsAlice, block];
    expect(about('S-PRS-05', ...friends, ...toEve).violations).toEqual([]);
    expect(about('S-PRS-05', ...friends, '== eve', fence, nln).violations).toEqual([
      '<<< NLN BSY alice@passport.com alice 24',
    ]);
  });

  it('S-PRS-04 never lets the word HDN out', () => {
    const word = String.raw`<<< NLN HDN alice@passport.com alice 24\r\n`;
    expect(about('S-PRS-04', aliceKnowsBob, bobKnowsAlice, word).violations).toEqual([
      '<<< NLN HDN alice@passport.com alice 24',
    ]);
  });

  it('S-PRS-06 is exercised by a stranger whom BLP AL lets see', () => {
    const open = persona('alice', { contacts: ['eve@passport.com Eve 8'] });
    expect(about('S-PRS-06', open, eveKnowsAlice, ...toEve)).toEqual(once);
  });
});

describe('S-PRS-08', () => {
  const block = String.raw`
    == alice
    >>> REM 5 AL bob@passport.com\r\n
    <<< REM 5 AL 6 bob@passport.com\r\n
    >>> ADD 6 BL bob@passport.com Bob\r\n
    <<< ADD 6 BL 7 bob@passport.com Bob\r\n
    == bob
  `;
  it('wants FLN for who was blocked', () => {
    const pieces = [aliceKnowsBob, bobKnowsAlice, block];
    expect(about('S-PRS-08', ...pieces, String.raw`<<< FLN alice@passport.com\r\n`)).toEqual(once);
    expect(about('S-PRS-08', ...pieces, '!! time-limit').violations).toEqual(['!! time-limit']);
  });
});

describe('S-PRS-10 and S-PRS-11', () => {
  const rename = String.raw`
    == alice
    >>> REA 5 alice@passport.com Alicia\r\n
    <<< REA 5 6 alice@passport.com Alicia\r\n
    == bob
  `;
  const nln = (name: string, id: string): string => String.raw`<<< NLN NLN alice@passport.com ${name} ${id}\r\n`;
  const friends = [aliceKnowsBob, bobKnowsAlice];
  it('want the new name, once a fence excludes a delay', () => {
    expect(about('S-PRS-10', ...friends, rename, fence, nln('%41licia', '24'))).toEqual(once);
    expect(about('S-PRS-10', ...friends, rename, nln('alice', '24')).violations).toEqual([]);
    expect(about('S-PRS-10', ...friends, rename, fence, nln('alice', '24')).violations).toEqual([
      '<<< NLN NLN alice@passport.com alice 24',
    ]);
    expect(about('S-PRS-10', ...friends, rename, '!! time-limit').violations).toEqual(['!! time-limit']);
  });
  it('want the client id as it was sent', () => {
    expect(about('S-PRS-11', ...friends, nln('alice', '24'))).toEqual(once);
    expect(about('S-PRS-11', ...friends, nln('alice', '0')).violations).toEqual([
      '<<< NLN NLN alice@passport.com alice 0',
    ]);
    // That there is none is S-PRS-01.
    expect(about('S-PRS-11', ...friends, nln('alice', '').replace(' \\r', '\\r')).violations).toEqual([]);
  });
});

describe('S-OTH-01', () => {
  const again = persona('alice2').replaceAll('alice2@passport.com', 'Alice@passport.com');
  const first = persona('alice');
  it('is kept by OUT OTH and a close of the first session', () => {
    const kept = String.raw`
      == alice
      <<< OUT OTH\r\n
      <<< (close)
    `;
    expect(about('S-OTH-01', first, again, kept)).toEqual(once);
  });
  it('is broken by a bare close, by staying, and by ending the second', () => {
    expect(about('S-OTH-01', first, again, '== alice\n<<< (close)').violations).toEqual(['close']);
    expect(about('S-OTH-01', first, again, '== alice\n!! time-limit').violations).toEqual(['!! time-limit']);
    const wrong = String.raw`
      == alice2
      <<< OUT OTH\r\n
    `;
    expect(about('S-OTH-01', first, again, wrong).violations).toEqual(['<<< OUT OTH']);
  });
  it('says nothing of a goodbye that it cannot explain', () => {
    expect(about('S-OTH-01', first, '== alice\n<<< OUT OTH\\r\\n\n<<< (close)')).toEqual(none);
  });
});
