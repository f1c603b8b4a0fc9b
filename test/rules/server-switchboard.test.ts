import { persona } from './example-session';
import { type FindingInShort, findingOf } from './finding-of';
import { serverTrace } from './trace-of';

const none: FindingInShort = { exercised: 0, violations: [], variants: {} };
const once: FindingInShort = { ...none, exercised: 1 };

function judged(id: string, ...pieces: readonly string[]): FindingInShort {
  return findingOf(serverTrace`${pieces.join('\n')}`, id, 'server');
}

const on = (connection: string, ...lines: readonly string[]): string => [`== ${connection}`, ...lines].join('\n');
const open = (connection: string): string => `== ${connection} switchboard`;
const ask = (text: string): string => String.raw`>>> ${text}\r\n`;
const say = (text: string): string => String.raw`<<< ${text}\r\n`;
const limit = '!! time-limit';

const alice = persona('alice', { contacts: ['bob@passport.com Bob 11 0', 'eve@passport.com Eve 11 0'] });
const bob = persona('bob', { contacts: ['alice@passport.com Alice 11 0'] });
const carol = persona('carol');
/** Eve blocks Alice. */
const eve = persona('eve', { contacts: ['alice@passport.com Alice 12'] });

const key = (cookie: string): string => on('alice', ask('XFR 7 SB'), say(`XFR 7 SB 127.0.0.1:4321 CKI ${cookie}`));
const usr = (connection: string, cookie: string): string =>
  [open(connection), ask(`USR 1 alice@passport.com ${cookie}`), say('USR 1 OK alice@passport.com alice')].join('\n');
const admitted = [key('1.1'), usr('a', '1.1')].join('\n');
const rings = (name: string, cookie: string, caller = 'alice'): string =>
  on(name, say(`RNG 11 127.0.0.1:4321 CKI ${cookie} ${caller}@passport.com ${caller}`));
const called = [on('a', ask('CAL 2 bob@passport.com'), say('CAL 2 RINGING 11')), rings('bob', '1.2')].join('\n');
const answer = [open('b'), ask('ANS 1 bob@passport.com 1.2 11')].join('\n');
const iro = say('IRO 1 1 1 alice@passport.com alice');
const joi = on('a', say('JOI bob@passport.com bob'));
const answered = [answer, iro, say('ANS 1 OK')].join('\n');

/** Alice has a chat for herself. */
const alone = [alice, bob, carol, admitted].join('\n');
/** Alice and Bob are in a chat that Alice opened: connections `a` and `b`. */
const pair = [alone, called, answered, joi].join('\n');
/** Carol too, called by Bob: connection `c`. */
const three = [
  pair,
  on('b', ask('CAL 3 carol@passport.com'), say('CAL 3 RINGING 11')),
  rings('carol', '1.3', 'bob'),
  open('c'),
  ask('ANS 1 carol@passport.com 1.3 11'),
  say('IRO 1 1 2 alice@passport.com alice'),
  say('IRO 1 2 2 bob@passport.com bob'),
  say('ANS 1 OK'),
  on('a', say('JOI carol@passport.com carol')),
  on('b', say('JOI carol@passport.com carol')),
].join('\n');

/** On a switchboard a call of no account shows that all before has been handled. */
const fence = (trid = 90): string => [ask(`CAL ${trid} nobody`), say(`208 ${trid}`)].join('\n');
const sends = (letter: string, body: string, trid = '20'): string =>
  String.raw`>>> MSG ${trid} ${letter} ${String(body.length)}\r\n${body}`;
const gets = (body: string, from = 'alice', name = from): string =>
  String.raw`<<< MSG ${from}@passport.com ${name} ${String(body.length)}\r\n${body}`;

describe('S-SB-01 and S-SB-02: XFR SB', () => {
  const asked = on('alice', ask('XFR 7 SB'));
  it('S-SB-01: has an address with a port, CKI and a cookie', () => {
    expect(judged('S-SB-01', alice, key('1.1'))).toEqual(once);
    for (const wrong of ['SB 127.0.0.1:1 CKI', 'SB 127.0.0.1:1 1.1', 'NS 127.0.0.1:1 CKI 1.1', 'SB :1 CKI 1.1'])
      expect(judged('S-SB-01', alice, asked, say(`XFR 7 ${wrong}`)).violations).toEqual([`<<< XFR 7 ${wrong}`]);
    const long = 'XFR 7 SB 127.0.0.1:1 CKI 1.1 U messenger.msn.com 1';
    expect(judged('S-SB-01', alice, asked, say(long)).violations).toEqual([`<<< ${long}`]);
  });
  it('S-SB-01: without a port it warns', () => {
    const short = 'XFR 7 SB switchboard.example CKI 1.1';
    expect(judged('S-SB-01', alice, asked, say(short)).violations).toEqual([`<<< ${short} (SHOULD)`]);
  });
  it('S-SB-01: silence, an error or a close is wrong for who is visible, overload is not', () => {
    expect(judged('S-SB-01', alice, asked, ask('PNG'), say('QNG')).violations).toEqual(['<<< QNG']);
    expect(judged('S-SB-01', alice, asked, say('913 7')).violations).toEqual(['<<< 913 7']);
    expect(judged('S-SB-01', alice, asked, '<<< (close)').violations).toEqual(['close']);
    for (const code of ['800', '712', '714', '600'])
      expect(judged('S-SB-01', alice, asked, say(`${code} 7`))).toEqual(none);
  });
  const early = alice.replace(/>>> CHG[\s\S]*$/, '');
  const hidden = alice.replaceAll('NLN', 'HDN');
  it.each([early, hidden])('S-SB-02: 913 before the first CHG and while hidden', (state) => {
    expect(judged('S-SB-02', state, asked, say('913 7'))).toEqual(once);
    expect(judged('S-SB-01', state, asked, say('913 7'))).toEqual(none);
    expect(judged('S-SB-02', state, key('1.1')).violations).toEqual(['<<< XFR 7 SB 127.0.0.1:4321 CKI 1.1']);
    expect(judged('S-SB-02', state, asked, say('201 7')).violations).toEqual(['<<< 201 7']);
    expect(judged('S-SB-02', state, asked, '<<< (close)').violations).toEqual(['close']);
  });
  it('S-SB-02: says nothing of who is visible', () => {
    expect(judged('S-SB-02', alice, key('1.1'))).toEqual(none);
  });
  it('S-SB-22: any port will do', () => {
    expect(judged('S-SB-22', alice, key('1.1')).variants).toEqual({ 'another port': 1 });
    expect(judged('S-SB-22', alice, key('1.1').replace('4321', '1863')).variants).toEqual({ 'port 1863': 1 });
  });
});

