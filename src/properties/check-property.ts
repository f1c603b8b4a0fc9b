import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { type ClientSubject, type ServerSubject, SubjectError } from '../subjects';
import { requireAccounts } from '../suite';
import { Trace } from '../wire';
import type { Property, PropertyContext, Stage } from './property';
import { PropertyFailure } from './property-failure';
import { type WireCount, wireCountOf } from './wire-count';

/** How a property is put to the test. */
export interface CheckSettings {
  /** The seed of the run: the same gives the same examples on any machine. */
  readonly seed: number;
  /** Random examples. */
  readonly runs: number;
  /** When no further example is begun, on the clock of `performance.now()`; the one at hand comes to its end. */
  readonly deadline: number;
  /** Aborted when the run is stopped: no further example is begun. */
  readonly stop: AbortSignal;
  /** A failure counts if it happens in this many of so many tries, each from a fresh state; the first failure is none of them. */
  readonly confirmation: { readonly failures: number; readonly tries: number };
  /** Limit for looking for a smaller example, in milliseconds. The best one so far is kept. */
  readonly shrinkMs: number;
}

/** What a property came to. */
export interface PropertyRun {
  readonly verdict: 'pass' | 'fail' | 'unsupported' | 'blocked' | 'inconclusive';
  /** A whole sentence; empty for a pass. */
  readonly reason: string;
  /** Examples that were tried, those of shrinking not among them. */
  readonly examples: number;
  readonly exhaustive: number;
  readonly shrinks: number;
  /** Milliseconds in which examples were tried, signing in and shrinking included. */
  readonly durationMs: number;
  readonly wire: WireCount;
  /** That of the smallest failure when it was tried for the last time, else that of the last examples. */
  readonly trace: Trace;
  readonly failure?: ConfirmedFailure | undefined;
  readonly lacksAccounts?: true | undefined;
  /** The time had run out before one example was tried. */
  readonly isLate?: true | undefined;
  /** An error that no part of the kit knows. */
  readonly kitFault?: Error | undefined;
}

/** The smallest example that failed, and how often. */
export interface ConfirmedFailure {
  readonly example: unknown;
  /** `2/37:1:0`: the number of the batch, by which the seed is raised, and the path of fast-check in it; empty for one of the exhaustive examples. */
  readonly path: string;
  readonly rule: string;
  readonly message: string;
  readonly connection: string | undefined;
  readonly failed: number;
  readonly tries: number;
}

/** One that did not fail often enough to count. */
interface Doubt {
  readonly failure: PropertyFailure;
  readonly failed: number;
  readonly tries: number;
}

/** Tries a property on a subject: the exhaustive examples first, then random ones; what fails is confirmed, shrunk and confirmed again. Never rejects because of what a subject does. */
export async function checkProperty<Subject extends ClientSubject | ServerSubject, StageOf extends Stage, Example>(
  property: Property<Subject, StageOf, Example>,
  context: PropertyContext<Subject>,
  settings: CheckSettings,
): Promise<PropertyRun> {
  const check = new Check(property, context, settings);
  try {
    return await check.run();
  } finally {
    await check.close();
  }
}

/** Random examples are made so many at a time: when the time is over, no more than these have been thought of in vain. */
const BATCH = 100;

interface Failing<Example> {
  readonly example: Example;
  readonly failure: PropertyFailure;
}

/** How long a reply is awaited: as the user says, or as long as it can take by all that was seen so far. */
type Patience = 'full' | 'quick';

/** The least that a reply is waited for, in milliseconds, and how many times as long as the slowest example took. */
const LEAST_QUICK_MS = 400;
const QUICK_FACTOR = 10;

class Check<Subject extends ClientSubject | ServerSubject, StageOf extends Stage, Example> {
  readonly #begin = performance.now();
  readonly #property: Property<Subject, StageOf, Example>;
  readonly #context: PropertyContext<Subject>;
  readonly #settings: CheckSettings;
  #stage: { readonly stage: StageOf; served: number; seen: number } | undefined;
  #trace = new Trace();
  #wire: WireCount = { segments: 0, boundaries: 0, provenBoundaries: 0 };
  #examples = 0;
  #exhaustive = 0;
  #shrinks = 0;
  /** When shrinking has to end; undefined before the first failure. */
  #shrinkUntil: number | undefined;
  /** What the slowest example that held took, with signing in. */
  #slowestMs = 0;
  /** What could not be tried at all: nothing more is. */
  #trouble: unknown;
  #doubt: Doubt | undefined;
  /** The smallest failure so far. */
  #best: Failing<Example> | undefined;

  constructor(
    property: Property<Subject, StageOf, Example>,
    context: PropertyContext<Subject>,
    settings: CheckSettings,
  ) {
    this.#property = property;
    this.#context = context;
    this.#settings = settings;
  }

