import type { DecodedCommand, EmptyLine } from '../../../codec';
import type { CloseEvent, CommandEvent, ConnectionService, EmptyLineEvent, OpenEvent, TraceEvent } from '../../../wire';
import type { ObserverContext } from '../../rule';
import { Audience } from './audience';
import { answersChallenge } from './challenge-answer';
import { ContactBook } from './contact-book';
import { perConnection } from './per-connection';
import { SegmentCuts } from './segment-cuts';
import { accountKey } from './words';

/** A challenge of the kit's server. */
export interface Challenge {
  readonly text: string;
  readonly event: CommandEvent;
  /** Not the 20 digits that servers send as a rule. */
  readonly isOdd: boolean;
  /** Sent directly and at once behind another one that was open. */
  readonly isInRow: boolean;
}

/** A connection of the client under test to one of the kit's servers, Passport aside. */
export interface ClientConnection {
  readonly id: string;
  readonly service: ConnectionService;
  /** Index of the event. */
  readonly openedAt: number;
  /** The kit has said that it does wrong on purpose here. */
  provoked: boolean;
  /** Account of the last USR TWN I, as compared. */
  claimed?: string | undefined;
  /** Account of USR OK, as compared. */
  account?: string | undefined;
  /** Index of USR OK. */
  onlineSince?: number | undefined;
  /** Index of USR OK or ANS OK on a switchboard. */
  admittedSince?: number | undefined;
  /** It sent something after USR OK. */
  hasGoneOn: boolean;
  /** A Passport challenge was given, and no ticket has come. */
  awaitsTicket: boolean;
  /** It was asked to leave, or the server gave it a reason to. */
  excused: boolean;
  /** OUT was sent, or the connection was closed by the client. */
  hasLeft: boolean;
  /** The server has said goodbye: OUT, or a close. */
  dismissed: boolean;
  /** Requests without an answer yet, in the order of sending. */
  readonly open: ClientRequest[];
  /** Challenges without an answer yet. */
  readonly challenges: Challenge[];
  /** Challenges without an answer although a later one was answered, with the index of that answer. */
  readonly passedOver: { readonly challenge: Challenge; readonly at: number }[];
  /** The challenge that was the last command of the server. */
  lastChallenge?: Challenge | undefined;
  readonly book: ContactBook;
  readonly cuts: SegmentCuts;
}

/** What the client sent. */
export interface ClientRequest {
  readonly event: CommandEvent;
  readonly command: DecodedCommand;
  readonly connection: ClientConnection;
  /** For QRY: the challenge that it answers, and how. `undecided`: the key of that client id is not documented. */
  readonly answer?: { readonly challenge: Challenge; readonly verdict: 'right' | 'wrong' | 'undecided' } | undefined;
}

/** What the kit's server sent. */
export interface Given {
  readonly event: CommandEvent | EmptyLineEvent;
  /** Absent for an empty line. */
  readonly command?: DecodedCommand | undefined;
  readonly item: DecodedCommand | EmptyLine;
  readonly connection: ClientConnection;
  /** The open request that it answers. */
  readonly answers?: ClientRequest | undefined;
}

export interface ClientHandlers {
  opened?(connection: ClientConnection, event: OpenEvent): void;
  /** Before anything is done about it: the connection stands as it stood when the server sent this. */
  given?(given: Given): void;
  /** Before anything is done about it. */
  request?(request: ClientRequest): void;
  /** The challenge is open from now on. */
  challenged?(challenge: Challenge, connection: ClientConnection): void;
  /** A later challenge has been answered, this one will not be any more. */
  missed?(challenge: Challenge, event: TraceEvent, connection: ClientConnection): void;
  /** All that the server sent up to the event of index `upTo` has been handled by the client. */
  handled?(connection: ClientConnection, upTo: number, event: TraceEvent): void;
  /** The client left by itself, or stopped answering, with no reason that the trace shows. */
  gone?(connection: ClientConnection, event: TraceEvent, how: 'left' | 'stalled'): void;
  closed?(connection: ClientConnection, event: CloseEvent): void;
  /** The kit asked the client for an action. */
  asked?(action: readonly string[], event: TraceEvent): void;
  /** The kit waited in vain, on that connection or, where it is undefined, for something else. */
  timeLimit?(connection: ClientConnection | undefined, event: TraceEvent): void;
  /** The kit ends the case: what comes now is its own doing. */
  over?(event: TraceEvent): void;
  /** Every event, those of Passport among them, before the others. */
  any?(event: TraceEvent): void;
}

