import type { DecodedCommand } from '../../../codec';
import type { CloseEvent, CommandEvent, ConnectionService, OpenEvent, TraceEvent } from '../../../wire';
import type { ObserverContext } from '../../rule';
import { Audience } from './audience';
import { perConnection } from './per-connection';
import { accountKey } from './words';

/** A connection to the server under test, as its client's side knows it. */
export interface ServedConnection {
  readonly id: string;
  readonly service: ConnectionService;
  /** The kit has said that it does wrong on purpose here. */
  provoked: boolean;
  /** Values of the `provoked` remarks, where they had one. */
  readonly provocations: Set<string>;
  /** First dialect of the VER reply. */
  dialect?: string | undefined;
  /** Account of the last USR TWN I, as compared. */
  claimed?: string | undefined;
  /** Account of USR OK, as compared. */
  account?: string | undefined;
  /** SYN has been answered. */
  synchronised: boolean;
  /** A ticket has been sent, and no answer has come. */
  ticketSent: boolean;
  /** The client sent OUT. */
  leaving: boolean;
  /** The server sent OUT. */
  dismissed: boolean;
  /** What the server sends can no longer be taken apart, so that nothing is known of what it does, a close included. */
  unframed: boolean;
  /** All that comes from the server now was written after the event of this index. */
  provenSince: number;
  /** Requests without an answer yet, in the order of sending. */
  readonly open: Request[];
  /** The last request of each name and trid, whether answered or not. */
  readonly sent: Map<string, Request>;
}

/** A command that the kit's client sent. */
export interface Request {
  readonly event: CommandEvent;
  readonly command: DecodedCommand;
  readonly connection: ServedConnection;
  /** The kit did wrong on purpose before it sent this. */
  readonly provoked: boolean;
  /** Sent after USR OK had come. */
  readonly online: boolean;
}

/** What became of a request. Undecided ones (the client left first, the server said goodbye) have none. */
export type Outcome =
  | {
      readonly kind: 'reply';
      readonly event: CommandEvent;
      readonly command: DecodedCommand;
      readonly tridEchoed: boolean;
    }
  | { readonly kind: 'error'; readonly event: CommandEvent; readonly code: string }
  /** The server closed instead of answering. `alone`: no other request was open and nobody else did wrong, so that this one can be the reason. */
  | { readonly kind: 'closed'; readonly event: CloseEvent; readonly alone: boolean }
  /** A later request has been handled, or the kit's time limit has run out, and there is no answer. */
  | { readonly kind: 'missing'; readonly event: TraceEvent };

export interface ExchangeHandlers {
  opened?(connection: ServedConnection, event: OpenEvent): void;
  /** Before anything is done about it. */
  request?(request: Request): void;
  outcome?(request: Request, outcome: Outcome): void;
  /** A command of the server that answers no request. */
  unasked?(command: DecodedCommand, event: CommandEvent, connection: ServedConnection): void;
  /** All that the client sent before the event of index `sentAt` has been handled. */
  fence?(connection: ServedConnection, event: TraceEvent, sentAt: number): void;
  /** The kit waited for something on this connection, and its time limit ran out. */
  timeLimit?(connection: ServedConnection, event: TraceEvent): void;
  closed?(connection: ServedConnection, event: CloseEvent): void;
  /** Every event of a connection, before the others. */
  any?(event: TraceEvent, connection: ServedConnection): void;
}

const answerable = new Set(
  'VER CVR CVQ USR XFR SYN CHG QRY ADD REM REA ADG REG RMG GTC BLP PRP URL SND SDC IMS ANS CAL ACK NAK'.split(' '),
);
const isErrorName = /^\d{3}$/;

/**
 * Follows the requests of the kit's clients on every connection to the server under test and tells what became of each. A reply
 * belongs to the open request of its trid and name; order plays no part. Silence is decided by a fence (QNG for a PNG sent
 * later, on a switchboard the error for a CAL of no account, or a `fence` remark) and by a `time-limit` remark, never by a clock.
 *
 * All observers of one judge share the work: whoever sees an event first has it told to every one of them.
 */
