import type { DecodedCommand } from '../../../codec';
import type { CloseEvent, CommandEvent, TraceEvent } from '../../../wire';
import type { ObserverContext } from '../../rule';
import { callSituation, privacyOf } from './call-situation';
import { type Call, type CallSituation, ChatFacts, type ChatKey, KnownNames, type Seat } from './chat-facts';
import { type Accounts, watchAccounts } from './watch-accounts';
import type { ExchangeHandlers, Outcome, Request, ServedConnection } from './watch-exchanges';
import { accountKey, isAccount } from './words';

/** A RNG, with the CAL that it comes of where the trace shows one. */
export interface Ring {
  readonly event: CommandEvent;
  readonly command: DecodedCommand;
  /** The notification connection of the one who is called. */
  readonly connection: ServedConnection;
  readonly call: Call | undefined;
  /** The one that it names has certainly not called. */
  readonly isUncalled: boolean;
}

/** What a USR or ANS with a cookie deserves. */
export type Admission =
  /** The server must let the client in. */
  | { readonly kind: 'good'; readonly key: ChatKey }
  /** The cookie has let somebody in before. */
  | { readonly kind: 'spent'; readonly key: ChatKey }
  /** Nobody was given this cookie, or somebody else was. */
  | { readonly kind: 'wrong'; readonly key?: ChatKey | undefined }
  | { readonly kind: 'unclear'; readonly key?: ChatKey | undefined };

export interface ChatHandlers extends ExchangeHandlers {
  /** Somebody is in a chat from now on. */
  joined?(seat: Seat, event: CommandEvent): void;
  /** OUT was sent, or the connection is closed: for each seat once. */
  left?(seat: Seat, event: TraceEvent): void;
  /** Before the call takes notice of it. */
  rang?(ring: Ring): void;
}

interface StrayCall {
  readonly callee: string;
  /** With which the caller is on its way in. */
  readonly key: ChatKey | undefined;
  hasRung: boolean;
}

/** Milliseconds for which a cookie is certainly good: those of the documentation, less what the way takes. */
const keyLife = 110_000;

/** Cookies that are remembered of one account; a server under test may flood. */
const mostKeys = 1000;

/** The chats of the kit's clients on the server under test, with what the trace has decided about them so far. */
export class Chats {
  readonly names = new KnownNames();
  /** As compared: the kit says that these do not exist. */
  readonly unknown = new Set<string>();
  /** A stream of the server could not be taken apart to its end: cookies may have come in there. */
  isPartial = false;
  readonly #keys = new Map<string, ChatKey[]>();
  readonly #seats = new Map<ServedConnection, Seat>();
  readonly #calls = new WeakMap<Request, Call>();
  readonly #strays = new WeakSet<Request>();
  readonly #admissions = new WeakMap<Request, Admission>();
  readonly #all: ChatFacts[] = [];
  /** Calls that come from nobody in a chat, as one that does not wait for the OK; of these none is judged. */
  readonly #strayCalls: StrayCall[] = [];

  constructor(readonly accounts: Accounts) {}

  /** Where the client of a connection sits; undefined before the OK and after the close. */
  seatOf(connection: ServedConnection): Seat | undefined {
    return this.#seats.get(connection);
  }

  /** The call that a CAL makes; undefined for one that names not exactly one account, or comes from nobody in a chat. */
  callOf(request: Request): Call | undefined {
    const known = this.#calls.get(request);
    if (known !== undefined || request.command.name !== 'CAL' || this.#strays.has(request)) return known;
    const caller = this.seatOf(request.connection);
    const [word, ...more] = request.command.parameters;
    if (caller === undefined || word === undefined || more.length > 0) {
      this.#strays.add(request);
      return undefined;
    }
    const { accounts } = this;
    const callee = accountKey(word);
    const { chat } = caller;
    const others = [...chat.certainBut(caller).map(({ account }) => account), ...chat.joining.values()];
    const call: Call = {
      caller,
      callee,
      situation: this.#situation(caller, { word }),
      isCrowded: others.length > 0 || chat.isInFluxFor(caller),
      isUnloved: others.some(
        (other) =>
          privacyOf(accounts, { callee, caller: other }) === 'closed' ||
          privacyOf(accounts, { callee: other, caller: callee }) === 'closed',
      ),
      state: 'open',
      isAnswered: false,
    };
    this.#calls.set(request, call);
    return call;
  }

  /** Whether a CAL stands as it stood when it was sent. */
  isUnchanged(request: Request): boolean {
    const call = this.#calls.get(request);
    const [word = ''] = request.command.parameters;
    return call !== undefined && this.#situation(call.caller, { word, call }) === call.situation;
  }

  #situation(caller: Seat, { word, call }: { readonly word: string; readonly call?: Call }): CallSituation {
    const { accounts, unknown } = this;
    const situation = callSituation(caller, { word, accounts, unknown, call });
    const isShapeless = situation === 'malformed' || situation === 'odd';
    return this.mayBeCalled(accountKey(word)) && !isShapeless ? 'unclear' : situation;
  }

