import {
  type Command,
  type DecodedCommand,
  type DecodedItem,
  type DecodeError,
  EncodeError,
  encode,
} from '../../codec';
import type { CloseInfo, Connection, SendOptions } from '../../wire';
import { outgoingBytes } from '../outgoing-bytes';
import type { ClientHookContext, ClientHooks } from './client-hooks';
import { isErrorName } from './client-policy';
import { FakeClientError } from './fake-client-error';
import { HeldItems, type TakenItem } from './held-items';
import { describe, PendingRequests } from './pending-requests';

/** Above these the connection is not read until less is waiting, so that no server can make the client remember without end. */
const mostHeldItems = 1_000;
const mostUnsentBytes = 256 * 1_024;

export interface ClientLinkOptions {
  readonly connection: Connection;
  readonly hooks: ClientHooks;
  readonly held: boolean;
  /** The look of the client for its hooks. */
  context(): ClientHookContext;
  /** Where the client's own commands are cut into segments. */
  readonly cuts?: ((segment: Uint8Array) => readonly number[]) | undefined;
  /** What came and is not held. */
  onItem(item: DecodedItem): void;
  /** The connection is closed. Not called when the client had left it before. */
  onLost(info: CloseInfo): void;
  /** The server's bytes can no longer be taken apart; the connection is being reset. Not called when the client had left it before. */
  onBroken(error: DecodeError): void;
}

export interface LinkRequestOptions extends SendOptions {
  /** Limit for the reply, in milliseconds. */
  readonly timeoutMs: number;
}

export interface FenceOptions {
  /** Limit for the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** A request that must be answered. */
  readonly request: Command;
  isAnswer(command: DecodedCommand): boolean;
}

interface Fence {
  isAnswer(command: DecodedCommand): boolean;
  resolve(outcome: 'alive' | 'closed' | 'stalled'): void;
}

/** One connection of the client with what waits on it: requests, fences, held items. */
export class ClientLink {
  readonly connection: Connection;
  /** Set once the client has left: nothing more is sent, nothing more is heeded. */
  #left = false;
  #held: boolean;
  #paused = false;
  #strayError: string | undefined;
  readonly #items = new HeldItems();
  readonly #requests = new PendingRequests();
  readonly #fences: Fence[] = [];
  readonly #options: ClientLinkOptions;

  constructor(options: ClientLinkOptions) {
    this.#options = options;
    this.#held = options.held;
    this.connection = options.connection;
  }

