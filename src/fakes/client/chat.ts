import type { Command, DecodedCommand, DecodedItem, DecodeError } from '../../codec';
import { type CloseInfo, type Connection, connect, noReceiveLimits, type SendOptions, type Trace } from '../../wire';
import type { Beliefs } from './beliefs';
import { chatBeliefsAfterLeaving } from './believe-chat';
import type { ChatAdmission } from './chat-admission';
import { type ChatBeliefs, firstChatBeliefs, isPresent } from './chat-beliefs';
import type { ChatEnd } from './chat-end';
import { type ChatNotification, chatNotifications } from './chat-notification';
import { capabilitiesPayload, fencePayload, textPayload, typingPayload } from './chat-payload';
import type { ClientBehaviour } from './client-behaviour';
import type { ClientHookContext } from './client-hooks';
import { ClientLink, type FenceOptions, type LinkRequestOptions } from './client-link';
import { type ClientPolicy, isErrorName } from './client-policy';
import type { Draft } from './draft';
import { FakeClientError } from './fake-client-error';
import type { FakeClientOptions } from './fake-client-options';
import type { TakenItem } from './held-items';
import { badAnswer } from './log-in';
import { describe } from './pending-requests';
import type { RequestOptions } from './request-options';
import { ServerRefusal } from './server-refusal';
import type { TridCounter } from './trid-counter';
import { Watchers } from './watchers';
import { within } from './within';

/** What a chat needs of the client that it belongs to. */
export interface ChatOwner {
  readonly options: Pick<FakeClientOptions, 'hooks' | 'prover' | 'receiveLimits' | 'resolve' | 'subject'>;
  readonly behaviour: ClientBehaviour;
  readonly policy: ClientPolicy;
  readonly trace: Trace;
  readonly timeoutMs: number;
  beliefs(): Beliefs;
  giveUp(): void;
  notify(notification: ChatNotification): void;
}

export interface ChatOptions {
  readonly id: string;
  readonly admission: ChatAdmission;
  readonly owner: ChatOwner;
  readonly trids: TridCounter;
  /** Counts the switchboard connections of the client, from 1. */
  readonly number: number;
  readonly held: boolean;
}

export interface MessageOptions extends SendOptions {
  /** That of the behaviour unless given. */
  readonly acknowledge?: 'U' | 'N' | 'A' | undefined;
  /** Limit for the answer, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** A message that has been sent. */
export interface SentMessage {
  readonly trid: number;
  /**
   * What the server said to it. Never rejects.
   *
   * - `ACK`: all have it
   * - `NAK`: somebody has not (C-SB-14)
   * - `refused`: an error line
   * - `none`: nothing within the time limit, or before the chat was over; with U at once
   */
  readonly outcome: Promise<'ACK' | 'NAK' | 'refused' | 'none'>;
}

/** An account that none can be (it has no `@`): CAL of it must be answered with an error, and rings nobody. */
const nobody = 'fence';

/**
 * A chat of the reference client: one switchboard connection, on which it lets itself in, invites, speaks and leaves.
 *
 * ```ts
 * const chat = await alice.startChat({ account: 'bob@passport.com' });
 * const sent = await chat.sendMessage('Hello', { acknowledge: 'A' });
 * expect(await sent.outcome).toBe('ACK');
 * await chat.leave();
 * ```
 *
 * The client closes its chats when it is closed itself.
 */
export class Chat {
  /** Unique among the chats of the client. */
  readonly id: string;
  readonly admission: ChatAdmission;
  /** Resolves when the chat is over. Never rejects. */
  readonly ended: Promise<ChatEnd>;
  readonly #owner: ChatOwner;
  readonly #trids: TridCounter;
  readonly #number: number;
  readonly #watchers: Watchers<ChatBeliefs>;
  readonly #listeners = new Set<(item: DecodedItem) => void>();
  #beliefs: ChatBeliefs;
  #link: ClientLink | undefined;
  #end: ChatEnd | undefined;
  #resolveEnded: (end: ChatEnd) => void = () => undefined;