  /** What a USR or ANS deserves; undefined for other requests, and for those that are not the first on a switchboard. */
  admissionOf(request: Request): Admission | undefined {
    const known = this.#admissions.get(request);
    if (known !== undefined) return known;
    const found = this.#admission(request);
    if (found !== undefined) this.#admissions.set(request, found);
    return found;
  }

  #admission({ command, connection, event }: Request): Admission | undefined {
    if (connection.service !== 'switchboard' || connection.open.length > 0 || connection.sent.size > 0)
      return undefined;
    const [account, word = '', session, ...more] = command.parameters;
    const isWhole = command.name === 'ANS' ? session !== undefined && more.length === 0 : command.name === 'USR';
    if (!isWhole || (command.name === 'USR' && session !== undefined) || !isAccount(account)) return undefined;
    const keys = this.#keys.get(word) ?? [];
    const [key] = keys.filter((one) => one.account === accountKey(account)).reverse();
    if (key === undefined && (word === '' || (keys.length === 0 && this.isPartial))) return undefined;
    if (key === undefined) return { kind: 'wrong', key: keys[0] };
    if (key.spentSince !== undefined) return { kind: 'spent', key };
    if (key.session !== session) return { kind: 'unclear', key };
    const isFresh =
      !key.isTried &&
      keys.length === 1 &&
      event.time - key.givenAt < keyLife &&
      this.accounts.connectionOf(key.account) === key.notification &&
      !key.notification.leaving &&
      account === key.account;
    return { kind: isFresh && !key.chat.isSpoiled ? 'good' : 'unclear', key };
  }

  /** Whether a RNG at this account may come of a CAL whose chat the trace does not tell. */
  mayBeCalled(account: string): boolean {
    return this.#strayCalls.some(({ callee }) => callee === account);
  }

  /** The chats of such CALs that have not rung. */
  strayCallsOf({ callee, caller }: { readonly callee: string; readonly caller: string }): readonly ChatFacts[] {
    return this.#strayCalls.flatMap(({ callee: called, key, hasRung }) =>
      called === callee && key?.account === caller && !hasRung ? [key.chat] : [],
    );
  }

  // What only this room calls

  newChat(kind: ChatFacts['kind']): ChatFacts {
    const chat = new ChatFacts(kind);
    if (this.#all.length < mostKeys) this.#all.push(chat);
    return chat;
  }

  get all(): readonly ChatFacts[] {
    return this.#all;
  }

  addStrayCall({ parameters: [account = ''] }: DecodedCommand, key: ChatKey | undefined): void {
    if (this.#strayCalls.length < mostKeys) this.#strayCalls.push({ callee: accountKey(account), key, hasRung: false });
  }

  /** The only such CAL rings: its chat. */
  takeStrayCall({ callee, caller }: { readonly callee: string; readonly caller: string }): ChatFacts | undefined {
    const call = this.#strayCalls.find((one) => one.callee === callee && one.key?.account === caller && !one.hasRung);
    if (call !== undefined) call.hasRung = true;
    return call?.key?.chat;
  }

  addKey(key: Omit<ChatKey, 'isTried'>): void {
    if (this.#keys.size >= mostKeys && !this.#keys.has(key.word)) return;
    this.#keys.set(key.word, [...(this.#keys.get(key.word) ?? []), { ...key, isTried: false }]);
  }

  sit(seat: Seat): void {
    this.#seats.set(seat.connection, seat);
    seat.chat.seats.push(seat);
  }

  stand(connection: ServedConnection): void {
    this.#seats.delete(connection);
  }
}

/**
 * Follows the chats on the server under test: who asked for one, who was called, who is in it. The handlers are called before the facts
 * take notice of the event. The facts are shared by all observers of one judge; only this room changes them.
 */
export function watchChats(
  context: ObserverContext,
  handlersFor: (chats: Chats) => ChatHandlers,
): (event: TraceEvent) => void {
  const known = hubs.get(context);
  const hub = known ?? new Hub(context);
  if (known === undefined) hubs.set(context, hub);
  hub.listeners.push(handlersFor(hub.chats));
  return hub.see;
}

/** A memo: one hub for each judge, gone with it. */
const hubs = new WeakMap<ObserverContext, Hub>();

class Hub {
  readonly listeners: ChatHandlers[] = [];
  readonly see: (event: TraceEvent) => void;
  #chats: Chats | undefined;

  constructor(context: ObserverContext) {
    const { listeners } = this;
    const watch = watchAccounts(context, (accounts) => {
      const chats = new Chats(accounts);
      this.#chats = chats;
      const keeper = new Keeper(chats, {
        joined(seat, event) {
          for (const listener of listeners) listener.joined?.(seat, event);
        },
        left(seat, event) {
          for (const listener of listeners) listener.left?.(seat, event);
        },
        rang(ring) {
          for (const listener of listeners) listener.rang?.(ring);
        },
      });
      return {
        opened(connection, event) {
          for (const listener of listeners) listener.opened?.(connection, event);
        },
        request(request) {
          for (const listener of listeners) listener.request?.(request);
          keeper.request(request);
        },
        outcome(request, outcome) {
          for (const listener of listeners) listener.outcome?.(request, outcome);
          keeper.outcome(request, outcome);
        },
        unasked(command, event, connection) {
          for (const listener of listeners) listener.unasked?.(command, event, connection);
          keeper.unasked(command, event, connection);
        },
        fence(connection, event, sentAt) {
          for (const listener of listeners) listener.fence?.(connection, event, sentAt);
        },
        timeLimit(connection, event) {
          for (const listener of listeners) listener.timeLimit?.(connection, event);
        },
        closed(connection, event) {
          for (const listener of listeners) listener.closed?.(connection, event);
          keeper.closed(connection, event);
        },
        any(event, connection) {
          for (const listener of listeners) listener.any?.(event, connection);
        },
      };
    });
    this.see = (event) => {
      if (event.kind === 'remark' && event.topic === 'unknown-account')
        this.chats.unknown.add(accountKey(event.value ?? ''));
      if (event.kind === 'undecodable' && event.from === 'server') this.chats.isPartial = true;
      watch(event);
    };
  }

  get chats(): Chats {
    if (this.#chats === undefined) throw new Error('A hub of chats was used before it was made.');
    return this.#chats;
  }
}

class Keeper {
  /** The cookies that were sent and have no answer. */
  readonly #entering = new WeakMap<ServedConnection, ChatKey>();

  constructor(
    private readonly chats: Chats,
    private readonly tell: Required<Pick<ChatHandlers, 'joined' | 'left' | 'rang'>>,
  ) {}

  request(request: Request): void {
    const { command, connection, event } = request;
    if (connection.service !== 'switchboard') {
      const [account, name] = command.parameters;
      // Whatever the server makes of it: a name that somebody may have from now on.
      if (command.name === 'REA' && connection.account !== undefined && account !== undefined && name !== undefined)
        if (accountKey(account) === connection.account) this.chats.names.add(account, name);
      return;
    }
    const seat = this.chats.seatOf(connection);
    if (command.name === 'CAL') {
      const call = this.chats.callOf(request);
      if (call === undefined) this.chats.addStrayCall(command, this.#entering.get(connection));
      else call.caller.chat.calls.push(call);
    } else if ((command.name === 'OUT' || command.name === 'BYE') && seat !== undefined) {
      this.#leave(seat, { event, how: command.name === 'OUT' ? 'OUT' : 'closed' });
    } else if (command.name === 'USR' || command.name === 'ANS') {
      const admission = this.chats.admissionOf(request);
      if (admission?.key === undefined) return;
      const { key } = admission;
      if (admission.kind === 'spent' || admission.kind === 'wrong') {
        key.chat.intruders.add(connection);
        return;
      }
      key.isTried = true;
      this.#entering.set(connection, key);
      if (command.name === 'ANS') key.chat.joining.set(connection, key.account);
    }
  }

  outcome(request: Request, outcome: Outcome): void {
    const { command, connection } = request;
    const call = this.chats.callOf(request);
    if (call !== undefined) {
      if (outcome.kind === 'reply') {
        call.state = 'ringing';
        call.session = outcome.command.parameters[1];
      } else call.state = outcome.kind === 'error' ? 'refused' : 'unknown';
    } else if (connection.service === 'switchboard') {
      if (command.name === 'USR' || command.name === 'ANS') this.#admit(request, outcome);
    } else if (outcome.kind === 'reply') this.#answered(request, outcome);
  }

  #answered({ connection }: Request, { command, event }: Outcome & { readonly kind: 'reply' }): void {
    const [word, second = '', third = '', fourth = ''] = command.parameters;
    if (command.name === 'USR' && word === 'OK') this.chats.names.add(second, third);
    const { account } = connection;
    if (command.name !== 'XFR' || word !== 'SB' || account === undefined) return;
    const chat = this.chats.newChat('whole');
    this.chats.addKey({ word: fourth, account, chat, givenAt: event.time, notification: connection });
  }

  #admit(request: Request, outcome: Outcome): void {
    const { command, connection } = request;
    const admission = this.chats.admissionOf(request);
    const key = admission?.key;
    if (admission === undefined || key === undefined) return;
    const isIn = outcome.kind === 'reply' && outcome.command.parameters.includes('OK');
    if (admission.kind === 'spent' || admission.kind === 'wrong') {
      if (!isIn && outcome.kind !== 'missing') key.chat.intruders.delete(connection);
      return;
    }
    this.#entering.delete(connection);
    // Where no answer came, it may come yet.
    if (outcome.kind !== 'missing') key.chat.joining.delete(connection);
    if (outcome.kind !== 'reply' || !isIn) return;
    const { event } = outcome;
    key.spentSince = event.index;
    const seat: Seat = {
      connection,
      account: key.account,
      chat: key.chat,
      askedAt: request.event.index,
      since: event.index,
      present: this.#present.get(connection) ?? new Set(),
      isGone: false,
    };
    if (command.name === 'ANS')
      for (const call of key.chat.calls) if (call.callee === key.account) call.isAnswered = true;
    this.chats.sit(seat);
    this.tell.joined(seat, event);
  }

  /** Who is there, by what a client was told before its OK. */
  readonly #present = new WeakMap<ServedConnection, Set<string>>();

  unasked(command: DecodedCommand, event: CommandEvent, connection: ServedConnection): void {
    const { name, parameters } = command;
    if (name === 'RNG') this.#ring(command, event, connection);
    if (connection.service !== 'switchboard') return;
    const present = this.chats.seatOf(connection)?.present ?? this.#present.get(connection) ?? new Set();
    this.#present.set(connection, present);
    if (name === 'IRO') present.add(accountKey(parameters[2] ?? ''));
    else if (name === 'JOI') present.add(accountKey(parameters[0] ?? ''));
    else if (name === 'BYE') present.delete(accountKey(parameters[0] ?? ''));
  }

  #ring(command: DecodedCommand, event: CommandEvent, connection: ServedConnection): void {
    const { account } = connection;
    if (account === undefined) return;
    const [session, , , word, caller = ''] = command.parameters;
    const from = accountKey(caller);
    const calls = this.chats.all.flatMap((chat) =>
      chat.calls.filter((call) => call.callee === account && call.caller.account === from),
    );
    const call = this.#callOf(session, calls, this.chats.strayCallsOf({ callee: account, caller: from }));
    const isUncalled = calls.length === 0 && !this.chats.mayBeCalled(account);
    this.tell.rang({ event, command, connection, call: call === 'stray' ? undefined : call, isUncalled });
    const stray = call === 'stray' ? this.chats.takeStrayCall({ callee: account, caller: from }) : undefined;
    if (call !== undefined && call !== 'stray') call.rung ??= session;
    if (word === undefined) return;
    const chat = call === 'stray' ? stray : call?.caller.chat;
    this.chats.addKey({
      word,
      account,
      session,
      chat: chat ?? this.chats.newChat('partial'),
      givenAt: event.time,
      notification: connection,
    });
  }

  /** The CAL that a RNG comes of. Where several may be it, their chats are not judged any more. */
  #callOf(
    session: string | undefined,
    calls: readonly Call[],
    strays: readonly ChatFacts[],
  ): Call | 'stray' | undefined {
    const waiting = calls.filter(({ rung }) => rung === undefined);
    const known = waiting.find((call) => call.session !== undefined && call.session === session);
    if (known !== undefined) return known;
    const repeated = calls.find(({ rung }) => rung !== undefined && rung === session);
    const open = waiting.filter((call) => call.session === undefined && call.state !== 'refused');
    const [only] = open;
    if (open.length + strays.length > 1) {
      for (const chat of [...open.map(({ caller }) => caller.chat), ...strays]) chat.isAmbiguous = true;
      return repeated;
    }
    if (only !== undefined) return only;
    if (strays.length > 0) return 'stray';
    // Perhaps a server that gives RNG another session than RINGING, or rings although it has refused.
    return repeated ?? waiting.find(({ state }) => state === 'ringing') ?? waiting[0];
  }

  closed(connection: ServedConnection, event: CloseEvent): void {
    for (const chat of this.chats.all) {
      chat.joining.delete(connection);
      // Let in or not: what the others were told of it is told.
      if (connection.open.length > 0) chat.intruders.delete(connection);
    }
    const seat = this.chats.seatOf(connection);
    if (seat === undefined) return;
    this.#leave(seat, { event, how: event.by === 'server' ? 'dismissed' : 'closed' });
    seat.isGone = true;
    this.chats.stand(connection);
  }

  #leave(seat: Seat, { event, how }: { readonly event: TraceEvent; readonly how: Seat['leaving'] }): void {
    if (seat.leaving !== undefined) return;
    seat.leaving = how;
    this.tell.left(seat, event);
  }
}
