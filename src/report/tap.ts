import { visibleText } from './legal-text';
import type { Results } from './results';
import { runNames } from './run-names';
import { type TestGroup, type TestPoint, testGroups } from './test-points';

/** Characters of one diagnostic. */
const MOST_IN_TEXT = 4096;

/**
 * Writes runs as TAP 14: of each run a subtest of cases, one of rules, and a test point that is `ok` where the exit code is 0. A `warn` is `ok` with a
 * diagnostic; what was not tested is skipped with its reason. A run that was stopped ends in `Bail out!`.
 */
export function tap(runs: readonly Results[]): string {
  const names = runNames(runs);
  const groups = runs.flatMap((results, index) =>
    testGroups(results).map((group) => ({ group, name: `${names[index] ?? ''} ${group.name}` })),
  );
  const lines = ['TAP version 14', `1..${groups.length}`];
  for (const [index, { group, name }] of groups.entries()) {
    lines.push(...groupLines({ group, name, id: index + 1 }));
  }
  const reasons = runs.flatMap(({ reason }) => (reason === '' ? [] : [reason]));
  if (reasons.length > 0) {
    lines.push(`Bail out! ${escaped(reasons.join(' '))}`);
  }
  return `${lines.join('\n')}\n`;
}

function groupLines(options: { readonly group: TestGroup; readonly name: string; readonly id: number }): string[] {
  const { group, name, id } = options;
  const [only] = group.points;
  if (group.name === 'run' && only !== undefined) {
    return pointLines({ point: { ...only, name }, id });
  }
  const isOk = group.points.every(isGood);
  return [
    `# Subtest: ${escaped(name)}`,
    ...[
      `1..${group.points.length}`,
      ...group.points.flatMap((point, index) => pointLines({ point, id: index + 1 })),
    ].map((line) => `    ${line}`),
    `${isOk ? 'ok' : 'not ok'} ${id} - ${escaped(name)}`,
  ];
}

function pointLines({ point, id }: { readonly point: TestPoint; readonly id: number }): string[] {
  const { name, verdict, status, message, detail, durationMs } = point;
  const reason = message === '' || message === verdict ? verdict : `${verdict}: ${message}`;
  const skip = status === 'skipped' ? ` # SKIP ${escaped(reason)}` : '';
  const line = `${isGood(point) ? 'ok' : 'not ok'} ${id} - ${escaped(name)}${skip}`;
  if (verdict === 'pass' || status === 'skipped') {
    return [line];
  }
  return [
    line,
    '  ---',
    `  verdict: ${quoted(verdict)}`,
    `  message: ${quoted(message)}`,
    `  duration_ms: ${durationMs}`,
    '  detail:',
    ...detail.map((one) => `    - ${quoted(one)}`),
    '  ...',
  ];
}

function isGood({ status }: TestPoint): boolean {
  return status === 'passed' || status === 'skipped';
}

/** A backslash makes `#` and itself harmless, and nothing else. */
function escaped(text: string): string {
  return cut(visibleText(text)).replaceAll(/[\\#]/g, String.raw`\$&`).trim();
}

/** What JSON writes as a string YAML reads as the same. */
function quoted(text: string): string {
  return JSON.stringify(cut(visibleText(text)));
}

function cut(text: string): string {
  return text.length <= MOST_IN_TEXT ? text : `${text.slice(0, MOST_IN_TEXT).replace(/[\ud800-\udbff]$/, '')}…`;
}
