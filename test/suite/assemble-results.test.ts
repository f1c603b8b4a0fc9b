import { type DecodedItem, Decoder } from '../../src/codec';
import type { Level } from '../../src/rules';
import { assembleResults } from '../../src/suite/assemble-results';
import type { CaseDefinition } from '../../src/suite/case-definition';
import type { CaseOutcome, CaseRecord } from '../../src/suite/case-record';
import { type JudgedCase, judgeCase } from '../../src/suite/judge-case';
import { Trace } from '../../src/wire';
import { remoteSubject } from './remote-subject';

interface Told {
  readonly rules?: readonly string[];
  readonly outcome?: Partial<CaseOutcome>;
  readonly shown?: readonly (readonly [string, number])[];
  /** What the kit's client says first on that connection. */
  readonly client?: string;
  /** What the server says on one connection. */
  readonly server?: string;
  /** The case has no record: it never ran. */
  readonly isMissing?: true;
}

interface Run {
  readonly levels?: readonly Level[];
  readonly strict?: boolean;
  readonly stopped?: { readonly exitCode: 3 | 4 | 5; readonly reason: string };
}

function assembled(cases: readonly Told[], run: Run = {}) {
  const definitions = cases.map(
    ({ rules = ['S-CHG-01'] }, index): CaseDefinition => ({
      id: `server/example/case-${index}`,
      title: 'A case',
      role: 'server',
      rules,
      tags: rules.map((rule) => `@${rule}`),
      uri: 'features/example.feature',
      line: index + 1,
      needs: ['alice'],
    }),
  );
  const judged = new Map<CaseDefinition, JudgedCase>();
  const levels = run.levels ?? ['MUST', 'SHOULD', 'MAY'];
  for (const [index, definition] of definitions.entries()) {
    const told = cases[index];
    if (told !== undefined && told.isMissing === undefined) {
      const record: CaseRecord = {
        place: `${definition.uri}:${definition.line}`,
        trace: traceWith(told),
        outcome: { verdict: 'pass', reason: '', rules: [], ...told.outcome },
        closing: 'none',
        shown: new Map(told.shown ?? []),
        durationMs: 1,
      };
      judged.set(definition, judgeCase({ definition, record, role: 'server', levels }));
    }
  }
  const { stopped } = run;
  return assembleResults({
    subject: remoteSubject,
    cases: definitions,
    judged,
    seed: 1,
    levels,
    strict: run.strict ?? false,
    started: new Date(0),
    durationMs: 1,
    ...(stopped === undefined ? {} : { stopped }),
  });
}

function traceWith({ client = '', server = '' }: Told): Trace {
  const trace = new Trace();
  const connection = 'notification-1';
  trace.record({ kind: 'open', connection, service: 'notification', subject: 'server' });
  for (const [from, text] of [['client', client] as const, ['server', server] as const]) {
    if (text === '') {
      continue;
    }
    const bytes = Buffer.from(text, 'latin1');
    const boundary = from === 'server' ? 'received' : 'whole';
    trace.record({ kind: 'segment', connection, from, bytes, offset: 0, boundary });
    const items: readonly DecodedItem[] = new Decoder({ service: 'notification', from }).push(bytes);
    for (const item of items) {
      trace.record(
        item.kind === 'command'
          ? { kind: 'command', connection, from, command: item }
          : { kind: 'empty-line', connection, from, line: item },
      );
    }
  }
  return trace;
}

const failed = (rules: readonly string[]): Partial<CaseOutcome> => ({
  verdict: 'fail',
  reason: 'Expected one thing; got another.',
  rules,
});

const verdicts = (results: ReturnType<typeof assembled>) => results.cases.map(({ verdict }) => verdict);
const rule = (results: ReturnType<typeof assembled>, id: string) => results.rules.find((one) => one.id === id);
const accused = (results: ReturnType<typeof assembled>) =>
  results.rules.flatMap(({ id, violations }) => violations.map(() => id));

/** What some observer accuses the server of. */
const OBSERVED = 'QNG 1 2 3\r\n\r\n';

/** A rule of that level that an observer holds against the server in `OBSERVED`. */
function observedRule(level: Level): string {
  const found = assembled([{ server: OBSERVED }]).rules.find((one) => one.level === level && one.violations.length > 0);
  if (found === undefined) {
    throw new Error(`No observer accuses a ${level}.`);
  }
  return found.id;
}

const SHOULD = 'S-PRS-08';
const MAY = 'S-CHL-01';

