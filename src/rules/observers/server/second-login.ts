import type { TraceEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { type ServedConnection, watchExchanges } from '../shared/watch-exchanges';

interface Session {
  readonly connection: ServedConnection;
  /** Index of USR OK. */
  readonly since: number;
  /** `OUT OTH` came. */
  isDismissed: boolean;
  /** Another login of the account succeeded. */
  replaced: boolean;
}

/** S-OTH-01: a second login of an account ends the first session with `OUT OTH` and a close. */
export const sOth01: Observer = (report, context) => {
  const sessions = new Map<ServedConnection, Session>();
  const attempts = new Map<ServedConnection, string>();

  function othersOf(account: string | undefined, connection: ServedConnection): Session[] {
    return [...sessions.values()].filter(
      (other) => other.connection !== connection && other.connection.account === account,
    );
  }

  function judgeStaying(session: Session, event: TraceEvent): void {
    if (!session.replaced) return;
    session.replaced = false;
    const what = session.isDismissed ? 'it was not closed' : 'no `OUT OTH` came';
    report.violation(
      event,
      `A second login of the account should end this session by \`OUT OTH\` and a close, and ${what}.`,
    );
  }

  return watchExchanges(context, {
    request({ command, connection }) {
      if (command.name === 'USR' && command.parameters[1] === 'S' && connection.claimed !== undefined)
        attempts.set(connection, connection.claimed);
    },
    outcome(request, outcome) {
      const { connection } = request;
      if (outcome.kind !== 'reply' || outcome.command.name !== 'USR' || outcome.command.parameters[0] !== 'OK') return;
      if (connection.service === 'switchboard') return;
      for (const other of othersOf(connection.account, connection)) other.replaced = true;
      sessions.set(connection, { connection, since: outcome.event.index, isDismissed: false, replaced: false });
    },
    unasked(command, event, connection) {
      const session = sessions.get(connection);
      if (session === undefined) return;
      if (session.isDismissed) {
        judgeStaying(session, event);
        return;
      }
      if (command.name !== 'OUT' || command.parameters[0] !== 'OTH') return;
      session.isDismissed = true;
      const isAttempted = [...attempts].some(
        ([other, account]) => other !== connection && account === connection.account,
      );
      const [older] = othersOf(connection.account, connection).filter(({ since }) => since < session.since);
      if (!session.replaced && older !== undefined && !isLater(attempts, connection))
        report.violation(event, 'A second login should end the first session, and `OUT OTH` came to the second.');
      else if (isAttempted) session.replaced = true;
    },
    timeLimit(connection, event) {
      const session = sessions.get(connection);
      if (session !== undefined) judgeStaying(session, event);
    },
    closed(connection, event) {
      const session = sessions.get(connection);
      sessions.delete(connection);
      attempts.delete(connection);
      if (session === undefined || event.by !== 'server' || !session.replaced) return;
      if (connection.leaving || connection.unframed) return;
      if (session.isDismissed) report.exercised(event);
      else
        report.violation(event, 'A second login should end this session by `OUT OTH`, and it was closed without it.');
    },
  });

  /** Whether somebody began to sign in to the same account after this connection did. */
  function isLater(all: ReadonlyMap<ServedConnection, string>, connection: ServedConnection): boolean {
    const order = [...all.keys()];
    const own = order.indexOf(connection);
    return order.some((other, at) => at > own && all.get(other) === connection.account);
  }
};

export const secondLoginObservers: ObserverTable = { 'S-OTH-01': sOth01 };
