import type { Role } from '../../rules';
import type { Verdict } from '../results';

/** One line of a baseline: what a rule or a case is known to come to. */
export interface BaselineLine {
  readonly id: string;
  readonly kind: 'rule' | 'case';
  /** Outcomes that are allowed; at least one of them is no `pass`. */
  readonly expect: readonly Verdict[];
  readonly why: string;
  /** URL. */
  readonly issue?: string | undefined;
  /** `2027-01` or `2027-01-31`: the last month or day, UTC, on which it holds. */
  readonly until?: string | undefined;
  /** Marks of the ways in which it is known to fail (`failureMarks`); any way where it is absent. */
  readonly fails?: readonly string[] | undefined;
}

/** A product's reviewed file of expected results. Whatever it does not name is expected to pass. */
export interface Baseline {
  /** Its name as people gave it. */
  readonly file: string;
  /** Version of the kit that it was written for. */
  readonly kit: string;
  /** Absent where it holds for both roles. */
  readonly subject?: Role | undefined;
  readonly lines: readonly BaselineLine[];
}

/** The reason that a line has as long as nobody has given one. */
export const NO_REASON = 'TODO';