describe('a case that passes', () => {
  test('marks no rule as held by its tag alone', () => {
    const results = assembled([{ rules: ['S-CHG-01', 'S-CHG-02'], shown: [['S-CHG-01', 2]] }]);
    expect(rule(results, 'S-CHG-01')).toMatchObject({ verdict: 'pass', exercised: 2 });
    expect(rule(results, 'S-CHG-02')).toMatchObject({ verdict: 'not exercised', exercised: 0 });
    expect(results).toMatchObject({ verdict: 'pass', exitCode: 0, reason: '' });
  });

  test('fails when an observer accuses a rule that it bears on, and says why', () => {
    const found = accused(assembled([{ server: OBSERVED }]));
    expect(found.length).toBeGreaterThan(0);
    const results = assembled([{ rules: [...found], server: OBSERVED }]);
    expect(verdicts(results)).toEqual(['fail']);
    expect(results.cases[0]?.reason).not.toBe('');
    expect(results.exitCode).toBe(1);
  });

  test('stays a pass when the observer accuses a rule of another concern, and the run fails all the same', () => {
    const results = assembled([{ server: OBSERVED }]);
    expect(verdicts(results)).toEqual(['pass']);
    expect(results).toMatchObject({ verdict: 'fail', exitCode: 1 });
  });
});

describe('a case that broke off', () => {
  test('accuses the rule that the transcript names, and no other', () => {
    const results = assembled([{ rules: ['S-CHG-01', 'S-CHG-02'], outcome: failed(['S-CHG-02']) }]);
    expect(accused(results)).toEqual(['S-CHG-02']);
    expect(rule(results, 'S-CHG-02')).toMatchObject({ verdict: 'fail', exercised: 1 });
    expect(rule(results, 'S-CHG-01')?.verdict).toBe('not exercised');
    expect(verdicts(results)).toEqual(['fail']);
  });

  test('accuses one rule where several are named', () => {
    expect(accused(assembled([{ outcome: failed(['S-CHG-02', 'S-PRS-11']) }]))).toEqual(['S-CHG-02']);
  });

  test('accuses the first rule of its tags that binds the subject where none is named', () => {
    const results = assembled([{ rules: ['C-CHG-01', 'S-CHG-01'], outcome: failed([]) }]);
    expect(accused(results)).toEqual(['S-CHG-01']);
  });

  test('accuses no rule of the other role', () => {
    expect(accused(assembled([{ outcome: failed(['C-CHG-01', 'S-CHG-02']) }]))).toEqual(['S-CHG-02']);
  });

  test('is not accused twice where an observer has explained it', () => {
    const observed = observedRule('MUST');
    const results = assembled([{ rules: ['S-CHG-01'], outcome: failed([observed, 'S-CHG-02']), server: OBSERVED }]);
    expect(accused(results).filter((id) => id === 'S-CHG-02' || id === 'S-CHG-01')).toEqual([]);
    expect(rule(results, observed)?.violations).toHaveLength(
      rule(assembled([{ server: OBSERVED }]), observed)?.violations.length ?? -1,
    );
    expect(verdicts(results)).toEqual(['fail']);
  });

  describe('where an observer accuses another rule on the same connection', () => {
    const connection = 'notification-1';
    const client = 'VER 1 MSNP8\r\n';
    const nameless = 'VER 1 MSNP8\r\nILN 9 NLN bob@passport.com Bob\r\n';
    const others = (server: string, place: string | undefined): readonly string[] =>
      accused(assembled([{ outcome: { ...failed(['S-PRS-06']), connection: place }, client, server }]));

    test('is explained', () => {
      expect(others(nameless, connection)).toContain('S-CHG-03');
      expect(others(nameless, connection)).not.toContain('S-PRS-06');
    });

    test('is not explained by what scripts do not look at, nor by what other connections bring', () => {
      expect(others('VER 1  MSNP8 \r\n', connection)).toContain('S-PRS-06');
      expect(others(nameless, 'notification-2')).toContain('S-PRS-06');
      expect(others(nameless, undefined)).toContain('S-PRS-06');
    });

    test('nobody else is accused where the bytes could not be taken apart', () => {
      const lost = 'VER 1 MSNP8\r\nMSG Hotmail Hotmail 6\r\nA: 1\r\nB: 2\r\n';
      expect(others(lost, undefined)).toEqual(['X-FRM-03']);
    });
  });

  test('warns where the accused rule is a SHOULD; strict makes that an unexpected result', () => {
    const told = [{ rules: [SHOULD], outcome: failed([SHOULD]) }];
    expect(assembled(told)).toMatchObject({ verdict: 'warn', exitCode: 0, cases: [{ verdict: 'warn' }] });
    expect(assembled(told, { strict: true })).toMatchObject({ verdict: 'warn', exitCode: 1 });
  });

  test('does not pass where the accused rule is a MAY: what the case is about is not offered', () => {
    const results = assembled([{ rules: [MAY, 'S-CHG-01'], outcome: failed([MAY]) }]);
    expect(verdicts(results)).toEqual(['unsupported']);
    expect(rule(results, 'S-CHG-01')?.verdict).toBe('unsupported');
    expect(results.exitCode).toBe(1);
  });

  test('fails though no rule can be accused', () => {
    const results = assembled([{ rules: [], outcome: failed([]) }]);
    expect(accused(results)).toEqual([]);
    expect(verdicts(results)).toEqual(['fail']);
    expect(results.exitCode).toBe(1);
  });
});

