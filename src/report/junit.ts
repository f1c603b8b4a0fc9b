import { create } from 'xmlbuilder';
import { type Rule, ruleById } from '../rules';
import { visibleText } from './legal-text';
import type { Results, RuleResult, Verdict } from './results';

interface TestCase {
  readonly className: string;
  readonly name: string;
  readonly seconds: number;
  readonly verdict: Verdict;
  readonly message: string;
  readonly detail: string;
}

/**
 * Writes a results document as JUnit XML: one suite of cases and one of rules. A `fail` is a failure, an `inconclusive` an error; what was
 * not tested is skipped with its reason; a `warn` passes and says so in its output. Only characters that XML 1.0 allows are written.
 */
export function junit(results: Results): string {
  const { role } = results.subject;
  const cases = results.cases.map(
    (one): TestCase => ({
      className: `msnp8.${role}.cases`,
      name: one.id,
      seconds: one.durationMs / 1000,
      verdict: one.verdict,
      message: one.reason,
      detail: `${one.title}\nRules: ${one.rules.join(' ')}\nClosing: ${one.closing}\nTrace: ${one.trace}\n${one.reason}`,
    }),
  );
  const rules = results.rules.map(
    (one): TestCase => ({
      className: `msnp8.${role}.rules`,
      name: `${one.id} ${ruleById(one.id)?.statement ?? ''}`,
      seconds: 0,
      verdict: one.verdict,
      message: one.violations[0]?.message ?? one.verdict,
      detail: ruleDetail(one, ruleById(one.id)),
    }),
  );
  const root = create('testsuites', { encoding: 'UTF-8' });
  root.att('name', `${results.kit.name} ${results.kit.version}: ${role} ${visibleText(results.subject.target)}`);
  suite({ root, name: 'cases', tests: cases, started: results.started });
  suite({ root, name: 'rules', tests: rules, started: results.started });
  return root.end({ pretty: true });
}

const SKIPPED: readonly Verdict[] = ['unsupported', 'blocked', 'not exercised'];

function suite(options: {
  readonly root: ReturnType<typeof create>;
  readonly name: string;
  readonly tests: readonly TestCase[];
  readonly started: string;
}): void {
  const { root, name, tests, started } = options;
  const count = (verdicts: readonly Verdict[]) => tests.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const element = root.ele('testsuite', {
    name,
    timestamp: started.replace(/\.\d+Z$/, ''),
    tests: tests.length,
    failures: count(['fail']),
    errors: count(['inconclusive']),
    skipped: count(SKIPPED),
    time: tests.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  });
  for (const test of tests) {
    const node = element.ele('testcase', {
      classname: test.className,
      name: visibleText(test.name),
      time: test.seconds.toFixed(3),
    });
    const message = visibleText(test.message);
    const detail = visibleText(test.detail, { keepLines: true });
    if (test.verdict === 'fail') {
      node.ele('failure', { message, type: 'fail' }, detail);
    } else if (test.verdict === 'inconclusive') {
      node.ele('error', { message, type: 'inconclusive' }, detail);
    } else if (SKIPPED.includes(test.verdict)) {
      node.ele('skipped', { message: message === test.verdict ? message : `${test.verdict}: ${message}` });
    } else if (test.verdict === 'warn') {
      node.ele('system-out', {}, `warn: ${detail}`);
    }
  }
}

function ruleDetail(result: RuleResult, rule: Rule | undefined): string {
  const lines = [
    `${result.level}, exercised ${result.exercised} times`,
    ...(rule === undefined ? [] : [`Source: ${rule.source} (${rule.confidence})`]),
    ...(rule?.dispute === undefined ? [] : [`Disputed: ${rule.dispute}`]),
    ...result.violations.map((one) => `${one.case}, event ${one.event} in ${one.trace}: ${one.message}`),
  ];
  return lines.join('\n');
}
