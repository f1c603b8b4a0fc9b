import { create } from 'xmlbuilder';
import { visibleText } from './legal-text';
import type { Results } from './results';
import { runNames, subjectName } from './run-names';
import { type TestGroup, type TestPoint, testGroups } from './test-points';

/** Characters of one message or explanation. */
const MOST_IN_TEXT = 8 * 1024;
/** Characters of one trace. */
const MOST_IN_TRACE = 64 * 1024;
/** With less room than that no further trace is begun. */
const LEAST_ROOM = 4096;
/** Characters of all traces together; GitLab takes no file of more than 30 MB. */
const MOST_IN_TRACES = 8 * 1024 * 1024;

type Element = ReturnType<typeof create>;

/**
 * Writes runs as JUnit XML, as the schema of Jenkins' xunit plugin has it: of each run a suite of cases, one of rules, and one that fails where the exit
 * code is not 0. A `fail` is a failure, an `inconclusive` an error; what was not tested is skipped with its reason; a `warn` passes and says so in its
 * output. The traces of what did not pass go first where there is no room for all. Only characters that XML 1.0 allows are written.
 */
export function junit(runs: readonly Results[]): string {
  const names = runNames(runs);
  const suites = runs.flatMap((results, index) =>
    testGroups(results).map((group) => ({ results, group, name: names[index] ?? '' })),
  );
  const room = roomFor(suites.flatMap(({ group }) => group.points));
  const root = create('testsuites', { encoding: 'UTF-8' });
  const [first] = runs;
  const subjects = runs.map((one) => `${one.subject.role} ${subjectName(one)}`).join(', ');
  root.att('name', first === undefined ? 'msnp8' : `${first.kit.name} ${visibleText(first.kit.version)}: ${subjects}`);
  const points = suites.flatMap(({ group }) => group.points);
  attributes(root, { ...counts(points), time: seconds(points) });
  for (const suite of suites) {
    writeSuite({ root, ...suite, room });
  }
  return root.end({ pretty: true });
}

function writeSuite(options: {
  readonly root: Element;
  readonly results: Results;
  readonly group: TestGroup;
  readonly name: string;
  readonly room: ReadonlyMap<TestPoint, string>;
}): void {
  const { root, results, group, name, room } = options;
  const element = root.ele('testsuite');
  attributes(element, {
    name: `${name} ${group.name}`,
    timestamp: results.started.replace(/(\.\d+)?Z$/, ''),
    ...counts(group.points),
    skipped: String(group.points.filter(({ status }) => status === 'skipped').length),
    time: seconds(group.points),
  });
  const properties = element.ele('properties');
  for (const [key, value] of Object.entries(propertiesOf(results))) {
    properties.ele('property', { name: key, value: visibleText(value) });
  }
  // A dot parts packages, and a blank would be shown as it is.
  const className = `msnp8.${name.replaceAll(/[^\w-]+/g, '_')}.${group.name}`;
  for (const point of group.points) {
    writePoint({ element, className, point, trace: room.get(point) ?? '' });
  }
}

function propertiesOf({ kit, subject, seed, run }: Results): Record<string, string> {
  return { kit: kit.version, role: subject.role, target: subject.target, seed: String(seed), command: run.command };
}

function writePoint(options: {
  readonly element: Element;
  readonly className: string;
  readonly point: TestPoint;
  readonly trace: string;
}): void {
  const { element, className, point, trace } = options;
  const { verdict, status } = point;
  const node = element.ele('testcase', {
    classname: className,
    name: visibleText(point.name),
    time: seconds([point]),
  });
  const message = visibleText(cut(point.message, MOST_IN_TEXT));
  const detail = textOf(point.detail, MOST_IN_TEXT);
  if (status === 'failed') {
    node.ele('failure', { message, type: verdict }, detail);
  } else if (status === 'erred') {
    node.ele('error', { message, type: verdict }, detail);
  } else if (status === 'skipped') {
    node.ele('skipped', { message: message === verdict ? message : `${verdict}: ${message}` });
  }
  const warning = verdict === 'warn' && status === 'passed' ? [`warn: ${message}`, detail] : [];
  const output = [...warning, ...(trace === '' ? [] : [trace])].join('\n');
  if (output !== '') {
    node.ele('system-out', {}, output);
  }
}

/** The traces that there is room for: those of what did not pass first. */
function roomFor(points: readonly TestPoint[]): ReadonlyMap<TestPoint, string> {
  const room = new Map<TestPoint, string>();
  let left = MOST_IN_TRACES;
  const isPass = ({ verdict }: TestPoint) => verdict === 'pass';
  for (const point of [...points.filter((one) => !isPass(one)), ...points.filter(isPass)]) {
    if (left < LEAST_ROOM) {
      break;
    }
    const text = textOf(point.trace, MOST_IN_TRACE);
    if (text.length <= left) {
      left -= text.length;
      room.set(point, text);
    }
  }
  return room;
}

function textOf(lines: readonly string[], most: number): string {
  return visibleText(cut(lines.join('\n'), most), { keepLines: true });
}

function cut(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  // A pair of surrogates is one character: half of one is none.
  const whole = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${whole}\n… ${text.length - whole.length} characters more`;
}

function counts(points: readonly TestPoint[]): Record<string, string> {
  const count = (status: TestPoint['status']) => String(points.filter((one) => one.status === status).length);
  return { tests: String(points.length), failures: count('failed'), errors: count('erred') };
}

function seconds(points: readonly Pick<TestPoint, 'durationMs'>[]): string {
  return (points.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000).toFixed(3);
}

function attributes(element: Element, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) {
    element.att(name, value);
  }
}
