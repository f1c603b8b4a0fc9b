import type { TraceEvent } from '../wire';
import { catalogue } from './catalogue';
import { FramingLoss } from './framing-loss';
import { observers as allObservers } from './observers';
import type { Level, Observer, Role, Rule } from './rule';
import type { RuleFinding, Violation } from './rule-finding';

export interface JudgeOptions {
  /** The side of the protocol that the subject plays: only what it sends is judged. */
  readonly role: Role;
  /** By rule id. All observers of the kit where absent. */
  readonly observers?: ReadonlyMap<string, Observer> | undefined;
}

const rank: Readonly<Record<Level, number>> = { MAY: 0, SHOULD: 1, MUST: 2 };

interface Tally {
  readonly rule: Rule;
  readonly level: Level;
  exercised: number;
  readonly violations: Violation[];
  omitted: number;
  readonly variants: Map<string, number>;
}

/**
 * Judges a trace while it grows. Give it every event once, in order; ask for the findings at any time. Where a server's stream loses its framing,
 * nothing more is judged on that connection.
 */
export class Judge {
  /** Violations that are kept for each rule; more are only counted, so that a hostile peer cannot fill the memory. */
  static readonly maxViolations = 100;

  readonly #tallies: readonly Tally[];
  readonly #watchers: readonly ((event: TraceEvent) => void)[];
  /** For servers, whose stream holds many things at once. */
  readonly #framing: FramingLoss | undefined;

  constructor({ role, observers = allObservers }: JudgeOptions) {
    // Observers that share their work have the watcher in common.
    const watchers = new Set<(event: TraceEvent) => void>();
    const tallies: Tally[] = [];
    // One context for all, by which observers share what they find out about the trace.
    const context = { role };
    for (const rule of catalogue) {
      const level = rule.level[role];
      if (level === undefined) continue;
      const tally: Tally = { rule, level, exercised: 0, violations: [], omitted: 0, variants: new Map() };
      tallies.push(tally);
      const observer = observers.get(rule.id);
      if (observer !== undefined) watchers.add(observer(reportInto(tally), context));
    }
    this.#tallies = tallies;
    this.#watchers = [...watchers];
    this.#framing = role === 'server' ? new FramingLoss() : undefined;
  }

  see(event: TraceEvent): void {
    const framed = this.#framing?.see(event) ?? { kind: 'sound' };
    if (framed.kind === 'lost') return;
    const came = framed.kind === 'lost here' ? framed.end : event;
    for (const watch of this.#watchers) watch(came);
    if (framed.kind === 'lost behind') for (const watch of this.#watchers) watch(framed.end);
  }

  /** One finding for every rule that binds the role, in the order of the catalogue, also where nothing was found. */
  results(): RuleFinding[] {
    return this.#tallies.map(({ rule, level, exercised, violations, omitted, variants }) => ({
      rule,
      level,
      exercised: violations.length > 0 ? Math.max(exercised, 1) : exercised,
      violations: [...violations],
      omitted,
      variants: Object.fromEntries(variants),
    }));
  }
}

/** Judges a finished trace. */
export function judge(events: Iterable<TraceEvent>, options: JudgeOptions): RuleFinding[] {
  const judging = new Judge(options);
  for (const event of events) judging.see(event);
  return judging.results();
}

function reportInto(tally: Tally) {
  return {
    exercised(): void {
      tally.exercised += 1;
    },
    violation(event: TraceEvent, message: string, options: { readonly level?: Level } = {}): void {
      if (tally.violations.length >= Judge.maxViolations) {
        tally.omitted += 1;
        return;
      }
      const level =
        options.level !== undefined && rank[options.level] < rank[tally.level] ? options.level : tally.level;
      tally.violations.push({ event: event.index, message, level });
    },
    variant(_event: TraceEvent, name: string): void {
      tally.exercised += 1;
      tally.variants.set(name, (tally.variants.get(name) ?? 0) + 1);
    },
  };
}
