import { evidenceOf } from '../../src/suite/evidence-of';
import { shownTrace, type TraceEvent } from '../../src/wire';
import { clientTrace, serverTrace } from '../rules/trace-of';

interface About {
  readonly events: readonly TraceEvent[];
  readonly role?: 'client' | 'server';
  /** The event is the last command of this name. */
  readonly at: string;
  readonly message: string;
  readonly accepted?: string;
  readonly difference?: { readonly position?: number; readonly payloadByte?: number };
  readonly secrets?: readonly string[];
}

function evidence({ events, role = 'server', at, secrets = [], ...about }: About) {
  const event = events.findLast((one) => (one.kind === 'command' ? one.command.name === at : one.kind === at))?.index;
  const shown = shownTrace({ events, secrets: new Set(secrets) }, {});
  return evidenceOf({ events, shown, role, event: event ?? -1, ...about });
}

/** What is marked. */
function marked({ received, mark }: ReturnType<typeof evidenceOf>): string {
  return mark === undefined ? '' : received.slice(mark.from, mark.to);
}

const addition = serverTrace`
  == alice
  >>> PNG\r\n
  >>> ADD 16 BL bob@passport.com Bob\r\nREM 17 AL bob@passport.com\r\n
  <<< QNG\r\nADD 16 BL 31 bob@passport.co Bob\r\nREM 17 AL 32 bob@passport.com\r\n`;

test('a script that broke off: the request, what was expected, what came and the word that differs', () => {
  const found = evidence({
    events: addition,
    at: 'ADD',
    message: 'Expected this; got that.',
    accepted: 'ADD 16 BL <added> bob@passport.com Bob',
    difference: { position: 3 },
  });
  expect(found).toMatchObject({
    sent: '>>> ADD 16 BL bob@passport.com Bob\\r\\n',
    accepted: '<<< ADD 16 BL <added> bob@passport.com Bob',
    form: 'ADD 0 list version account name {group} or ADD trid list version account name {group}',
    received: '<<< ADD 16 BL 31 bob@passport.co Bob\\r\\n',
  });
  expect(marked(found)).toBe('bob@passport.co');
  expect(found.around).toEqual([
    '# [0] 1.0 ms alice opens',
    '# [1] 2.0 ms alice (boundary proven)',
    '>>> PNG\\r\\n',
    '# [3] 4.0 ms alice (boundary proven)',
    '>>> ADD 16 BL bob@passport.com Bob\\r\\n',
    '    REM 17 AL bob@passport.com\\r\\n',
    '# [6] 7.0 ms alice',
    '<<< QNG\\r\\n',
    '    ADD 16 BL 31 bob@passport.co Bob\\r\\n',
    '    REM 17 AL 32 bob@passport.com\\r\\n',
  ]);
});

test.each([
  ['the end of the line, where a word is missing', { position: 9 }, '\\r\\n'],
  ['the whole line, where another command came', {}, 'ADD 16 BL 31 bob@passport.co Bob'],
])('the mark is %s', (_, difference, expected) => {
  const found = evidence({ events: addition, at: 'ADD', message: '', accepted: 'ADD', difference });
  expect(marked(found).replace('<<< ', '')).toBe(expected);
});

test('the first byte of a payload that differs', () => {
  const events = serverTrace`
    == alice switchboard
    <<< MSG bob@passport.com Bob 5\r\nab\xffde`;
  const difference = { position: -1, payloadByte: 2 };
  const found = evidence({ events, at: 'MSG', message: '', accepted: 'MSG', difference });
  expect(marked(found)).toBe('\\xffde');
});

test('what a sentence of ours quotes behind `and` is what is marked', () => {
  const message = 'The version should be later than 30, and 29 came.';
  const events = serverTrace`
    == alice
    >>> ADD 29 BL bob@passport.com Bob\r\n
    <<< ADD 31 BL 29 bob@passport.com Bob\r\n`;
  const found = evidence({ events, at: 'ADD', message });
  expect(marked(found)).toBe('29');
  expect(found.accepted).toBe('The version should be later than 30');
});

test('an oddity is marked where the sentence quotes nothing', () => {
  const events = serverTrace`
    == alice
    <<< QNG\t50\r\n`;
  const withOddity = events.map((event) =>
    event.kind === 'command'
      ? {
          ...event,
          command: { ...event.command, oddities: [{ code: 'tab' as const, offset: 3, message: 'A TAB.' }] },
        }
      : event,
  );
  expect(marked(evidence({ events: withOddity, at: 'QNG', message: 'A blank should come, and a TAB came.' }))).toBe(
    '\\t',
  );
});

test('nothing came: a close has no mark and says so by an empty line', () => {
  const events = serverTrace`
    == alice
    >>> PNG\r\n
    <<< (close)`;
  const found = evidence({ events, at: 'close', message: 'PNG should be answered by QNG, and the server closed.' });
  expect(found).toMatchObject({ sent: '>>> PNG\\r\\n', received: '', form: '' });
  expect(found.mark).toBeUndefined();
});

test('an event that is not there brings no more than the sentence', () => {
  expect(evidence({ events: [], at: 'ADD', message: 'It should be so, and is not.' })).toEqual({
    sent: '',
    accepted: 'It should be so',
    form: '',
    received: '',
    around: [],
  });
});

test('what the kit asked a client for', () => {
  const events = clientTrace`
    == alice
    <<< CHL 0 1234\r\n
    !! asked block bob@passport.com
    >>> REM 15 FL bob@passport.com\r\n`;
  const message = 'A block should not touch the FL, and "FL" came.';
  const found = evidence({ events, role: 'client', at: 'REM', message });
  expect(found.sent).toBe('(asked the client: block bob@passport.com)');
  expect(marked(found)).toBe('FL');
});

test('secrets are masked, also in what is quoted', () => {
  const events = clientTrace`
    == alice
    >>> USR 4 TWN S t=secret&p=\r\n`;
  const found = evidence({
    events,
    role: 'client',
    at: 'USR',
    message: 'x',
    accepted: 'USR 4 TWN S t=other',
    difference: { position: 3 },
    secrets: ['t=secret&p='],
  });
  expect(found.received).toBe('>>> USR 4 TWN S ***********\\r\\n');
  expect(marked(found)).toBe('***********');
  expect(found.around.join()).not.toContain('secret');
});

test('a peer that writes long lines and many of them fills no report', () => {
  const long = 'x'.repeat(5000);
  const events = serverTrace`
    == alice
    <<< ${Array.from({ length: 50 }, (_, at) => `NLN ${at} ${long}\\r\\n`).join('')}`;
  const found = evidence({ events, at: 'NLN', message: `It should be short, and "${long}" came.` });
  expect(Math.max(...[found.received, ...found.around].map(({ length }) => length))).toBeLessThanOrEqual(301);
  expect(found.around.length).toBeLessThanOrEqual(12);
  expect(found.around.at(-1)).toContain('NLN 49');
  expect(found.mark?.to).toBeLessThanOrEqual(301);
});
