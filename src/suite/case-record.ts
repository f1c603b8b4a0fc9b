import type { DifferentCommand } from '../fakes';
import type { Closing, Verdict } from '../report';
import type { Trace } from '../wire';
import type { CaseCutCode } from './case-cut';

/** How one case went, as its steps saw it. What the observers say of its trace is added later. */
export interface CaseRecord {
  /** Place of the example: `features/x.feature:12`. */
  readonly place: string;
  readonly trace: Trace;
  readonly outcome: CaseOutcome;
  readonly closing: Closing;
  /** Rules that a passage of the case has shown to hold, with how often. */
  readonly shown: ReadonlyMap<string, number>;
  readonly durationMs: number;
}

export interface CaseOutcome {
  readonly verdict: Extract<Verdict, 'pass' | 'fail' | 'unsupported' | 'blocked' | 'inconclusive'>;
  /** A whole sentence; empty for a pass. */
  readonly reason: string;
  /** Rules that the transcript names where the case broke off; empty where it names none. */
  readonly rules: readonly string[];
  /** Id of the connection in the trace on which the case broke off, where that is known. */
  readonly connection?: string | undefined;
  /** What the script expected there, as one line; absent where it was no script that broke off. */
  readonly accepted?: string | undefined;
  /** The command that came in its place, where one did. */
  readonly came?: DifferentCommand | undefined;
  /** The kit itself is at fault: an error that no part of it knows. */
  readonly kitFault?: Error | undefined;
  /** The case was cut short. */
  readonly cut?: CaseCutCode | undefined;
  /** The case is blocked only because the run was given too few accounts. */
  readonly lacksAccounts?: true | undefined;
}
