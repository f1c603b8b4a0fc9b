import { header, parseMime } from '../../../codec';
import type { CommandEvent, TraceEvent } from '../../../wire';
import type { ObserverContext } from '../../rule';
import type { Seat } from './chat-facts';
import { isClean } from './reply-rules';
import { type Chats, watchChats } from './watch-chats';
import type { Request, ServedConnection } from './watch-exchanges';
import { accountKey, sameAccount, shown } from './words';

/** Bytes of the payload of a message, at most. */
export const longestMessage = 1664;

/** What a message is to the rules. `bad`: too long, or not with U, N or A: nobody need get it. */
export type MessageKind = 'text' | 'notice' | 'longest' | 'empty' | 'bad';

/** A MSG of somebody in a chat. */
export interface ChatMessage {
  readonly request: Request;
  readonly kind: MessageKind;
  readonly payload: Uint8Array;
  readonly from: Seat;
  /** Those that must get it: they were certainly there when it was sent. */
  readonly due: ReadonlySet<Seat>;
}

export interface MessageHandlers {
  /** It came, in turn and unchanged, but perhaps under a wrong name. */
  delivered?(message: ChatMessage, to: Seat, event: CommandEvent): void;
  /** It did not come, or not as it was sent. `fault` is a whole sentence. */
  failed?(message: ChatMessage, fault: string, event: TraceEvent): void;
  /** Something came that nobody sent there. `fault` is a whole sentence. */
  stray?(fault: string, event: CommandEvent): void;
}

/** Compares what participants of a chat say with what the others get, byte by byte, in the order of each sender. */
export function watchChatMessages(context: ObserverContext, handlers: MessageHandlers): (event: TraceEvent) => void {
  const known = hubs.get(context);
  const hub = known ?? new Hub(context);
  if (known === undefined) hubs.set(context, hub);
  hub.listeners.push(handlers);
  return hub.see;
}

/** A memo: one hub for each judge, gone with it. */
const hubs = new WeakMap<ObserverContext, Hub>();

/** What has been said by one participant, and how far each other one has got it. */
interface Said {
  readonly messages: ChatMessage[];
  /** By who gets it: how many have come or been passed over. */
  readonly done: Map<Seat, number>;
  /** By who gets it: those that have come. */
  readonly come: Map<Seat, Set<ChatMessage>>;
}

/** Why something is no message of the account that it names. */
type Misfit = 'unknown sender' | 'own' | 'changed or invented' | 'late' | 'twice';

class Hub {
  readonly listeners: MessageHandlers[] = [];
  readonly see: (event: TraceEvent) => void;
  readonly #said = new WeakMap<Seat, Said>();
  /** The last request of each connection, where it is a message. */
  readonly #last = new WeakMap<ServedConnection, ChatMessage>();
  constructor(context: ObserverContext) {
    this.see = watchChats(context, (chats) => {
      return {
        request: (request) => this.#request(request, chats),
        joined: (seat) => this.#joined(seat),
        unasked: (command, event, connection) => {
          const seat = chats.seatOf(connection);
          if (command.name === 'MSG' && seat !== undefined && !seat.chat.isSpoiled) this.#came(seat, event);
          if (command.name === 'BYE' && seat !== undefined) this.#parted(seat, event);
        },
        outcome: (request, outcome) => {
          if (outcome.kind === 'reply' || outcome.kind === 'error') this.#last.delete(request.connection);
          const isAcknowledged = outcome.kind === 'reply' && outcome.command.name === 'ACK';
          if (isAcknowledged) this.#acknowledged.set(request, outcome.event.index);
        },
        fence: (connection, event, sentAt) => {
          const seat = chats.seatOf(connection);
          if (seat !== undefined) this.#lacks(seat, { event, isMeant: (one) => this.#hadCome(one, sentAt) });
        },
        timeLimit: (connection, event) => {
          const seat = chats.seatOf(connection);
          if (seat !== undefined) this.#lacks(seat, { event, isMeant: () => true });
        },
        closed: (connection, event) => {
          const message = this.#last.get(connection);
          const isReason = event.by === 'server' && message !== undefined && message.from.leaving === undefined;
          if (!isReason || connection.provoked || connection.dismissed || message.kind === 'bad') return;
          // What has lasted a while is not ended by it.
          if (connection.open.length > 1 || event.time - message.request.event.time > soon) return;
          this.#fail(message, 'A message should be taken, and the server closed.', event);
        },
      };
    });
  }