describe('S-SB-03 to S-SB-05: the cookie', () => {
  const wants = [alice, bob, key('1.1'), open('a'), ask('USR 1 alice@passport.com 1.1')].join('\n');
  it('S-SB-03: lets in, with account and name', () => {
    expect(judged('S-SB-03', alone)).toEqual(once);
    for (const wrong of ['OK', 'OK bob@passport.com bob', 'OK alice@passport.com', 'OK alice@passport.com bob'])
      expect(judged('S-SB-03', wants, say(`USR 1 ${wrong}`)).violations).toEqual([`<<< USR 1 ${wrong}`]);
    expect(judged('S-SB-03', wants, say('USR 1 OK ALICE@passport.com %61lice'))).toEqual(once);
  });
  it('S-SB-03: nothing else will do', () => {
    expect(judged('S-SB-03', wants, say('911 1')).violations).toEqual(['<<< 911 1']);
    expect(judged('S-SB-03', wants, '<<< (close)').violations).toEqual(['close']);
    expect(judged('S-SB-03', wants, limit).violations).toEqual([limit]);
    expect(judged('S-SB-03', wants)).toEqual(none);
  });
  it('S-SB-03: an old cookie, or that of a session that is over, may have expired', () => {
    const [before = '', after = ''] = wants.split('== a switch');
    const late = [before, '++ 115000', `== a switch${after}`];
    expect(judged('S-SB-03', ...late, say('911 1')).violations).toEqual([]);
    const over = [before, on('alice', ask('OUT'), '<<< (close)'), `== a switch${after}`];
    expect(judged('S-SB-03', ...over, say('911 1')).violations).toEqual([]);
  });
  const tries = (text: string): string => [open('x'), ask(text)].join('\n');
  it.each(['USR 1 alice@passport.com 9.9', 'USR 1 bob@passport.com 1.1', 'ANS 1 bob@passport.com 9.9 11'])(
    'S-SB-04: %s',
    (text) => {
      const start = [alice, bob, key('1.1'), tries(text)];
      const ok = text.startsWith('USR') ? 'USR 1 OK bob@passport.com bob' : 'ANS 1 OK';
      expect(judged('S-SB-04', ...start, say('911 1'))).toEqual(once);
      expect(judged('S-SB-04', ...start, '<<< (close)')).toEqual(once);
      expect(judged('S-SB-04', ...start, say('201 1'))).toEqual(none);
      expect(judged('S-SB-04', ...start, say(ok)).violations).toEqual([`<<< ${ok}`]);
      expect(judged('S-SB-04', ...start, limit).violations).toEqual([limit]);
      expect(judged('S-SB-03', ...start, say('911 1'))).toEqual(none);
    },
  );
  it('S-SB-04: a wrong session is nobody’s business', () => {
    const wrong = [alone, called, open('b'), ask('ANS 1 bob@passport.com 1.2 12')];
    expect(judged('S-SB-04', ...wrong, say('911 1'))).toEqual(none);
    expect(judged('S-SB-08', ...wrong, say('911 1'))).toEqual(none);
  });
  it('S-SB-05: works once, of XFR and of RNG', () => {
    const again = tries('USR 1 alice@passport.com 1.1');
    expect(judged('S-SB-05', alone, again, say('911 1'))).toEqual(once);
    expect(judged('S-SB-05', alone, again, '<<< (close)')).toEqual(once);
    const ok = 'USR 1 OK alice@passport.com alice';
    expect(judged('S-SB-05', alone, again, say(ok)).violations).toEqual([`<<< ${ok}`]);
    expect(judged('S-SB-04', alone, again, say('911 1'))).toEqual(none);
    const twice = tries('ANS 1 bob@passport.com 1.2 11');
    expect(judged('S-SB-05', pair, twice, say('ANS 1 OK')).violations).toEqual(['<<< ANS 1 OK']);
    expect(judged('S-SB-05', pair)).toEqual(none);
  });
});

