import type { TraceEvent } from '../wire';

export type Level = 'MUST' | 'SHOULD' | 'MAY';
export type Confidence = 'spec' | 'observed' | 'lore';
/** Which side of the protocol the subject plays. */
export type Role = 'client' | 'server';

export interface Rule {
  /** `S-ADD-01`. Never re-used, never renumbered. */
  readonly id: string;
  /** `S-ADD`: the id without its number. */
  readonly area: string;
  readonly roles: readonly Role[];
  /** Level for each role that the rule binds. */
  readonly level: Readonly<Partial<Record<Role, Level>>>;
  readonly statement: string;
  /** How the rule is shown to hold or to be broken. */
  readonly observation: string;
  readonly source: string;
  readonly confidence: Confidence;
  /** `shown` by the example session, `follows` from it, or from `other` sources. */
  readonly seed: 'shown' | 'follows' | 'other';
  /** Sources that differ, in a sentence; absent where none is known. */
  readonly dispute?: string | undefined;
  /** Version of the kit that first had it; absent for the rules of 0.1.0. */
  readonly since?: string | undefined;
}

/** What an observer tells the judge about one rule. */
export interface Report {
  /** The rule was put to the test here, whatever came of it. */
  exercised(event: TraceEvent): void;
  /** The rule is broken at `event`. `message` is a whole sentence: what would have been accepted, what came. `level` lowers the rule's own. */
  violation(event: TraceEvent, message: string, options?: { readonly level?: Level }): void;
  /** Which of several allowed variants the subject chose (rules of level MAY). */
  variant(event: TraceEvent, name: string): void;
}

export interface ObserverContext {
  /** The side of the protocol that the subject plays: only what it sends is judged. */
  readonly role: Role;
}

/**
 * Judges one rule over one trace. Called once for each trace; the function it returns sees every event in order and keeps
 * its own state, so that the same observer serves a finished trace and a live one. It never touches a socket or a clock.
 */
export type Observer = (report: Report, context: ObserverContext) => (event: TraceEvent) => void;