  async run(): Promise<PropertyRun> {
    const unmet = this.#property.unmet(this.#context.subject);
    if (unmet !== undefined) {
      return this.#outcome({ verdict: 'unsupported', reason: unmet });
    }
    let path = '';
    await this.#prepare();
    if (this.#trouble === undefined) {
      await this.#tryExhaustive();
    }
    if (this.#best === undefined && this.#trouble === undefined) {
      path = await this.#tryRandom();
    }
    const isOwnFault = this.#trouble !== undefined && !(this.#trouble instanceof SubjectError);
    if (this.#trouble !== undefined && (this.#best === undefined || isOwnFault)) {
      return this.#outcome(troubleOf(this.#trouble));
    }
    if (this.#best !== undefined) {
      // What got in the way of a smaller example takes nothing from the one that failed.
      this.#trouble = undefined;
      return this.#failed(await this.#trimmed(this.#best), path);
    }
    if (this.#doubt !== undefined) {
      const { failure, failed, tries } = this.#doubt;
      return this.#outcome({
        verdict: 'inconclusive',
        reason: `It failed once, and then ${failed} times in ${tries} tries of the same example: ${failure.message}`,
      });
    }
    if (this.#examples === 0) {
      return this.#outcome({
        verdict: 'inconclusive',
        reason: 'There was no time left to try an example.',
        isLate: true,
      });
    }
    return this.#outcome({ verdict: 'pass', reason: '' });
  }

  async close(): Promise<void> {
    const stage = this.#stage?.stage;
    this.#stage = undefined;
    await stage?.close();
  }

  /** As before each case: are there accounts for everybody, and is the server in its first state. */
  async #prepare(): Promise<void> {
    const { subject } = this.#context;
    if (subject.role === 'server') {
      try {
        requireAccounts(subject, this.#property.needs);
        await subject.reset?.();
      } catch (error) {
        this.#trouble = error;
      }
    }
  }

  async #tryExhaustive(): Promise<void> {
    for (const example of this.#property.exhaustive()) {
      if (this.#isOver()) {
        return;
      }
      this.#examples += 1;
      this.#exhaustive += 1;
      const failure = await this.#confirmed(example);
      if (failure !== undefined) {
        this.#best = { example, failure };
        this.#shrinkUntil = performance.now() + this.#settings.shrinkMs;
        await this.#check({ seed: 0, numRuns: 1, examples: [[example]] });
        return;
      }
    }
  }

  /** Resolves with the path to the smallest failure. */
  async #tryRandom(): Promise<string> {
    const { seed, runs } = this.#settings;
    for (let done = 0, batch = 0; done < runs && !this.#isOver(); done += BATCH, batch += 1) {
      const details = await this.#check({ seed: (seed + batch) | 0, numRuns: Math.min(BATCH, runs - done) });
      if (details.failed) {
        return `${batch}/${details.counterexamplePath ?? ''}`;
      }
    }
    return '';
  }

  /** Tries what fast-check makes, or is given, and shrinks what fails; the smallest failure is `#best`. */
  async #check(parameters: fc.Parameters<[Example]>): Promise<fc.RunDetails<[Example]>> {
    return fc.check(
      fc.asyncProperty(this.#property.arbitrary, async (example) => {
        if (this.#isOver()) {
          return;
        }
        if (this.#shrinkUntil === undefined) {
          this.#examples += 1;
        } else {
          this.#shrinks += 1;
        }
        const failure = await this.#confirmed(example);
        if (failure !== undefined) {
          this.#best = { example, failure };
          this.#shrinkUntil ??= performance.now() + this.#settings.shrinkMs;
          throw failure;
        }
      }),
      parameters,
    );
  }

  /** What is left when no smaller example that the property knows fails any more. */
  async #trimmed(best: Failing<Example>): Promise<Failing<Example>> {
    for (const example of this.#property.smaller?.(best.example) ?? []) {
      if (this.#isOver()) {
        break;
      }
      this.#shrinks += 1;
      const failure = await this.#confirmed(example);
      if (failure !== undefined) {
        return this.#trimmed({ example, failure });
      }
    }
    return best;
  }

  /** No further example is begun. */
  #isOver(): boolean {
    const now = performance.now();
    const isLate = this.#shrinkUntil === undefined ? now > this.#settings.deadline : now > this.#shrinkUntil;
    return isLate || this.#trouble !== undefined || this.#settings.stop.aborted;
  }

  /** Tries an example; where it fails it is tried again from fresh states. Resolves with the failure if it counts. */
  async #confirmed(example: Example): Promise<PropertyFailure | undefined> {
    const first = await this.#attempt(example, 'quick');
    if (first === undefined) {
      return undefined;
    }
    // While a smaller example is sought, each that only leaves the subject silent would cost the whole limit; the last one is tried with it again.
    const { failed, tried, last } = await this.#repeat(example, this.#shrinkUntil === undefined ? 'full' : 'quick');
    if (failed >= this.#settings.confirmation.failures) {
      return last ?? first;
    }
    // Silence for a short time is no failure where it goes away with a longer limit.
    if (this.#trouble === undefined && (failed > 0 || !first.bySilence)) {
      this.#doubt ??= { failure: first, failed, tries: tried };
    }
    return undefined;
  }

  /** Tries an example from fresh states until it has failed often enough to count, or cannot any more. */
  async #repeat(
    example: Example,
    patience: Patience,
  ): Promise<{
    readonly failed: number;
    readonly tried: number;
    readonly last: PropertyFailure | undefined;
  }> {
    const { failures, tries } = this.#settings.confirmation;
    let failed = 0;
    let tried = 0;
    let last: PropertyFailure | undefined;
    while (failed < failures && failed + tries - tried >= failures && this.#trouble === undefined) {
      await this.close();
      tried += 1;
      const failure = await this.#attempt(example, patience);
      failed += failure === undefined ? 0 : 1;
      last = failure ?? last;
    }
    return { failed, tried, last };
  }

  async #attempt(example: Example, patience: Patience): Promise<PropertyFailure | undefined> {
    let isHolding = false;
    const begin = performance.now();
    try {
      const { stage } = await this.#ready(patience);
      await this.#property.attempt(example, stage);
      isHolding = true;
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - begin);
      return undefined;
    } catch (error) {
      if (error instanceof PropertyFailure) {
        return error;
      }
      this.#trouble = error;
      return undefined;
    } finally {
      this.#count();
      if (!isHolding) {
        // Nobody knows what state it is in.
        await this.close();
      }
    }
  }

  async #ready(patience: Patience): Promise<{ readonly stage: StageOf }> {
    if (this.#stage !== undefined && this.#stage.served >= this.#property.examplesPerStage) {
      await this.close();
    }
    if (this.#stage === undefined) {
      const stage = await this.#property.open({ ...this.#context, timeoutMs: this.#limitMs(patience) });
      this.#trace = stage.trace;
      this.#stage = { stage, served: 0, seen: stage.trace.events.length };
    }
    this.#stage.served += 1;
    return this.#stage;
  }

  #limitMs(patience: Patience): number {
    const { timeoutMs } = this.#context;
    return patience === 'full' || this.#slowestMs === 0
      ? timeoutMs
      : Math.min(timeoutMs, Math.max(LEAST_QUICK_MS, this.#slowestMs * QUICK_FACTOR));
  }

  #count(): void {
    if (this.#stage !== undefined) {
      const { trace } = this.#stage.stage;
      const more = wireCountOf(trace.events.slice(this.#stage.seen), this.#context.subject.role);
      this.#stage.seen = trace.events.length;
      this.#wire = {
        segments: this.#wire.segments + more.segments,
        boundaries: this.#wire.boundaries + more.boundaries,
        provenBoundaries: this.#wire.provenBoundaries + more.provenBoundaries,
      };
    }
  }

  async #failed(best: Failing<Example>, path: string): Promise<PropertyRun> {
    const { failed, tried, last } = await this.#repeat(best.example, 'full');
    const { rule, message, connection } = last ?? best.failure;
    return this.#outcome({
      verdict: 'fail',
      reason: message,
      failure: {
        example: this.#property.toData(best.example),
        path,
        rule,
        message,
        connection,
        failed,
        tries: tried,
      },
    });
  }

  #outcome(
    came: Pick<PropertyRun, 'verdict' | 'reason' | 'failure' | 'lacksAccounts' | 'isLate' | 'kitFault'>,
  ): PropertyRun {
    return {
      ...came,
      examples: this.#examples,
      exhaustive: this.#exhaustive,
      shrinks: this.#shrinks,
      durationMs: performance.now() - this.#begin,
      wire: this.#wire,
      trace: this.#trace,
    };
  }
}

/** What an error comes to that is no failure of the property. */
function troubleOf(error: unknown): Pick<PropertyRun, 'verdict' | 'reason' | 'lacksAccounts' | 'kitFault'> {
  if (!(error instanceof SubjectError)) {
    const kitFault = error instanceof Error ? error : new Error(String(error));
    return { verdict: 'inconclusive', reason: `The kit failed: ${kitFault.message}`, kitFault };
  }
  const { code, message } = error;
  if (code === 'unsupported') {
    return { verdict: 'unsupported', reason: message };
  }
  return { verdict: 'blocked', reason: message, ...(code === 'missing-account' ? { lacksAccounts: true } : {}) };
}
