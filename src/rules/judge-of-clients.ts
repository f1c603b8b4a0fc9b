import { normalizeAccount, parseAuthorization } from '../codec';
import type { Trace, TraceEvent } from '../wire';
import { Judge } from './judge';
import type { Rule } from './rule';
import type { Violation } from './rule-finding';

/** A violation with the rule that it breaks. */
export interface Accusation {
  readonly rule: Rule;
  readonly violation: Violation;
}

/** Clients that are judged in one trace; what further ones do is not judged. */
const mostClients = 32;

/**
 * Judges a growing trace in which several clients may be signed in, each under an account of its own: what one of them does says nothing about another. As long
 * as one account is known, everything is taken for one client and judged at once. From the second on, what a connection brings is judged when it has said
 * whose it is, or has ended. Give it every event of the trace once, in order.
 */
export class JudgeOfClients {
  readonly #trace: Pick<Trace, 'events'>;
  readonly #judges = new Map<string, Judge>();
  /** By connection: the account that it has named. */
  readonly #accounts = new Map<string, string>();
  /** By connection: what came before it was known whose it is. */
  readonly #pending = new Map<string, TraceEvent[]>();
  /** What concerns no connection: whoever is judged later hears of it first. */
  readonly #common: TraceEvent[] = [];
  readonly #told = new Set<string>();
  #isParted = false;
  readonly #only = new Judge({ role: 'client' });

  constructor(trace: Pick<Trace, 'events'>) {
    this.#trace = trace;
  }

  /** Judges the next event. Returns what is now known to be broken and was not before. */
  see(event: TraceEvent): Accusation[] {
    if (event.connection === '') {
      this.#common.push(event);
    }
    const account = accountIn(event);
    if (account !== undefined && !this.#accounts.has(event.connection)) {
      this.#accounts.set(event.connection, account);
      this.#meet(account);
      if (!this.#isParted && this.#judges.size > 1) {
        // All that has come so far is judged anew, each client by itself.
        this.#isParted = true;
        return this.#fresh(this.#trace.events.flatMap((earlier) => this.#hand(earlier)));
      }
    }
    return this.#fresh(this.#isParted ? this.#hand(event) : [see(this.#only, [event])]);
  }

  #meet(account: string): void {
    if (!this.#judges.has(account) && this.#judges.size < mostClients) {
      this.#judges.set(account, this.#isParted ? this.#newJudge() : new Judge({ role: 'client' }));
    }
  }

  #newJudge(): Judge {
    return see(new Judge({ role: 'client' }), this.#common);
  }

  /** Hands an event to whom it concerns. */
  #hand(event: TraceEvent): readonly Judge[] {
    const { connection } = event;
    if (connection === '') {
      return this.#all([event]);
    }
    const account = this.#accounts.get(connection);
    const isOver = event.kind === 'close';
    if (account === undefined && !isOver) {
      this.#keep(event);
      return [];
    }
    const events = [...(this.#pending.get(connection) ?? []), event];
    this.#pending.delete(connection);
    if (account !== undefined) {
      const judge = this.#judges.get(account);
      return judge === undefined ? [] : [see(judge, events)];
    }
    // The nexus is asked by nobody in particular. Who has said nothing of itself on another server is a client for itself.
    return connection.startsWith('passport') ? this.#all(events) : [see(this.#newJudge(), events)];
  }

  #keep(event: TraceEvent): void {
    const pending = this.#pending.get(event.connection);
    if (pending === undefined) {
      this.#pending.set(event.connection, [event]);
    } else {
      pending.push(event);
    }
  }

  #all(events: readonly TraceEvent[]): readonly Judge[] {
    return [...this.#judges.values()].map((judge) => see(judge, events));
  }

  #fresh(judges: readonly Judge[]): Accusation[] {
    const all = [...new Set(judges)].flatMap((judge) =>
      judge.results().flatMap(({ rule, violations }) => violations.map((violation) => ({ rule, violation }))),
    );
    return all.filter(({ rule, violation: { event, message } }) => {
      const key = `${rule.id} ${event} ${message}`;
      const isNew = !this.#told.has(key);
      this.#told.add(key);
      return isNew;
    });
  }
}

function see(judge: Judge, events: readonly TraceEvent[]): Judge {
  for (const event of events) {
    judge.see(event);
  }
  return judge;
}

/** The account under which a client signs in, enters a chat or asks Passport for a ticket. */
function accountIn(event: TraceEvent): string | undefined {
  if (event.kind === 'command' && event.from === 'client' && ['USR', 'ANS'].includes(event.command.name)) {
    const { account } = event.command.fields;
    return account === undefined ? undefined : normalizeAccount(account);
  }
  if (event.kind === 'http' && event.from === 'client') {
    const authorization = event.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
    const account = authorization === undefined ? undefined : parseAuthorization(authorization).signIn;
    return account === undefined ? undefined : normalizeAccount(account);
  }
  return undefined;
}