/**
 * Follows a client under test on all its connections to the kit's servers: what it was sent, what it asked, and what shows that it has
 * handled what it was sent. That is a QRY for a later challenge, the next step of the login, or a `fence` remark; never a clock.
 *
 * All observers of one judge share the work: whoever sees an event first has it told to every one of them.
 */
export function watchClient(context: ObserverContext, handlers: ClientHandlers): (event: TraceEvent) => void {
  const known = hubs.get(context);
  const hub = known ?? new Hub(context);
  if (known === undefined) hubs.set(context, hub);
  hub.audience.join(handlers);
  return hub.see;
}

/** A memo: one hub for each judge, gone with it. */
const hubs = new WeakMap<ObserverContext, Hub>();

const isErrorName = /^\d{3}$/;

class Hub {
  readonly audience = new Audience<ClientHandlers>();
  readonly #of: (event: TraceEvent) => ClientConnection | undefined;
  readonly #connections = new Set<ClientConnection>();
  #last: TraceEvent | undefined;
  /** A person uses the client. */
  #isWithPerson = false;

  constructor({ role }: ObserverContext) {
    this.#of = perConnection(role, create);
  }

  readonly see = (event: TraceEvent): void => {
    if (event === this.#last) return;
    this.#last = event;
    for (const listener of this.audience.to('any')) listener.any?.(event);
    const connection = this.#of(event);
    if (event.kind === 'remark') this.#remark(event, connection);
    if (connection === undefined || connection.service === 'passport') return;
    if (event.kind === 'open') {
      this.#connections.add(connection);
      for (const listener of this.audience.to('opened')) listener.opened?.(connection, event);
    } else if (event.kind === 'segment') {
      if (event.from === 'server') connection.cuts.see(event);
    } else if (event.kind === 'command') {
      if (event.from === 'client') this.#request(event, connection);
      else this.#given(event, connection);
    } else if (event.kind === 'empty-line') {
      if (event.from === 'server') this.#tell({ event, item: event.line, connection });
    } else if (event.kind === 'close') {
      if (this.#isWithPerson && event.by === 'client' && connection.service === 'switchboard')
        this.#ask(['leaveChat'], event);
      this.#close(event, connection);
    }
  };

  #remark(event: TraceEvent & { kind: 'remark' }, connection: ClientConnection | undefined): void {
    const { topic, value = '' } = event;
    if (topic === 'asked') this.#ask(value.split(' '), event);
    else if (topic === 'person') this.#isWithPerson = true;
    else if (topic === 'end') {
      for (const one of this.#connections) {
        one.excused = true;
        this.#missed(one, event, event.index);
      }
      for (const listener of this.audience.to('over')) listener.over?.(event);
    } else if (topic === 'time-limit') {
      const own = connection?.service === 'passport' ? undefined : connection;
      if (own !== undefined) this.#missed(own, event, event.index);
      const waits = own !== undefined && (own.challenges.length > 0 || own.onlineSince === undefined);
      if (waits && !own.hasLeft && !isExcused(own)) this.#gone(own, event, 'stalled');
      for (const listener of this.audience.to('timeLimit')) listener.timeLimit?.(own, event);
    }
    if (connection === undefined) return;
    if (topic === 'provoked') connection.provoked = true;
    else if (topic === 'closing') connection.excused = true;
    else if (topic === 'fence') this.#handled(connection, event.index, event);
  }

  #ask(action: readonly string[], event: TraceEvent): void {
    for (const one of this.#connections) if (bidsToLeave(action[0] ?? '', one)) one.excused = true;
    for (const listener of this.audience.to('asked')) listener.asked?.(action, event);
  }

  #request(event: CommandEvent, connection: ClientConnection): void {
    const { command } = event;
    // People go when they like, and say so by OUT.
    if (this.#isWithPerson && command.name === 'OUT')
      this.#ask([connection.service === 'switchboard' ? 'leaveChat' : 'logout'], event);
    const answer = command.name === 'QRY' ? answerOf(command, connection) : undefined;
    const request: ClientRequest = { event, command, connection, answer };
    for (const listener of this.audience.to('request')) listener.request?.(request);
    if (command.name === 'OUT') {
      this.#missed(connection, event, event.index);
      if (!connection.hasLeft && !isExcused(connection)) this.#gone(connection, event, 'left');
      connection.hasLeft = true;
      return;
    }
    if (connection.service === 'switchboard') {
      // Who was let in may speak whenever it likes: only what came up to the OK has certainly been read.
      if (connection.admittedSince !== undefined) this.#handled(connection, connection.admittedSince, event);
    } else if (connection.onlineSince === undefined) this.#handled(connection, event.index, event);
    else if (!connection.hasGoneOn) {
      connection.hasGoneOn = true;
      this.#handled(connection, connection.onlineSince, event);
    }
    if (answer !== undefined) {
      const given = answer.challenge.event.index;
      this.#missed(connection, event, given);
      this.#answered(connection, answer.challenge, event.index);
      this.#handled(connection, given, event);
    }
    if (command.name === 'USR') {
      if (command.parameters[1] === 'I') connection.claimed = accountKey(command.parameters[2] ?? '');
      connection.awaitsTicket = false;
    }
    if (!unanswered.has(command.name) && connection.open.length < mostOpen) connection.open.push(request);
  }

  #given(event: CommandEvent, connection: ClientConnection): void {
    const { command } = event;
    const answers = connection.open.find((request) => isAnswer(command, request.command));
    this.#tell({ event, command, item: command, connection, answers });
    if (answers !== undefined) connection.open.splice(connection.open.indexOf(answers), 1);
    const { name, parameters } = command;
    if (name === 'CHL') this.#challenge(event, connection);
    else connection.lastChallenge = undefined;
    if (name === 'USR' && parameters[0] === 'OK' && connection.service !== 'switchboard') {
      connection.onlineSince ??= event.index;
      connection.account ??= accountKey(parameters[1] ?? '');
    }
    if (connection.service === 'switchboard' && (name === 'USR' || name === 'ANS') && parameters[0] === 'OK')
      connection.admittedSince ??= event.index;
    if (name === 'USR' && parameters[1] === 'S') connection.awaitsTicket = true;
    if (name === 'OUT') connection.dismissed = true;
    if (givesReasonToLeave(command, answers)) connection.excused = true;
    connection.book.take(command);
  }

