import type { Results, Verdict } from './results';

/** What a baseline says of something that came out: nothing, that it is as expected, or that it is not. */
export type Expectation = 'none' | 'expected' | 'unexpected';

/** Whether a rule or a case that came to this is as the baseline of its run has it; `none` where there is no baseline. */
export function expectationOf(
  { baseline }: Results,
  outcome: { readonly kind: 'rule' | 'case'; readonly id: string; readonly verdict: Verdict },
): Expectation {
  if (baseline === undefined) {
    return 'none';
  }
  const differs = [...baseline.unexpected, ...baseline.changed, ...baseline.expired];
  return differs.some(({ id, kind }) => id === outcome.id && kind === outcome.kind) ? 'unexpected' : 'expected';
}
