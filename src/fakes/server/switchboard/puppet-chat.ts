import type { Command } from '../../../codec';
import type { Community } from '../community';
import type { DirectoryAccount } from '../directory-account';
import { FakeServerError } from '../fake-server-error';
import type { Participant } from './participant';
import { placeCall } from './place-call';
import type { ServerChat } from './server-chat';
import type { Switchboard } from './switchboard';

/** What a puppet was told is remembered up to this number; the newest counts. */
const mostHeard = 1_000;

/** A puppet in a chat: the others see it as they would see a client. */
export class PuppetChat {
  readonly #chat: ServerChat;
  readonly #participant: Participant;
  readonly #community: Community;
  readonly #switchboard: Switchboard;
  readonly #heard: Command[] = [];
  readonly #listeners = new Set<() => void>();

  /** Joins at once; who is there already is told. */
  constructor(
    account: DirectoryAccount,
    options: { readonly chat: ServerChat; readonly community: Community; readonly switchboard: Switchboard },
  ) {
    this.#chat = options.chat;
    this.#community = options.community;
    this.#switchboard = options.switchboard;
    this.#participant = {
      account,
      name: options.community.nameWord(account.name, account.account),
      tell: (command) => this.#hear(command),
      deliver: (message) => {
        this.#hear(message);
        return true;
      },
      timeOut: () => undefined,
    };
    this.#chat.join(this.#participant);
  }

  /** The session id of RINGING and RNG. */
  get id(): string {
    return this.#chat.id;
  }

  /** JOI, BYE and MSG that a client in its place would have been sent, in order. */
  get heard(): readonly Command[] {
    return [...this.#heard];
  }

  /**
   * The first thing heard for which `isMeant` is true, whether it has come already or comes within `timeoutMs` milliseconds.
   *
   * @throws FakeServerError `timeout`
   */
  hears(isMeant: (command: Command) => boolean, options: { readonly timeoutMs: number }): Promise<Command> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#heard.find(isMeant);
        if (found !== undefined) {
          settle();
          resolve(found);
        }
      };
      const settle = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
      };
      const timer = setTimeout(() => {
        settle();
        reject(
          new FakeServerError('timeout', `A puppet was expected to hear something within ${options.timeoutMs} ms.`),
        );
      }, options.timeoutMs);
      this.#listeners.add(look);
      look();
    });
  }

  /** Calls somebody, as CAL does. Returns the error that a client would get; undefined where it rings. */
  call(account: string): number | undefined {
    const outcome = placeCall(this.#participant, {
      account,
      chat: this.#chat,
      community: this.#community,
      switchboard: this.#switchboard,
    });
    if (outcome.kind === 'error') {
      return outcome.code;
    }
    outcome.ring();
    return undefined;
  }

  /** Says something to all others: the payload of MSG. Returns whether there were some, and all of them have it. */
  say(payload: Uint8Array): boolean {
    this.#chat.touch();
    return this.#chat.relay(this.#participant, payload);
  }

  leave(): void {
    this.#chat.leave(this.#participant);
    this.#switchboard.settle(this.#chat);
  }

  #hear(command: Command): void {
    this.#heard.push(command);
    if (this.#heard.length > mostHeard) {
      this.#heard.shift();
    }
    for (const look of [...this.#listeners]) {
      look();
    }
  }
}
