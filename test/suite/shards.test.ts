import * as fc from 'fast-check';
import {
  joinShards,
  type Results,
  ShardError,
  type SourcedResults,
  type Verdict,
  type Violation,
} from '../../src/report';
import { catalogue } from '../../src/rules';
import { dealCases, SelectorError } from '../../src/suite';
import { assembleResults } from '../../src/suite/assemble-results';
import type { CaseDefinition } from '../../src/suite/case-definition';
import type { JudgedCase } from '../../src/suite/judge-case';
import { remoteSubject } from './remote-subject';

describe('cases are dealt out as cards are', () => {
  test('each shard has every n-th', () => {
    const cases = ['a', 'b', 'c', 'd', 'e'];
    expect(dealCases(cases, { index: 1, of: 2 })).toEqual(['a', 'c', 'e']);
    expect(dealCases(cases, { index: 2, of: 2 })).toEqual(['b', 'd']);
    expect(dealCases(cases, { index: 1, of: 1 })).toEqual(cases);
    expect(dealCases(cases, { index: 5, of: 5 })).toEqual(['e']);
  });

  test('there cannot be more shards than cases', () => {
    expect(() => dealCases(['a', 'b'], { index: 1, of: 3 })).toThrow(
      new SelectorError('3 shards need 3 cases at least, and this run has 2.'),
    );
  });
});

/** What one case of a generated run says. */
interface Told {
  readonly rules: readonly string[];
  readonly verdict: Verdict;
  readonly lacksAccounts: boolean;
  readonly isMissing: boolean;
  readonly exercised: readonly (readonly [string, number])[];
  readonly accused: readonly (readonly [string, Violation['level']])[];
  readonly variants: readonly (readonly [string, string, number])[];
}

const someRule = fc.constantFrom(
  ...catalogue
    .filter(({ level }) => level.server !== undefined)
    .map(({ id }) => id)
    .slice(0, 6),
);
const told: fc.Arbitrary<Told> = fc.record({
  rules: fc.uniqueArray(someRule, { minLength: 1, maxLength: 3 }),
  verdict: fc.constantFrom<Verdict>('pass', 'pass', 'pass', 'warn', 'fail', 'unsupported', 'blocked', 'inconclusive'),
  lacksAccounts: fc.boolean(),
  isMissing: fc.boolean(),
  exercised: fc.array(fc.tuple(someRule, fc.nat(3)), { maxLength: 3 }),
  accused: fc.array(fc.tuple(someRule, fc.constantFrom<Violation['level']>('MUST', 'SHOULD', 'MAY')), { maxLength: 2 }),
  variants: fc.array(fc.tuple(someRule, fc.constantFrom('one', 'other', '__proto__'), fc.integer({ min: 1, max: 3 })), {
    maxLength: 2,
  }),
});

function definitionOf({ rules }: Told, index: number): CaseDefinition {
  return {
    id: `server/example/case-${index}`,
    title: 'A case',
    role: 'server',
    rules,
    tags: [],
    uri: 'features/example.feature',
    line: index + 1,
    needs: [],
  };
}

function judgedOf(
  definition: CaseDefinition,
  { verdict, lacksAccounts, exercised, accused, variants }: Told,
): JudgedCase {
  const { id, title, rules, tags } = definition;
  const isLacking = lacksAccounts && verdict === 'blocked';
  return {
    result: {
      id,
      title,
      rules,
      tags,
      verdict,
      closing: 'clean',
      durationMs: 1,
      reason: verdict === 'pass' ? '' : 'So it was.',
      trace: `traces/${id}.txt`,
      accused: accused.map(([rule]) => rule),
      ...(isLacking ? { lacksAccounts: true } : {}),
    },
    outcome: {
      verdict: verdict === 'warn' || verdict === 'not exercised' ? 'pass' : verdict,
      reason: '',
      rules: [],
      ...(isLacking ? { lacksAccounts: true } : {}),
    },
    exercised: new Map(exercised),
    accusations: accused.map(([rule, level], event) => ({
      rule,
      violation: { case: id, message: `${rule} in ${id}`, level, trace: '', event },
    })),
    variants: new Map(variants.map(([rule, variant, times]) => [rule, Object.fromEntries([[variant, times]])])),
  };
}

/** Results of some cases of a generated run: all of them, or one shard. */
function assembled(options: {
  readonly all: readonly Told[];
  readonly shard?: { readonly index: number; readonly of: number };
  readonly strict: boolean;
  readonly reason: string;
}): Results {
  const { all, shard, strict, reason } = options;
  const everyCase = all.map((one, index) => ({ told: one, definition: definitionOf(one, index) }));
  const cases = shard === undefined ? everyCase : dealCases(everyCase, shard);
  return assembleResults({
    subject: remoteSubject,
    cases: cases.map(({ definition }) => definition),
    judged: new Map(
      cases.flatMap((one) =>
        one.told.isMissing && reason !== '' ? [] : [[one.definition, judgedOf(one.definition, one.told)] as const],
      ),
    ),
    seed: 7,
    levels: ['MUST', 'SHOULD'],
    strict,
    asked: { command: 'msnp8 server', selectors: [], ...(shard === undefined ? {} : { shard }) },
    started: new Date(0),
    durationMs: 0,
    ...(reason === '' ? {} : { stopped: { exitCode: 3, reason } }),
  });
}