export function watchExchanges(context: ObserverContext, handlers: ExchangeHandlers): (event: TraceEvent) => void {
  const known = hubs.get(context);
  const hub = known ?? new Hub(context);
  if (known === undefined) hubs.set(context, hub);
  hub.audience.join(handlers);
  return hub.see;
}

/** A memo: one hub for each judge, gone with it. */
const hubs = new WeakMap<ObserverContext, Hub>();

class Hub {
  readonly audience = new Audience<ExchangeHandlers>();
  readonly #of: (event: TraceEvent) => Exchanges | undefined;
  #last: TraceEvent | undefined;
  /** The kit has done wrong on purpose on some connection. */
  #isProvoked = false;

  constructor({ role }: ObserverContext) {
    this.#of = perConnection(
      role,
      (open) => new Exchanges(open, { handlers: this.#everybody, isProvoked: () => this.#isProvoked }),
    );
  }

  readonly see = (event: TraceEvent): void => {
    if (event === this.#last) return;
    this.#last = event;
    this.#isProvoked ||= event.kind === 'remark' && event.topic === 'provoked';
    this.#of(event)?.see(event);
  };

  readonly #everybody: Required<ExchangeHandlers> = {
    opened: (connection, event) => {
      for (const listener of this.audience.to('opened')) listener.opened?.(connection, event);
    },
    request: (request) => {
      for (const listener of this.audience.to('request')) listener.request?.(request);
    },
    outcome: (request, outcome) => {
      for (const listener of this.audience.to('outcome')) listener.outcome?.(request, outcome);
    },
    unasked: (command, event, connection) => {
      for (const listener of this.audience.to('unasked')) listener.unasked?.(command, event, connection);
    },
    fence: (connection, event, sentAt) => {
      for (const listener of this.audience.to('fence')) listener.fence?.(connection, event, sentAt);
    },
    timeLimit: (connection, event) => {
      for (const listener of this.audience.to('timeLimit')) listener.timeLimit?.(connection, event);
    },
    closed: (connection, event) => {
      for (const listener of this.audience.to('closed')) listener.closed?.(connection, event);
    },
    any: (event, connection) => {
      for (const listener of this.audience.to('any')) listener.any?.(event, connection);
    },
  };
}

class Exchanges {
  readonly #connection: ServedConnection;
  readonly #handlers: Required<ExchangeHandlers>;
  readonly #isProvoked: () => boolean;
  readonly #pings: Request[] = [];
  readonly #overdue: Request[] = [];
  readonly #trids = new Set<number>();
  /** The last that came was an error by which servers end a session. */
  #refused = false;

  constructor(
    open: OpenEvent,
    options: { readonly handlers: Required<ExchangeHandlers>; readonly isProvoked: () => boolean },
  ) {
    this.#handlers = options.handlers;
    this.#isProvoked = options.isProvoked;
    this.#connection = {
      id: open.connection,
      service: open.service,
      provoked: false,
      provocations: new Set(),
      synchronised: false,
      ticketSent: false,
      leaving: false,
      dismissed: false,
      unframed: false,
      provenSince: open.index,
      open: [],
      sent: new Map(),
    };
  }

  see(event: TraceEvent): void {
    const connection = this.#connection;
    this.#handlers.any(event, connection);
    if (event.kind === 'open') this.#handlers.opened(connection, event);
    else if (event.kind === 'command') {
      if (event.from === 'client') this.#request(event);
      else this.#answer(event);
    } else if (event.kind === 'remark') {
      if (event.topic === 'provoked') {
        connection.provoked = true;
        if (event.value !== undefined) connection.provocations.add(event.value);
      } else if (event.topic === 'fence') this.#fence(event, event.index);
      else if (event.topic === 'time-limit') {
        this.#missing(event, event.index);
        this.#handlers.timeLimit(connection, event);
      }
    } else if (event.kind === 'undecodable') {
      if (event.from === 'server') {
        connection.unframed = true;
        connection.open.length = 0;
        this.#pings.length = 0;
      }
    } else if (event.kind === 'close') this.#close(event);
  }

