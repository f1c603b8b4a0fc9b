import {
  type Command,
  type DecodedCommand,
  type DecodedItem,
  type DecodeError,
  encode,
  isErrorNumber,
} from '../../codec';
import type { CloseInfo, Connection } from '../../wire';
import { HeldItems, type TakenItem } from '../client/held-items';
import type { Member } from './community';
import type { DirectoryAccount } from './directory-account';
import type { EditOutcome } from './edit-outcome';
import type { Handler, HandlerSession, SessionStage } from './handler';
import { handlers } from './handlers';
import type { SessionHookContext } from './session-hooks';
import type { HandlerHost, SessionHost } from './session-host';

/** Above these the connection is not read until less is waiting, so that no client can make the server remember without end. */
const mostWaitingItems = 1_000;
const mostUnsentBytes = 256 * 1_024;
/** Commands of one client that are handled before others have their turn. */
const itemsInARow = 64;

export interface SessionOptions {
  readonly host: SessionHost<ServerSession>;
  readonly held: boolean;
}

/** Which items a held session holds. */
export interface HoldOptions {
  /** Holding begins with the first item for which this is true. Default: the next item. */
  readonly from?: (item: DecodedItem) => boolean;
  /** Holding ends with the first item for which this is true: that one is answered, and so is all behind it. Default: never. */
  readonly until?: (item: DecodedItem) => boolean;
}

interface Challenge {
  readonly text: string;
  readonly timer: NodeJS.Timeout;
}

/** Somebody waits to know whether the client has handled all that was sent. */
interface Fence {
  /** Its own challenge, once that has been sent. */
  challenge: Challenge | undefined;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (outcome: 'alive' | 'closed' | 'stalled') => void;
}

/**
 * One connection of a client. It answers by itself; while it is held, everything that comes waits for {@link take} and a script decides.
 */
