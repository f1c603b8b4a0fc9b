import type { DecodedCommand } from '../../../codec';
import type { CommandEvent, TraceEvent } from '../../../wire';
import type { ServedConnection } from './watch-exchanges';
import { sameAccount } from './words';

export interface ExpectedPresence {
  /** Connection of the watcher. */
  readonly connection: ServedConnection;
  readonly contact: string;
  readonly name: 'NLN' | 'FLN';
  /** Index of the event that is the cause; what came before it does not count. */
  readonly since: number;
  readonly kept: (event: TraceEvent) => void;
  /** Called only while nothing has changed that would make it undue. */
  readonly broken: (event: TraceEvent) => void;
  /** Whether it is still due. */
  readonly isDue: () => boolean;
}

/**
 * NLN and FLN that must reach somebody because of what happened on another connection. Servers may pass them on with delay, so that
 * only the kit's own time limit on the watcher's connection says that one is missing.
 */
export class ExpectedPresences {
  #expected: ExpectedPresence[] = [];
  /** The last NLN and FLN of each contact on each connection: they may come before the cause has been confirmed. */
  readonly #last = new Map<ServedConnection, Map<string, CommandEvent>>();

  expect(expectation: ExpectedPresence): void {
    const { connection, contact, name, since } = expectation;
    const early = this.#last.get(connection)?.get(`${name} ${contact}`);
    this.#expected = this.#expected.filter(
      (other) => other.connection !== connection || !sameAccount(other.contact, contact) || other.name !== name,
    );
    if (early !== undefined && early.index > since) expectation.kept(early);
    else this.#expected.push(expectation);
  }

  see(command: DecodedCommand, event: CommandEvent, connection: ServedConnection): void {
    if (command.name !== 'NLN' && command.name !== 'FLN') return;
    const account = command.parameters[command.name === 'NLN' ? 1 : 0]?.toLowerCase() ?? '';
    const known = this.#last.get(connection) ?? new Map<string, CommandEvent>();
    known.set(`${command.name} ${account}`, event);
    this.#last.set(connection, known);
    this.#take(
      (one) => one.connection === connection && one.name === command.name && sameAccount(one.contact, account),
    ).forEach((one) => {
      one.kept(event);
    });
  }

  timeLimit(connection: ServedConnection, event: TraceEvent): void {
    for (const one of this.#take((found) => found.connection === connection)) if (one.isDue()) one.broken(event);
  }

  closed(connection: ServedConnection): void {
    this.#last.delete(connection);
    this.#take((one) => one.connection === connection);
  }

  #take(isMeant: (one: ExpectedPresence) => boolean): ExpectedPresence[] {
    const taken = this.#expected.filter(isMeant);
    if (taken.length > 0) this.#expected = this.#expected.filter((one) => !taken.includes(one));
    return taken;
  }
}
