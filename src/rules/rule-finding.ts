import type { Level, Rule } from './rule';

/** One place in a trace where a rule is broken. */
export interface Violation {
  /** `index` of the event in its trace. */
  readonly event: number;
  /** A whole sentence: what would have been accepted, what came. */
  readonly message: string;
  /** The rule's level for the role, or a lower one where the deviation is a known, milder one. */
  readonly level: Level;
}

/** What one trace says about one rule. */
export interface RuleFinding {
  readonly rule: Rule;
  /** The level of the rule for the role that was judged. */
  readonly level: Level;
  /** How often the rule was put to the test; at least 1 where it is broken. 0 means that the trace says nothing about it. */
  readonly exercised: number;
  /** In the order of the trace, at most `Judge.maxViolations` of them. */
  readonly violations: readonly Violation[];
  /** Violations beyond that limit. */
  readonly omitted: number;
  /** How often the subject chose each of several allowed forms. */
  readonly variants: Readonly<Record<string, number>>;
}