export class ServerSession implements HandlerSession {
  readonly connection: Connection;
  readonly #host: SessionHost<ServerSession>;
  readonly #member: (account: DirectoryAccount) => Member;
  #stage: SessionStage = 'connected';
  #dialects: readonly string[] = [];
  #claimed: string | undefined;
  #entered: Member | undefined;
  #synchronised = false;
  #visible = false;
  /** Challenges that are not answered yet, the oldest first. */
  readonly #challenges: Challenge[] = [];
  #challengesSent = 0;
  #closing = false;
  #silent = false;
  /** Why nothing more can come; what came before is handled first. */
  #fault: DecodeError | undefined;
  #request: DecodedCommand | undefined;
  readonly #queue: DecodedItem[] = [];
  #draining = false;
  #trailing: Command[] = [];
  readonly #afterQueue: (() => void)[] = [];
  #held: boolean;
  #holdFrom: ((item: DecodedItem) => boolean) | undefined;
  #holdUntil: ((item: DecodedItem) => boolean) | undefined;
  readonly #heldItems = new HeldItems();
  readonly #fences: Fence[] = [];
  #paused = false;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(connection: Connection, options: SessionOptions) {
    this.connection = connection;
    this.#host = options.host;
    this.#held = options.held;
    const session = this;
    this.#member = (account) => ({
      account,
      get watches() {
        return session.#visible;
      },
      get hearsOfLists() {
        return session.#visible || session.#synchronised;
      },
      tell: (commands) => session.say(...commands),
      displace: () => {
        session.say({ name: 'OUT', parameters: ['OTH'] }); // S-OTH-01
        session.close('the account signed in elsewhere');
      },
    });
    connection.onItem((item) => this.#receive(item));
    connection.onError((error) => this.#undecodable(error));
    void connection.closed.then((info) => this.#end(info));
  }

  // --- what a test may look at

  get stage(): SessionStage {
    return this.#stage;
  }

  /** The account that is signed in. */
  get account(): DirectoryAccount | undefined {
    return this.#entered?.account;
  }

  /** The account that the client named in `USR … TWN I`, as it wrote it. */
  get claimedAccount(): string | undefined {
    return this.#claimed;
  }

  /** The dialects that the client offered. */
  get dialects(): readonly string[] {
    return this.#dialects;
  }

  /** SYN has been answered. */
  get synchronised(): boolean {
    return this.#synchronised;
  }

  /** The first CHG has been answered. A session in HDN counts. */
  get visible(): boolean {
    return this.#visible;
  }

  get held(): boolean {
    return this.#held;
  }

  // --- scripting

  /** From now on what comes is kept for {@link take} instead of being answered. */
  hold(options: HoldOptions = {}): void {
    this.#holdUntil = options.until;
    this.#holdFrom = options.from;
    this.#held = options.from === undefined;
  }

  /** The next thing held: an item, the end of the connection, or `timeout` after `timeoutMs` milliseconds. */
  async take(options: { readonly timeoutMs: number }): Promise<TakenItem> {
    const taken = await this.#heldItems.take(options);
    this.#regulate();
    return taken;
  }

  /** Answers an item as if it had not been held. */
  answer(item: DecodedItem): void {
    this.#handle(item);
    this.#settle();
  }

  /** Takes note of an item as {@link answer} does, and sends this client nothing for it. */
  absorb(item: DecodedItem): void {
    this.#silent = true;
    try {
      this.#handle(item);
    } finally {
      this.#silent = false;
    }
  }

  /** Answers all that is held, in order, and goes on answering. */
  release(): void {
    this.#held = false;
    this.#holdFrom = undefined;
    this.#holdUntil = undefined;
    this.#queue.unshift(...this.#heldItems.drain());
    this.#drain();
    this.#regulate();
  }

  /** Sends bytes as they are, or commands, in one segment; `cuts` are byte offsets at which it is cut into several. */
  async send(
    what: Uint8Array | Command | readonly Command[],
    options: { readonly cuts?: readonly number[] } = {},
  ): Promise<void> {
    await this.#write(what instanceof Uint8Array ? what : this.#bytesOf('name' in what ? [what] : what), options);
  }

  /**
   * Challenges the client, with the next text of the knob or with this one, and closes when no answer comes in time (S-CHL-01, S-CHL-05). Only one
   * challenge is open at a time; a second one sends the first again.
   */
  challenge(text?: string): void {
    if (this.#closing || this.#silent) {
      return;
    }
    const [open = this.#openChallenge(text)] = this.#challenges;
    this.say({ name: 'CHL', trid: 0, parameters: [open.text] });
  }

  #openChallenge(text?: string): Challenge {
    const { challengeText, challengeTimeoutMs } = this.#host.knobs;
    const timer = setTimeout(() => this.close('a challenge stayed unanswered'), challengeTimeoutMs); // S-CHL-05
    const challenge = { text: text ?? challengeText(this.#challengesSent), timer };
    this.#challengesSent += 1;
    this.#challenges.push(challenge);
    return challenge;
  }

  /** Finds out whether the client has handled all that was sent: a challenge that it must answer, also while it is held. */
  fence(options: { readonly timeoutMs: number }): Promise<'alive' | 'closed' | 'stalled'> {
    if (this.#closing) {
      return Promise.resolve('closed');
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settleFence(fence, 'stalled'), options.timeoutMs);
      const fence: Fence = { challenge: undefined, timer, resolve };
      this.#fences.push(fence);
      this.#sendFences();
    });
  }

  /**
   * The answer to an earlier challenge proves nothing of what was sent since, so a fence has a challenge of its own. It goes out when no other is
   * open any more: no client has to cope with two. An answer that is held has been given.
   */
  #sendFences(): void {
    const isAnswered = this.#heldItems.some((item) => item.kind === 'command' && item.name === 'QRY');
    for (const fence of this.#fences) {
      if (fence.challenge === undefined && !this.#closing && (this.#challenges.length === 0 || isAnswered)) {
        fence.challenge = this.#openChallenge();
        this.say({ name: 'CHL', trid: 0, parameters: [fence.challenge.text] });
      }
    }
  }

  #settleFence(fence: Fence, outcome: 'alive' | 'closed' | 'stalled'): void {
    clearTimeout(fence.timer);
    const index = this.#fences.indexOf(fence);
    if (index !== -1) {
      this.#fences.splice(index, 1);
      fence.resolve(outcome);
    }
  }

  /** After an answer: the fences whose challenge it was are over, and those that waited for it begin. */
  #heedAnswer(): void {
    for (const fence of [...this.#fences]) {
      if (fence.challenge !== undefined && !this.#challenges.includes(fence.challenge)) {
        this.#settleFence(fence, 'alive');
      }
    }
    this.#sendFences();
  }

  /** Ends the connection as a script wants it: once all is sent, or with a reset. */
  async end(how: 'clean' | 'reset'): Promise<CloseInfo> {
    this.#depart();
    if (how === 'reset') {
      this.connection.reset();
      return this.connection.closed;
    }
    return this.connection.end();
  }

  // --- what handlers use: see HandlerSession

  get host(): HandlerHost {
    return this.#host;
  }

  say(...commands: readonly Command[]): void {
    if (this.#closing || this.#silent || (commands.length === 0 && this.#trailing.length === 0)) {
      return;
    }
    const trailing = this.#trailing;
    this.#trailing = [];
    void this.#write(this.#bytesOf([...commands, ...trailing]), {});
  }

  fail(request: DecodedCommand, code: number): void {
    this.say({ name: String(code), trid: request.trid, parameters: [] });
  }

  settleOutcome(request: DecodedCommand, outcome: EditOutcome): string | undefined {
    switch (outcome.kind) {
      case 'done':
        return String(outcome.version);
      case 'error':
        this.fail(request, outcome.code);
        return undefined;
      case 'close':
        this.close(outcome.reason);
        return undefined;
    }
  }

  close(reason: string): void {
    if (this.#closing || this.#silent) {
      return;
    }
    this.#host.remark(this, { topic: 'closing', text: `The server closes: ${reason}.` });
    this.#depart();
    void this.connection.end();
  }

  closeLater(reason: string, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.close(reason);
    }, delayMs);
    this.#timers.add(timer);
  }

  transferOf(account: string): { readonly to: string; readonly from: string } | undefined {
    if (!this.#host.sendsOn(account, this)) {
      return undefined;
    }
    const own = this.connection.service === 'dispatch' ? 'dispatch' : 'notification';
    return { to: this.#host.addressOf('notification', this), from: this.#host.addressOf(own, this) };
  }

  agree(dialects: readonly string[]): void {
    this.#dialects = dialects;
    this.#stage = 'agreed';
    this.#host.changed(this);
  }

  claim(account: string): void {
    this.#claimed = account;
  }

  signIn(account: DirectoryAccount): void {
    this.#entered = this.#member(account);
    this.#stage = 'signed-in';
    this.#host.community.enter(this.#entered);
    this.#host.changed(this);
  }

  becomeSynchronised(): void {
    this.#synchronised = true;
    this.#host.changed(this);
  }

  becomeVisible(): void {
    this.#visible = true;
    this.#host.changed(this);
  }

  takeChallenge(isAnswered: (challenge: string) => boolean): string | undefined {
    const answered = this.#challenges.find(({ text }) => isAnswered(text)) ?? this.#challenges[0];
    if (answered !== undefined) {
      clearTimeout(answered.timer);
      this.#challenges.splice(this.#challenges.indexOf(answered), 1);
    }
    return answered?.text;
  }

  sayBehindNext(commands: readonly Command[]): void {
    this.#trailing.push(...commands);
  }

  whenIdle(task: () => void): void {
    if (!this.#silent) {
      this.#afterQueue.push(task);
    }
  }

  get nextRequest(): string | undefined {
    const item = this.#queue.find((next) => next.kind === 'command');
    return item?.kind === 'command' ? item.name : undefined;
  }

  // --- inside

  #bytesOf(commands: readonly Command[]): Uint8Array {
    const { hooks } = this.#host;
    const context = this.#context();
    const outgoing = commands.flatMap((command) => hooks.outgoing?.(command, context) ?? [command]);
    return Buffer.concat(
      outgoing.map((command) => {
        const bytes = encode(command);
        return hooks.bytes?.(bytes, command, context) ?? bytes;
      }),
    );
  }

  #context(): SessionHookContext<ServerSession> {
    return { session: this, request: this.#request };
  }

  async #write(bytes: Uint8Array, options: { readonly cuts?: readonly number[] }): Promise<void> {
    if (bytes.length === 0) {
      return;
    }
    const sending = this.connection.send(bytes, options);
    this.#regulate();
    await sending;
    this.#regulate();
  }

  #receive(item: DecodedItem): void {
    if (this.#closing) {
      return;
    }
    this.#queue.push(item);
    if (!this.#draining) {
      this.#draining = true;
      // Behind the other commands of the same read, so that an answer can take them into account.
      queueMicrotask(() => this.#drain());
    }
  }

  /** Handles what has come: some of it at a time, so that no client takes all of the server's time, and none while the client does not read. */
  #drain(): void {
    for (let count = 0; count < itemsInARow && !this.#isBehind; count += 1) {
      const item = this.#queue.shift();
      if (item === undefined) {
        break;
      }
      this.#take(item);
    }
    this.#draining = this.#queue.length > 0 && !this.#isBehind;
    if (this.#draining) {
      setImmediate(() => this.#drain());
    } else if (this.#queue.length === 0) {
      this.#settle();
      if (this.#fault !== undefined) {
        this.close(`what the client sent cannot be taken apart: ${this.#fault.message}`);
      }
    }
    this.#regulate();
  }

  #take(item: DecodedItem): void {
    if (this.#mayAnswerFence(item)) {
      this.#handle(item);
    } else if (this.#isToBeHeld(item)) {
      this.#heldItems.add(item);
    } else {
      const hasTrailing = this.#trailing.length > 0;
      this.#handle(item);
      if (hasTrailing) {
        this.say();
      }
    }
  }

  /** Everything that waits for the queue to be empty. */
  #settle(): void {
    this.say();
    for (const task of this.#afterQueue.splice(0)) {
      task();
    }
  }

  #mayAnswerFence(item: DecodedItem): boolean {
    if (this.#fences.length === 0 || item.kind !== 'command' || item.name !== 'QRY') {
      return false;
    }
    // While a script is at work, what answers none of these may answer a challenge of the script.
    const { policy } = this.#host.community;
    const [clientId = ''] = item.parameters;
    const digest = Buffer.from(item.payload ?? []).toString('latin1');
    return (
      !this.#held || this.#challenges.some(({ text }) => policy.acceptsAnswer({ challenge: text, clientId, digest }))
    );
  }

  #isToBeHeld(item: DecodedItem): boolean {
    if (!this.#held && this.#holdFrom?.(item)) {
      this.#held = true;
      this.#holdFrom = undefined;
    }
    if (this.#held && this.#holdUntil?.(item)) {
      this.#held = false;
      this.#holdUntil = undefined;
    }
    return this.#held;
  }

  #handle(item: DecodedItem): void {
    if (this.#closing || item.kind === 'empty-line') {
      return; // X-FRM-13
    }
    this.#request = item;
    try {
      if (this.#host.hooks.incoming?.(item, this.#context()) === 'handled') {
        return;
      }
      const interceptor = this.#host.interceptorFor(item, this);
      if (interceptor === undefined) {
        this.#perform(item);
      } else {
        const outcome = interceptor(item, this, () => this.#proceed(item));
        outcome?.catch((error: unknown) => this.#host.failed(this, error));
      }
    } catch (error) {
      this.#host.failed(this, error);
    } finally {
      this.#request = undefined;
      if (item.name === 'QRY') {
        this.#heedAnswer();
      }
    }
  }

  /** What an interceptor may do much later. */
  #proceed(request: DecodedCommand): void {
    if (!this.#closing) {
      this.#perform(request);
      this.#settle();
    }
  }

  #perform(request: DecodedCommand): void {
    const handler: Handler | undefined = handlers.get(request.name);
    if (handler === undefined) {
      this.#refuseUnknown(request); // S-ROB-02, S-ROB-03
    } else if (!this.#hasCome(handler.stage)) {
      this.close(`${request.name} came too early`); // S-LOG-01, S-VER-02
    } else if (handler.trid === 'required' && request.trid === undefined) {
      this.close(`${request.name} came without a transaction id from 0 to 4294967295`); // S-ROB-05, S-VER-05
    } else {
      handler.handle(request, this);
    }
  }

  #refuseUnknown(request: DecodedCommand): void {
    if (this.#host.knobs.unknownCommand === 'close' || this.#stage !== 'signed-in' || isErrorNumber(request.name)) {
      this.close('a command came that clients do not send to this server');
    }
  }

  #hasCome(stage: Handler['stage']): boolean {
    switch (stage) {
      case 'greeting':
        return true;
      case 'login':
        return this.#stage !== 'connected';
      case 'online':
        return this.#stage === 'signed-in';
    }
  }

  #undecodable(error: DecodeError): void {
    this.#fault = error;
    if (!this.#draining) {
      queueMicrotask(() => this.#drain());
    }
  }

  /** No longer part of the community. */
  #depart(): void {
    if (this.#closing) {
      return;
    }
    this.#closing = true;
    this.#stage = 'closed';
    this.#queue.length = 0;
    this.#trailing = [];
    this.#afterQueue.length = 0;
    for (const { timer } of this.#challenges.splice(0)) {
      clearTimeout(timer);
    }
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    this.#timers.clear();
    for (const fence of [...this.#fences]) {
      this.#settleFence(fence, 'closed');
    }
    if (this.#entered !== undefined) {
      this.#host.community.leave(this.#entered);
    }
    this.#host.changed(this);
  }

  #end(info: CloseInfo): void {
    // S-OUT-02: what was asked before the end is done.
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) {
      this.#take(item);
    }
    this.#depart();
    this.#heldItems.end(info);
  }

  /** Whether the client does not read what it is sent. */
  get #isBehind(): boolean {
    return this.connection.unsentBytes > mostUnsentBytes;
  }

  /** Stops reading while too much waits, and reads on when it does not. */
  #regulate(): void {
    if (this.#closing) {
      return;
    }
    if (!this.#draining && this.#queue.length > 0 && !this.#isBehind) {
      this.#draining = true;
      setImmediate(() => this.#drain());
    }
    const waiting = this.#queue.length + (this.#held ? this.#heldItems.length : 0);
    const tooMuch = this.#isBehind || waiting > mostWaitingItems;
    if (tooMuch !== this.#paused) {
      this.#paused = tooMuch;
      if (tooMuch) {
        this.connection.pause();
      } else {
        this.connection.resume();
      }
    }
  }
}
