import type { Observer, Report } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { type ClientConnection, watchClient } from '../shared/watch-client';
import { isOddAddress, type Transfer, watchTransfers } from '../shared/watch-transfers';
import { shown } from '../shared/words';

const should = 'Upon `XFR … NS address` the client should log in at that address, and';

/** Judges the transfers of one kind that lead to an ordinary address. */
function followsTransfer(
  isMeant: (transfer: Transfer) => boolean,
  options: { readonly onClosed: 'only' | 'any' },
): Observer {
  return (report, context) =>
    watchTransfers(context, {
      followed(transfer, event) {
        if (isMeant(transfer)) report.exercised(event);
      },
      astray(transfer, event, fault) {
        if (isMeant(transfer)) report.violation(event, `${should} ${fault}.`);
      },
      ignored(transfer, event) {
        if (!isMeant(transfer) || transfer.isOddAddress) return;
        if (options.onClosed === 'any' || transfer.from.dismissed)
          report.violation(event, `${should} it did not come.`);
      },
    });
}

/** C-XFR-01: the client goes where it is sent, and begins anew. */
export const cXfr01 = followsTransfer(({ kind }) => kind === 'first', { onClosed: 'only' });

/** C-XFR-04: also a second time. */
export const cXfr04 = followsTransfer(({ kind }) => kind === 'chained', { onClosed: 'any' });

/** C-XFR-02: no transfer is needed. */
export const cXfr02: Observer = (report, context) => {
  const reached = new WeakSet<ClientConnection>();
  /** Connections with a Passport challenge, while nothing of Passport has been seen. */
  const waiting = new Set<ClientConnection>();
  return watchTransfers(
    context,
    { arrived: (_transfer, _event, to) => reached.add(to) },
    {
      any(event) {
        if (event.kind === 'http' || (event.kind === 'open' && event.service === 'passport')) waiting.clear();
      },
      given({ command, connection }) {
        const isChallenge = command?.name === 'USR' && command.parameters[1] === 'S';
        if (isChallenge && !reached.has(connection)) waiting.add(connection);
      },
      request({ command, connection, event }) {
        if (command.name === 'USR' && command.parameters[1] === 'S' && !reached.has(connection)) {
          waiting.delete(connection);
          report.exercised(event);
        } else if (command.name === 'OUT' && waiting.has(connection)) leave(report, connection, event);
      },
      closed(connection, event) {
        if (event.by === 'client') leave(report, connection, event);
        waiting.delete(connection);
      },
      timeLimit(connection, event) {
        if (connection !== undefined) leave(report, connection, event);
      },
    },
  );

  function leave(to: Report, connection: ClientConnection, event: Parameters<Report['violation']>[0]): void {
    if (!waiting.delete(connection) || connection.excused) return;
    to.violation(event, 'A login without XFR should go on with Passport and a ticket, and the client did neither.');
  }
};

/** C-XFR-03: it does not matter when the server closes. */
export const cXfr03: Observer = (report, context) =>
  watchTransfers(context, {
    followed({ kind }, event) {
      if (kind === 'first') report.exercised(event);
    },
    ignored({ kind, from, isOddAddress: isOdd }, event) {
      if (kind === 'first' && !from.dismissed && !from.hasLeft && !isOdd)
        report.violation(event, 'The client should follow an XFR also before the server closes, and it did not.');
    },
  });

/** C-XFR-05: transaction ids go on or begin again. */
export const cXfr05: Observer = (report, context) => {
  const used = new WeakMap<ClientConnection, { readonly first: number; readonly last: number }>();
  return watchTransfers(
    context,
    {
      arrived({ from }, event) {
        const before = used.get(from);
        const { trid } = event.command;
        if (before === undefined || trid === undefined) return;
        report.variant(event, trid > before.last ? 'continues' : trid === before.first ? 'restarts' : 'jumps back');
      },
    },
    {
      request({ command, connection }) {
        if (command.trid === undefined) return;
        const first = used.get(connection)?.first ?? command.trid;
        used.set(connection, { first, last: command.trid });
      },
    },
  );
};

/** C-XFR-06: an unasked XFR makes the client move. */
export const cXfr06: Observer = (report, context) => {
  const left = new Map<ClientConnection, { readonly transfer: Transfer; hasRead: boolean }>();
  return watchTransfers(
    context,
    {
      sent(transfer) {
        if (transfer.kind === 'unasked') left.set(transfer.from, { transfer, hasRead: false });
      },
      arrived({ from }) {
        const known = left.get(from);
        if (known !== undefined) known.hasRead = true;
      },
      followed({ kind }, event) {
        if (kind === 'unasked') report.exercised(event);
      },
      astray({ kind }, event, fault) {
        if (kind === 'unasked') report.violation(event, `${should} ${fault}.`);
      },
      ignored({ kind, isOddAddress: isOdd }, event) {
        if (kind === 'unasked' && !isOdd) report.violation(event, `${should} it did not come.`);
      },
    },
    {
      request({ command, connection, event, answer }) {
        const old = left.get(connection);
        // OUT is a way to leave; and what crosses the XFR on its way is no fault.
        if (old === undefined || command.name === 'OUT') return;
        const isLate = answer !== undefined && answer.challenge.event.index > old.transfer.event.index;
        if (!old.hasRead && !isLate) return;
        left.delete(connection);
        report.violation(
          event,
          `Behind an unasked XFR nothing more should come on the old connection, and ${shown(command.name)} did.`,
        );
      },
      closed: (connection) => left.delete(connection),
    },
  );
};

/** C-XFR-07: no port means 1863, and a name will do. */
export const cXfr07: Observer = (report, context) => {
  let chat: Parameters<Report['exercised']>[0] | undefined;
  const transfers = watchTransfers(context, {
    followed(transfer, event) {
      if (transfer.isOddAddress) report.exercised(event);
    },
    ignored({ isOddAddress: isOdd, address }, event) {
      if (isOdd)
        report.violation(event, `The client should find the server at ${shown(address)}, and it did not come.`);
    },
  });
  const chats = watchClient(context, {
    given({ command, event }) {
      if (command === undefined) return;
      const { name, parameters } = command;
      const address = name === 'RNG' || (name === 'XFR' && parameters[0] === 'SB') ? parameters[1] : undefined;
      if (address !== undefined) chat = isOddAddress(address) ? event : undefined;
    },
    opened({ service }, event) {
      if (service !== 'switchboard' || chat === undefined) return;
      chat = undefined;
      report.exercised(event);
    },
  });
  return (event) => {
    transfers(event);
    chats(event);
  };
};

export const transferObservers: ObserverTable = {
  'C-XFR-01': cXfr01,
  'C-XFR-02': cXfr02,
  'C-XFR-03': cXfr03,
  'C-XFR-04': cXfr04,
  'C-XFR-05': cXfr05,
  'C-XFR-06': cXfr06,
  'C-XFR-07': cXfr07,
};
