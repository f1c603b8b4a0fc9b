import type { Command, DecodedCommand } from '../../codec';
import { isErrorName } from './client-policy';
import { FakeClientError } from './fake-client-error';
import { ServerRefusal } from './server-refusal';

interface PendingRequest {
  readonly command: Command;
  readonly timer: NodeJS.Timeout;
  resolve(reply: DecodedCommand): void;
  reject(error: Error): void;
}

/** The requests of one connection that wait for their replies. Replies are matched by transaction id, never by order (C-LST-06). */
export class PendingRequests {
  /** By transaction id, oldest first: a test may use one id twice. */
  readonly #byTrid = new Map<number, PendingRequest[]>();

  /**
   * Waits for the reply to `command`.
   *
   * @throws ServerRefusal when an error line comes instead, FakeClientError `no-reply` after `timeoutMs` milliseconds
   */
  open(options: { readonly command: Command; readonly timeoutMs: number }): Promise<DecodedCommand> {
    const { command, timeoutMs } = options;
    const { trid } = command;
    if (trid === undefined) {
      return Promise.reject(
        new FakeClientError(
          'bad-argument',
          `A request needs a transaction id to be answered, and ${command.name} has none.`,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      const request: PendingRequest = {
        command,
        resolve,
        reject,
        timer: setTimeout(() => {
          this.#remove(trid, request);
          reject(new FakeClientError('no-reply', `No reply to ${describe(command)} came within ${timeoutMs} ms.`));
        }, timeoutMs),
      };
      this.#byTrid.set(trid, [...(this.#byTrid.get(trid) ?? []), request]);
    });
  }

  /** Hands a reply to the request that it answers. `false`: there is none. */
  settle(reply: DecodedCommand, isReply: (request: Command, reply: DecodedCommand) => boolean): boolean {
    const { trid } = reply;
    const request =
      trid === undefined ? undefined : this.#byTrid.get(trid)?.find(({ command }) => isReply(command, reply));
    if (trid === undefined || request === undefined) {
      return false;
    }
    this.#remove(trid, request);
    if (isErrorName(reply.name)) {
      request.reject(new ServerRefusal({ code: Number(reply.name), command: request.command }));
    } else {
      request.resolve(reply);
    }
    return true;
  }

  /** Gives up all that is open. */
  failAll(reason: (command: Command) => Error): void {
    const requests = [...this.#byTrid.values()].flat();
    for (const request of requests) {
      if (request.command.trid !== undefined) {
        this.#remove(request.command.trid, request);
      }
      request.reject(reason(request.command));
    }
  }

  #remove(trid: number, request: PendingRequest): void {
    clearTimeout(request.timer);
    const others = (this.#byTrid.get(trid) ?? []).filter((other) => other !== request);
    if (others.length > 0) {
      this.#byTrid.set(trid, others);
    } else {
      this.#byTrid.delete(trid);
    }
  }
}

/** A request by name and transaction id: its words may be secret. */
export function describe(command: Command): string {
  return command.trid === undefined ? command.name : `${command.name} ${command.trid}`;
}