  /** Begins to listen: items may come before this returns. */
  start(): void {
    this.connection.onItem((item) => this.#receive(item));
    this.connection.onError((error) => this.#break(error));
    void this.connection.closed.then((info) => this.#end(info));
  }

  get left(): boolean {
    return this.#left;
  }

  get held(): boolean {
    return this.#held;
  }

  /** The last error line that answered no request. */
  get strayError(): string | undefined {
    return this.#strayError;
  }

  /** Sends commands in one segment. Resolves when the kernel has taken them. */
  send(commands: readonly Command[], options: SendOptions = {}): Promise<void> {
    return this.#sendOwn(this.#bytesOf(commands), options);
  }

  /** Sends bytes as they are. */
  async sendBytes(bytes: Uint8Array, options: SendOptions = {}): Promise<void> {
    if (this.#left) {
      throw new FakeClientError('closed', 'The client has left this connection and sends nothing more on it.');
    }
    if (bytes.length === 0) {
      return;
    }
    const sending = this.connection.send(bytes, { cuts: options.cuts });
    this.#regulate();
    await sending;
    this.#regulate();
  }

  /** Sends a request, with `together` behind it in the same segment, and resolves with its reply. */
  request(
    command: Command,
    options: LinkRequestOptions & { readonly together?: readonly Command[] },
  ): Promise<DecodedCommand> {
    return this.exchange(command, options).reply;
  }

  /** As {@link request}; `sent` resolves when the kernel has taken it, or nobody can take it any more. */
  exchange(
    command: Command,
    options: LinkRequestOptions & { readonly together?: readonly Command[] },
  ): { readonly sent: Promise<void>; readonly reply: Promise<DecodedCommand> } {
    // Worded first: what cannot be sent must not wait for a reply.
    const bytes = this.#bytesOf([command, ...(options.together ?? [])]);
    const reply = this.#requests.open({ command, timeoutMs: options.timeoutMs });
    return { sent: this.#sendRequests(bytes, options), reply };
  }

  /** Sends requests in one segment and resolves with what came of each, once all have been answered. */
  requestAll(
    commands: readonly Command[],
    options: LinkRequestOptions,
  ): Promise<readonly PromiseSettledResult<DecodedCommand>[]> {
    const bytes = this.#bytesOf(commands);
    const replies = commands.map((command) => this.#requests.open({ command, timeoutMs: options.timeoutMs }));
    void this.#sendRequests(bytes, options);
    return Promise.allSettled(replies);
  }

  /** Hands a reply to the request that it answers. */
  settle(reply: DecodedCommand, isReply: (request: Command, reply: DecodedCommand) => boolean): void {
    if (!this.#requests.settle(reply, isReply) && isErrorName(reply.name)) {
      this.#strayError = reply.name;
    }
  }

  /** Sends a request that must be answered and waits for the answer, also while items are held: what came before stays held. */
  fence({ timeoutMs, request, isAnswer }: FenceOptions): Promise<'alive' | 'closed' | 'stalled'> {
    return new Promise((resolve) => {
      // A fence that has stalled stays in line: should its answer come after all, it must not be taken for that of a later one.
      const timer = setTimeout(() => resolve('stalled'), timeoutMs);
      this.#fences.push({
        isAnswer,
        resolve: (outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        },
      });
      this.send([request]).catch(() => this.#endFences());
    });
  }

  /** Who closed the connection and after or for what, as the beginning of a sentence. */
  describeClose(info: CloseInfo): string {
    if (info.overrun !== undefined) {
      return info.overrun.message.replace(/\.$/, '');
    }
    const after = this.#strayError === undefined ? '' : ` after error ${this.#strayError}`;
    return `The ${info.by} ${info.how === 'reset' ? 'reset' : 'closed'} the connection${after}`;
  }

  hold(): void {
    this.#held = true;
  }

  /** What has been held goes to the client in order, and what comes from now on too. */
  release(): void {
    this.#held = false;
    for (const item of this.#items.drain()) {
      // The client may begin to hold again at any item.
      if (this.#held) {
        this.#items.add(item);
      } else {
        this.#options.onItem(item);
      }
    }
    this.#regulate();
  }

  async take(options: { readonly timeoutMs: number }): Promise<TakenItem> {
    const taken = await this.#items.take(options);
    this.#regulate();
    return taken;
  }

  /** Sends and heeds nothing more; open requests are lost for the reason given. The connection stays open until it is closed by someone. */
  leave(reason: (command: Command) => Error): void {
    this.#left = true;
    this.#requests.failAll(reason);
    this.#endFences();
    this.#regulate();
  }

  #sendRequests(bytes: Uint8Array, options: SendOptions): Promise<void> {
    return this.#sendOwn(bytes, options).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#requests.failAll(
        (open) => new FakeClientError('closed', `${describe(open)} could not be sent: ${reason}`, { cause }),
      );
    });
  }

  #sendOwn(bytes: Uint8Array, options: SendOptions): Promise<void> {
    return this.sendBytes(bytes, { cuts: options.cuts ?? this.#options.cuts?.(bytes) });
  }

  #bytesOf(commands: readonly Command[]): Uint8Array {
    const { hooks, context } = this.#options;
    return outgoingBytes(commands, { hooks, context: context(), encode: bytesOf });
  }

  #receive(item: DecodedItem): void {
    if (this.#left) {
      return;
    }
    const fence = item.kind === 'command' ? this.#fences.findIndex(({ isAnswer }) => isAnswer(item)) : -1;
    if (fence !== -1) {
      this.#fences.splice(fence, 1)[0]?.resolve('alive');
    } else if (this.#held) {
      this.#items.add(item);
      this.#regulate();
    } else {
      this.#options.onItem(item);
    }
  }

  #end(info: CloseInfo): void {
    this.#items.end(info);
    if (!this.#left) {
      this.leave((open) =>
        info.error === undefined
          ? new FakeClientError('closed', `${this.describeClose(info)}: ${describe(open)} stays unanswered.`)
          : undecodable(info.error, open),
      );
      this.#options.onLost(info);
    }
  }

  /** The server's bytes mean nothing any more: there is no use in staying. */
  #break(error: DecodeError): void {
    if (!this.#left) {
      this.leave((open) => undecodable(error, open));
      this.#options.onBroken(error);
    }
    this.connection.reset();
  }

  #endFences(): void {
    for (const fence of this.#fences.splice(0)) {
      fence.resolve('closed');
    }
  }

  /** Stops reading while too much waits, and reads on when it does not. */
  #regulate(): void {
    const isFlooded = this.connection.unsentBytes > mostUnsentBytes && !this.#left;
    const tooMuch = isFlooded || (this.#held && this.#items.length > mostHeldItems);
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

function bytesOf(command: Command): Uint8Array {
  try {
    return encode(command);
  } catch (cause) {
    if (cause instanceof EncodeError) {
      throw new FakeClientError('bad-argument', cause.message, { cause });
    }
    throw cause;
  }
}

function undecodable(cause: DecodeError, open: Command): FakeClientError {
  return new FakeClientError('undecodable', `${cause.message} ${describe(open)} stays unanswered.`, { cause });
}
