import fc from 'fast-check';
import { type CheckSettings, checkProperty, type PropertyRun } from '../../src/properties/check-property';
import type { Property, Stage } from '../../src/properties/property';
import { PropertyFailure } from '../../src/properties/property-failure';
import { type ClientSubject, embeddedClient, SubjectError } from '../../src/subjects';
import { Trace } from '../../src/wire';

const settings: CheckSettings = {
  seed: 7,
  runs: 50,
  deadline: Number.POSITIVE_INFINITY,
  stop: new AbortController().signal,
  confirmation: { failures: 2, tries: 3 },
  shrinkMs: 10_000,
};

type Numbers = Property<ClientSubject, Stage & { readonly number: number }, readonly number[]>;

/** A property of numbers that needs no wire: `attempt` says whether it holds. */
function check(
  attempt: (numbers: readonly number[], stage: number) => void,
  options: Partial<Numbers> & { readonly settings?: Partial<CheckSettings> } = {},
): Promise<PropertyRun> & { readonly opened: () => number; readonly closed: () => number } {
  let opened = 0;
  let closed = 0;
  const property: Numbers = {
    name: 'numbers',
    title: 'Numbers',
    statement: 'Whatever the numbers, it holds.',
    rules: ['X-FRM-06'],
    runs: 50,
    needs: [],
    arbitrary: fc.array(fc.nat({ max: 100 }), { maxLength: 10 }),
    exhaustive: () => [],
    toData: (example) => example,
    fromData: (data) => (Array.isArray(data) ? data : []),
    unmet: () => undefined,
    open: async () => {
      opened += 1;
      return {
        number: opened,
        trace: new Trace(),
        close: async () => {
          closed += 1;
        },
      };
    },
    examplesPerStage: 10,
    attempt: async (numbers, stage) => attempt(numbers, stage.number),
    ...options,
  };
  const context = {
    subject: embeddedClient(),
    timeoutMs: 100,
    authority: () => Promise.reject(new Error('Nobody asks for it.')),
  };
  const run = checkProperty(property, context, { ...settings, ...options.settings });
  return Object.assign(run, { opened: () => opened, closed: () => closed });
}

function fail(message = 'It does not hold.', bySilence = false): never {
  throw new PropertyFailure({ rule: 'X-FRM-06', message, bySilence });
}

