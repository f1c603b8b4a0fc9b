import type { Confidence, Level, Role } from '../rules';

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
  /** `S-ADD`: the id without its number. */
  readonly area: string;
  readonly level: Level;
  /** What the rule demands, where that stands and how sure it is, as the catalogue of this kit had it: reports made later need no other. */
  readonly statement: string;
  readonly source: string;
  readonly confidence: Confidence;
  /** Sources that differ, in a sentence; absent where none is known. */
  readonly dispute?: string | undefined;
  readonly verdict: Verdict;
  /** How often the rule was put to the test. */
  readonly exercised: number;
  readonly violations: readonly Violation[];
  /** Allowed variants that the subject chose, with how often. */
  readonly variants: Readonly<Record<string, number>>;
}

/** One event of the trace of a case as people read it: control characters escaped, secrets masked, long lines cut. */
export interface StoryEvent {
  /** Position in the trace, from 0. */
  readonly index: number;
  /** Milliseconds since the trace began, with fractions. */
  readonly time: number;
  /** Id of the connection, unique in the case; empty for what is on none. */
  readonly connection: string;
  readonly kind: 'open' | 'segment' | 'command' | 'empty-line' | 'undecodable' | 'http' | 'close' | 'remark';
  /** Who sent it, or closed; absent for what the kit knows and the wire does not show. */
  readonly from?: 'client' | 'server' | undefined;
  /** The service of a connection that opens. */
  readonly service?: 'dispatch' | 'notification' | 'switchboard' | 'passport' | undefined;
  /** Whether the cut at the end of a segment reached the receiver as a cut of its reads. */
  readonly boundary?: 'proven' | 'best-effort' | 'received' | 'whole' | undefined;
  /** A segment stands in the notation of transcripts (`ADD 16 BL 31 bob@passport.com Bob\\r\\n`), all else in words. */
  readonly text: string;
  /** What people cannot read off the wire: decoded names, the lists behind a number. */
  readonly notes?: readonly string[] | undefined;
  /** The rules that are accused here. */
  readonly accused?: readonly AccusedHere[] | undefined;
}

/** A rule that an event breaks, and where it is known the columns of its text that do: from 0, `to` not included. */
export interface AccusedHere {
  readonly rule: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** What came of a property, the second kind of case. */
export interface PropertyOutcome {
  /** What holds, in a sentence. */
  readonly statement: string;
  /** Examples that were tried, those of shrinking not among them; of these `exhaustive` were all that there are of a kind. */
  readonly examples: number;
  readonly exhaustive: number;
  /** Examples that were tried while a smaller failure was sought. */
  readonly shrinks: number;
  readonly examplesPerSecond: number;
  readonly segmentsPerSecond: number;
  /** Segment boundaries of the examples, and how many of them were shown to reach the subject as boundaries of its reads. */
  readonly boundaries: number;
  readonly provenBoundaries: number;
  readonly counterexample?: Counterexample | undefined;
}

/** The smallest example that failed. */
export interface Counterexample {
  /** The path of fast-check that leads to it from the seed of the run; empty for one of the exhaustive examples. */
  readonly path: string;
  /** The example as data, printed. */
  readonly example: string;
  /** How often it failed when it was tried again. */
  readonly failed: number;
  readonly tries: number;
  /** The file that `msnp8 replay` takes, relative to the results document. */
  readonly file: string;
  /** What crossed the wire, in the notation of transcripts, a segment an arrow. */
  readonly transcript: readonly string[];
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
  /** Ids of the rules that are accused in its trace. */
  readonly accused: readonly string[];
  /** It is blocked only because the run was given too few accounts: no fault of the subject, nor of the run. */
  readonly lacksAccounts?: true | undefined;
  /** The trace, bounded; absent where it was not kept. */
  readonly story?: readonly StoryEvent[] | undefined;
  /** Where the case is a property. */
  readonly property?: PropertyOutcome | undefined;
}

/** Something that a client cannot do without. */
export interface Accommodation {
  /** Its name in the adapter contract. */
  readonly need: string;
  readonly value: string | number | true;
  /** The rules that the subject was not put to the test of, or not in full. */
  readonly bends: readonly string[];
}

/** How a run was asked for. */
export interface RunDescription {
  /** The command that repeats it, but for selectors and seed: `msnp8 server HOST:PORT --accounts FILE`. */
  readonly command: string;
  readonly selectors: readonly string[];
  readonly levels: readonly Level[];
  readonly strict: boolean;
  /** Which part of the cases this run had, where they were shared out. `index` is from 1. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined;
  /** Version of Node and name of the operating system. */
  readonly node: string;
  readonly platform: string;
}

/** Where a rule or a case is not as a baseline has it. */
export interface BaselineDifference {
  readonly id: string;
  readonly kind: 'rule' | 'case';
  readonly expected: readonly Verdict[];
  readonly got: Verdict;
  /** What was expected and what came, as people read it. */
  readonly sentence: string;
}

/** How results differ from a baseline. */
export interface BaselineComparison {
  /** Another outcome than is expected. */
  readonly unexpected: readonly BaselineDifference[];
  /** Lines that are not needed any more: it passes. */
  readonly stale: readonly BaselineDifference[];
  /** Lines whose `until` is past. */
  readonly expired: readonly BaselineDifference[];
  /** As bad as expected, and in another way. */
  readonly changed: readonly BaselineDifference[];
  /** Rules that the kit did not have when the baseline was written: no failures. */
  readonly newRules: readonly BaselineDifference[];
}

/** `results.json`: the one document from which every report is derived. */
export interface Results {
  /** Version of this document's schema. */
  readonly schema: 2;
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
  readonly run: RunDescription;
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** Why the run could not go on, where it could not; empty otherwise. */
  readonly reason: string;
  /** What the kit did otherwise because the subject needs it so. */
  readonly accommodations: readonly Accommodation[];
  readonly rules: readonly RuleResult[];
  readonly cases: readonly CaseResult[];
  /** Absent where the run was held against none. */
  readonly baseline?: (BaselineComparison & { readonly file: string }) | undefined;
}