  private constructor(options: ChatOptions) {
    const { id, admission, owner, trids, number } = options;
    this.id = id;
    this.admission = admission;
    this.#owner = owner;
    this.#trids = trids;
    this.#number = number;
    this.#beliefs = firstChatBeliefs({ account: owner.beliefs().account, session: admission.session });
    this.#watchers = new Watchers({
      current: () => this.#beliefs,
      ended: () =>
        this.#end === undefined
          ? undefined
          : new FakeClientError('closed', this.#end.message, { cause: this.#end.error }),
    });
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /**
   * Connects to the switchboard of an admission and sends nothing.
   *
   * @throws FakeClientError `bad-address`, WireError when the switchboard cannot be reached
   */
  static async connect(options: ChatOptions): Promise<Chat> {
    const chat = new Chat(options);
    await chat.#open({ held: options.held });
    return chat;
  }

  // What the client believes of it

  get beliefs(): ChatBeliefs {
    return this.#beliefs;
  }

  /** The accounts of the others that are there, in the order of joining. */
  get participants(): readonly string[] {
    return [...this.#beliefs.participants.values()].map(({ account }) => account);
  }

  /**
   * Resolves as soon as the beliefs satisfy `holds`, at once if they do.
   *
   * @throws FakeClientError `timeout`, or `closed` when the chat is over before
   */
  waitFor(
    holds: (beliefs: ChatBeliefs) => boolean,
    options: { readonly timeoutMs?: number | undefined } = {},
  ): Promise<ChatBeliefs> {
    return this.#watchers.until(holds, { timeoutMs: options.timeoutMs ?? this.#owner.timeoutMs });
  }

  /** Calls `listener` for each item that the client has taken note of. Returns what ends it. */
  onItem(listener: (item: DecodedItem) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // What a user does

  /**
   * Lets the client in: USR, or ANS for a call (C-SB-02, C-SB-05). Resolves with the OK. A failure ends the chat.
   *
   * @throws ServerRefusal, FakeClientError `bad-answer`, `no-reply`, `closed` or `undecodable`
   */
  async enter(): Promise<DecodedCommand> {
    const { cookie, session } = this.admission;
    const { account } = this.#beliefs;
    try {
      const reply = await this.request(
        session === undefined
          ? { name: 'USR', parameters: [account, cookie] }
          : // C-SB-18
            { name: 'ANS', parameters: [account, cookie, session] },
      );
      if (reply.parameters[0] !== 'OK') {
        throw badAnswer(reply, `${reply.name} OK`);
      }
      return reply;
    } catch (error) {
      const cause = error instanceof Error ? error : new FakeClientError('closed', String(error));
      const message = `The client was not let onto the switchboard: ${cause.message}`;
      this.#over({ reason: 'failed', message, error: cause });
      throw error;
    }
  }

  /**
   * CAL (C-SB-03). Resolves when the other side is being rung, which need not come.
   *
   * @throws ServerRefusal 208, 215, 216, 217 or any other: the chat goes on (C-SB-13)
   */
  async invite(account: string, options: RequestOptions = {}): Promise<DecodedCommand> {
    const reply = await this.request({ name: 'CAL', parameters: [account] }, options);
    if (reply.form !== 'S.CAL') {
      throw badAnswer(reply, 'CAL RINGING with a session');
    }
    return reply;
  }

  /** Resolves when an account is there. @throws FakeClientError `timeout` or `closed` */
  async waitForParticipant(account: string, options: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    await this.waitFor((beliefs) => isPresent(beliefs, account), options);
  }

  /**
   * Sends a text to all that are there, as soon as one may speak (C-SB-04): when somebody has joined, or the call is answered. Resolves when it is sent.
   *
   * @throws FakeClientError `bad-argument` for more than 1664 bytes with the headers (C-SB-07), `timeout` when nobody joins, `closed`
   */
  async sendMessage(text: string, options: MessageOptions = {}): Promise<SentMessage> {
    return this.sendPayload(textPayload(text, this.#owner.behaviour), options);
  }

  /** A typing notice (C-SB-10), with U unless told otherwise. */
  async sendTyping(options: MessageOptions = {}): Promise<SentMessage> {
    return this.sendPayload(typingPayload(this.#beliefs.account), {
      ...options,
      acknowledge: options.acknowledge ?? 'U',
    });
  }

  /** Sends any payload by the rules for texts. */
  async sendPayload(payload: Uint8Array, options: MessageOptions = {}): Promise<SentMessage> {
    if (!this.#owner.policy.maySend(payload)) {
      const { length } = payload;
      throw new FakeClientError('bad-argument', `A message has at most 1664 bytes, and this one has ${length}.`);
    }
    await this.waitFor((beliefs) => this.#owner.policy.maySpeak(beliefs), { timeoutMs: options.timeoutMs });
    return this.#sendPayload(payload, options);
  }

  /** Leaves: OUT, then the server's close; ends the connection itself when the server does not within the time limit. */
  leave(): Promise<void> {
    return this.#leave({ reason: 'left', message: 'The client has left the chat.' });
  }

  // What a tester does

  /** Sends bytes as they are, or commands, in one segment; with `cuts` in as many as it makes. */
  async send(what: Uint8Array | Command | readonly Command[], options: SendOptions = {}): Promise<void> {
    const link = this.#current();
    if (what instanceof Uint8Array) {
      return link.sendBytes(what, options);
    }
    const commands = 'name' in what ? [what] : what;
    this.#trids.use(commands.map(({ trid }) => trid));
    return link.send(commands, options);
  }

  /**
   * Sends a command and waits for its reply; without a transaction id it gets the next. MSG is answered by ACK or NAK.
   *
   * @throws ServerRefusal for an error line, FakeClientError `no-reply`, `closed` or `undecodable`
   */
  async request(command: Draft & Pick<Command, 'trid'>, options: RequestOptions = {}): Promise<DecodedCommand> {
    const trid = command.trid ?? this.nextTrid();
    return this.#current().request({ ...command, trid }, this.#requestOptions(options));
  }

  /** A transaction id that has not been used on this switchboard. */
  nextTrid(): number {
    return this.#trids.next();
  }

  /**
   * Finds out whether the switchboard still answers: all that was sent before has then been handled. Works while items are held. There is no PNG here, so one
   * of two requests takes its place that must be answered once the client is let in (and before that none is):
   *
   * - `CAL` of an account without `@`: an error follows (208, S-SB-10), and nobody is disturbed
   * - `MSG` with A: ACK or NAK follows (S-SB-14); the others get a message of unknown type (C-SB-11)
   */
  async fence(
    options: { readonly by?: 'CAL' | 'MSG' | undefined; readonly timeoutMs?: number | undefined } = {},
  ): Promise<'alive' | 'closed' | 'stalled'> {
    if (this.#link === undefined || this.#link.left) {
      return 'closed';
    }
    const { timeoutMs = this.#owner.timeoutMs, by = 'CAL' } = options;
    const { isReply } = this.#owner.policy;
    const trid = this.nextTrid();
    const request: Command =
      by === 'CAL'
        ? { name: 'CAL', trid, parameters: [nobody] }
        : { name: 'MSG', trid, parameters: ['A'], payload: fencePayload() };
    const isAnswer: FenceOptions['isAnswer'] = (command) => command.trid === trid && isReply(request, command);
    return this.#link.fence({ timeoutMs, request, isAnswer });
  }

  /** From now on nothing is answered by default: what comes waits for {@link take}. Requests get no replies meanwhile, but by {@link accept}. */
  hold(): void {
    this.#current().hold();
  }

  /** The next item that is held, or the close behind the last one. */
  take(options: { readonly timeoutMs?: number } = {}): Promise<TakenItem> {
    return this.#latest().take({ timeoutMs: options.timeoutMs ?? this.#owner.timeoutMs });
  }

  /** Treats an item as if it had not been held: takes note of it, then acts on it. */
  accept(item: DecodedItem): void {
    this.#handle(item);
  }

  /** Takes note of an item, beliefs and replies, and does not act on it: the script answers itself. */
  absorb(item: DecodedItem): void {
    this.#note(item);
  }

  /** Ends the holding; what is held is treated in order. */
  release(): void {
    this.#latest().release();
  }

  get connection(): Connection {
    return this.#latest().connection;
  }

  /** Whether the client is connected to the switchboard. */
  get connected(): boolean {
    return this.#link !== undefined && !this.#link.left;
  }

  /** Closes the connection without a word; what the server does not close in turn within a second is cut off. */
  async close(options: { readonly how?: 'clean' | 'reset' | undefined } = {}): Promise<void> {
    this.#finish({ reason: 'left', message: 'The client has closed the chat.' });
    const link = this.#link;
    if (link === undefined) {
      return;
    }
    this.#part(link);
    if (options.how === 'reset') {
      link.connection.reset();
      await link.connection.closed;
    } else {
      await link.connection.end();
    }
  }

  // The connection

  async #open(options: { readonly held: boolean }): Promise<void> {
    const { behaviour, policy, timeoutMs, trace } = this.#owner;
    const { hooks = {}, prover, resolve, subject } = this.#owner.options;
    const address = policy.switchboardAt(this.admission.address);
    if (address === undefined) {
      throw new FakeClientError(
        'bad-address',
        `The server named a switchboard at "${this.admission.address.slice(0, 200)}", which is no address.`,
      );
    }
    const { host, port } = resolve?.(address) ?? address;
    const { input } = hooks;
    const connection = await connect({
      host,
      port,
      timeoutMs,
      trace,
      service: 'switchboard',
      label: this.#beliefs.account,
      receiveLimits: this.#owner.options.receiveLimits ?? noReceiveLimits,
      ...(subject === undefined ? {} : { subject }),
      ...(prover === undefined ? {} : { prover }),
      ...(input === undefined ? {} : { transformInput: (bytes: Uint8Array) => input(bytes, this.#hookContext()) }),
    });
    const link = new ClientLink({
      connection,
      hooks,
      held: options.held,
      cuts: behaviour.cuts,
      context: () => this.#hookContext(),
      onItem: (item) => this.#handle(item),
      onLost: (info) => this.#lost(link, info),
      onBroken: (error) => this.#broken(error),
    });
    this.#link = link;
    link.start();
  }

  #hookContext(): ClientHookContext {
    return {
      service: 'switchboard',
      beliefs: this.#owner.beliefs(),
      chat: this.#beliefs,
      connectionNumber: this.#number,
      send: (bytes) => {
        this.#link?.sendBytes(bytes).catch(() => undefined);
      },
      nextTrid: () => this.nextTrid(),
      giveUp: () => this.#owner.giveUp(),
    };
  }

  #latest(): ClientLink {
    if (this.#link === undefined) {
      throw new FakeClientError('closed', 'The chat has never been connected.');
    }
    return this.#link;
  }

  #current(): ClientLink {
    const link = this.#latest();
    if (link.left) {
      throw new FakeClientError('closed', this.#end?.message ?? 'The client has left the chat.');
    }
    return link;
  }

  #lost(link: ClientLink, info: CloseInfo): void {
    if (info.error === undefined) {
      this.#finish({ reason: 'closed', message: `${link.describeClose(info)}.` });
    } else {
      this.#broken(info.error);
    }
  }

  #broken(error: DecodeError): void {
    this.#finish({ reason: 'failed', message: error.message, error });
  }

  /** The first end is the end. */
  #finish(end: ChatEnd): void {
    if (this.#end === undefined) {
      this.#end = end;
      this.#beliefs = chatBeliefsAfterLeaving(this.#beliefs);
      this.#resolveEnded(end);
      this.#watchers.look();
    }
  }

  /** Ends the connection from this side, sends nothing more and heeds nothing more. */
  #over(end: ChatEnd): void {
    this.#finish(end);
    const link = this.#latest();
    this.#part(link);
    void link.connection.end();
  }

  async #leave(end: ChatEnd): Promise<void> {
    const link = this.#latest();
    const { behaviour, timeoutMs } = this.#owner;
    this.#finish(end);
    if (behaviour.leavesChats !== 'close' && !link.left) {
      const parting: Command =
        behaviour.leavesChats === 'OUT'
          ? { name: 'OUT', parameters: [] }
          : { name: 'BYE', parameters: [this.#beliefs.account] };
      // Not awaited: a server that does not read must not keep the client from leaving.
      link.send([parting]).catch(() => undefined);
      this.#part(link);
      await within(link.connection.closed, timeoutMs);
    }
    await this.close();
  }

  #part(link: ClientLink): void {
    link.leave(
      (open) =>
        new FakeClientError(
          'closed',
          `${this.#end?.message ?? 'The chat is over.'} ${describe(open)} stays unanswered.`,
        ),
    );
  }

  // What comes in

  #handle(item: DecodedItem): void {
    if (item.kind === 'command') {
      if (this.#owner.options.hooks?.incoming?.(item, this.#hookContext()) === 'handled') {
        return;
      }
    }
    const before = this.#beliefs;
    this.#note(item);
    if (item.kind === 'command' && this.connected) {
      this.#act(item, before);
    }
  }

  #note(item: DecodedItem): void {
    const before = this.#beliefs;
    if (this.#end === undefined) {
      this.#beliefs = this.#owner.policy.believeChat(before, item);
    }
    if (item.kind === 'command') {
      this.#link?.settle(item, this.#owner.policy.isReply);
    }
    this.#watchers.look();
    for (const notification of chatNotifications({ chat: this.id, before, after: this.#beliefs, item })) {
      this.#owner.notify(notification);
    }
    for (const listener of [...this.#listeners]) {
      listener(item);
    }
  }

  /** What the client does by itself. */
  #act(command: DecodedCommand, before: ChatBeliefs): void {
    const { behaviour, policy } = this.#owner;
    if (command.name === 'OUT') {
      this.#over({ reason: 'closed', message: 'The server ended the chat with OUT.' });
    } else if (isErrorName(command.name) && !policy.survives(command)) {
      this.#over({ reason: 'failed', message: `The client gave up the chat at error ${command.name}.` });
    } else if (command.name === 'BYE') {
      if (behaviour.whenAlone === 'leave' && before.participants.size > 0 && this.#beliefs.participants.size === 0) {
        void this.#leave({ reason: 'alone', message: 'The client has left the chat, where nobody else was left.' });
      }
    } else if (command.name === 'JOI' && this.#beliefs.participants.size > before.participants.size) {
      this.#sayCapabilities();
    }
  }

  #sayCapabilities(): void {
    const { behaviour, policy } = this.#owner;
    if (behaviour.capabilities !== undefined && policy.maySpeak(this.#beliefs)) {
      // Whoever closes the connection in between takes what was to be said on it along.
      this.#sendPayload(capabilitiesPayload(behaviour.capabilities), { acknowledge: 'U' }).catch(() => undefined);
    }
  }

  // What goes out

  async #sendPayload(payload: Uint8Array, options: MessageOptions): Promise<SentMessage> {
    const acknowledge = options.acknowledge ?? this.#owner.behaviour.acknowledge;
    const trid = this.nextTrid();
    const command: Command = { name: 'MSG', trid, parameters: [acknowledge], payload };
    if (acknowledge === 'U') {
      await this.#current().send([command], options);
      return { trid, outcome: Promise.resolve('none') };
    }
    const { sent, reply } = this.#current().exchange(command, this.#requestOptions(options));
    const outcome = outcomeOf(reply);
    await sent;
    return { trid, outcome };
  }

  #requestOptions(options: SendOptions & { readonly timeoutMs?: number | undefined }): LinkRequestOptions {
    return { ...options, timeoutMs: options.timeoutMs ?? this.#owner.timeoutMs };
  }
}

async function outcomeOf(reply: Promise<DecodedCommand>): ReturnType<() => SentMessage['outcome']> {
  try {
    return (await reply).name === 'ACK' ? 'ACK' : 'NAK';
  } catch (error) {
    return error instanceof ServerRefusal ? 'refused' : 'none';
  }
}