  #challenge(event: CommandEvent, connection: ClientConnection): void {
    if (connection.challenges.length >= mostOpen) return;
    const text = event.command.parameters[0] ?? '';
    const challenge = { text, event, isOdd: !/^\d{20}$/.test(text), isInRow: isInRow(event, connection) };
    connection.challenges.push(challenge);
    connection.lastChallenge = challenge;
    for (const listener of this.audience.to('challenged')) listener.challenged?.(challenge, connection);
  }

  /** Answers may overtake each other for a moment: what one passes over may still come. */
  #answered({ challenges, passedOver }: ClientConnection, answered: Challenge, at: number): void {
    const late = passedOver.findIndex(({ challenge }) => challenge === answered);
    if (late >= 0) passedOver.splice(late, 1);
    else {
      const earlier = challenges.splice(0, challenges.indexOf(answered) + 1).slice(0, -1);
      for (const challenge of earlier) if (passedOver.length < mostOpen) passedOver.push({ challenge, at });
    }
  }

  /** What was passed over before the event of index `since` is not coming any more. */
  #missed(connection: ClientConnection, event: TraceEvent, since: number): void {
    const { passedOver } = connection;
    const gone = passedOver.filter(({ at }) => at < since);
    passedOver.splice(0, passedOver.length, ...passedOver.filter(({ at }) => at >= since));
    for (const { challenge } of gone)
      for (const listener of this.audience.to('missed')) listener.missed?.(challenge, event, connection);
  }

  #tell(given: Given): void {
    for (const listener of this.audience.to('given')) listener.given?.(given);
  }

  #handled(connection: ClientConnection, upTo: number, event: TraceEvent): void {
    for (const listener of this.audience.to('handled')) listener.handled?.(connection, upTo, event);
  }

  #gone(connection: ClientConnection, event: TraceEvent, how: 'left' | 'stalled'): void {
    for (const listener of this.audience.to('gone')) listener.gone?.(connection, event, how);
  }

  #close(event: CloseEvent, connection: ClientConnection): void {
    this.#connections.delete(connection);
    if (event.by === 'server') connection.dismissed = true;
    else {
      this.#missed(connection, event, event.index);
      if (!connection.hasLeft && !isExcused(connection)) this.#gone(connection, event, 'left');
      connection.hasLeft = true;
    }
    for (const listener of this.audience.to('closed')) listener.closed?.(connection, event);
  }
}

