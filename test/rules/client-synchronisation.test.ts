import { exampleSession, sessionWith } from './example-session';
import { findingOf } from './finding-of';
import { clientTrace } from './trace-of';

function judged(text: string, id: string) {
  const { exercised, violations } = findingOf(clientTrace`${text}`, id, 'client');
  return { isExercised: exercised > 0, violations };
}

const right = { isExercised: true, violations: [] };
const undecided = { isExercised: false, violations: [] };

function accused(...violations: readonly string[]) {
  return { isExercised: true, violations };
}

/** Online, with `rest` behind the profile. */
function online(rest: string): string {
  return `${exampleSession.login}\n${rest}`;
}

const chg = String.raw`>>> CHG 9 NLN 0\r\n`;

/** A synchronised client, the lines of its list, and what it does then. */
function listed(
  lines: readonly string[],
  options: { readonly next?: string; readonly syn?: string; readonly reply?: string } = {},
): string {
  const { next = chg, syn = '0', reply = '27 1 1' } = options;
  const block = lines.map((line) => String.raw`<<< ${line}\r\n`).join('\n');
  return online(String.raw`
    >>> SYN 8 ${syn}\r\n
    <<< SYN 8 ${reply}\r\n
    ${block}
    ${next}`);
}

const start = ['GTC A', 'BLP AL', 'LSG 0 Other 0'];
const bob = 'LST bob@passport.com Bob 11 0';

describe('the corrected example session', () => {
  it.each([...['C-PRO-01', 'C-SYN-01', 'C-SYN-02', 'C-SYN-04', 'C-SYN-06', 'C-SYN-07', 'C-SYN-08', 'C-SYN-12']])(
    'exercises %s and keeps it',
    (id) => {
      expect(judged(sessionWith(), id)).toEqual(right);
    },
  );
});

describe('the profile', () => {
  it.each(['MSG 8 N 0', 'ACK 8', 'NAK 8'])('C-PRO-01: %s is no answer to it', (answer) => {
    const violations = judged(online(String.raw`>>> ${answer}\r\n`), 'C-PRO-01').violations;
    expect(violations).toEqual([`>>> ${answer}`]);
  });

  it('C-PRO-01: it may come behind SYN', () => {
    const { login } = exampleSession;
    const at = login.indexOf('<<< MSG');
    const profile = login.slice(at);
    const text = String.raw`${login.slice(0, at)}
      >>> SYN 8 0\r\n
      ${profile}
      <<< SYN 8 1 0 1\r\nGTC A\r\nBLP AL\r\nLSG 0 Other 0\r\n
      ${chg}
      !! fence`;
    expect(judged(text, 'C-PRO-01')).toEqual(right);
  });
});

describe('SYN', () => {
  it.each([
    ['C-SYN-01', 'SYN 8 none'],
    ['C-SYN-01', 'SYN 8 -1'],
    ['C-SYN-02', 'SYN 8'],
    ['C-SYN-02', 'SYN 8 0 0'],
  ])('%s: %s is wrong', (id, line) => {
    expect(judged(online(String.raw`>>> ${line}\r\n`), id)).toEqual(accused(`>>> ${line}`));
  });

  it.each([
    String.raw`>>> SYN 8 0\r\n`,
    String.raw`>>> SYN 8 4294967295\r\n`,
    String.raw`>>> PNG\r\nSYN 8 0\r\n`,
    String.raw`>>> REA 8 alice@passport.com Alice\r\n
      >>> SYN 9 0\r\n`,
    String.raw`>>> CHG 8 NLN\r\n
      <<< CHG 8 NLN\r\n
      >>> SYN 9 0\r\n`,
  ])('%s is right', (text) => {
    for (const id of ['C-SYN-01', 'C-SYN-02']) expect(judged(online(text), id)).toEqual(right);
  });

  it('C-SYN-03: a short reply is enough for whoever has a list', () => {
    const options = { syn: '6', reply: '6' };
    expect(judged(listed([], { ...options, next: `${chg}\n!! fence` }), 'C-SYN-03')).toEqual(right);
    expect(judged(listed([], options), 'C-SYN-03')).toEqual(undecided);
    expect(judged(listed([], { ...options, next: '>>> (close)' }), 'C-SYN-03')).toEqual(accused('close'));
    expect(judged(listed([], { ...options, next: '<<< (close)' }), 'C-SYN-03')).toEqual(undecided);
  });

  it('C-SYN-03: a short reply with another version, or to SYN 0, is another matter', () => {
    expect(judged(listed([], { syn: '0', reply: '6', next: '>>> (close)' }), 'C-SYN-03')).toEqual(undecided);
    expect(judged(listed([], { syn: '6', reply: '7', next: '>>> (close)' }), 'C-SYN-03')).toEqual(undecided);
  });

  it('C-SYN-13: a client may give up at a short reply to SYN 0', () => {
    expect(judged(listed([], { reply: '6', next: '>>> (close)' }), 'C-SYN-13')).toEqual(right);
    expect(judged(listed([], { reply: '6', next: '!! fence' }), 'C-SYN-13')).toEqual(right);
  });

  it('C-SYN-10: the version of the next login is the last one that was given', () => {
    const first = listed([...start, bob], { next: `${chg}\n!! fence\n>>> (close)` });
    const again = (version: string) =>
      `${first}\n${exampleSession.login.replace('== alice', '== again')}\n${String.raw`>>> SYN 8 ${version}\r\n`}`;
    expect(judged(again('27'), 'C-SYN-10')).toEqual(right);
    expect(judged(again('0'), 'C-SYN-10')).toEqual(undecided);
    expect(judged(again('26'), 'C-SYN-10')).toEqual(accused('>>> SYN 8 26'));
  });
});