describe('S-SB-06: silence', () => {
  const silent = (ms: number): string => `${open('x')}\n++ ${ms}`;
  it('is ended after about a minute', () => {
    expect(judged('S-SB-06', silent(60_000), '<<< (close)')).toEqual(once);
    expect(judged('S-SB-06', silent(46_000), '<<< (close)')).toEqual(once);
  });
  it('is ended too early or too late', () => {
    expect(judged('S-SB-06', silent(30_000), '<<< (close)').violations).toEqual(['close']);
    expect(judged('S-SB-06', silent(75_000), limit).violations).toEqual([limit]);
    expect(judged('S-SB-06', silent(75_000), '>>> (close)').violations).toEqual(['close']);
  });
  it('is not judged by what ends it at once, by one who is gone, or by one who spoke', () => {
    expect(judged('S-SB-06', silent(5_000), '<<< (close)')).toEqual(none);
    expect(judged('S-SB-06', silent(60_000), '>>> (close)')).toEqual(none);
    expect(judged('S-SB-06', silent(60_000), limit)).toEqual(none);
    expect(judged('S-SB-06', silent(1), '>>> U', '++ 60000', '<<< (close)')).toEqual(none);
  });
});

describe('CAL', () => {
  const call = (account: string): string => on('a', ask(`CAL 2 ${account}@passport.com`));
  it('S-SB-07: RINGING and RNG', () => {
    expect(judged('S-SB-07', alone, called)).toEqual({ ...none, exercised: 2 });
    expect(judged('S-SB-07', alone, call('bob'), say('CAL 2 RINGING')).violations).toEqual(['<<< CAL 2 RINGING']);
    expect(judged('S-SB-07', alone, call('bob'), say('217 2')).violations).toEqual(['<<< 217 2']);
    expect(judged('S-SB-07', alone, call('bob'), '<<< (close)').violations).toEqual(['close']);
    expect(judged('S-SB-07', alone, call('bob'), fence()).violations).toEqual(['<<< 208 90']);
    expect(judged('S-SB-07', alone, call('bob'), say('713 2'))).toEqual(none);
  });
  it('S-SB-07: RNG has six words, and comes', () => {
    const ringing = on('a', ask('CAL 2 bob@passport.com'), say('CAL 2 RINGING 11'), '== bob');
    for (const wrong of [
      'RNG 11 127.0.0.1:1 CKI 1.2 alice@passport.com',
      'RNG 11 127.0.0.1:1 CKI 1.2 alice@passport.com alice 0',
      'RNG 11 127.0.0.1:1 CKI 1.2 alice@passport.com bob',
      'RNG 11 127.0.0.1:1 KEY 1.2 alice@passport.com alice',
      'RNG 11 127.0.0.1:1 CKI 1.2 carol@passport.com carol',
    ])
      expect(judged('S-SB-07', alone, ringing, say(wrong)).violations).toEqual([`<<< ${wrong}`]);
    const odd = 'RNG a1 sb.example CKI 1.2 alice@passport.com %61lice';
    expect(judged('S-SB-07', alone, ringing, say(odd)).violations).toEqual([]);
    expect(judged('S-SB-07', alone, ringing)).toEqual(once);
    expect(judged('S-SB-07', alone, ringing, limit).violations).toEqual([limit]);
    const elsewhere = 'RNG 11 127.0.0.1:1 CKI 1.2 alice@passport.com alice';
    expect(judged('S-SB-07', alone, ringing, on('carol', say(elsewhere))).violations).toEqual([`<<< ${elsewhere}`]);
  });
  it('S-SB-07: a CAL that does not wait for the OK accuses nobody', () => {
    const quick = [
      alice,
      bob,
      key('1.1'),
      open('a'),
      ask('USR 1 alice@passport.com 1.1'),
      ask('CAL 2 bob@passport.com'),
    ];
    const replies = [say('USR 1 OK alice@passport.com alice'), say('CAL 2 RINGING 11'), rings('bob', '1.2')];
    expect(judged('S-SB-07', ...quick, ...replies).violations).toEqual([]);
  });
  it('S-SB-07: is not about who may not want to be called', () => {
    const unknownLists = bob.replace(/>>> SYN[\s\S]*?(?=>>> CHG)/, '');
    for (const other of [
      '',
      unknownLists,
      bob.replaceAll('NLN', 'HDN'),
      bob.replace('BLP AL', 'BLP BL').replace('11 0', '8'),
    ])
      expect(judged('S-SB-07', alice, other, admitted, call('bob'), say('217 2')).violations).toEqual([]);
  });
  const bobIsGone = [alice, bob, on('bob', ask('OUT'), '<<< (close)'), admitted].join('\n');
  const missing = '== alice\n!! unknown-account nobody@passport.com';
  it('S-SB-10: 217 for who is offline', () => {
    expect(judged('S-SB-10', bobIsGone, call('bob'), say('217 2'))).toEqual(once);
    expect(judged('S-SB-10', bobIsGone, call('bob'), say('208 2')).violations).toEqual(['<<< 208 2']);
    expect(judged('S-SB-10', bobIsGone, call('bob'), say('CAL 2 RINGING 11')).violations).toEqual([
      '<<< CAL 2 RINGING 11',
    ]);
    expect(judged('S-SB-10', bobIsGone, call('bob'), '<<< (close)').violations).toEqual(['close']);
    expect(judged('S-SB-10', bobIsGone, call('bob'), say('217 2'), '<<< (close)').violations).toEqual(['close']);
    expect(judged('S-SB-10', bobIsGone, call('bob'), limit).violations).toEqual([limit]);
  });
  it('S-SB-10: 217 or 208 for who does not exist, 208 for what is no account', () => {
    for (const code of ['208', '217']) {
      expect(judged('S-SB-10', alone, missing, call('nobody'), say(`${code} 2`))).toEqual(once);
      expect(judged('S-SB-10', alone, on('a', ask('CAL 2 @@a'), say(`${code} 2`)))).toEqual(once);
      expect(judged('S-SB-10', alone, call('stranger'), say(`${code} 2`))).toEqual(once);
    }
    expect(judged('S-SB-10', alone, missing, call('nobody'), say('216 2')).violations).toEqual(['<<< 216 2']);
    expect(judged('S-SB-10', alone, on('a', ask('CAL 2 hello'), say('217 2'))).violations).toEqual(['<<< 217 2']);
    // Somebody may use it who is no client of the kit.
    expect(judged('S-SB-10', alone, call('stranger'), say('CAL 2 RINGING 11'))).toEqual(none);
    expect(judged('S-SB-10', alone, call('bob'), say('217 2'))).toEqual(none);
  });
  it('S-SB-11: 215 for oneself and for who is there', () => {
    for (const account of ['alice', 'bob']) {
      const again = on('a', ask(`CAL 5 ${account}@passport.com`));
      for (const code of ['215', '217']) expect(judged('S-SB-11', pair, again, say(`${code} 5`))).toEqual(once);
      expect(judged('S-SB-11', pair, again, say('CAL 5 RINGING 11')).violations).toEqual(['<<< CAL 5 RINGING 11']);
      expect(judged('S-SB-11', pair, again, say('800 5'))).toEqual(none);
    }
  });
  it('S-SB-11: who has been called may be called again', () => {
    const again = on('a', ask('CAL 5 bob@passport.com'));
    expect(judged('S-SB-11', alone, called, again, say('215 5'))).toEqual(once);
    expect(judged('S-SB-11', alone, called, again, say('CAL 5 RINGING 11'))).toEqual(none);
    expect(judged('S-SB-11', alone, called, again, say('216 5')).violations).toEqual(['<<< 216 5']);
    // Who has left can be called as before.
    const left = on('b', ask('OUT'), '<<< (close)', '== a', say('BYE bob@passport.com'));
    expect(judged('S-SB-11', pair, left, again, say('CAL 5 RINGING 11'))).toEqual(none);
  });
  it('S-SB-12: 216 or 217 for who blocks, and no RNG', () => {
    const start = [alice, eve, admitted, call('eve')];
    for (const code of ['216', '217']) expect(judged('S-SB-12', ...start, say(`${code} 2`))).toEqual(once);
    expect(judged('S-SB-12', ...start, say('CAL 2 RINGING 11')).violations).toEqual(['<<< CAL 2 RINGING 11']);
    const rung = rings('eve', '1.4');
    expect(judged('S-SB-12', ...start, say('217 2'), rung).violations).toHaveLength(1);
    expect(judged('S-SB-07', ...start, say('217 2')).violations).toEqual([]);
  });
  it('S-SB-12: asks for nothing where the caller does not list the callee', () => {
    const stranger = alice.replace(/<<< LST eve.*\n/, '').replace('SYN 2 5 2', 'SYN 2 5 1');
    expect(judged('S-SB-12', stranger, eve, admitted, call('eve'), say('CAL 2 RINGING 11'))).toEqual(none);
    expect(judged('S-SB-07', stranger, eve, admitted, call('eve'), say('217 2')).violations).toEqual([]);
  });
  it('S-SB-25: the session is a number, and the same', () => {
    expect(judged('S-SB-25', alone, called)).toEqual({ ...none, exercised: 2 });
    expect(judged('S-SB-25', alone, called.replace('RINGING 11', 'RINGING a1')).violations).toEqual([
      '<<< CAL 2 RINGING a1',
      '<<< RNG 11 127.0.0.1:4321 CKI 1.2 alice@passport.com alice',
    ]);
    expect(judged('S-SB-25', alone, called.replace('RNG 11', 'RNG 12')).violations).toHaveLength(1);
    const turned = [on('a', ask('CAL 2 bob@passport.com')), rings('bob', '1.2'), on('a', say('CAL 2 RINGING 12'))];
    expect(judged('S-SB-25', alone, ...turned).violations).toEqual(['<<< CAL 2 RINGING 12']);
  });
  it('S-SB-27: whom one blocks may be met through a third, or not', () => {
    const start = [alice, bob, eve, admitted, called, answered, joi];
    const third = on('b', ask('CAL 3 eve@passport.com'));
    expect(judged('S-SB-27', ...start, third, say('217 3')).variants).toEqual({ 'kept apart': 1 });
    expect(judged('S-SB-23', ...start, third, say('217 3')).violations).toEqual([]);
    const met = [
      say('CAL 3 RINGING 11'),
      rings('eve', '1.5', 'bob'),
      open('e'),
      ask('ANS 1 eve@passport.com 1.5 11'),
      say('IRO 1 1 2 alice@passport.com alice'),
      say('IRO 1 2 2 bob@passport.com bob'),
      say('ANS 1 OK'),
    ];
    expect(judged('S-SB-27', ...start, third, ...met).variants).toEqual({ 'met through a third': 1 });
    expect(judged('S-SB-27', three).variants).toEqual({});
  });
});

