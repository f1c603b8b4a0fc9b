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
import { outgoingBytes } from '../outgoing-bytes';
import type { DirectoryAccount } from './directory-account';
import type { Handler, RequestSession, SessionStage } from './handler';
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

/** What a fence showed of the client: it has handled all that was sent, its connection is over, or it said nothing in time. */
export type FenceOutcome = 'alive' | 'closed' | 'stalled';

/**
 * One connection of a client, whatever the service. It answers by itself; while it is held, everything that comes waits for {@link take} and a script
 * decides.
 */
export abstract class ServerSession implements RequestSession {
  readonly connection: Connection;
  protected readonly sessionHost: SessionHost<ServerSession>;
  #stage: SessionStage = 'connected';
  #hasHeard = false;
  #closing = false;
  #silent = false;
  /** Why nothing more can come; what came before is handled first. */
  #fault: DecodeError | undefined;
  #request: DecodedCommand | undefined;
  readonly #queue: DecodedItem[] = [];
  #draining = false;
  #trailing: Command[] = [];
  /** What the server has said and not written yet. */
  readonly #said: Uint8Array[] = [];
  readonly #afterQueue: (() => void)[] = [];
  #held: boolean;
  #holdFrom: ((item: DecodedItem) => boolean) | undefined;
  #holdUntil: ((item: DecodedItem) => boolean) | undefined;
  readonly #heldItems = new HeldItems();
  #paused = false;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(connection: Connection, options: SessionOptions) {
    this.connection = connection;
    this.sessionHost = options.host;
    this.#held = options.held;
    connection.onItem((item) => this.#receive(item));
    connection.onError((error) => this.#undecodable(error));
    void connection.closed.then((info) => this.#end(info));
  }

  // --- what a test may look at

  get stage(): SessionStage {
    return this.#stage;
  }

  /** The account that is signed in. */
  abstract get account(): DirectoryAccount | undefined;

  /** The account that the client named in `USR … TWN I`, as it wrote it; a switchboard never learns one. */
  get claimedAccount(): string | undefined {
    return undefined;
  }

  /** The first CHG has been answered, which on a switchboard never happens. A session in HDN counts. */
  get visible(): boolean {
    return false;
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
    this.#flush();
    await this.#write(what instanceof Uint8Array ? what : this.#bytesOf('name' in what ? [what] : what), options);
  }

  /** Finds out whether the client has handled all that was sent, also while it is held. `timeoutMs` in milliseconds. */
  abstract fence(options: { readonly timeoutMs: number }): Promise<FenceOutcome>;

  /** Ends the connection as a script wants it: once all is sent, or with a reset. */
  async end(how: 'clean' | 'reset'): Promise<CloseInfo> {
    this.depart();
    if (how === 'reset') {
      this.connection.reset();
      return this.connection.closed;
    }
    return this.connection.end();
  }

  // --- what handlers use: see RequestSession

  get host(): HandlerHost {
    return this.sessionHost;
  }

  say(...commands: readonly Command[]): void {
    if (this.#closing || this.#silent || (commands.length === 0 && this.#trailing.length === 0)) {
      return;
    }
    this.#utter(this.#bytesOf(this.#trailing.length === 0 ? commands : [...commands, ...this.#trailing.splice(0)]));
  }

  fail(request: DecodedCommand, code: number): void {
    this.say({ name: String(code), trid: request.trid, parameters: [] });
  }

  close(reason: string): void {
    if (this.#closing || this.#silent) {
      return;
    }
    this.sessionHost.remark(this, { topic: 'closing', text: `The server closes: ${reason}.` });
    this.#flush();
    this.depart();
    void this.connection.end();
  }

  closeLater(reason: string, delayMs: number): void {
    this.later(() => this.close(reason), delayMs);
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

  // --- what a service adds

  /** Does what the request asks for: {@link run} with the handler of the service. */
  protected abstract perform(request: DecodedCommand): void;

  /** The session is over: others have to be told, and what the service started has to end. Called once. */
  protected abstract departed(): void;

  /** Whether an item is handled even while the session is held. */
  protected passesHold(_item: DecodedItem): boolean {
    return false;
  }

  /** A command has been handled, by whomever. */
  protected handled(_request: DecodedCommand): void {}

  /** Whether a command has come, be it that it still waits for its turn. */
  protected get hasHeard(): boolean {
    return this.#hasHeard;
  }

  protected get isClosing(): boolean {
    return this.#closing;
  }

  /** Whether the client is to be sent nothing for what is being handled. */
  protected get isSilent(): boolean {
    return this.#silent;
  }

  protected holds(isMeant: (item: DecodedItem) => boolean): boolean {
    return this.#heldItems.some(isMeant);
  }

  /** Does something after `delayMs` milliseconds, unless the session is over by then. */
  protected later(task: () => void, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, delayMs);
    this.#timers.add(timer);
  }

  protected advance(stage: SessionStage): void {
    this.#stage = stage;
    this.sessionHost.changed(this);
  }

  /** What `perform` comes to, once the service has found its handler. */
  protected run<Session>(
    request: DecodedCommand,
    options: { readonly handler: Handler<Session> | undefined; readonly session: Session },
  ): void {
    const { handler, session } = options;
    if (handler === undefined) {
      this.#refuseUnknown(request); // S-ROB-02, S-ROB-03
    } else if (!this.#hasCome(handler.stage)) {
      this.close(`${request.name} came too early`); // S-LOG-01, S-VER-02
    } else if (handler.trid === 'required' && request.trid === undefined) {
      this.close(`${request.name} came without a transaction id from 0 to 4294967295`); // S-ROB-05, S-VER-05
    } else {
      handler.handle(request, session);
    }
  }

  // --- inside

  #bytesOf(commands: readonly Command[]): Uint8Array {
    return outgoingBytes(commands, { hooks: this.sessionHost.hooks, context: this.#context(), encode });
  }

  #context(): SessionHookContext<ServerSession> {
    return { session: this, request: this.#request };
  }

  /** Writes what the server says by itself, or gathers it until it has said all. */
  #utter(bytes: Uint8Array): void {
    if (this.sessionHost.hooks.cuts === undefined) {
      void this.#write(bytes, {});
      return;
    }
    if (this.#said.length === 0) {
      queueMicrotask(() => this.#flush());
    }
    this.#said.push(bytes);
  }

  #flush(): void {
    if (this.#said.length > 0) {
      const segment = Buffer.concat(this.#said.splice(0));
      void this.#write(segment, { cuts: this.sessionHost.hooks.cuts?.(segment, this.#context()) ?? [] });
    }
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
    this.#hasHeard ||= item.kind === 'command';
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
    if (this.passesHold(item)) {
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
      if (this.sessionHost.hooks.incoming?.(item, this.#context()) === 'handled') {
        return;
      }
      const intercept = this.sessionHost.interceptionOf(item, this);
      if (intercept === undefined) {
        this.perform(item);
      } else {
        const outcome = intercept(() => this.#proceed(item));
        outcome?.catch((error: unknown) => this.sessionHost.failed(this, error));
      }
    } catch (error) {
      this.sessionHost.failed(this, error);
    } finally {
      this.#request = undefined;
      this.handled(item);
    }
  }

  /** What an interceptor may do much later. */
  #proceed(request: DecodedCommand): void {
    if (!this.#closing) {
      this.perform(request);
      this.#settle();
    }
  }

  #refuseUnknown(request: DecodedCommand): void {
    if (
      this.sessionHost.knobs.unknownCommand === 'close' ||
      this.#stage !== 'signed-in' ||
      isErrorNumber(request.name)
    ) {
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

  /** The session is over, whatever becomes of its connection. */
  protected depart(): void {
    if (this.#closing) {
      return;
    }
    this.#closing = true;
    this.#stage = 'closed';
    this.#queue.length = 0;
    this.#trailing = [];
    this.#afterQueue.length = 0;
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    this.#timers.clear();
    this.departed();
    this.sessionHost.changed(this);
  }

  #end(info: CloseInfo): void {
    // S-OUT-02: what was asked before the end is done.
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) {
      this.#take(item);
    }
    this.depart();
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
