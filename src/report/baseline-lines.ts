import { visibleText } from './legal-text';
import type { BaselineComparison, Results } from './results';

/** What weighs most, first. */
const GROUPS: readonly (readonly [keyof BaselineComparison, string])[] = [
  ['unexpected', 'unexpected'],
  ['changed', 'changed'],
  ['expired', 'expired'],
  ['newRules', 'new rule'],
  ['stale', 'stale'],
];

/** What is not as a baseline has it, a line each; none where all is. */
export function baselineLines(baseline: Results['baseline']): readonly string[] {
  if (baseline === undefined) {
    return [];
  }
  const lines = GROUPS.flatMap(([group, name]) =>
    baseline[group].map(({ sentence }) => `  ${name.padEnd(10)}  ${visibleText(sentence)}`),
  );
  return lines.length === 0 ? [] : [`not as ${visibleText(baseline.file)} has it:`, ...lines];
}

/** How much is not as a baseline has it. */
export function baselineSummary(baseline: NonNullable<Results['baseline']>): string {
  const counts = GROUPS.filter(([group]) => baseline[group].length > 0).map(
    ([group, name]) => `${baseline[group].length} ${name}`,
  );
  return `${visibleText(baseline.file)}: ${counts.length === 0 ? 'all as expected' : counts.join(', ')}`;
}