  /** Sent by those who did not wait for the OK. */
  readonly #early = new WeakMap<ServedConnection, Request[]>();
  readonly #acknowledged = new WeakMap<Request, number>();

  /** ACK says that all have it: whoever answers something that was sent later must have it. */
  #hadCome({ request }: ChatMessage, sentAt: number): boolean {
    const at = this.#acknowledged.get(request);
    return at !== undefined && at < sentAt;
  }

  #fail(message: ChatMessage, fault: string, event: TraceEvent): void {
    for (const listener of this.listeners) listener.failed?.(message, fault, event);
  }

  #of(seat: Seat): Said {
    const said = this.#said.get(seat) ?? { messages: [], done: new Map(), come: new Map() };
    this.#said.set(seat, said);
    return said;
  }

  #request(request: Request, chats: Chats): void {
    const { command, connection } = request;
    const from = chats.seatOf(connection);
    this.#last.delete(connection);
    if (command.name !== 'MSG') return;
    if (from === undefined) {
      const early = this.#early.get(connection) ?? [];
      if (early.length < mostEarly) early.push(request);
      this.#early.set(connection, early);
      return;
    }
    const message = messageOf(request, from, 'in the chat');
    this.#of(from).messages.push(message);
    this.#last.set(connection, message);
  }

  /** What was said before the OK may have been heard, and need not. */
  #joined(seat: Seat): void {
    for (const request of this.#early.get(seat.connection) ?? [])
      this.#of(seat).messages.push(messageOf(request, seat, 'before the OK'));
    this.#early.delete(seat.connection);
  }

  #came(to: Seat, event: CommandEvent): void {
    const [word = ''] = event.command.parameters;
    const payload = event.command.payload ?? new Uint8Array();
    const key = accountKey(word);
    const senders = to.chat.seatsOf(key).filter((seat) => seat !== to);
    for (const sender of senders) if (this.#matches(sender, { to, payload, event })) return;
    // Who is on the way in may have been heard before its OK.
    if ([...to.chat.joining.values()].includes(key)) return;
    const misfit = this.#misfit(senders, { to, payload, key });
    if (misfit === 'own') this.#stray('Who sends a message should not get it, and it came back.', event);
    else if (misfit === 'twice') this.#stray('A message should come once, and it came again.', event);
    // What comes late has been accused where it was passed over.
    else if (misfit !== 'late') this.#changed(senders, { to, payload, event });
  }

  #stray(fault: string, event: CommandEvent): void {
    for (const listener of this.listeners) listener.stray?.(fault, event);
  }

  /**
   * Takes what came for the next message that is due, where it has the same bytes; else for one that need not have come; else for a later one
   * that is due, so that those in front of it are lost.
   */
  #matches(
    sender: Seat,
    { to, payload, event }: { readonly to: Seat; readonly payload: Uint8Array; readonly event: CommandEvent },
  ): boolean {
    const { messages, done, come } = this.#of(sender);
    const start = done.get(to) ?? 0;
    const had = come.get(to) ?? new Set();
    const isSame = (message: ChatMessage): boolean => sameBytes(message.payload, payload);
    const due = messages.filter((message, at) => at >= start && message.due.has(to));
    const free = messages.find((message) => !message.due.has(to) && !had.has(message) && isSame(message));
    const isNext = due[0] !== undefined && isSame(due[0]);
    const found = isNext ? due[0] : (free ?? due.find(isSame));
    if (found === undefined) return false;
    if (found !== free) {
      for (const passed of due.slice(0, due.indexOf(found)))
        this.#fail(passed, 'A message should come before what was sent behind it, and it did not.', event);
      done.set(to, messages.indexOf(found) + 1);
    }
    come.set(to, had.add(found));
    for (const listener of this.listeners) listener.delivered?.(found, to, event);
    return true;
  }

  #misfit(
    senders: readonly Seat[],
    { to, payload, key }: { readonly to: Seat; readonly payload: Uint8Array; readonly key: string },
  ): Misfit {
    const isOwn = this.#of(to).messages.some((message) => sameBytes(message.payload, payload));
    if (key === to.account && senders.length === 0) return isOwn ? 'own' : 'changed or invented';
    if (senders.length === 0) return 'unknown sender';
    for (const sender of senders) {
      const { messages, come } = this.#of(sender);
      const alike = messages.filter((message) => sameBytes(message.payload, payload));
      if (alike.some((message) => come.get(to)?.has(message) !== true)) return 'late';
      if (alike.length > 0) return 'twice';
    }
    return 'changed or invented';
  }

  /** Something came that is like no message: one that is due was changed, or nobody sent it. */
  #changed(
    senders: readonly Seat[],
    { to, payload, event }: { readonly to: Seat; readonly payload: Uint8Array; readonly event: CommandEvent },
  ): void {
    const others = to.chat.seats.filter((seat) => seat !== to);
    const [word] = event.command.parameters;
    for (const sender of others) {
      const next = this.#nextDue(sender, to);
      if (next === undefined) continue;
      const isSender = senders.includes(sender);
      const isSame = sameBytes(next.payload, payload);
      if (!isSender && !isSame) continue;
      this.#of(sender).done.set(to, this.#of(sender).messages.indexOf(next) + 1);
      const fault = isSame
        ? `A message of ${shown(sender.account)} should name it, and ${shown(word)} came.`
        : `A message should come as the ${next.payload.length} bytes that were sent, and ${difference(next.payload, payload)}.`;
      this.#fail(next, fault, event);
      return;
    }
    if (senders.length === 0 && sameAccount(word, to.account) === false)
      this.#stray(`A message should come from somebody in the chat, and ${shown(word)} is not.`, event);
    else this.#stray('Nobody here has sent what came.', event);
  }

  #nextDue(sender: Seat, to: Seat): ChatMessage | undefined {
    const { messages, done } = this.#of(sender);
    return messages.slice(done.get(to) ?? 0).find((message) => message.due.has(to));
  }

  /** Takes for lost what has not come. */
  #lacks(
    to: Seat,
    options: { readonly event: TraceEvent; readonly isMeant: (message: ChatMessage) => boolean; readonly from?: Seat },
  ): void {
    if (to.chat.isSpoiled || to.leaving !== undefined) return;
    for (const sender of options.from === undefined ? to.chat.seats : [options.from]) {
      if (sender === to) continue;
      const { messages, done } = this.#of(sender);
      const start = done.get(to) ?? 0;
      const end = messages.findLastIndex(
        (message, at) => at >= start && message.due.has(to) && options.isMeant(message),
      );
      if (end < 0) continue;
      done.set(to, end + 1);
      for (const message of messages.slice(start, end + 1))
        if (message.due.has(to))
          this.#fail(
            message,
            `A message of ${shown(sender.account)} should reach all others in the chat, and it did not come.`,
            options.event,
          );
    }
  }

  /** Who says OUT is heard to the end first. */
  #parted(to: Seat, event: CommandEvent): void {
    const [sender] = to.chat.seatsOf(event.command.parameters[0] ?? '');
    if (sender?.leaving === 'OUT') this.#lacks(to, { event, isMeant: () => true, from: sender });
  }
}

