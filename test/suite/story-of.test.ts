import { Decoder } from '../../src/codec';
import type { CaseResult, Verdict } from '../../src/report';
import { storyOf, withinStoryBudget } from '../../src/suite/story-of';
import { type Offence, offenceOf } from '../../src/suite/wrong-bytes';
import { shownTrace, Trace, type TraceEvent } from '../../src/wire';
import { clientTrace, serverTrace } from '../rules/trace-of';

function story(
  events: readonly TraceEvent[],
  options: { readonly secrets?: readonly string[]; readonly offences?: readonly Offence[] } = {},
) {
  const { secrets = [], offences = [] } = options;
  return storyOf({ events, shown: shownTrace({ events, secrets: new Set(secrets) }, {}), offences });
}

/** The commands as the decoder takes them apart: a trace of a template knows no forms. */
function decoded(events: readonly TraceEvent[]): TraceEvent[] {
  return events.map((event) => {
    if (event.kind !== 'command') {
      return event;
    }
    const [command] = new Decoder({ service: 'notification', from: event.from }).push(event.command.raw);
    return command?.kind === 'command' ? { ...event, command } : event;
  });
}

test('tells of connections, segments, commands and closes', () => {
  const events = serverTrace`
    == alice
    >>> REA 5 bob@passport.com Bob%20B\r\n
    <<< REA 5 31 bob@passport.com Bob%20B\r\nLST carol@passport.com C%e2%80%a8 11 0\r\n
    <<< (close)`;
  expect(story(decoded(events))).toEqual([
    { index: 0, time: 1, connection: 'alice', kind: 'open', service: 'notification', text: 'opens' },
    {
      index: 1,
      time: 2,
      connection: 'alice',
      kind: 'segment',
      from: 'client',
      boundary: 'proven',
      text: String.raw`REA 5 bob@passport.com Bob%20B\r\n`,
    },
    {
      index: 2,
      time: 3,
      connection: 'alice',
      kind: 'command',
      from: 'client',
      text: 'REA with transaction id 5',
      notes: ['name: Bob B'],
    },
    {
      index: 3,
      time: 4,
      connection: 'alice',
      kind: 'segment',
      from: 'server',
      boundary: 'received',
      text: `${String.raw`REA 5 31 bob@passport.com Bob%20B\r\n`}\n${String.raw`LST carol@passport.com C%e2%80%a8 11 0\r\n`}`,
    },
    {
      index: 4,
      time: 5,
      connection: 'alice',
      kind: 'command',
      from: 'server',
      text: 'REA with transaction id 5',
      notes: ['name: Bob B'],
    },
    {
      index: 5,
      time: 6,
      connection: 'alice',
      kind: 'command',
      from: 'server',
      text: 'LST without a transaction id',
      notes: [String.raw`name: C\u{2028}`, 'lists 11: FL AL RL'],
    },
    { index: 6, time: 7, connection: 'alice', kind: 'close', from: 'server', text: 'closes' },
  ]);
});

test('masks secrets and writes what a terminal or a page would obey as escapes', () => {
  const events = clientTrace`
    == p passport
    >>> GET /login HTTP/1.1 | Authorization: pwd=hush,sign-in=alice
    == alice
    !! asked sign in
    >>> USR 4 TWN S t=secret\xe2\x80\xa8\x1b\\n\r\n`;
  const text = JSON.stringify(story(events, { secrets: ['t=secret'] }));
  expect(text).not.toMatch(/hush|secret|\u2028|\p{Cc}/u);
  expect(story(events).findLast(({ kind }) => kind === 'segment')?.text).toBe(
    String.raw`USR 4 TWN S t=secret\xe2\x80\xa8\x1b\\n\r\n`,
  );
});

const [segment] = serverTrace`
  == alice
  >>> PNG\r\n`.slice(1);

function flood(count: number, bytes: Uint8Array): TraceEvent[] {
  if (segment?.kind !== 'segment') {
    throw new Error('The template has no segment.');
  }
  return Array.from({ length: count }, (_, index) => ({ ...segment, index, bytes }));
}