  #request(event: CommandEvent): void {
    const { command } = event;
    const connection = this.#connection;
    const request: Request = {
      event,
      command,
      connection,
      provoked: connection.provoked,
      online: connection.account !== undefined,
    };
    this.#handlers.request(request);
    if (command.trid !== undefined) {
      this.#trids.add(command.trid);
      connection.sent.set(`${command.name} ${command.trid}`, request);
    }
    if (command.name === 'PNG') this.#pings.push(request);
    else if (command.name === 'OUT') connection.leaving = true;
    else connection.open.push(request);
    if (command.name === 'USR') {
      if (command.parameters[1] === 'I') connection.claimed = accountKey(command.parameters[2] ?? '');
      else if (command.parameters[1] === 'S') connection.ticketSent = true;
    }
  }

  #answer(event: CommandEvent): void {
    const { command } = event;
    const connection = this.#connection;
    this.#refused = finalErrors.has(command.name);
    if (command.name === 'OUT') {
      connection.dismissed = true;
      connection.open.length = 0;
    } else if (command.name === 'QNG') {
      const ping = this.#pings.shift();
      if (ping !== undefined) {
        this.#prove(ping);
        this.#handlers.outcome(ping, { kind: 'reply', event, command, tridEchoed: true });
        this.#fence(event, ping.event.index);
        return;
      }
    }
    const found = isErrorName.test(command.name) ? this.#takeForError(command) : this.#takeForReply(command);
    if (found === 'ambiguous' || found === 'late') return;
    if (found === undefined) {
      this.#handlers.unasked(command, event, connection);
      return;
    }
    const { request, tridEchoed } = found;
    this.#prove(request);
    if (request.command.name === 'USR') this.#login(request, command);
    if (command.name === 'SYN') connection.synchronised = true;
    if (request.command.name === 'VER' && isErrorName.test(command.name) === false)
      connection.dialect ??= dialectIn(command.parameters);
    const isError = isErrorName.test(command.name);
    this.#handlers.outcome(
      request,
      isError ? { kind: 'error', event, code: command.name } : { kind: 'reply', event, command, tridEchoed },
    );
    if (isError && isChatFence(request)) this.#fence(event, request.event.index);
  }

  #login(request: Request, command: DecodedCommand): void {
    const connection = this.#connection;
    if (request.command.parameters[1] === 'S') connection.ticketSent = false;
    if (command.name === 'USR' && command.parameters[0] === 'OK' && connection.service !== 'switchboard')
      connection.account = accountKey(command.parameters[1] ?? '');
  }

  #prove(request: Request): void {
    const connection = this.#connection;
    connection.provenSince = Math.max(connection.provenSince, request.event.index);
    // Nothing answers a message with U: it stands open only until the server has come to what was sent behind it.
    for (const message of connection.open.filter(isUnanswered))
      if (message.event.index < request.event.index) remove(connection.open, message);
  }

  #takeForError(command: DecodedCommand): { request: Request; tridEchoed: boolean } | 'ambiguous' | 'late' | undefined {
    const { open } = this.#connection;
    const meant = open.filter((request) => request.command.trid !== undefined && request.command.trid === command.trid);
    if (new Set(meant.map((request) => request.command.name)).size > 1) {
      for (const request of meant) remove(open, request);
      return 'ambiguous';
    }
    const [request] = meant;
    if (request === undefined) return this.#takeOverdue(command, () => true) ? 'late' : undefined;
    remove(open, request);
    return { request, tridEchoed: true };
  }

  #takeForReply(command: DecodedCommand): { request: Request; tridEchoed: boolean } | 'late' | undefined {
    if (!answerable.has(command.name) || command.trid === undefined) return undefined;
    const { open } = this.#connection;
    const candidates = open.filter((request) => answers(command, request.command));
    const exact = candidates.find((request) => request.command.trid === command.trid);
    if (exact !== undefined) {
      remove(open, exact);
      return { request: exact, tridEchoed: true };
    }
    if (this.#takeOverdue(command, (request) => answers(command, request.command))) return 'late';
    const [only] = candidates;
    if (only === undefined || candidates.length > 1 || this.#trids.has(command.trid)) return undefined;
    if (only.command.trid === undefined || isAsynchronous(command)) return undefined;
    remove(open, only);
    return { request: only, tridEchoed: false };
  }

  #takeOverdue(command: DecodedCommand, suits: (request: Request) => boolean): boolean {
    const late = this.#overdue.find((request) => request.command.trid === command.trid && suits(request));
    if (late === undefined) return false;
    remove(this.#overdue, late);
    return true;
  }

  #fence(event: TraceEvent, sentAt: number): void {
    this.#missing(event, sentAt);
    this.#handlers.fence(this.#connection, event, sentAt);
  }

  #missing(event: TraceEvent, sentAt: number): void {
    const { open } = this.#connection;
    const late = open.filter((request) => request.event.index < sentAt);
    for (const request of late) {
      remove(open, request);
      this.#overdue.push(request);
      this.#handlers.outcome(request, { kind: 'missing', event });
    }
    if (event.kind === 'remark' && event.topic === 'time-limit')
      for (const ping of this.#pings.splice(0)) this.#handlers.outcome(ping, { kind: 'missing', event });
  }

  #close(event: CloseEvent): void {
    const connection = this.#connection;
    if (event.by === 'server' && !connection.leaving && !connection.dismissed) {
      const { open } = connection;
      const pings = this.#pings.splice(0);
      // A server that refuses something and closes has not read what was sent meanwhile. Who suffers from the wrongs of others is S-ROB-01.
      const isBlameless = this.#refused || (this.#isProvoked() && !connection.provoked);
      for (const request of [...open]) {
        // A ping sent later is no reason to close.
        const alone = open.length === 1 && pings.every((ping) => ping.event.index > request.event.index);
        this.#handlers.outcome(request, { kind: 'closed', event, alone: alone && !isBlameless });
      }
      for (const ping of pings) {
        const alone = pings.length === 1 && open.length === 0;
        this.#handlers.outcome(ping, { kind: 'closed', event, alone: alone && !isBlameless });
      }
    }
    this.#handlers.closed(connection, event);
  }
}