describe('ANS', () => {
  const start = [alone, called, answer].join('\n');
  it('S-SB-08: IRO, then OK', () => {
    expect(judged('S-SB-08', pair)).toEqual(once);
    expect(judged('S-SB-08', three)).toEqual({ ...none, exercised: 2 });
  });
  it.each([
    ['nobody named', []],
    ['counted from 0', ['IRO 1 0 1 alice@passport.com alice']],
    ['counted wrong', ['IRO 1 1 2 alice@passport.com alice']],
    ['the joiner', ['IRO 1 1 2 alice@passport.com alice', 'IRO 1 2 2 bob@passport.com bob']],
    ['a stranger', ['IRO 1 1 2 alice@passport.com alice', 'IRO 1 2 2 carol@passport.com carol']],
    ['twice', ['IRO 1 1 2 alice@passport.com alice', 'IRO 1 2 2 alice@passport.com alice']],
    ['another trid', ['IRO 2 1 1 alice@passport.com alice']],
    ['another name', ['IRO 1 1 1 alice@passport.com bob']],
    ['no name', ['IRO 1 1 1 alice@passport.com']],
  ])('S-SB-08: %s', (_what, lines) => {
    expect(judged('S-SB-08', start, ...lines.map(say), say('ANS 1 OK')).violations).toEqual(['<<< ANS 1 OK']);
  });
  it('S-SB-08: no OK, or IRO behind it', () => {
    expect(judged('S-SB-08', start, say('911 1')).violations).toEqual(['<<< 911 1']);
    expect(judged('S-SB-08', start, '<<< (close)').violations).toEqual(['close']);
    expect(judged('S-SB-08', start, iro, limit).violations).toEqual([limit]);
    const late = [iro, say('ANS 1 OK'), say('IRO 1 1 1 alice@passport.com alice')];
    expect(judged('S-SB-08', start, ...late).violations).toEqual(['<<< IRO 1 1 1 alice@passport.com alice']);
  });
  it('S-SB-08: nobody need be there, nor the chat, when the caller has gone', () => {
    const left = on('a', ask('OUT'), '<<< (close)');
    expect(judged('S-SB-08', alone, called, left, answer, say('ANS 1 OK')).violations).toEqual([]);
    expect(judged('S-SB-08', alone, called, left, answer, say('911 1')).violations).toEqual([]);
    const leaving = on('a', ask('OUT'));
    expect(judged('S-SB-08', start, leaving, '== b', say('ANS 1 OK')).violations).toEqual([]);
    expect(judged('S-SB-08', start, leaving, '== b', iro, say('ANS 1 OK')).violations).toEqual([]);
  });
  it('S-SB-09: the others hear it once', () => {
    expect(judged('S-SB-09', pair)).toEqual(once);
    const untold = [alone, called, answered];
    expect(judged('S-SB-09', ...untold)).toEqual(none);
    expect(judged('S-SB-09', ...untold, on('a', limit)).violations).toEqual([limit]);
    expect(judged('S-SB-09', ...untold, '== b', limit).violations).toEqual([]);
    const again = say('JOI bob@passport.com bob');
    expect(judged('S-SB-09', pair, on('a', again)).violations).toEqual(['<<< JOI bob@passport.com bob']);
    for (const wrong of ['JOI carol@passport.com carol', 'JOI bob@passport.com carol', 'JOI bob@passport.com'])
      expect(judged('S-SB-09', ...untold, on('a', say(wrong))).violations).toEqual([`<<< ${wrong}`]);
  });
  it('S-SB-09: JOI may come before the joiner’s OK', () => {
    expect(judged('S-SB-09', start, joi, '== b', iro, say('ANS 1 OK'), on('a', limit))).toEqual(once);
  });
  it('S-SB-09: of itself it warns', () => {
    const own = say('JOI bob@passport.com bob');
    expect(judged('S-SB-09', pair, on('b', own)).violations).toEqual(['<<< JOI bob@passport.com bob (SHOULD)']);
  });
  it('S-SB-09: who comes back is told of again', () => {
    const back = [
      on('b', ask('OUT'), '<<< (close)', '== a', say('BYE bob@passport.com')),
      on('a', ask('CAL 6 bob@passport.com'), say('CAL 6 RINGING 11')),
      rings('bob', '1.9'),
      [open('b2'), ask('ANS 1 bob@passport.com 1.9 11'), iro, say('ANS 1 OK')].join('\n'),
      joi,
    ];
    expect(judged('S-SB-09', pair, ...back)).toEqual({ ...none, exercised: 2 });
    expect(judged('S-SB-19', pair, ...back).violations).toEqual([]);
    expect(judged('S-SB-08', pair, ...back)).toEqual({ ...none, exercised: 2 });
  });
  it('S-SB-21: no client id', () => {
    expect(judged('S-SB-21', pair)).toEqual({ ...none, exercised: 2 });
    expect(
      judged('S-SB-21', alone, called, answer, say('IRO 1 1 1 alice@passport.com alice 24')).violations,
    ).toHaveLength(1);
    expect(
      judged('S-SB-21', alone, called, answered, on('a', say('JOI bob@passport.com bob 24'))).violations,
    ).toHaveLength(1);
  });
  it('S-SB-23: a third may come, and is told of two', () => {
    expect(judged('S-SB-23', three)).toEqual({ ...none, exercised: 3 });
    expect(judged('S-SB-23', pair)).toEqual(none);
    const refused = [pair, on('b', ask('CAL 3 carol@passport.com'), say('217 3'))];
    expect(judged('S-SB-23', ...refused).violations).toEqual(['<<< 217 3']);
    expect(judged('S-SB-07', ...refused).violations).toEqual([]);
    const forgotten = three
      .replace(String.raw`<<< IRO 1 2 2 bob@passport.com bob\r\n`, '')
      .replace('IRO 1 1 2 alice', 'IRO 1 1 1 alice');
    expect(judged('S-SB-23', forgotten).violations).toEqual(['<<< ANS 1 OK']);
    expect(judged('S-SB-08', forgotten).violations).toEqual([]);
  });
  it('S-SB-26: nothing comes before the OK', () => {
    const early = [start, gets('hi'), iro, say('ANS 1 OK')];
    expect(judged('S-SB-26', ...early).violations).toEqual(['<<< MSG alice@passport.com alice 2']);
    for (const wrong of ['JOI bob@passport.com bob', 'BYE alice@passport.com'])
      expect(judged('S-SB-26', start, say(wrong), say('ANS 1 OK')).violations).toEqual([`<<< ${wrong}`]);
  });
  it('S-SB-26: is put to the test only where somebody talks, comes or goes meanwhile', () => {
    expect(judged('S-SB-26', pair)).toEqual(none);
    const meanwhile = on('a', sends('U', 'hi'), '== b', iro, say('ANS 1 OK'), gets('hi'));
    expect(judged('S-SB-26', start, meanwhile)).toEqual(once);
    const before = [alone, called, on('a', sends('U', 'hi')), answered];
    expect(judged('S-SB-26', ...before)).toEqual(once);
    const settled = [alone, called, on('a', sends('U', 'hi'), fence()), answered];
    expect(judged('S-SB-26', ...settled)).toEqual(none);
  });
});