describe('the list', () => {
  const cases = [
    ['C-SYN-04', [bob]],
    ['C-SYN-06', [bob, 'BPR PHH 1']],
    ['C-SYN-07', ['LST eve@passport.com Eve 12']],
    ['C-SYN-07', ['LST eve@passport.com Eve 8 0']],
    ['C-SYN-08', ['LST dave@passport.com Dave 1 1,2,3']],
    ['C-SYN-09', [bob, 'BPR HSB 1']],
    ['C-SYN-11', ['LST dave@passport.com 1 1,2,3']],
  ] as const;

  it.each(cases)('%s: %s is taken by a client that answers behind it', (id, lines) => {
    expect(judged(listed([...start, ...lines], { next: `${chg}\n!! fence` }), id)).toEqual(right);
  });

  it('C-SYN-04: whether the list or the profile drove a client away cannot be told', () => {
    expect(judged(listed([...start, bob], { next: '>>> (close)' }), 'C-SYN-04')).toEqual(undecided);
  });

  it.each(cases.slice(1))('%s: %s is not taken by one that leaves', (id, lines) => {
    expect(judged(listed([...start, ...lines], { next: '>>> (close)' }), id)).toEqual(accused('close'));
  });

  it.each(cases)('%s: %s decides nothing where the kit ends the session', (id, lines) => {
    expect(judged(listed([...start, ...lines], { next: '<<< (close)' }), id).violations).toEqual([]);
    expect(judged(listed([...start, ...lines], { next: '!! end\n>>> (close)' }), id).violations).toEqual([]);
    expect(judged(listed([...start, ...lines], { next: '!! asked logout\n>>> OUT\\r\\n' }), id).violations).toEqual([]);
  });

  it('C-SYN-05: nobody need be on it', () => {
    expect(judged(listed(start, { reply: '1 0 1' }), 'C-SYN-05')).toEqual(right);
    expect(judged(listed(start, { reply: '1 0 1', next: '!! fence\n!! time-limit' }), 'C-SYN-05')).toEqual(
      accused('!! time-limit'),
    );
    expect(judged(listed(start, { reply: '1 0 1', next: '!! time-limit' }), 'C-SYN-05')).toEqual(undecided);
    expect(judged(listed(start, { reply: '1 0 1', next: '' }), 'C-SYN-05')).toEqual(undecided);
  });

  it('C-SYN-12: whoever is on RL alone is answered; that nobody is asked cannot be seen', () => {
    const fred = [...start, 'LST fred@passport.com Fred 8'];
    const add = (list: string) => String.raw`>>> ADD 9 ${list} fred@passport.com Fred\r\n`;
    expect(judged(listed(fred, { next: add('AL') }), 'C-SYN-12')).toEqual(right);
    expect(judged(listed(fred, { next: add('BL') }), 'C-SYN-12')).toEqual(right);
    expect(judged(listed(fred, { next: `${chg}\n!! fence` }), 'C-SYN-12')).toEqual(undecided);
  });
});
