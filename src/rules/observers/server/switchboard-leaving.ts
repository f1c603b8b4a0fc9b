import type { TraceEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import type { Seat } from '../shared/chat-facts';
import { watchChats } from '../shared/watch-chats';
import type { ServedConnection } from '../shared/watch-exchanges';
import { accountKey, shown } from '../shared/words';

/** S-SB-19: the others hear once that somebody has left. */
export const sSb19: Observer = (report, context) =>
  watchChats(context, (chats) => {
    /** By who is to be told: who has left. */
    const due = new Map<Seat, Set<Seat>>();
    /** Said to have left, and by all that shows still there. */
    const early = new Map<Seat, { readonly event: TraceEvent }>();
    const said = new WeakMap<Seat, Set<string>>();
    const should = 'BYE should come for somebody who has left, once, and';

    function settle(seat: Seat, account: string): void {
      const left = due.get(seat);
      for (const other of left ?? []) if (other.account === account) left?.delete(other);
    }

    return {
      left(seat) {
        due.delete(seat);
        early.delete(seat);
        if (seat.leaving === 'dismissed' || seat.chat.hasTwins(seat.account)) return;
        for (const other of seat.chat.certainBut(seat))
          if (other.present.has(seat.account)) due.set(other, (due.get(other) ?? new Set()).add(seat));
      },
      unasked(command, event, connection) {
        const seat = chats.seatOf(connection);
        if (seat === undefined || seat.chat.isSpoiled) return;
        const [word = ''] = command.parameters;
        const account = accountKey(word);
        if (command.name === 'JOI') said.get(seat)?.delete(account);
        if (command.name !== 'BYE' || account === seat.account) return;
        if (!seat.chat.hasSeen(account)) {
          report.violation(event, `${should} ${shown(word)} never was in the chat.`);
          return;
        }
        if (!seat.present.has(account)) {
          const isOnce = seat.chat.seatsOf(account).length === 1;
          if (isOnce && said.get(seat)?.has(account) === true) report.violation(event, `${should} it came twice.`);
          return;
        }
        said.set(seat, (said.get(seat) ?? new Set()).add(account));
        settle(seat, account);
        const [stays] = seat.chat.seatsOf(account).filter(({ leaving }) => leaving === undefined);
        if (stays === undefined) report.exercised(event);
        else if (!early.has(stays) && !seat.chat.hasTwins(account)) early.set(stays, { event });
      },
      outcome(request, outcome) {
        const seat = chats.seatOf(request.connection);
        const told = seat === undefined ? undefined : early.get(seat);
        if (seat === undefined || told === undefined || request.event.index < told.event.index) return;
        if (outcome.kind !== 'reply' && outcome.kind !== 'error') return;
        early.delete(seat);
        report.violation(told.event, `${should} ${shown(seat.account)} was still there.`);
      },
      timeLimit(connection, event) {
        const seat = chats.seatOf(connection);
        if (seat === undefined) return;
        for (const { account } of due.get(seat) ?? [])
          report.violation(event, `${shown(account)} has left the chat, and no BYE came.`);
        due.delete(seat);
      },
    };
  });

/** S-SB-20: the session goes on when a chat is over. */
export const sSb20: Observer = (report, context) =>
  watchChats(context, (chats) => {
    /** Sessions of which a chat is over, and that have not been heard since: the index of the end. */
    const waiting = new Map<ServedConnection, number>();
    const challenged = new Set<ServedConnection>();
    let isProvoked = false;
    const should = 'The end of a chat should leave the session alone, and the server closed it.';
    return {
      any(event) {
        isProvoked ||= event.kind === 'remark' && event.topic === 'provoked';
      },
      request({ command, connection }) {
        if (command.name === 'QRY') challenged.delete(connection);
      },
      unasked({ name }, _event, connection) {
        if (name === 'CHL') challenged.add(connection);
      },
      outcome({ connection, event }, outcome) {
        const since = waiting.get(connection);
        if (since === undefined || event.index < since || outcome.kind === 'closed') return;
        waiting.delete(connection);
        if (outcome.kind === 'reply' || outcome.kind === 'error') report.exercised(outcome.event);
      },
      closed(connection, event) {
        if (connection.service !== 'switchboard') {
          const isOver = waiting.delete(connection);
          const isExcused = connection.leaving || connection.dismissed || isProvoked || connection.open.length > 0;
          if (isOver && !isExcused && !challenged.delete(connection) && event.by === 'server')
            report.violation(event, should);
          return;
        }
        const seat = chats.seatOf(connection);
        const session = seat === undefined ? undefined : chats.accounts.connectionOf(seat.account);
        // A server that ends both may have its reasons.
        const isOwnWish = event.by === 'client' || connection.leaving;
        if (session !== undefined && isOwnWish && !session.leaving && !session.dismissed)
          waiting.set(session, event.index);
      },
    };
  });

export const switchboardLeavingObservers: ObserverTable = { 'S-SB-19': sSb19, 'S-SB-20': sSb20 };