describe('rules that are not judged in a run', () => {
  test('are not in the document, and a case that broke off at one does not pass', () => {
    const results = assembled([{ rules: [SHOULD, 'S-CHG-01'], outcome: failed([SHOULD]) }], { levels: ['MUST'] });
    expect(rule(results, SHOULD)).toBeUndefined();
    expect(accused(results)).toEqual([]);
    expect(verdicts(results)).toEqual(['warn']);
  });

  test('explain a failure all the same, so that no other rule is accused for it', () => {
    const rules = ['S-CHG-01', observedRule('SHOULD')];
    const results = assembled([{ rules, outcome: failed([]), server: OBSERVED }], { levels: ['MUST'] });
    expect(accused(results)).not.toContain('S-CHG-01');
    expect(verdicts(results)).toEqual(['warn']);
  });

  test('do not weigh on a case that came to its end', () => {
    const rules = [observedRule('SHOULD')];
    expect(verdicts(assembled([{ rules, server: OBSERVED }], { levels: ['MUST'] }))).toEqual(['pass']);
    expect(verdicts(assembled([{ rules, server: OBSERVED }]))).toEqual(['warn']);
  });
});

describe('a case that did not get as far as a verdict', () => {
  test.each(['blocked', 'unsupported', 'inconclusive'] as const)('%s passes on to its rules', (verdict) => {
    const results = assembled([{ outcome: { verdict, reason: 'Something happened.' } }]);
    expect(verdicts(results)).toEqual([verdict]);
    expect(rule(results, 'S-CHG-01')?.verdict).toBe(verdict);
    expect(accused(results)).toEqual([]);
    expect(results).toMatchObject({ verdict, exitCode: 1 });
  });

  test('is blocked without a record, with the reason why the run stopped', () => {
    const stopped = { exitCode: 3, reason: 'Nobody answers.' } as const;
    const results = assembled([{ isMissing: true }], { stopped });
    expect(results).toMatchObject({ verdict: 'blocked', exitCode: 3, reason: 'Nobody answers.' });
    expect(results.cases[0]).toMatchObject({ verdict: 'blocked', reason: 'Nobody answers.' });
  });

  test('is no success without a record even beside one that passed', () => {
    expect(assembled([{ shown: [['S-CHG-01', 1]] }, { isMissing: true }])).toMatchObject({
      verdict: 'blocked',
      exitCode: 1,
    });
  });
});

describe('the run', () => {
  const passed: Told = { shown: [['S-CHG-01', 1]] };
  const lacking: Told = {
    rules: ['S-PRS-01'],
    outcome: { verdict: 'blocked', reason: 'There is no Bob.', lacksAccounts: true },
  };

  test('is as expected when cases lack accounts beside one that passed', () => {
    expect(assembled([passed, lacking])).toMatchObject({ verdict: 'pass', exitCode: 0 });
  });

  test('is no success when all that was asked for lacks accounts', () => {
    expect(assembled([lacking])).toMatchObject({ verdict: 'blocked', exitCode: 1 });
  });

  test('is no success when all cases are blocked though observers saw rules hold', () => {
    const blocked: Told = { outcome: { verdict: 'blocked', reason: 'No login.' }, shown: [['S-VER-01', 1]] };
    expect(assembled([blocked])).toMatchObject({ verdict: 'blocked', exitCode: 1 });
  });

  test('is as expected when a case is unsupported beside one that passed', () => {
    const unsupported: Told = { rules: ['S-USR-01'], outcome: { verdict: 'unsupported', reason: 'No dispatch.' } };
    expect(assembled([passed, unsupported])).toMatchObject({ verdict: 'pass', exitCode: 0 });
  });

  test('is not as expected when a case is inconclusive', () => {
    const slow: Told = { rules: ['S-PRS-01'], outcome: { verdict: 'inconclusive', reason: 'Nothing came.' } };
    expect(assembled([passed, slow])).toMatchObject({ verdict: 'inconclusive', exitCode: 1 });
  });

  test('ends with 4 when the kit is at fault, whatever else there is', () => {
    const kitFault = new Error('a bug');
    const faulty: Told = { outcome: { verdict: 'inconclusive', reason: 'The kit failed: a bug', kitFault } };
    expect(assembled([passed, faulty])).toMatchObject({ exitCode: 4, reason: 'The kit failed: a bug' });
  });

  test('that was given up is exit code 1 where the subject was accused, and stays 5 where a user stopped it', () => {
    const accused = { outcome: { verdict: 'fail', reason: 'It is wrong.' } } as const;
    const stopped = { reason: 'No more of it.' };
    expect(assembled([accused], { stopped: { ...stopped, exitCode: 3 } })).toMatchObject({
      verdict: 'fail',
      exitCode: 1,
    });
    expect(assembled([passed], { stopped: { ...stopped, exitCode: 3 } })).toMatchObject({ exitCode: 3 });
    expect(assembled([accused], { stopped: { ...stopped, exitCode: 5 } })).toMatchObject({
      verdict: 'fail',
      exitCode: 5,
    });
  });

  test('that was stopped is no pass though every case that ran was', () => {
    const stopped = { exitCode: 4, reason: 'The features cannot be run.' } as const;
    expect(assembled([passed], { stopped })).toMatchObject({ verdict: 'inconclusive', exitCode: 4 });
  });
});
