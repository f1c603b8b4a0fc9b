import type { CommandEvent } from '../../../wire';
import type { Level, Observer, Report } from '../../rule';
import type { ObserverTable } from '../observer-table';
import type { ChatFacts, Seat } from '../shared/chat-facts';
import { replyRuleBy } from '../shared/reply-rules';
import { type Chats, watchChats } from '../shared/watch-chats';
import type { Request, ServedConnection } from '../shared/watch-exchanges';
import { accountKey, isNumber, shown, shownWords } from '../shared/words';
import { thirdMayBeCalled } from './switchboard-calls';

/** What a client was told of the chat between its ANS and the OK. */
interface Arrival {
  readonly request: Request;
  readonly account: string;
  readonly chat: ChatFacts;
  /** Those that were certainly there when ANS was sent. */
  readonly others: readonly Seat[];
  readonly roster: CommandEvent[];
}

/** Follows those that answer a call. `arrived` is called with the OK, before the chat takes notice of it. */
function watchArrivals(handlers: {
  readonly arrived: (arrival: Arrival, options: { readonly event: CommandEvent; readonly chats: Chats }) => void;
  readonly late?: (event: CommandEvent) => void;
}): (...[report, context]: Parameters<Observer>) => ReturnType<Observer> {
  return (_report, context) => {
    const arrivals = new Map<ServedConnection, Arrival>();
    return watchChats(context, (chats) => ({
      request(request) {
        const admission = request.command.name === 'ANS' ? chats.admissionOf(request) : undefined;
        if (admission?.key === undefined || (admission.kind !== 'good' && admission.kind !== 'unclear')) return;
        const { chat, account } = admission.key;
        arrivals.set(request.connection, { request, account, chat, others: chat.certain, roster: [] });
      },
      unasked(command, event, connection) {
        if (command.name !== 'IRO') return;
        const arrival = arrivals.get(connection);
        if (arrival !== undefined) arrival.roster.push(event);
        else if (chats.seatOf(connection) !== undefined) handlers.late?.(event);
      },
      outcome(request, outcome) {
        const arrival = arrivals.get(request.connection);
        if (arrival?.request !== request) return;
        arrivals.delete(request.connection);
        if (outcome.kind === 'reply') handlers.arrived(arrival, { event: outcome.event, chats });
      },
      closed: (connection) => arrivals.delete(connection),
    }));
  };
}

const answers = replyRuleBy(watchChats, (request, chats) => {
  if (request.command.name !== 'ANS') return undefined;
  const admission = chats.admissionOf(request);
  if (admission === undefined || admission.kind === 'wrong' || admission.kind === 'spent') return undefined;
  // Where the caller has gone, a server may have forgotten the chat.
  const isGood = admission.kind === 'good' && admission.key.chat.certain.length > 0;
  return {
    form: '`ANS … OK`',
    fault: ({ parameters }) => (parameters.join(' ') === 'OK' ? undefined : 'it does not say OK and nothing else'),
    isCertain: isGood,
    judges: isGood ? undefined : 'replies',
  };
});

/** The first thing that is wrong with the IRO lines in front of an OK. Who is missing among several is S-SB-23. */
function rosterFault(arrival: Arrival, chats: Chats): string | undefined {
  const { roster, account, chat, others, request } = arrival;
  const named = new Set<string>();
  for (const { command } of roster) {
    const [index, total, word = '', name] = command.parameters;
    if (command.trid !== request.command.trid || !isNumber(index) || !isNumber(total) || name === undefined)
      return `IRO should be \`IRO ${request.command.trid} number total account name\`, and ${shownWords([String(command.trid), ...command.parameters])} came.`;
    if (Number(total) !== roster.length)
      return `IRO should count ${roster.length}, as many as come before the OK, and it counts ${total}.`;
    const key = accountKey(word);
    if (named.has(key)) return `IRO should name everybody once, and it names ${shown(word)} twice.`;
    named.add(key);
    if (chat.isSpoiled) continue;
    if (key === account) return 'IRO should not name the one who joins, and it does.';
    if (!chat.hasSeen(key)) return `IRO should name who is in the chat, and ${shown(word)} never was.`;
    if (!chats.names.mayBe(word, name)) return `IRO should have the name of ${shown(word)}, and ${shown(name)} came.`;
  }
  const numbers = roster.map(({ command }) => Number(command.parameters[0])).sort((one, other) => one - other);
  if (numbers.some((number, at) => number !== at + 1))
    return `IRO should number from 1 to ${roster.length}, and the numbers are ${numbers.join(' ')}.`;
  const [only, ...more] = others;
  if (only !== undefined && more.length === 0 && only.leaving === undefined && !named.has(only.account))
    return `${shown(only.account)} is in the chat, and no IRO says so.`;
  return undefined;
}

