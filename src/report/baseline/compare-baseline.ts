import { ruleById } from '../../rules';
import type { BaselineComparison, BaselineDifference, CaseResult, Results, RuleResult, Verdict } from '../results';
import type { Baseline, BaselineLine } from './baseline';
import { failureMarks } from './failure-marks';
import { isLaterKit } from './kit-version';

/** The version of the kit whose rules name no other. */
const FIRST_KIT = '0.1.0';

/**
 * Holds results against a baseline. What it does not name is expected to pass; what was not exercised is never unexpected. A case is expected where
 * the baseline expects what its rules came to, so that nobody has to list both; and so is a rule that was not reached in cases that are listed.
 *
 * @param today decides which `until` is past, by its day in UTC
 */
export function compareWithBaseline(results: Results, baseline: Baseline, today: Date): BaselineComparison {
  const comparing = new Comparing(results, baseline, today);
  for (const rule of results.rules) {
    comparing.take({ ...rule, kind: 'rule', isExplained: () => comparing.explainsRule(rule) });
  }
  for (const one of results.cases) {
    comparing.take({ ...one, kind: 'case', isExplained: () => comparing.explainsCase(one) });
  }
  return comparing.found;
}

/** Whether results are as a baseline expects. */
export function isAsExpected(
  { unexpected, stale, expired, changed }: BaselineComparison,
  { strict }: { readonly strict: boolean },
): boolean {
  return [...unexpected, ...expired, ...changed, ...(strict ? stale : [])].length === 0;
}

interface Outcome {
  readonly id: string;
  readonly kind: 'rule' | 'case';
  readonly verdict: Verdict;
  /** Whether other lines of the baseline say enough of it. */
  readonly isExplained: () => boolean;
}

class Comparing {
  readonly found: Record<keyof BaselineComparison, BaselineDifference[]> = {
    unexpected: [],
    stale: [],
    expired: [],
    changed: [],
    newRules: [],
  };
  readonly #lines: ReadonlyMap<string, BaselineLine>;
  readonly #rules: ReadonlyMap<string, RuleResult>;

  constructor(
    private readonly results: Results,
    private readonly baseline: Baseline,
    private readonly today: Date,
  ) {
    this.#lines = new Map(baseline.lines.map((line) => [`${line.kind} ${line.id}`, line]));
    this.#rules = new Map(results.rules.map((rule) => [rule.id, rule]));
  }

  take(outcome: Outcome): void {
    const { id, kind, verdict, isExplained } = outcome;
    const line = this.#lines.get(`${kind} ${id}`);
    if (verdict === 'not exercised') {
      return;
    }
    if (line === undefined) {
      if (verdict !== 'pass' && !isExplained()) {
        const group = kind === 'rule' && this.#isNew(id) ? 'newRules' : 'unexpected';
        const how =
          group === 'newRules' ? `is newer than the baseline, of ${this.baseline.kit}, and came to` : 'came to';
        this.#add(group, { outcome, expected: ['pass'], sentence: `${id} ${how} ${verdict}, and pass is expected.` });
      }
      return;
    }
    const { expect: expected, until, why } = line;
    const wanted = expected.join(' or ');
    if (!expected.includes(verdict)) {
      if (verdict !== 'pass') {
        const sentence = `${id} came to ${verdict}, and ${wanted} is expected (${why}).`;
        this.#add('unexpected', { outcome, expected, sentence });
      } else if (this.#isSettled(line)) {
        const sentence = `${id} passes, and ${wanted} is expected (${why}): the line is not needed any more.`;
        this.#add('stale', { outcome, expected, sentence });
      }
      return;
    }
    if (until !== undefined && isPast(until, this.today)) {
      const sentence = `${id} came to ${verdict}, which was expected until ${until} only (${why}).`;
      this.#add('expired', { outcome, expected, sentence });
      return;
    }
    const marks = failureMarks({ id, kind, results: this.results });
    const others = line.fails === undefined ? [] : marks.filter((mark) => !line.fails?.includes(mark));
    if (others.length > 0 && verdict !== 'pass') {
      const sentence = `${id} came to ${verdict} as expected, and fails in another way (${others.join(' ')}) than is known (${why}).`;
      this.#add('changed', { outcome, expected, sentence });
    }
  }

  /** A rule that nothing exercised came to what its cases came to: where each of those has a line of its own that says so, it needs none. */
  explainsRule(rule: RuleResult): boolean {
    if (rule.violations.length > 0) {
      return false;
    }
    const missed = this.results.cases.filter((one) => one.rules.includes(rule.id) && one.verdict === rule.verdict);
    const isKnown = ({ id, verdict, lacksAccounts }: CaseResult) =>
      lacksAccounts !== undefined || this.#lines.get(`case ${id}`)?.expect.includes(verdict) === true;
    return missed.length > 0 && missed.every(isKnown);
  }

  /**
   * What a case came to is known where each rule that is accused in it is. Accusations do not explain that it did not come to its end: that is known
   * where its rules are known not to be reached.
   */
  explainsCase({ verdict, accused, rules, lacksAccounts }: CaseResult): boolean {
    if (lacksAccounts !== undefined) {
      return true;
    }
    if (verdict === 'fail' || verdict === 'warn') {
      return accused.length > 0 && accused.every((id) => this.#isKnown(id, this.#rules.get(id)?.verdict));
    }
    const isKnown = (id: string) => this.#isKnown(id, verdict);
    // A case that the subject cannot do is so for one thing that it lacks.
    return rules.length > 0 && (verdict === 'unsupported' ? rules.some(isKnown) : rules.every(isKnown));
  }

  #isKnown(rule: string, verdict: Verdict | undefined): boolean {
    const line = this.#lines.get(`rule ${rule}`);
    // Of a level that this run does not judge nothing more is known.
    return line === undefined ? this.#isNew(rule) : verdict === undefined || line.expect.includes(verdict);
  }

  #isNew(rule: string): boolean {
    return isLaterKit(ruleById(rule)?.since ?? FIRST_KIT, this.baseline.kit);
  }

  /** A pass shows that a line is not needed only where the run was whole, or at least had a case for it. */
  #isSettled({ id, kind, expect }: BaselineLine): boolean {
    const { run, reason, cases } = this.results;
    if (run.shard !== undefined || reason !== '') {
      return false;
    }
    if (expect.includes('warn') && !run.levels.includes('SHOULD')) {
      return false;
    }
    return kind === 'case' || run.selectors.length === 0 || cases.some(({ rules }) => rules.includes(id));
  }

  #add(
    group: keyof BaselineComparison,
    difference: { readonly outcome: Outcome; readonly expected: readonly Verdict[]; readonly sentence: string },
  ): void {
    const { outcome, expected, sentence } = difference;
    const { id, kind, verdict: got } = outcome;
    this.found[group].push({ id, kind, expected, got, sentence });
  }
}

/** A month holds to its last day, a day to its end, in UTC. */
function isPast(until: string, today: Date): boolean {
  const day = today.toISOString().slice(0, 10);
  return until.length === 7 ? day.slice(0, 7) > until : day > until;
}
