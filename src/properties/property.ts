import type fc from 'fast-check';
import type { ClientSubject, ServerSubject } from '../subjects';
import type { Authority, Persona } from '../suite';
import type { Trace } from '../wire';

/** What a property meets its subject with. */
export interface PropertyContext<Subject extends ClientSubject | ServerSubject> {
  readonly subject: Subject;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
  /** Certificates of the fake Passport, and where a client finds their authority. */
  readonly authority: () => Promise<Authority>;
}

/** A subject in a known state, and what the kit holds of it. */
export interface Stage {
  /** All that crosses the wire. */
  readonly trace: Trace;
  /** Leaves nothing open, whatever state it is in. */
  close(): Promise<void>;
}

/**
 * A statement about every example of a kind, tried on a subject over sockets.
 *
 * `Example` is what fast-check makes; as data it can be printed, written to a file and read again.
 */
export interface Property<Subject extends ClientSubject | ServerSubject, StageOf extends Stage, Example> {
  /** `cuts-of-the-login`: unique among the properties of a role. */
  readonly name: string;
  readonly title: string;
  /** What holds, in a sentence that a reader understands. */
  readonly statement: string;
  /** The rules that it bears on; a failure names one of them. */
  readonly rules: readonly string[];
  /** How many random examples are tried unless the user says otherwise. */
  readonly runs: number;
  /** The people whose accounts on a server under test it needs, Alice first. */
  readonly needs: readonly Persona[];
  readonly arbitrary: fc.Arbitrary<Example>;
  /** Examples that are tried before the random ones, the smallest first: the first that fails is then as small as can be. */
  exhaustive(): Iterable<Example>;
  /** Examples that are a little smaller, where fast-check does not come to them by itself. */
  smaller?(example: Example): Iterable<Example>;
  /** The example as JSON can hold it. */
  toData(example: Example): unknown;
  /** Reads what `toData` gave. Throws where it is none. */
  fromData(data: unknown): Example;
  /** Why it cannot be tried on this subject, a whole sentence; `undefined` where it can. */
  unmet(subject: Subject): string | undefined;
  /** Brings the subject into the known state from which an example starts, by fresh connections. */
  open(context: PropertyContext<Subject>): Promise<StageOf>;
  /** How many examples a stage serves, each of which leaves it, as a fence and a comparison have shown, in a state that is as good as that from `open`. */
  readonly examplesPerStage: number;
  /**
   * Tries one example.
   *
   * @throws PropertyFailure where the property does not hold; SubjectError where it could not be tried
   */
  attempt(example: Example, stage: StageOf): Promise<void>;
}
