import type { DecodedCommand } from '../../codec';
import { Arrivals } from './arrivals';
import { Chat, type ChatOwner } from './chat';
import { admissionIn, type Call, type ChatAdmission, callIn } from './chat-admission';
import type { ChatNotification } from './chat-notification';
import type { Draft } from './draft';
import { FakeClientError } from './fake-client-error';
import { badAnswer } from './log-in';
import { TridCounter } from './trid-counter';

/** Chats that calls may open at a time, and calls that may wait: a server that rings without end must not make the client connect without end. */
const mostCalled = 32;

export interface ChatsOptions extends Omit<ChatOwner, 'notify'> {
  /** The transaction ids of the session, for chats that go on with them. */
  readonly trids: TridCounter;
  /** Sends a request on the connection of the session. */
  request(command: Draft): Promise<DecodedCommand>;
}

/** The chats of a client: asks for switchboards, answers calls, and closes what it has opened. */
export class Chats {
  readonly #options: ChatsOptions;
  /** Those whose connections are not closed, left ones among them. */
  readonly #chats = new Map<string, Chat>();
  readonly #calls = new Arrivals<Call>({ most: mostCalled });
  readonly #answered = new Arrivals<Chat>({ most: mostCalled });
  readonly #listeners = new Set<(notification: ChatNotification) => void>();
  #ids = 0;
  #connections = 0;
  /** Calls that are being answered or are answered, by their chat, while it is open. */
  readonly #called = new Map<string, Call>();
  #closed: FakeClientError | undefined;

  constructor(options: ChatsOptions) {
    this.#options = options;
  }