describe('a property', () => {
  test('that holds has passed all examples, and leaves nothing open', async () => {
    const seen: string[] = [];
    const run = check((numbers) => void seen.push(numbers.join()), { exhaustive: () => [[1], [2]] });
    expect(await run).toMatchObject({ verdict: 'pass', reason: '', examples: 52, exhaustive: 2, shrinks: 0 });
    expect(seen.slice(0, 2)).toEqual(['1', '2']);
    expect(run.closed()).toBe(run.opened());
    expect(run.opened()).toBe(6);
  });

  test('tries the same examples with the same seed', async () => {
    const runs = await Promise.all(
      [7, 7, 8].map(async (seed) => {
        const seen: string[] = [];
        await check((numbers) => void seen.push(numbers.join()), { settings: { seed } });
        return seen.join(' ');
      }),
    );
    expect(runs[1]).toBe(runs[0]);
    expect(runs[2]).not.toBe(runs[0]);
  });

  test('that fails is shrunk to the smallest example, which is tried again', async () => {
    const run = await check((numbers) => (numbers.some((one) => one >= 17) ? fail() : undefined));
    expect(run).toMatchObject({
      verdict: 'fail',
      reason: 'It does not hold.',
      failure: { example: [17], rule: 'X-FRM-06', failed: 2, tries: 2 },
    });
    expect(run.failure?.path).toMatch(/^0\/\d+(:\d+)*$/);
    expect(run.shrinks).toBeGreaterThan(0);
  });

  test('that fails for an exhaustive example is shrunk from there', async () => {
    const run = await check((numbers) => (numbers.length > 1 ? fail() : undefined), {
      exhaustive: () => [[1], [1, 2, 3]],
    });
    expect(run).toMatchObject({ verdict: 'fail', exhaustive: 2, failure: { example: [0, 0], path: '' } });
  });

  test('that fails once and never again is inconclusive, with its rate', async () => {
    let count = 0;
    const run = await check(() => {
      count += 1;
      return count === 5 ? fail('Once.') : undefined;
    });
    expect(run).toMatchObject({
      verdict: 'inconclusive',
      reason: 'It failed once, and then 0 times in 2 tries of the same example: Once.',
      examples: 50,
    });
  });

  test.each([
    [2, 'inconclusive'],
    [1, 'fail'],
  ] as const)('that fails in one try of three counts where %i are needed: %s', async (failures, verdict) => {
    let count = 0;
    const run = await check(
      () => {
        count += 1;
        // The first time, and every third try of it.
        return count % 3 === 1 ? fail() : undefined;
      },
      { settings: { runs: 1, confirmation: { failures, tries: 3 }, shrinkMs: 0 } },
    );
    expect(run.verdict).toBe(verdict);
  });

  test('that is silent for a short time, and not for the whole limit, holds', async () => {
    const limits: number[] = [];
    let count = 0;
    const run = await check(
      () => {
        count += 1;
        return count === 5 ? fail('Nothing came.', true) : undefined;
      },
      {
        open: async ({ timeoutMs }) => {
          limits.push(timeoutMs);
          return { number: 1, trace: new Trace(), close: async () => {} };
        },
      },
    );
    expect(run.verdict).toBe('pass');
    expect(Math.max(...limits)).toBe(100);
  });

  test('each try of a failure begins in a fresh state', async () => {
    const stages: number[] = [];
    await check(
      (_, stage) => {
        stages.push(stage);
        fail();
      },
      { settings: { runs: 1, shrinkMs: 0 } },
    );
    expect(stages.slice(0, 3)).toEqual([1, 2, 3]);
  });

  test.each([
    [new SubjectError('unusable', 'Not there.'), { verdict: 'blocked', reason: 'Not there.' }],
    [new SubjectError('unsupported', 'It cannot.'), { verdict: 'unsupported', reason: 'It cannot.' }],
    [new SubjectError('missing-account', 'Nobody.'), { verdict: 'blocked', reason: 'Nobody.', lacksAccounts: true }],
    [new TypeError('x is undefined'), { verdict: 'inconclusive', reason: 'The kit failed: x is undefined' }],
  ])('that cannot be tried for %s is none that fails', async (error, outcome) => {
    const run = await check(() => {
      throw error;
    });
    expect(run).toMatchObject({ ...outcome, examples: 1 });
    expect(run.kitFault).toBe(error instanceof SubjectError ? undefined : error);
  });

  test('that has failed stays so where the subject is gone while a smaller example is sought', async () => {
    let count = 0;
    const run = await check((numbers) => {
      count += 1;
      if (count > 30) {
        throw new SubjectError('unusable', 'Gone.');
      }
      return numbers.some((one) => one >= 2) ? fail() : undefined;
    });
    expect(run).toMatchObject({ verdict: 'fail', reason: 'It does not hold.' });
  });

  test('that the subject cannot meet is unsupported, and nothing is opened', async () => {
    const run = check(() => {}, { unmet: () => 'It has no names.' });
    expect(await run).toMatchObject({ verdict: 'unsupported', reason: 'It has no names.', examples: 0 });
    expect(run.opened()).toBe(0);
  });

  test('begins no example when its time is over', async () => {
    const run = await check(() => {}, { settings: { deadline: 0 } });
    expect(run).toMatchObject({ verdict: 'inconclusive', isLate: true, examples: 0 });
  });

  test('that fails when there is no time to shrink keeps the example that it has', async () => {
    const run = await check((numbers) => (numbers.some((one) => one >= 17) ? fail() : undefined), {
      settings: { shrinkMs: 0 },
    });
    expect(run.verdict).toBe('fail');
    expect(run.failure?.example).toEqual(expect.arrayContaining([expect.any(Number)]));
    expect(run.shrinks).toBeLessThanOrEqual(1);
  });
});