test('marks the wrong bytes in the segments that brought them, across a cut and behind an end of line', () => {
  const events = serverTrace`
    == alice
    <<< PNG\r\nREA 5 3
    <<< 1 bob@passport.com Bob\r\nQNG\r\n`;
  const event = events.findIndex((one) => one.kind === 'command' && one.command.name === 'REA');
  const message = 'The version would have been 32, and 31 came.';
  const told = story(events, { offences: [offenceOf({ rule: 'S-REA-01', event, events, message })] });
  expect(
    told.flatMap(({ text, accused = [] }) =>
      accused.map(({ rule, from, to }) => [rule, from === undefined ? text : text.slice(from, to)]),
    ),
  ).toEqual([
    ['S-REA-01', '3'],
    ['S-REA-01', '1'],
  ]);
});

test('an event that is no command is marked as a whole', () => {
  const events = serverTrace`
    == alice
    >>> PNG\r\n
    <<< (close)`;
  const event = events.length - 1;
  const told = story(events, { offences: [offenceOf({ rule: 'S-PNG-01', event, events, message: 'It closes.' })] });
  expect(told.map(({ accused }) => accused)).toEqual([
    ...Array.from({ length: event }, () => undefined),
    [{ rule: 'S-PNG-01' }],
  ]);
});

test('of a long trace what is accused, the beginning and the end are kept, and each gap is told', () => {
  const trace = new Trace();
  for (let index = 0; index < 2000; index += 1) {
    trace.remark({ topic: 'fence', text: `remark ${index}` });
  }
  const told = story(trace.events, { offences: [{ rule: 'S-PNG-01', event: 1000 }] });
  expect(told).toHaveLength(302);
  expect(told[0]?.text).toBe('remark 0');
  expect(told.at(-1)?.text).toBe('remark 1999');
  expect(told.filter(({ text, index }) => text === `remark ${index}` && index >= 988 && index <= 1012)).toHaveLength(
    25,
  );
  const left = told.filter(({ text }) => text.endsWith('events are left out here.'));
  expect(left.map(({ text }) => Number(/\d+/.exec(text)?.[0])).reduce((sum, one) => sum + one)).toBe(1700);
});

test('is bounded in events', () => {
  const short = Buffer.from('PNG\r\n');
  expect(story(flood(300, short))).toHaveLength(300);
  const told = story(flood(301, short));
  expect(told).toHaveLength(301);
  expect(told[150]).toMatchObject({ kind: 'remark', text: 'The story would be too long: an event is left out here.' });
});

test('is bounded in characters', () => {
  expect(story(flood(1, Buffer.alloc(4096, 'a')))[0]?.text).toHaveLength(4096);
  expect(story(flood(1, Buffer.alloc(4098, 'a')))[0]?.text.slice(-20)).toBe('aaaa… (2 more bytes)');
  const told = story(flood(300, Buffer.alloc(100_000, 0)));
  expect(JSON.stringify(told).length).toBeLessThan(48 * 1024 + 200);
  expect(told.some(({ text }) => /: \d+ events are left out here\.$/.test(text))).toBe(true);
});

test('cases that say more than that all is well keep their stories first, and the bound is firm', () => {
  const told = story(flood(1, Buffer.from('PNG\r\n')));
  const size = JSON.stringify(told).length;
  const one = (verdict: Verdict, accused: readonly string[] = []): CaseResult => ({
    id: verdict,
    title: '',
    rules: [],
    tags: [],
    verdict,
    closing: 'clean',
    durationMs: 0,
    reason: '',
    trace: '',
    accused,
    story: told,
  });
  const cases = [one('pass'), one('fail'), one('pass', ['S-ADD-01']), one('blocked')];
  const kept = (most: number) => withinStoryBudget(cases, { most }).map((result) => result.story !== undefined);
  expect(kept(4 * size)).toEqual([true, true, true, true]);
  expect(kept(4 * size - 1)).toEqual([false, true, true, true]);
  expect(kept(3 * size - 1)).toEqual([false, true, true, false]);
  expect(kept(0)).toEqual([false, false, false, false]);
});