  /** The open chats, in the order of connecting. */
  get open(): readonly Chat[] {
    return [...this.#chats.values()].filter(({ connected }) => connected);
  }

  /** The open chat with this id; `undefined` where there is none. */
  find(id: string): Chat | undefined {
    const chat = this.#chats.get(id);
    return chat?.connected === true ? chat : undefined;
  }

  /** @throws FakeClientError `bad-argument` where no chat with this id is open */
  get(id: string): Chat {
    const chat = this.find(id);
    if (chat === undefined) {
      throw new FakeClientError('bad-argument', `No chat "${id.slice(0, 200)}" is open.`);
    }
    return chat;
  }

  /** Calls `listener` for whatever a client tells of its chats unasked. Returns what ends it. */
  onNotification(listener: (notification: ChatNotification) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * XFR SB (C-SB-01): resolves with where the switchboard is and the cookie for it.
   *
   * @throws ServerRefusal, 913 while hidden: the session goes on (C-SB-16)
   */
  async request(): Promise<ChatAdmission> {
    const reply = await this.#options.request({ name: 'XFR', parameters: ['SB'] });
    const admission = admissionIn(reply);
    if (admission === undefined) {
      throw badAnswer(reply, 'XFR SB with an address, CKI and a cookie');
    }
    return admission;
  }

  /**
   * Connects to a switchboard and sends nothing: {@link Chat.enter} is the next step, and with `held` all is the script's.
   *
   * @throws FakeClientError `bad-address`, WireError when the switchboard cannot be reached
   */
  async connect(
    admission: ChatAdmission & Partial<Pick<Call, 'chat'>>,
    options: { readonly held?: boolean | undefined } = {},
  ): Promise<Chat> {
    const { behaviour, trids } = this.#options;
    const id = admission.chat ?? this.#newId();
    this.#connections += 1;
    const chat = await Chat.connect({
      id,
      admission,
      owner: { ...this.#options, notify: (notification) => this.#notify(notification) },
      trids: behaviour.chatTrids === 'continue' ? trids : new TridCounter(behaviour.firstTrid),
      number: this.#connections,
      held: options.held === true,
    });
    if (this.#closed !== undefined) {
      await chat.close({ how: 'reset' });
      throw this.#closed;
    }
    this.#chats.set(id, chat);
    void chat.connection.closed.then(() => this.#chats.delete(id));
    return chat;
  }

  /** XFR SB, the connection and USR: a chat in which nobody else is yet. On failure all of it is closed. */
  async create(): Promise<Chat> {
    const chat = await this.connect(await this.request());
    await chat.enter();
    return chat;
  }

  /**
   * XFR SB, USR, CAL (C-SB-01 to 03), and the wait for the other side to join. On failure the client leaves the chat; the session goes on (C-SB-13).
   *
   * @throws ServerRefusal, FakeClientError `timeout` when nobody joins in time
   */
  async start(options: { readonly account: string }): Promise<Chat> {
    const chat = await this.create();
    try {
      // Before CAL is sent: whoever joins and is gone again at once has joined.
      const joining = chat.waitForParticipant(options.account);
      joining.catch(() => undefined);
      await chat.invite(options.account);
      await joining;
      return chat;
    } catch (error) {
      // Not awaited: a server that does not close must not keep the failure from being told.
      void chat.leave();
      throw error;
    }
  }

  /** Connects and says ANS (C-SB-05): resolves when the client is in. On failure the connection is closed. */
  async answer(call: Call): Promise<Chat> {
    this.#calls.remove(call);
    this.#called.set(call.chat, call);
    try {
      const chat = await this.connect(call);
      void chat.ended.then(() => this.#called.delete(call.chat));
      await chat.enter();
      return chat;
    } catch (error) {
      this.#called.delete(call.chat);
      throw error;
    }
  }

  /** The next call that nobody has answered. Whoever waits here gets it before it is answered by itself. @throws FakeClientError `timeout` or `closed` */
  takeCall(options: { readonly timeoutMs?: number } = {}): Promise<Call> {
    return this.#calls.take({ timeoutMs: options.timeoutMs ?? this.#options.timeoutMs });
  }

  /** The next chat that the client is in by a call that it has answered by itself. @throws FakeClientError `timeout` or `closed` */
  take(options: { readonly timeoutMs?: number } = {}): Promise<Chat> {
    return this.#answered.take({ timeoutMs: options.timeoutMs ?? this.#options.timeoutMs });
  }

  /** Takes note of a command of the session: a RNG becomes a call. Returns it. */
  note(command: DecodedCommand): Call | undefined {
    const found = callIn(command);
    const { signedIn } = this.#options.beliefs();
    if (found === undefined || !signedIn || this.#closed !== undefined || this.#isNoise(found)) {
      return undefined;
    }
    const call = { ...found, chat: this.#newId() };
    this.#calls.add(call);
    this.#notify({ kind: 'invited', chat: call.chat, account: call.account });
    return call;
  }

  /** Answers a call, if nobody has taken it. A failure is remarked in the trace and does no harm. */
  actOn(call: Call): void {
    if (!this.#options.behaviour.answersCalls || !this.#calls.remove(call)) {
      return;
    }
    this.answer(call).then(
      (chat) => this.#answered.add(chat),
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        const text = `The call of ${call.account} could not be answered: ${reason}`;
        this.#options.trace.remark({ topic: 'unanswered-call', text });
      },
    );
  }

  /** Leaves all chats as the behaviour has it. */
  async leave(): Promise<void> {
    await Promise.all(this.open.map((chat) => chat.leave()));
  }

  /** Closes all chats; none is opened any more. */
  async close(options: { readonly how?: 'clean' | 'reset' | undefined } = {}): Promise<void> {
    this.#closed ??= new FakeClientError('closed', 'The client has been closed.');
    this.#calls.end(this.#closed);
    this.#answered.end(this.#closed);
    await Promise.all([...this.#chats.values()].map((chat) => chat.close(options)));
  }

  #newId(): string {
    this.#ids += 1;
    return String(this.#ids);
  }

  #notify(notification: ChatNotification): void {
    for (const listener of [...this.#listeners]) {
      listener(notification);
    }
  }

  /** A call that is being answered, or one too many. */
  #isNoise({ session, cookie }: Omit<Call, 'chat'>): boolean {
    const called = [...this.#called.values()];
    return called.length >= mostCalled || called.some((call) => call.session === session && call.cookie === cookie);
  }
}