/** Milliseconds between two challenges that count as sent in one go: the kit's own doing, not the client's. */
const oneGo = 100;

/** Whether a challenge comes directly behind another one, before the client could well answer that. */
export function isInRow({ time }: TraceEvent, { lastChallenge, challenges }: ClientConnection): boolean {
  return lastChallenge !== undefined && challenges.includes(lastChallenge) && time - lastChallenge.event.time < oneGo;
}

/** No server need answer these, or not by their transaction id. */
const unanswered = new Set(['PNG', 'MSG', 'PAG']);

/** Requests and challenges that are remembered without an answer; a client or a script may flood. */
const mostOpen = 1000;

function create(open: OpenEvent): ClientConnection {
  return {
    id: open.connection,
    service: open.service,
    openedAt: open.index,
    provoked: false,
    hasGoneOn: false,
    awaitsTicket: false,
    excused: false,
    hasLeft: false,
    dismissed: false,
    open: [],
    challenges: [],
    passedOver: [],
    book: new ContactBook(),
    cuts: new SegmentCuts(),
  };
}

/** Whoever closes a switchboard needs no reason, nor does whoever gets no ticket. */
function isExcused({ excused, awaitsTicket, service }: ClientConnection): boolean {
  return excused || awaitsTicket || service === 'switchboard';
}

function bidsToLeave(method: string, { service }: ClientConnection): boolean {
  return method === 'logout' || method === 'exit' || (method === 'leaveChat' && service === 'switchboard');
}

/** Whether a client may well leave upon this. Errors of unknown numbers and those below 300 are no reason (C-ERR-01, C-LST-07). */
function givesReasonToLeave({ name, trid, parameters }: DecodedCommand, answers: ClientRequest | undefined): boolean {
  if (name === 'OUT' || (name === 'XFR' && parameters[0] === 'NS')) return true;
  if (name === 'VER') return !parameters.includes('MSNP8') || parameters[0] === '0';
  if (!isErrorName.test(name)) return false;
  if (answers !== undefined && ['VER', 'CVR', 'USR', 'SYN'].includes(answers.command.name)) return true;
  // Without a switchboard the session goes on (C-SB-16).
  return trid !== undefined && Number(name) >= 500 && name !== '913' && knownErrors.has(name);
}

/** The numbers that some source names for MSNP8. */
export const knownErrors: ReadonlySet<string> = new Set(
  (
    '200 201 205 206 207 208 209 210 213 215 216 217 218 219 223 224 225 227 228 229 230 231 280 281 282 300 301 302 ' +
    '500 501 502 510 520 540 600 601 602 603 604 605 700 707 710 711 712 713 714 715 717 731 800 ' +
    '910 911 912 913 914 915 916 917 918 919 920 921 922 923 924 928'
  ).split(' '),
);

function isAnswer(command: DecodedCommand, request: DecodedCommand): boolean {
  if (command.trid === undefined || command.trid !== request.trid) return false;
  if (isErrorName.test(command.name)) return true;
  if (request.name === 'USR' && command.name === 'XFR') return true;
  if (command.name !== request.name || command.name === 'CHL') return false;
  const hasList = command.name === 'ADD' || command.name === 'REM';
  return !hasList || command.trid !== 0 || command.parameters[0] === request.parameters[0];
}

function answerOf(query: DecodedCommand, { challenges, passedOver }: ClientConnection): ClientRequest['answer'] {
  const all = [...challenges, ...passedOver.map(({ challenge }) => challenge)];
  const right = all.find(({ text }) => answersChallenge(query, text) === true);
  if (right !== undefined) return { challenge: right, verdict: 'right' };
  const [oldest] = challenges;
  if (oldest === undefined) return undefined;
  return {
    challenge: oldest,
    verdict: answersChallenge(query, oldest.text) === undefined ? 'undecided' : 'wrong',
  };
}
