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
   * How unusual it is: 0 for what belongs to every session, 1 for what belongs to many, 2 and more for what is seldom sent, less than 0 for
   * what nobody stumbles over as long as there is anything else. Of several things that may have driven a client away the most unusual ones
   * count; where they belong to different rules, a rule that holds for all of them is broken in any case, or nothing is decided. Only from 2 on a
   * client is taken to have fled where it said OUT.
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
  /** Began in the segment in which the one before it ended. */
  readonly isGlued: boolean;
}

/** How far the client has come with one connection. */
interface Progress {
  unproven: Unproven[];
  /** Index of the last command of the client. */
  heardAt: number;
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
  readonly #progress = new Map<ClientConnection, Progress>();
  /** What the client has been seen to take before, on any connection. */
  readonly #taken = new Set<Tag | string>();

  constructor(context: ObserverContext) {
    this.see = watchClient(context, {
      given: (given) => this.#given(given),
      request: ({ connection, event }) => {
        this.#of(connection).heardAt = event.index;
      },
      handled: (connection, upTo, event) => this.#handled(connection, upTo, event),
      gone: (connection, event, how) => this.#gone({ connection, event, how }),
      closed: (connection) => this.#progress.delete(connection),
    });
  }

  #of(connection: ClientConnection): Progress {
    const known = this.#progress.get(connection) ?? { unproven: [], heardAt: -1 };
    this.#progress.set(connection, known);
    return known;
  }

  #given(given: Given): void {
    const { connection, command, event } = given;
    if (connection.dismissed) return;
    const tags = this.tags.filter(({ survival }) => survival.meant(given));
    const { unproven } = this.#of(connection);
    if (unproven.length >= mostUnproven) unproven.shift();
    unproven.push({
      index: event.index,
      given,
      tags,
      kind: command?.name ?? 'empty line',
      isGlued: command !== undefined && connection.cuts.isGlued(command),
    });
  }

  #handled(connection: ClientConnection, upTo: number, event: TraceEvent): void {
    const progress = this.#of(connection);
    const done = progress.unproven.filter(({ index }) => index <= upTo);
    progress.unproven = progress.unproven.filter(({ index }) => index > upTo);
    const tags = new Set(done.flatMap((item) => item.tags));
    for (const tag of tags) {
      tag.report?.exercised(event);
      this.#taken.add(tag);
    }
    for (const { kind } of done) this.#taken.add(kind);
    // A client that has answered its session has come to what was sent to its chats before, as far as anything can show that.
    if (connection.service !== 'switchboard')
      for (const [chat, { unproven }] of this.#progress)
        if (chat.service === 'switchboard') this.#of(chat).unproven = unproven.filter(({ index }) => index > upTo);
  }

  /** Something came in a chat that may be the reason as well: that is the business of the rules about chats. */
  #isChatSuspect(): boolean {
    return [...this.#progress].some(([{ service }, { unproven }]) => service === 'switchboard' && unproven.length > 0);
  }

  #gone(end: {
    readonly connection: ClientConnection;
    readonly event: TraceEvent;
    readonly how: 'left' | 'stalled';
  }): void {
    const { connection, event, how } = end;
    const progress = this.#of(connection);
    const blamed =
      how === 'stalled' ? this.#silencedBy(connection, progress) : this.#reason(connection, progress.unproven);
    progress.unproven = [];
    if (blamed?.report === undefined || this.#isChatSuspect()) return;
    const { what, mayLeave, weight } = blamed.survival;
    if (how === 'stalled') blamed.report.violation(event, `${what} should be taken, and the client stopped answering.`);
    else if (event.kind === 'command' && weight < 2) return;
    else if (mayLeave === undefined) blamed.report.violation(event, `${what} should be taken, and the client left.`);
    else if (event.kind !== 'close' || event.how === 'clean') blamed.report.exercised(event);
  }

  /** Why the client answers no more: at the latest it stumbled over the first challenge that stands open. */
  #silencedBy(connection: ClientConnection, { unproven, heardAt }: Progress): Tag | undefined {
    const at = unproven.findIndex(({ kind }) => kind === 'CHL');
    const suspects = at < 0 ? unproven : unproven.slice(0, at + 1);
    const challenge = suspects[at];
    if (challenge === undefined || this.#taken.has('CHL')) return this.#reason(connection, suspects);
    // It may be that it never answers any. What is seldom sent is a better reason, and so is a line that it has not got round to.
    const isExplained = suspects.some(
      (one) =>
        (mostUnusual(one.tags)?.survival.weight ?? 0) >= (one === challenge ? 1 : 2) ||
        (one.isGlued && one.index > heardAt),
    );
    return isExplained || connection.provoked ? undefined : mostUnusual(challenge.tags);
  }

  #reason({ provoked }: ClientConnection, suspects: readonly Unproven[]): Tag | undefined {
    const reasons = suspects.map(({ tags, kind }) => ({ tags, top: mostUnusual(tags) ?? kind }));
    const highest = Math.max(...reasons.map(({ top }) => weightOf(top)));
    if (highest <= 0 && provoked) return undefined;
    const likely = this.#fresh(reasons.filter(({ top }) => weightOf(top) >= Math.min(highest, 2)));
    const [first, ...others] = likely;
    if (first === undefined) return undefined;
    if (others.every(({ top }) => top === first.top)) return typeof first.top === 'string' ? undefined : first.top;
    // A rule that holds for all of them is broken whichever it was; not so where a line was unusual.
    const isUsual = highest === 1;
    return isUsual
      ? first.tags.find((tag) => tag.report !== undefined && others.every(({ tags }) => tags.includes(tag)))
      : undefined;
  }

  /** What the client has taken before is no reason as long as there is something that it has not. */
  #fresh<Reason extends { readonly top: Tag | string }>(reasons: readonly Reason[]): readonly Reason[] {
    const fresh = reasons.filter(({ top }) => !this.#taken.has(top));
    return fresh.length > 0 ? fresh : reasons;
  }
}

/** What no rule is about may be the reason as well as what belongs to every session. */
function weightOf(reason: Tag | string): number {
  return typeof reason === 'string' ? 0 : reason.survival.weight;
}

function mostUnusual(tags: readonly Tag[]): Tag | undefined {
  let found: Tag | undefined;
  for (const tag of tags) if (found === undefined || tag.survival.weight > found.survival.weight) found = tag;
  return found;
}
