import { Judge, judge, type Observer } from '../../src/rules';
import { persona } from './example-session';
import { serverTrace } from './trace-of';

const events = serverTrace`
  >>> PNG\r\n
  <<< QNG\r\n
`;

/** Accuses every event, at the level given. */
function accusing(level: 'MUST' | 'SHOULD' | 'MAY'): Observer {
  return (report) => (event) => report.violation(event, 'It should not be there, and it is.', { level });
}

function findingsWith(id: string, observer: Observer) {
  return judge(events, { role: 'server', observers: new Map([[id, observer]]) }).find(({ rule }) => rule.id === id);
}

describe('the judge', () => {
  it('gives a finding for every rule that binds the role, also where no observer spoke', () => {
    const server = judge([], { role: 'server' });
    expect(server).toHaveLength(166);
    expect(judge([], { role: 'client' })).toHaveLength(124);
    expect(server[0]).toMatchObject({ level: 'MUST', exercised: 0, violations: [], omitted: 0, variants: {} });
  });

  it('counts a broken rule as exercised', () => {
    expect(findingsWith('S-PNG-01', accusing('MUST'))?.exercised).toBe(1);
  });

  it('lets an observer lower the level of its rule, and never raise it', () => {
    expect(findingsWith('S-PNG-01', accusing('SHOULD'))?.violations[0]?.level).toBe('SHOULD');
    expect(findingsWith('S-PNG-02', accusing('MUST'))?.violations[0]?.level).toBe('SHOULD');
  });

  it('counts variants', () => {
    const observer: Observer = (report) => (event) => report.variant(event, event.kind);
    const found = findingsWith('S-CHL-01', observer);
    expect(found).toMatchObject({ exercised: 5, variants: { open: 1, segment: 2, command: 2 } });
  });

  it('keeps a bounded number of violations and counts the rest', () => {
    const judging = new Judge({ role: 'server', observers: new Map([['S-PNG-01', accusing('MUST')]]) });
    for (let round = 0; round < 50; round += 1) for (const event of events) judging.see(event);
    const found = judging.results().find(({ rule }) => rule.id === 'S-PNG-01');
    expect(found?.violations).toHaveLength(Judge.maxViolations);
    expect(found?.omitted).toBe(150);
  });

  it('finds the same while a trace grows as when it is complete', () => {
    const judging = new Judge({ role: 'server' });
    for (const event of events) {
      judging.see(event);
      judging.results();
    }
    expect(judging.results()).toEqual(judge(events, { role: 'server' }));
  });

  it('is not led astray by a server that floods it with strangers', () => {
    const flood = Array.from(
      { length: 5000 },
      (_, at) => `<<< NLN NLN u${at}@x.com U 0\\r\\nADD 0 RL ${at} u${at}@x.com U\\r\\n`,
    );
    const found = judge(serverTrace`${persona('bob')}${flood.join('\n')}`, { role: 'server' });
    expect(found.filter(({ violations }) => violations.length > 0).map(({ rule }) => rule.id)).toEqual(['S-PRS-07']);
  });
});

describe('a server whose stream can no longer be taken apart', () => {
  const alice = persona('alice');
  const accused = (...pieces: readonly string[]): readonly string[] =>
    judge(serverTrace`${pieces.join('\n')}`, { role: 'server' })
      .filter(({ violations }) => violations.length > 0)
      .map(({ rule }) => rule.id);
  const behind = String.raw`
    >>> CHG 4 BSY 24\r\nPNG\r\n
    <<< whatever  it is\n
    !! time-limit
    <<< (close)
  `;

  it('is accused of its framing alone where no command begins behind a payload', () => {
    const short = String.raw`<<< MSG Hotmail Hotmail 6\r\nA: 1\r\nB: 2\r\n`;
    expect(accused(alice, short, behind)).toEqual(['X-FRM-03']);
  });
  it('is accused of the profile and its length where that holds more than its headers', () => {
    const [signIn = ''] = alice.split(/(?=<<< MSG Hotmail)/);
    const head = String.raw`MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsprofile\r\nLoginTime: 1\r\nsid: 5\r\nMSPAuth: x\r\nClientIP: 1\r\nClientPort: 5\r\n\r\n`;
    const long = String.raw`<<< MSG Hotmail Hotmail 126\r\n${head}SYN 2 5\r\n`;
    expect(accused(signIn, long, behind)).toEqual(['X-FRM-03', 'S-PRO-01']);
  });
  it('is judged on its other connections as before', () => {
    const short = String.raw`<<< MSG Hotmail Hotmail 6\r\nA: 1\r\nB: 2\r\n`;
    const other = [persona('bob'), '>>> CHG 4 BSY 24\\r\\n', '!! time-limit'];
    expect(accused(alice, short, behind, ...other)).toEqual(['X-FRM-03', 'S-CHG-01']);
  });
  it('is accused of nothing where the kit gave up at an endless line', () => {
    const events = serverTrace`${[alice, String.raw`>>> CHG 4 BSY 24\r\n`, '>>> (reset)'].join('\n')}`;
    const [end] = events.slice(-1);
    if (end === undefined) throw new Error('There is an end.');
    const { index, time, connection } = end;
    const undecodable = {
      kind: 'undecodable' as const,
      ...{ index, time, connection, from: 'server' as const, code: 'line-too-long', offset: 9, message: 'Too long.' },
    };
    const findings = judge([...events.slice(0, -1), undecodable, { ...end, index: index + 1 }], { role: 'server' });
    expect(findings.filter(({ violations }) => violations.length > 0)).toEqual([]);
  });
});