const typing = String.raw`MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\n\r\n\r\n`;
const typingBytes = typing.replaceAll(String.raw`\r\n`, '..').length;
const sendsTyping = String.raw`>>> MSG 20 U ${String(typingBytes)}\r\n${typing}`;
const getsTyping = String.raw`<<< MSG alice@passport.com alice ${String(typingBytes)}\r\n${typing}`;

describe('MSG', () => {
  it('S-SB-13: all others get it, and the sender does not', () => {
    expect(judged('S-SB-13', pair, on('a', sends('U', 'hi'), '== b', gets('hi')))).toEqual(once);
    const everybody = on('a', sends('U', 'hi'), '== b', gets('hi'), '== c', gets('hi'));
    expect(judged('S-SB-13', three, everybody)).toEqual({ ...none, exercised: 2 });
    const back = [pair, on('a', sends('U', 'hi'), gets('hi'))];
    expect(judged('S-SB-13', ...back).violations).toEqual(['<<< MSG alice@passport.com alice 2']);
  });
  it('S-SB-13: the bytes, the account and the name stay', () => {
    for (const wrong of [
      gets('hu'),
      gets('hi!'),
      gets('hi', 'bob', 'alice'),
      gets('hi', 'alice', 'bob'),
      gets('hi', 'carol'),
    ])
      expect(judged('S-SB-13', pair, on('a', sends('U', 'hi'), '== b', wrong)).violations).toHaveLength(1);
    expect(judged('S-SB-13', pair, on('a', sends('U', 'hi'), '== b', gets('hi', 'ALICE', '%61lice')))).toEqual(once);
  });
  it('S-SB-13: nobody gets what was not sent, or twice, or in another chat', () => {
    expect(judged('S-SB-13', pair, on('b', gets('hi'))).violations).toHaveLength(1);
    expect(judged('S-SB-13', pair, on('a', sends('U', 'hi'), '== b', gets('hi'), gets('hi'))).violations).toHaveLength(
      1,
    );
    const other = [pair, key('1.8'), usr('x', '1.8'), on('a', sends('U', 'hi'), '== x', gets('hi'))];
    expect(judged('S-SB-13', ...other).violations).toHaveLength(1);
  });
  it('S-SB-13: the same words may be said twice', () => {
    const twice = on('a', sends('U', 'hi'), sends('U', 'hi', '21'), '== b', gets('hi'), gets('hi'));
    expect(judged('S-SB-13', pair, twice)).toEqual({ ...none, exercised: 2 });
  });
  it('S-SB-13: each sender keeps its order', () => {
    const said = on('a', sends('U', 'one'), sends('U', 'two', '21'), '== c', sends('U', 'three'), '== b');
    expect(judged('S-SB-13', three, said, gets('three', 'carol'), gets('one'), gets('two')).violations).toEqual([]);
    expect(judged('S-SB-13', three, said, gets('two'), gets('one')).violations).toEqual([
      '<<< MSG alice@passport.com alice 3',
    ]);
  });
  it('S-SB-13: is missing by a time limit at the receiver, by ACK and a fence, or behind OUT', () => {
    const said = [pair, on('a', sends('U', 'hi'), fence())];
    expect(judged('S-SB-13', ...said, on('b', fence()))).toEqual(none);
    expect(judged('S-SB-13', ...said, limit)).toEqual(none);
    expect(judged('S-SB-13', ...said, on('b', limit)).violations).toEqual([limit]);
    const acknowledged = [pair, on('a', sends('A', 'hi'), say('ACK 20'))];
    expect(judged('S-SB-13', ...acknowledged, on('b', fence())).violations).toEqual(['<<< 208 90']);
    const left = [pair, on('a', sends('U', 'hi'), ask('OUT'), '<<< (close)'), on('b', say('BYE alice@passport.com'))];
    expect(judged('S-SB-13', ...left).violations).toEqual(['<<< BYE alice@passport.com']);
  });
  it('S-SB-13: who joins or leaves meanwhile need not get it', () => {
    const joining = [alone, called, answer, on('a', sends('U', 'hi'), '== b', iro, say('ANS 1 OK'))];
    expect(judged('S-SB-13', ...joining, limit)).toEqual(none);
    expect(judged('S-SB-13', ...joining, gets('hi'))).toEqual(once);
    const leaving = [pair, on('b', ask('OUT'), '== a', sends('U', 'hi'), '== b', limit)];
    expect(judged('S-SB-13', ...leaving)).toEqual(none);
  });
  it('S-SB-13: a close in place of delivery', () => {
    expect(judged('S-SB-13', pair, on('a', sends('U', 'hi'), '<<< (close)')).violations).toEqual(['close']);
    expect(judged('S-SB-13', pair, on('a', '!! provoked', sends('U', 'hi'), '<<< (close)'))).toEqual(none);
    expect(judged('S-SB-13', pair, on('a', sends('U', 'hi'), fence(), '<<< (close)'))).toEqual(none);
  });
  it('S-SB-24: typing notices and invitations too', () => {
    expect(judged('S-SB-24', pair, on('a', sendsTyping, '== b', getsTyping))).toEqual(once);
    expect(judged('S-SB-24', pair, on('a', sendsTyping, '== b', limit)).violations).toEqual([limit]);
    expect(judged('S-SB-13', pair, on('a', sendsTyping, '== b', limit)).violations).toEqual([]);
    const invitation = sendsTyping.replace('control', 'invite ');
    expect(judged('S-SB-24', pair, on('a', invitation, '== b', limit)).violations).toEqual([limit]);
    expect(judged('S-SB-24', pair, on('a', sends('U', 'hi'), '== b', gets('hi')))).toEqual(none);
  });
  it('S-SB-14: U has no answer', () => {
    expect(judged('S-SB-14', pair, on('a', sends('U', 'hi'), fence()))).toEqual(once);
    expect(judged('S-SB-14', pair, on('a', sends('U', 'hi')))).toEqual(none);
    for (const reply of ['ACK 20', 'NAK 20']) {
      expect(judged('S-SB-14', pair, on('a', sends('U', 'hi'), say(reply))).violations).toEqual([`<<< ${reply}`]);
      const late = on('a', sends('U', 'hi'), fence(), say(reply));
      expect(judged('S-SB-14', pair, late).violations).toEqual([`<<< ${reply}`]);
    }
  });
  it('S-SB-14: A has ACK', () => {
    expect(judged('S-SB-14', pair, on('a', sends('A', 'hi'), say('ACK 20')))).toEqual(once);
    expect(judged('S-SB-14', pair, on('a', sends('A', 'hi'), say('NAK 20'))).violations).toEqual(['<<< NAK 20']);
    expect(judged('S-SB-14', pair, on('a', sends('A', 'hi'), fence())).violations).toEqual(['<<< 208 90']);
    expect(judged('S-SB-14', pair, on('a', sends('A', 'hi'), say('ACK 21'))).violations).toEqual(['<<< ACK 21']);
    expect(judged('S-SB-14', pair, on('a', sends('A', 'hi'), say('201 20'))).violations).toEqual(['<<< 201 20']);
  });
  it('S-SB-14: N has NAK where somebody did not get it, else nothing', () => {
    expect(judged('S-SB-14', pair, on('a', sends('N', 'hi'), fence()))).toEqual(once);
    expect(judged('S-SB-14', pair, on('a', sends('N', 'hi'), say('ACK 20'))).violations).toEqual(['<<< ACK 20']);
    expect(judged('S-SB-14', pair, on('a', sends('N', 'hi'), say('NAK 20'))).violations).toEqual(['<<< NAK 20']);
  });
  it('S-SB-14: NAK is right while somebody leaves', () => {
    const leaving = [pair, on('b', '>>> (close)', '== a')];
    for (const letter of ['A', 'N'])
      expect(judged('S-SB-14', ...leaving, sends(letter, 'hi'), say('NAK 20')).violations).toEqual([]);
    expect(judged('S-SB-14', pair, on('a', sends('A', 'hi'), '== b', ask('OUT'), '== a', say('NAK 20')))).toEqual(none);
  });
  it('S-SB-15: NAK where nobody is', () => {
    for (const letter of ['A', 'N']) {
      const said = on('a', sends(letter, 'hi'));
      expect(judged('S-SB-15', alone, said, say('NAK 20'))).toEqual(once);
      expect(judged('S-SB-15', alone, said, say('ACK 20')).violations).toEqual(['<<< ACK 20']);
      expect(judged('S-SB-15', alone, said, fence()).violations).toEqual(['<<< 208 90']);
      expect(judged('S-SB-14', alone, said, say('NAK 20')).violations).toEqual([]);
    }
    expect(judged('S-SB-14', alone, on('a', sends('A', 'hi'), say('ACK 20'))).violations).toEqual([]);
    expect(judged('S-SB-15', alone, on('a', sends('U', 'hi'), fence()))).toEqual(none);
    const left = on('b', ask('OUT'), '<<< (close)', '== a');
    expect(judged('S-SB-15', pair, left, sends('A', 'hi'), say('ACK 20'))).toEqual(none);
    const told = [left, say('BYE bob@passport.com'), sends('A', 'hi')];
    expect(judged('S-SB-15', pair, ...told, say('NAK 20'))).toEqual(once);
  });
  const most = 'x'.repeat(1664);
  it('S-SB-16: 1664 bytes arrive', () => {
    expect(judged('S-SB-16', pair, on('a', sends('U', most), '== b', gets(most)))).toEqual(once);
    expect(judged('S-SB-16', pair, on('a', sends('U', most), '<<< (close)')).violations).toEqual(['close']);
    expect(judged('S-SB-16', pair, on('a', sends('U', most), '== b', limit)).violations).toEqual([limit]);
    expect(judged('S-SB-13', pair, on('a', sends('U', most), '<<< (close)')).violations).toEqual([]);
  });
  it('S-SB-16: one byte more ends the connection', () => {
    const more = on('a', '!! provoked', sends('U', `${most}x`));
    expect(judged('S-SB-16', pair, more, '<<< (close)')).toEqual(once);
    expect(judged('S-SB-16', pair, more)).toEqual(none);
    expect(judged('S-SB-16', pair, more, fence()).violations).toEqual(['<<< 208 90']);
    expect(judged('S-SB-16', pair, more, limit).violations).toEqual([limit]);
    expect(judged('S-SB-13', pair, more, '== b', limit).violations).toEqual([]);
  });
  it('S-SB-17: so does another letter', () => {
    for (const letter of ['u', 'D', 'X', 'ACK']) {
      const wrong = on('a', '!! provoked', sends(letter, 'hi'));
      expect(judged('S-SB-17', pair, wrong, '<<< (close)')).toEqual(once);
      expect(judged('S-SB-17', pair, wrong, fence()).violations).toEqual(['<<< 208 90']);
    }
    expect(judged('S-SB-17', pair, on('a', sends('S', 'hi'), fence()))).toEqual(none);
    expect(judged('S-SB-17', pair, on('a', sends('A', 'hi'), fence()))).toEqual(none);
  });
  it('S-SB-18: an empty message is one', () => {
    expect(judged('S-SB-18', pair, on('a', sends('U', ''), '== b', gets('')))).toEqual(once);
    expect(judged('S-SB-18', pair, on('a', sends('A', ''), fence())).violations).toEqual(['<<< 208 90']);
    expect(judged('S-SB-18', pair, on('a', sends('U', ''), '<<< (close)')).violations).toEqual(['close']);
    expect(judged('S-SB-18', pair, on('a', sends('U', ''), '== b', limit)).violations).toEqual([limit]);
    for (const other of ['S-SB-13', 'S-SB-14'])
      expect(judged(other, pair, on('a', sends('A', ''), fence(), '== b', limit))).toEqual(none);
  });
});

