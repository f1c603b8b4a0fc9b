import type { Level, Role } from '../rules';

/** What a rule or a case came to (docs: how verdicts are reached). */
export type Verdict = 'pass' | 'warn' | 'fail' | 'unsupported' | 'blocked' | 'inconclusive' | 'not exercised';

/** How the subject ended its connection in a case; judged apart from what it said. */
export type Closing = 'clean' | 'late' | 'abrupt' | 'wrong side' | 'none';

/** Exit codes of every command; never a count. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;

export interface Violation {
  /** Id of the case in whose trace it stands. */
  readonly case: string;
  /** A whole sentence: what would have been accepted, what came. */
  readonly message: string;
  /** The level that this violation counts at; a rule may be milder in part. */
  readonly level: Level;
  /** Trace file, relative to the results document. */
  readonly trace: string;
  /** Index of the event in that trace. */
  readonly event: number;
  /** Shown for the first violations of a rule in a case. */
  readonly evidence?: Evidence | undefined;
}

/** What a violation rests on, each as lines of the trace: control characters escaped, secrets masked, long lines cut. */
export interface Evidence {
  /** What the kit had sent, or asked the client for; empty where it was not about anything. */
  readonly sent: string;
  /** What would have been accepted. */
  readonly accepted: string;
  /** The documented shape of the command that came; empty where none did or none is known. */
  readonly form: string;
  /** What came; empty where nothing did. */
  readonly received: string;
  /** The columns of `received` that are wrong, from 0, `to` not included; absent where nothing came. */
  readonly mark?: { readonly from: number; readonly to: number } | undefined;
  /** The trace around it, on its connection. */
  readonly around: readonly string[];
}

/** The variant of a rule that a client is judged by where it does not tell its adapter what it believes. */
export const WIRE_ALONE = 'judged by the wire alone';

export interface RuleResult {
  readonly id: string;
  readonly level: Level;
  readonly verdict: Verdict;
  /** How often the rule was put to the test. */
  readonly exercised: number;
  readonly violations: readonly Violation[];
  /** Allowed variants that the subject chose, with how often. */
  readonly variants: Readonly<Record<string, number>>;
}

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly rules: readonly string[];
  readonly tags: readonly string[];
  readonly verdict: Verdict;
  readonly closing: Closing;
  readonly durationMs: number;
  /** Why the verdict is not `pass`; empty for a pass. */
  readonly reason: string;
  /** Trace file, relative to the results document. */
  readonly trace: string;
}

/** Something that a client cannot do without. */
export interface Accommodation {
  /** Its name in the adapter contract. */
  readonly need: string;
  readonly value: string | number | true;
  /** The rules that the subject was not put to the test of, or not in full. */
  readonly bends: readonly string[];
}

/** `results.json`: the one document from which every report is derived. */
export interface Results {
  /** Version of this document's schema. */
  readonly schema: 1;
  readonly kit: { readonly name: string; readonly version: string };
  readonly subject: {
    readonly role: Role;
    readonly kind: string;
    readonly target: string;
    /** What the subject calls itself, where it does. */
    readonly program?: { readonly name: string; readonly version: string };
  };
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly durationMs: number;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** Why the run could not go on, where it could not; empty otherwise. */
  readonly reason: string;
  /** What the kit did otherwise because the subject needs it so. */
  readonly accommodations: readonly Accommodation[];
  readonly rules: readonly RuleResult[];
  readonly cases: readonly CaseResult[];
}