/** S-SB-08: who joins is told who is there, then OK. */
export const sSb08: Observer = (report, context) => {
  const watchers = [
    answers(report, context),
    watchArrivals({
      arrived(arrival, { event, chats }) {
        const fault = rosterFault(arrival, chats);
        if (fault !== undefined) report.violation(event, fault);
      },
      late: (event) => report.violation(event, 'IRO should come before `ANS … OK`, and one came behind it.'),
    })(report, context),
  ];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

/** S-SB-23: a third may be called, and is told of both others. */
export const sSb23: Observer = (report, context) => {
  const watchers = [
    thirdMayBeCalled(report, context),
    watchArrivals({
      arrived({ others, roster, chat }, { event }) {
        const there = others.filter(({ leaving }) => leaving === undefined);
        if (there.length < 2 || chat.isSpoiled) return;
        const named = new Set(roster.map(({ command }) => accountKey(command.parameters[2] ?? '')));
        const missing = there.find(({ account }) => !named.has(account));
        if (missing === undefined) report.exercised(event);
        else
          report.violation(
            event,
            `${there.length} are in the chat, and no IRO names ${shown(missing.account)} among them.`,
          );
      },
    })(report, context),
  ];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

/** S-SB-09: the others hear once that somebody has joined. */
export const sSb09: Observer = (report, context) =>
  watchChats(context, (chats) => {
    /** By who is to be told: the accounts. */
    const due = new Map<Seat, Set<string>>();
    const heard = new WeakMap<Seat, Set<string>>();
    const should = 'JOI should come for somebody who has joined, once, and';

    function judge(seat: Seat, event: CommandEvent): string | undefined {
      const [word = '', name] = event.command.parameters;
      const key = accountKey(word);
      const { chat } = seat;
      if (chat.isSpoiled) return undefined;
      if (!chat.hasSeen(key)) return `${should} nobody here is ${shown(word)}.`;
      if (seat.present.has(key)) {
        const isAgain = chat.seatsOf(key).some(({ leaving }) => leaving !== undefined);
        return isAgain || chat.hasTwins(key) ? undefined : `${should} ${shown(word)} was there already.`;
      }
      if (name === undefined || !chats.names.mayBe(word, name))
        return `JOI should have the name of ${shown(word)}, and ${shown(name)} came.`;
      due.get(seat)?.delete(key);
      const told = heard.get(seat) ?? new Set();
      heard.set(seat, told.add(key));
      report.exercised(event);
      return undefined;
    }

    function missing(seat: Seat | undefined, options: { readonly event: Parameters<Report['violation']>[0] }): void {
      if (seat === undefined) return;
      for (const account of due.get(seat) ?? [])
        report.violation(options.event, `${shown(account)} has joined the chat, and no JOI came.`);
      due.delete(seat);
    }

    return {
      joined(seat) {
        for (const other of seat.chat.certainBut(seat)) {
          if (other.since > seat.askedAt || other.account === seat.account || seat.chat.hasTwins(seat.account))
            continue;
          if (other.present.has(seat.account) || heard.get(other)?.has(seat.account) === true) continue;
          due.set(other, (due.get(other) ?? new Set()).add(seat.account));
        }
      },
      left(seat) {
        due.delete(seat);
        for (const [other, told] of due) if (other.chat === seat.chat) told.delete(seat.account);
      },
      unasked(command, event, connection) {
        const seat = chats.seatOf(connection);
        if (seat === undefined || (command.name !== 'JOI' && command.name !== 'BYE')) return;
        const key = accountKey(command.parameters[0] ?? '');
        if (command.name === 'BYE') {
          heard.get(seat)?.delete(key);
          return;
        }
        if (key === seat.account) {
          if (seat.chat.isSpoiled || seat.chat.hasTwins(key)) return;
          const lower: { readonly level: Level } = { level: 'SHOULD' };
          report.violation(event, 'Who joins should get no JOI of itself, and one came.', lower);
          return;
        }
        const fault = judge(seat, event);
        if (fault !== undefined) report.violation(event, fault);
      },
      timeLimit: (connection, event) => missing(chats.seatOf(connection), { event }),
    };
  });

/** S-SB-21: neither IRO nor JOI has a client id. */
export const sSb21: Observer = (report, context) =>
  watchChats(context, () => ({
    unasked({ name, parameters }, event, { service }) {
      const length = name === 'IRO' ? 4 : name === 'JOI' ? 2 : undefined;
      if (length === undefined || service !== 'switchboard') return;
      if (parameters.length <= length) report.exercised(event);
      else
        report.violation(
          event,
          `${name} should end with the name, and ${shown(parameters.slice(length).join(' '))} stands behind it.`,
        );
    },
  }));

/** S-SB-26: who joins is told who is there before anything else. */
export const sSb26: Observer = (report, context) =>
  watchChats(context, (chats) => {
    const arriving = new Map<ServedConnection, { readonly chat: ChatFacts; isBusy: boolean }>();
    function stir(seat: Seat | undefined): void {
      for (const arrival of arriving.values()) if (arrival.chat === seat?.chat) arrival.isBusy = true;
    }
    return {
      request(request) {
        const { command, connection, event } = request;
        if (command.name === 'ANS') {
          const key = chats.admissionOf(request)?.key;
          if (key === undefined) return;
          const { chat } = key;
          for (const other of arriving.values()) if (other.chat === chat) other.isBusy = true;
          arriving.set(connection, { chat, isBusy: chat.joining.size > 0 || chat.seats.some(isUnderWay(event.index)) });
        } else if (command.name === 'MSG' || command.name === 'OUT') stir(chats.seatOf(connection));
      },
      unasked({ name }, event, connection) {
        if (!arriving.has(connection) || !['JOI', 'BYE', 'MSG'].includes(name)) return;
        report.violation(event, `Before \`ANS … OK\` nothing but IRO should come, and ${name} did.`);
      },
      outcome(request, outcome) {
        const arrival = request.command.name === 'ANS' ? arriving.get(request.connection) : undefined;
        arriving.delete(request.connection);
        // Only where something else was under way could it have come first.
        if (outcome.kind === 'reply' && arrival?.isBusy === true) report.exercised(outcome.event);
      },
      closed(connection) {
        arriving.delete(connection);
        stir(chats.seatOf(connection));
      },
    };
  });

/** Whether a participant has said or left something that the server may not have come to. */
function isUnderWay(index: number): (seat: Seat) => boolean {
  return ({ connection, leaving, isGone }) => {
    if (isGone) return false;
    if (leaving !== undefined) return true;
    return [...connection.sent.values()].some(
      ({ command, event }) => command.name === 'MSG' && event.index > connection.provenSince && event.index < index,
    );
  };
}

export const switchboardJoiningObservers: ObserverTable = {
  'S-SB-08': sSb08,
  'S-SB-09': sSb09,
  'S-SB-21': sSb21,
  'S-SB-23': sSb23,
  'S-SB-26': sSb26,
};