describe('the end of a chat', () => {
  const says = on('b', ask('OUT'), '<<< (close)');
  const closes = on('b', '>>> (close)');
  const bye = on('a', say('BYE bob@passport.com'));
  it.each([says, closes])('S-SB-19: the others hear it once', (leaves) => {
    expect(judged('S-SB-19', pair, leaves, bye)).toEqual(once);
    expect(judged('S-SB-19', pair, leaves)).toEqual(none);
    expect(judged('S-SB-19', pair, leaves, on('a', limit)).violations).toEqual([limit]);
    expect(judged('S-SB-19', pair, leaves, bye, bye).violations).toEqual(['<<< BYE bob@passport.com']);
    expect(judged('S-SB-19', pair, leaves, on('a', say('BYE bob@passport.com 1')))).toEqual(once);
  });
  it('S-SB-19: not of somebody who is there, or never was', () => {
    expect(judged('S-SB-19', pair, bye).violations).toEqual([]);
    expect(judged('S-SB-19', pair, bye, on('b', fence())).violations).toEqual(['<<< BYE bob@passport.com']);
    expect(judged('S-SB-19', pair, bye, on('b', '<<< (close)')).violations).toEqual([]);
    const wrong = on('a', say('BYE carol@passport.com'));
    expect(judged('S-SB-19', pair, wrong).violations).toEqual(['<<< BYE carol@passport.com']);
  });
  it('S-SB-19: who was shown out need not be told of, nor who was not', () => {
    expect(judged('S-SB-19', pair, on('b', '<<< (close)'), on('a', limit))).toEqual(none);
    const untold = [alone, called, answered, says, on('a', limit)];
    expect(judged('S-SB-19', ...untold)).toEqual(none);
  });
  const ping = on('bob', ask('PNG'), say('QNG'));
  it('S-SB-20: the session goes on', () => {
    expect(judged('S-SB-20', pair, says, ping)).toEqual(once);
    expect(judged('S-SB-20', pair, ping)).toEqual(none);
    expect(judged('S-SB-20', pair, says, on('bob', '<<< (close)')).violations).toEqual(['close']);
    expect(judged('S-SB-20', pair, closes, on('bob', '<<< (close)')).violations).toEqual(['close']);
  });
  it('S-SB-20: the session may end for other reasons', () => {
    for (const reason of [
      on('bob', ask('OUT'), '<<< (close)'),
      on('bob', say('OUT OTH'), '<<< (close)'),
      on('bob', '!! provoked', '<<< (close)'),
      on('bob', say('CHL 0 1'), '<<< (close)'),
      on('bob', '>>> (close)'),
    ])
      expect(judged('S-SB-20', pair, says, reason)).toEqual(none);
    expect(judged('S-SB-20', pair, says, ping, on('bob', '<<< (close)'))).toEqual(once);
    // A server that ends all of it.
    expect(judged('S-SB-20', pair, on('b', '<<< (close)'), on('bob', '<<< (close)'))).toEqual(none);
  });
});

describe('a call that the trace does not explain', () => {
  it('leaves its chat undecided', () => {
    const unexplained = [
      alice,
      bob,
      admitted,
      rings('bob', '1.2'),
      answer,
      say('ANS 1 OK'),
      on('b', sends('U', 'hi'), limit),
    ];
    for (const id of ['S-SB-08', 'S-SB-09', 'S-SB-13', 'S-SB-19'])
      expect(judged(id, ...unexplained).violations).toEqual([]);
  });
});