function shardsOf(
  of: number,
  make: (shard: { readonly index: number; readonly of: number }) => Results,
): SourcedResults[] {
  return Array.from({ length: of }, (_, index) => ({
    source: `${index + 1}.json`,
    results: make({ index: index + 1, of }),
  }));
}

test('the union of the shards is the whole run', () => {
  fc.assert(
    fc.property(
      fc.array(told, { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.boolean(),
      fc.constantFrom('', '', '', 'The server is gone.'),
      fc.infiniteStream(fc.nat()),
      (all, draw, strict, reason, order) => {
        const of = 1 + (draw % all.length);
        const shards = shardsOf(of, (shard) => assembled({ all, shard, strict, reason }));
        const given = shards
          .map((shard) => ({ shard, place: order.next().value ?? 0 }))
          .sort((one, other) => one.place - other.place)
          .map(({ shard }) => shard);
        const [joined, ...more] = joinShards(given);
        expect(more).toEqual([]);
        expect(joined?.results).toEqual(assembled({ all, strict, reason }));
      },
    ),
    { numRuns: 300 },
  );
});

describe('shards that make no run', () => {
  const one: Told = {
    rules: ['X-FRM-01'],
    verdict: 'pass',
    lacksAccounts: false,
    isMissing: false,
    exercised: [['X-FRM-01', 1]],
    accused: [],
    variants: [],
  };
  const all = [one, one, one, one];
  const make = (shard: { readonly index: number; readonly of: number }) =>
    assembled({ all, shard, strict: false, reason: '' });
  const [first, second, third] = shardsOf(3, make);
  const shards = (...some: (SourcedResults | undefined)[]) => some.filter((shard) => shard !== undefined);
  const changed = (shard: SourcedResults | undefined, source: string, change: Partial<Results>) =>
    shard === undefined ? undefined : { source, results: { ...shard.results, ...change } };

  test.each<[string, readonly (SourcedResults | undefined)[], ShardError]>([
    [
      'one is missing',
      [first, third],
      new ShardError('missing-shard', 'Shard 2 of 3 is missing: 1.json is shard 1, 3.json is shard 3.'),
    ],
    [
      'one is there twice',
      [first, second, changed(second, 'again.json', {}), third],
      new ShardError('double-shard', 'Shard 2 of 3 is there twice: 2.json and again.json.'),
    ],
    [
      'one has another seed',
      [first, changed(second, '2.json', { seed: 8 }), third],
      new ShardError(
        'missing-shard',
        'Shard 2 of 3 is missing: 1.json is shard 1, 3.json is shard 3; 2.json is shard 2 of a run with another seed: 8.',
      ),
    ],
    [
      'one is of another version of the kit',
      [first, second, changed(third, '3.json', { kit: { name: 'msnp8-conformance', version: '9' } })],
      new ShardError(
        'missing-shard',
        'Shard 3 of 3 is missing: 1.json is shard 1, 2.json is shard 2; 3.json is shard 3 of a run with another version of the kit: 9.',
      ),
    ],
    [
      'one has too few cases',
      [first, second, changed(third, '3.json', { cases: [] })],
      new ShardError(
        'not-one-run',
        '1.json + 2.json + 3.json are not the shards of one run: of 3 cases shard 1 has 2 and not 1.',
      ),
    ],
    [
      'two have the same case',
      [first, second, changed(third, '3.json', { cases: second?.results.cases ?? [] })],
      new ShardError(
        'not-one-run',
        '1.json + 2.json + 3.json are not the shards of one run: a case is in two of them.',
      ),
    ],
    [
      'one judges fewer rules',
      [first, second, changed(third, '3.json', { rules: [] })],
      new ShardError(
        'not-one-run',
        '1.json + 2.json + 3.json are not the shards of one run: one of them does not judge X-FRM-01.',
      ),
    ],
    [
      'there are more of them than can be',
      [changed(first, '1.json', { run: { ...make({ index: 1, of: 3 }).run, shard: { index: 1, of: 2 ** 52 } } })],
      new ShardError('missing-shard', `Shard 2 of ${2 ** 52} is missing: 1.json is shard 1.`),
    ],
  ])('%s', (_, documents, error) => {
    expect(() => joinShards(shards(...documents))).toThrow(error);
  });

  test('a shard that could not go on stops the run, and is named', () => {
    const stopped = changed(second, '2.json', { exitCode: 5, reason: 'The run was stopped.' });
    const [joined] = joinShards(shards(first, stopped, third));
    expect(joined?.results).toMatchObject({
      exitCode: 5,
      verdict: 'inconclusive',
      reason: 'Shard 2 of 3: The run was stopped.',
    });
  });

  test('a subject that never told its name in one shard is the one of the others', () => {
    const named = {
      role: 'server',
      kind: 'remote',
      target: '127.0.0.1:1863',
      program: { name: 'X', version: '1' },
    } as const;
    const [joined, ...more] = joinShards(shards(first, changed(second, '2.json', { subject: named }), third));
    expect(more).toEqual([]);
    expect(joined?.results.subject).toEqual(named);
  });

  test('shards of two programs are two runs', () => {
    const of = (name: string) =>
      [first, second, third].map((shard) => {
        const program = { name, version: '1' };
        return changed(shard, name, { subject: { role: 'server', kind: 'remote', target: '127.0.0.1:1863', program } });
      });
    expect(joinShards(shards(...of('X'), ...of('Y'))).map(({ source }) => source)).toEqual(['X + X + X', 'Y + Y + Y']);
  });
});
