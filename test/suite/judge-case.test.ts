import type { CaseDefinition } from '../../src/suite/case-definition';
import { judgeCase } from '../../src/suite/judge-case';
import { Trace, type TraceEvent } from '../../src/wire';
import { clientTrace } from '../rules/trace-of';

const definition: CaseDefinition = {
  id: 'client/example/a-case',
  title: 'A case',
  role: 'client',
  rules: ['C-CHL-04'],
  tags: ['@C-CHL-04'],
  uri: 'features/example.feature',
  line: 1,
  needs: ['alice'],
};

/** The rules, but for that of the login which is not shown, that are accused of a case that broke off on the connection of Alice, where an answer to a challenge was expected. */
function accusedIn(events: readonly TraceEvent[]): readonly string[] {
  const trace = new Trace();
  for (const { index: _, time: __, ...event } of events) {
    trace.record(event);
  }
  return judgeCase({
    definition,
    role: 'client',
    levels: ['MUST', 'SHOULD', 'MAY'],
    record: {
      place: 'features/example.feature:1',
      trace,
      outcome: {
        verdict: 'fail',
        reason: 'Expected QRY.',
        rules: ['C-CHL-04'],
        accepted: 'QRY <first>',
        connection: events[0]?.connection,
      },
      closing: 'none',
      shown: new Map(),
      durationMs: 1,
    },
  }).result.accused.filter((rule) => rule !== 'C-VER-01');
}

const wrong = String.raw`
    == alice
    <<< USR 7 OK a@x.com A 1 0\r\n
    <<< CHL 0 29409134351025259292\r\n
    >>> QRY 8 msmsgs@msnmsgr.com 32\r\n
        00000000000000000000000000000000
    >>> PNG\r\n`;

test('a case that the kit ends with 540 accuses of what was refused, and of nothing beyond', () => {
  const events = clientTrace`${wrong}
    <<< 540 8\r\n
    <<< (close)
    !! end The case is over`;
  expect(accusedIn(events)).toEqual(['C-CHL-01']);
});

test('what a client does wrong long before it falls silent explains nothing: the close of the kit is that of the end', () => {
  const events = clientTrace`${wrong}
    <<< NLN NLN bob@passport.com Bob 0\r\n
    !! end The case is over
    <<< (reset)`;
  expect(accusedIn(events)).toEqual(['C-CHL-01', 'C-CHL-04']);
});
