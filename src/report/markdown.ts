import { visibleText } from './legal-text';
import { propertyLines } from './property-lines';
import type { CaseResult, Results, RuleResult, Verdict } from './results';
import { runNames, subjectName } from './run-names';
import type { Trend } from './trend';
import { isWorse } from './trend';
import { verdictSentence } from './verdict-sentence';

/** Characters; GitHub takes a summary of 1 MiB from a step. */
const MOST = 256 * 1024;
/** Rows of one table. */
const MOST_ROWS = 200;
/** Characters of a text of a peer. */
const MOST_IN_TEXT = 500;

const COUNTED: readonly Verdict[] = ['fail', 'warn', 'inconclusive', 'blocked', 'unsupported', 'pass', 'not exercised'];

/** Sums runs up for people, in the Markdown of GitHub. Whatever a peer said in it is text, never markup. */
export function markdown(
  runs: readonly Results[],
  options: { readonly trends?: ReadonlyMap<Results, Trend> | undefined } = {},
): string {
  const names = runNames(runs);
  const parts = runs.map((results, index) =>
    [
      `## ${plain(`MSNP8 ${names[index] ?? ''}: ${results.verdict}`)}`,
      `${plain(`${subjectName(results)}. ${verdictSentence(results)}`)}`,
      countTable(results),
      ...trendPart(options.trends?.get(results)),
      ...rulesPart(results),
      ...propertiesPart(results),
      ...untestedPart(results),
      ...(results.run.command === ''
        ? []
        : [
            `Again: ${code(`${results.run.command} --seed ${results.seed}`)}, with a rule or a case behind it for that alone.`,
          ]),
    ].join('\n\n'),
  );
  const text = `${parts.join('\n\n')}\n`;
  if (text.length <= MOST) {
    return text;
  }
  // Cut between lines, so that no markup is cut in two but what spans several.
  const kept = text.slice(0, text.lastIndexOf('\n', MOST));
  const isOpen = kept.lastIndexOf('<details>') > kept.lastIndexOf('</details>');
  return `${kept}\n\n${isOpen ? '</details>\n\n' : ''}… the rest is left out.\n`;
}

function countTable({ cases, rules }: Results): string {
  const count = (of: readonly { readonly verdict: Verdict }[], verdict: Verdict) =>
    of.filter((one) => one.verdict === verdict).length;
  const seen = COUNTED.filter((verdict) => count([...cases, ...rules], verdict) > 0);
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['', ...seen]),
    row(['---', ...seen.map(() => '---:')]),
    row(['cases', ...seen.map((verdict) => count(cases, verdict))]),
    row(['rules', ...seen.map((verdict) => count(rules, verdict))]),
  ].join('\n');
}

function trendPart(trend: Trend | undefined): string[] {
  if (trend === undefined) {
    return [];
  }
  const { since, changes, added } = trend;
  const heading = `### ${plain(`Since ${since}`)}`;
  const rows = changes.map((one) => `| ${one.id} | ${one.from} | ${one.to} | ${isWorse(one) ? 'worse' : 'better'} |`);
  const table = ['| rule | before | now | |', '|---|---|---|---|', ...rows.slice(0, MOST_ROWS)].join('\n');
  return [
    heading,
    ...(changes.length === 0 ? ['No rule came to anything else.'] : [table]),
    ...(added.length === 0 ? [] : [`New: ${added.join(', ')}.`]),
  ];
}

function rulesPart({ rules }: Results): string[] {
  const broken = [
    ...rules.filter(({ verdict }) => verdict === 'fail'),
    ...rules.filter(({ verdict, violations }) => verdict !== 'fail' && violations.length > 0),
  ];
  if (broken.length === 0) {
    return [];
  }
  return [
    '### Rules that are broken',
    [
      '| verdict | rule | level | what it demands | what came |',
      '|---|---|---|---|---|',
      ...rowsOf(broken, ruleRow),
    ].join('\n'),
  ];
}

function ruleRow({ id, verdict, level, statement, violations, dispute }: RuleResult): string {
  const [first] = violations;
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : '';
  const disputed = dispute === undefined ? '' : `<br>disputed: ${statementOf(dispute)}`;
  return `| ${verdict} | ${id} | ${level} | ${statementOf(statement)}${disputed} | ${code(first?.message ?? '')}${more} |`;
}

function propertiesPart({ cases }: Results): string[] {
  const failing = cases.flatMap((one) => (one.property?.counterexample === undefined ? [] : [one]));
  return failing.flatMap(({ id, property }) =>
    property === undefined
      ? []
      : [`### ${plain(id)}`, propertyLines(property, {}).slice(0, MOST_ROWS).map(code).join('<br>\n')],
  );
}

function untestedPart({ cases, reason }: Results): string[] {
  const untested =
    reason === '' ? cases.filter(({ verdict }) => ['inconclusive', 'blocked', 'unsupported'].includes(verdict)) : [];
  if (untested.length === 0) {
    return [];
  }
  const caseRow = ({ id, verdict, reason: why }: CaseResult) => `| ${verdict} | ${plain(id)} | ${code(why)} |`;
  return [
    `<details><summary>${untested.length} cases that decide nothing</summary>`,
    ['| verdict | case | why |', '|---|---|---|', ...rowsOf(untested, caseRow)].join('\n'),
    '</details>',
  ];
}

function rowsOf<Item>(items: readonly Item[], row: (item: Item) => string): string[] {
  const left = items.length - MOST_ROWS;
  return [...items.slice(0, MOST_ROWS).map(row), ...(left > 0 ? [`| | and ${left} more |`] : [])];
}

/** A statement of the catalogue: what stands between backticks is code. */
function statementOf(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? code(part) : plain(part)))
    .join('');
}

function code(text: string): string {
  return text === '' ? '' : `<code>${plain(text)}</code>`;
}

/** Text that Markdown and HTML take as it is: each character that means something to either is written as a number. */
function plain(text: string): string {
  const shown = visibleText(text);
  const cut = shown.length <= MOST_IN_TEXT ? shown : `${shown.slice(0, MOST_IN_TEXT).replace(/[\ud800-\udbff]$/, '')}…`;
  return cut.replaceAll(/[&<>"'`*_[\]~\\|@#!{}]|:(?=\/\/)/g, (character) => `&#${character.charCodeAt(0)};`);
}