function isUnanswered({ command, connection }: Request): boolean {
  return command.name === 'MSG' && command.parameters[0] === 'U' && connection.service === 'switchboard';
}

/** A switchboard has no PNG. A call of what can be no account must be answered with an error, and concerns nobody else. */
function isChatFence({ command, connection }: Request): boolean {
  const [account] = command.parameters;
  return command.name === 'CAL' && connection.service === 'switchboard' && account?.includes('@') === false;
}

/** Errors that a close follows: a wrong digest, a request out of place or in parts, a refused login. */
const finalErrors = new Set(['540', '710', '715', '911', '928']);

/** The first dialect of a VER reply, in front of which CVR0 may stand; 0 where there is none. */
function dialectIn(words: readonly string[]): string | undefined {
  const [first] = words;
  return first === '0' ? first : (words.find((word) => word.startsWith('MSNP')) ?? first);
}

function answers(command: DecodedCommand, request: DecodedCommand): boolean {
  if (request.name === 'MSG') return command.name === 'ACK' || command.name === 'NAK';
  if (request.name === 'USR' && command.name === 'XFR') return true;
  if (command.name !== request.name) return false;
  if ((command.name === 'ADD' || command.name === 'REM') && command.trid === 0)
    return command.parameters[0] === request.parameters[0];
  return true;
}

/** Shapes that a server sends on its own account with trid 0. */
function isAsynchronous(command: DecodedCommand): boolean {
  return command.trid === 0 && ['ADD', 'REM', 'XFR', 'CHG'].includes(command.name);
}

function remove<Item>(items: Item[], item: Item): void {
  const at = items.indexOf(item);
  if (at >= 0) items.splice(at, 1);
}
