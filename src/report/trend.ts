import type { Results, Verdict } from './results';

/** A rule that came to something else than in the run before. */
export interface RuleChange {
  readonly id: string;
  readonly from: Verdict;
  readonly to: Verdict;
}

/** What is different since an earlier run of the same subject. */
export interface Trend {
  /** When the run before was started: ISO 8601, UTC. */
  readonly since: string;
  /** How many earlier runs are known. */
  readonly earlier: number;
  /** Worse ones first. */
  readonly changes: readonly RuleChange[];
  /** Ids of the rules that the run before did not know. */
  readonly added: readonly string[];
}

const FROM_BAD_TO_GOOD: readonly Verdict[] = [
  'fail',
  'inconclusive',
  'warn',
  'blocked',
  'unsupported',
  'not exercised',
  'pass',
];

/** Whether a change is one for the worse. */
export function isWorse({ from, to }: RuleChange): boolean {
  return FROM_BAD_TO_GOOD.indexOf(to) < FROM_BAD_TO_GOOD.indexOf(from);
}

/**
 * What has changed in `run` since the youngest of the earlier runs; undefined where there is none. Where the two did not have the same cases to run, that
 * a rule was exercised by one of them only is no change.
 */
export function trendOf(run: Results, earlier: readonly Results[]): Trend | undefined {
  const before = earlier.reduce<Results | undefined>(
    (youngest, one) => (youngest === undefined || when(one) > when(youngest) ? one : youngest),
    undefined,
  );
  if (before === undefined) {
    return undefined;
  }
  const verdicts = new Map(before.rules.map(({ id, verdict }) => [id, verdict]));
  const isComparable = JSON.stringify(casesOf(run)) === JSON.stringify(casesOf(before));
  const changes = run.rules.flatMap(({ id, verdict }): RuleChange[] => {
    const from = verdicts.get(id);
    const isOneSided = from === 'not exercised' || verdict === 'not exercised';
    return from === undefined || from === verdict || (isOneSided && !isComparable) ? [] : [{ id, from, to: verdict }];
  });
  return {
    since: before.started,
    earlier: earlier.length,
    changes: [...changes.filter(isWorse), ...changes.filter((one) => !isWorse(one))],
    added: run.rules.map(({ id }) => id).filter((id) => !verdicts.has(id)),
  };
}

function when({ started }: Results): number {
  return Date.parse(started);
}

function casesOf({ cases }: Results): string[] {
  return cases.map(({ id }) => id);
}
