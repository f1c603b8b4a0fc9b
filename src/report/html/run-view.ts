import type { CaseResult, Results, RuleResult } from '../results';

/** A run as the parts of a page see it: with the names by which they link to each other. */
export interface RunView {
  readonly results: Results;
  /** What people call it among the runs of the page. */
  readonly name: string;
  /** The page has no other run: its name need not be told. */
  readonly isAlone: boolean;
  readonly ruleIds: ReadonlyMap<string, string>;
  readonly caseIds: ReadonlyMap<string, string>;
  /** The areas of the rules that a case bears on. */
  areasOf(one: CaseResult): readonly string[];
}

/** Ids are built from places, never from a peer's words. */
export function runView(options: {
  readonly results: Results;
  readonly name: string;
  readonly index: number;
  readonly isAlone: boolean;
}): RunView {
  const { results, name, index, isAlone } = options;
  const { rules, cases } = results;
  const ids = (prefix: string, all: readonly (RuleResult | CaseResult)[]) =>
    new Map(all.map(({ id }, place) => [id, `${prefix}${index}-${place}`]));
  const areas = new Map(rules.map(({ id, area }) => [id, area]));
  return {
    results,
    name,
    isAlone,
    ruleIds: ids('r', rules),
    caseIds: ids('c', cases),
    areasOf: (one) => [...new Set(one.rules.map((rule) => areas.get(rule) ?? rule.replace(/-\d+$/, '')))],
  };
}

/** What distinguishes something of this run from that of another in the page. */
export function inRun(text: string, { name, isAlone }: RunView): string {
  return isAlone ? text : `${text}, ${name}`;
}
