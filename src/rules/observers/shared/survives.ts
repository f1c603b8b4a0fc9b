import type { TraceEvent } from '../../../wire';
import type { Observer, ObserverContext, Report } from '../../rule';
import { type ClientConnection, type Given, watchClient } from './watch-client';

/** A rule of the form "the client takes this and goes on". */
export interface Survival {
  /** Whether what the server sent puts the rule to the test. */
  meant(given: Given): boolean;
  /** What it is, for messages: `NLN and FLN`. */
  readonly what: string;
  /**
   * How unusual it is: 0 for what belongs to every session, 1 for what belongs to many, 2 and more for what is seldom sent. Of several
   * things that may have driven a client away the most unusual trait of each counts; where they belong to different rules, nothing is
   * decided. Only from 2 on a client is taken to have fled where it said OUT.
   */
  readonly weight: number;
  /** A clean end is a right way to take it. */
  readonly mayLeave?: 'cleanly' | undefined;
}

/**
 * Judges whether a client survives something. Exercised when the client has handled it. Broken when the client leaves by itself, or stops
 * answering challenges, before that, and nothing else that was sent can be the reason.
 */
export function survives(survival: Survival): Observer {
  return (report, context) => {
    const hub = hubs.get(context) ?? new Hub(context);
    hubs.set(context, hub);
    hub.tags.push({ survival, report });
    return hub.see;
  };
}

/** A memo: one hub for each judge, gone with it. */
const hubs = new WeakMap<ObserverContext, Hub>();

interface Tag {
  readonly survival: Survival;
  /** Absent for what no rule here judges but may be the reason all the same. */
  readonly report?: Report | undefined;
}

/** Something that was sent, while nothing shows that the client has handled it. */
interface Unproven {
  readonly index: number;
  readonly given: Given;
  readonly tags: readonly Tag[];
  readonly kind: string;
}

/** Lines that are remembered for each connection; of a flood only the end. */
const mostUnproven = 5000;

/** Told by the observers of rules for both sides. */
const otherReasons: readonly Tag[] = [
  {
    survival: {
      weight: 1,
      what: 'a command cut into several segments',
      meant: ({ command, connection }) => command !== undefined && connection.cuts.within(command) > 0,
    },
  },
  {
    survival: {
      weight: 2,
      what: 'a line that is not laid out as it should be',
      meant: ({ item }) =>
        item.kind === 'empty-line' ||
        item.oddities.some(({ code }) => code !== 'unknown-command' && code !== 'parameter-count'),
    },
  },
];

class Hub {
  readonly tags: Tag[] = [...otherReasons];
  readonly see: (event: TraceEvent) => void;
  readonly #unproven = new Map<ClientConnection, Unproven[]>();
  /** What the client has been seen to take before, on any connection. */
  readonly #taken = new Set<Tag | string>();

  constructor(context: ObserverContext) {
    this.see = watchClient(context, {
      given: (given) => this.#given(given),
      handled: (connection, upTo, event) => this.#handled(connection, upTo, event),
      gone: (connection, event, how) => this.#gone({ connection, event, how }),
      closed: (connection) => this.#unproven.delete(connection),
    });
  }

  #given(given: Given): void {
    const { connection, command } = given;
    if (connection.dismissed) return;
    const tags = this.tags.filter(({ survival }) => survival.meant(given));
    const known = this.#unproven.get(connection) ?? [];
    if (known.length === 0) this.#unproven.set(connection, known);
    if (known.length >= mostUnproven) known.shift();
    known.push({ index: given.event.index, given, tags, kind: command?.name ?? 'empty line' });
  }

  #handled(connection: ClientConnection, upTo: number, event: TraceEvent): void {
    const waiting = this.#unproven.get(connection);
    if (waiting === undefined) return;
    const done = waiting.filter(({ index }) => index <= upTo);
    this.#unproven.set(
      connection,
      waiting.filter(({ index }) => index > upTo),
    );
    const tags = new Set(done.flatMap((item) => item.tags));
    for (const tag of tags) {
      tag.report?.exercised(event);
      this.#taken.add(tag);
    }
    for (const { kind } of done) this.#taken.add(kind);
  }

  #gone(end: {
    readonly connection: ClientConnection;
    readonly event: TraceEvent;
    readonly how: 'left' | 'stalled';
  }): void {
    const { connection, event, how } = end;
    const blamed = this.#blamed(end);
    this.#unproven.delete(connection);
    if (blamed?.report === undefined) return;
    const { what, mayLeave, weight } = blamed.survival;
    if (how === 'stalled') blamed.report.violation(event, `${what} should be taken, and the client stopped answering.`);
    else if (event.kind === 'command' && weight < 2) return;
    else if (mayLeave === undefined) blamed.report.violation(event, `${what} should be taken, and the client left.`);
    else if (event.kind !== 'close' || event.how === 'clean') blamed.report.exercised(event);
  }

  #blamed({
    connection,
    how,
  }: {
    readonly connection: ClientConnection;
    readonly how: 'left' | 'stalled';
  }): Tag | undefined {
    const suspects = this.#unproven.get(connection) ?? [];
    const tops = suspects.map(({ tags }) => mostUnusual(tags));
    const special = new Set(tops.filter((tag): tag is Tag => tag !== undefined && tag.survival.weight > 0));
    if (special.size > 0) {
      const hasAnswered = this.#taken.has('CHL') || connection.onlineSince === undefined;
      return how === 'stalled' && !hasAnswered ? undefined : this.#only(special);
    }
    if (connection.provoked) return undefined;
    if (how === 'stalled' && !this.#taken.has('CHL')) {
      const challenge = suspects.findIndex(({ kind }) => kind === 'CHL');
      if (challenge >= 0) return tops[challenge];
    }
    // What no rule is about may be the reason as well, unless the client has taken its like before.
    const plain = new Set(suspects.map(({ kind }, at) => tops[at] ?? kind));
    return this.#only(plain);
  }

  #only(reasons: ReadonlySet<Tag | string>): Tag | undefined {
    const fresh = [...reasons].filter((reason) => !this.#taken.has(reason));
    const [one, ...others] = fresh.length > 0 ? fresh : [...reasons];
    return others.length === 0 && typeof one === 'object' ? one : undefined;
  }
}

function mostUnusual(tags: readonly Tag[]): Tag | undefined {
  let found: Tag | undefined;
  for (const tag of tags) if (found === undefined || tag.survival.weight > found.survival.weight) found = tag;
  return found;
}