/** Messages that are remembered of somebody who is on the way in. */
const mostEarly = 1000;

function messageOf(request: Request, from: Seat, said: 'in the chat' | 'before the OK'): ChatMessage {
  const { command, connection } = request;
  const payload = command.payload ?? new Uint8Array();
  const [letter = '', ...more] = command.parameters;
  const isRight = ['U', 'N', 'A'].includes(letter) && more.length === 0 && isClean(request);
  const kind = isRight && from.leaving === undefined ? kindOf(payload) : 'bad';
  // What comes behind something wrong on purpose may find the connection closing.
  const isDue = said === 'in the chat' && kind !== 'bad' && !connection.provoked && !from.chat.hasTwins(from.account);
  return { request, kind, payload, from, due: new Set(isDue ? from.chat.certainBut(from) : []) };
}

/** Milliseconds within which a close belongs to the message before it. */
const soon = 2000;

function kindOf(payload: Uint8Array): MessageKind {
  if (payload.length === 0) return 'empty';
  if (payload.length > longestMessage) return 'bad';
  if (payload.length === longestMessage) return 'longest';
  const type = header(parseMime(payload), 'Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
  return type === 'text/x-msmsgscontrol' || type === 'text/x-msmsgsinvite' ? 'notice' : 'text';
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function difference(sent: Uint8Array, came: Uint8Array): string {
  const at = sent.findIndex((byte, index) => byte !== came[index]);
  return at < 0 || at >= came.length ? `${came.length} bytes came` : `byte ${at + 1} is another one`;
}
