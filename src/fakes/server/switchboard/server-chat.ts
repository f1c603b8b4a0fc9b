import { type Command, normalizeAccount, sameAccount } from '../../../codec';
import type { DirectoryAccount } from '../directory-account';
import type { Participant } from './participant';

/** Somebody who was called and has neither answered nor lost the time for it. */
export interface OpenCall {
  readonly account: DirectoryAccount;
  /** Whether the one who was called can still answer. */
  isOpen(): boolean;
}

export interface ServerChatOptions {
  readonly id: string;
  /** How long nobody may do anything, in milliseconds; undefined: for ever. */
  readonly idleMs: () => number | undefined;
}

/** A chat as the server keeps it: who is in it, and who has been called. It is there before the first participant and after the last. */
export class ServerChat {
  readonly id: string;
  readonly #idleMs: () => number | undefined;
  readonly #participants: Participant[] = [];
  readonly #calls = new Map<string, OpenCall>();
  #idle: NodeJS.Timeout | undefined;

  constructor(options: ServerChatOptions) {
    this.id = options.id;
    this.#idleMs = options.idleMs;
  }

  /** In the order of their coming. */
  get participants(): readonly Participant[] {
    return [...this.#participants];
  }

  has(account: string): boolean {
    return this.#participants.some((participant) => sameAccount(participant.account.account, account));
  }

  /** How many have been called and may still come. */
  get openCalls(): number {
    this.#forgetClosedCalls();
    return this.#calls.size;
  }

  isCalling(account: string): boolean {
    return this.#calls.get(normalizeAccount(account))?.isOpen() ?? false;
  }

  noteCall(call: OpenCall): void {
    this.#calls.set(normalizeAccount(call.account.account), call);
  }

  /** The others are told (S-SB-09); who joins has to be told of them before. */
  join(participant: Participant): void {
    const { account, name } = participant;
    const others = this.participants;
    this.#participants.push(participant);
    this.#calls.delete(normalizeAccount(account.account));
    this.touch();
    tellAll(others, { name: 'JOI', parameters: [account.account, name] });
  }

  /** The others are told, once (S-SB-19). */
  leave(participant: Participant): void {
    const index = this.#participants.indexOf(participant);
    if (index === -1) {
      return;
    }
    this.#participants.splice(index, 1);
    this.touch();
    tellAll(this.participants, { name: 'BYE', parameters: [participant.account.account] });
  }

  /** Gives a message to all others, its bytes unchanged (S-SB-13, S-SB-24). Whether there were some, and all of them have it (S-SB-14, S-SB-15). */
  relay(sender: Participant, payload: Uint8Array): boolean {
    const message = { name: 'MSG', parameters: [sender.account.account, sender.name], payload };
    const others = this.#participants.filter((participant) => participant !== sender);
    const delivered = others.filter((participant) => participant.deliver(message));
    return others.length > 0 && delivered.length === others.length;
  }

  /** Somebody has done something: the time of idleness begins anew. */
  touch(): void {
    const idleMs = this.#idleMs();
    clearTimeout(this.#idle);
    this.#idle =
      idleMs === undefined || this.#participants.length === 0 ? undefined : setTimeout(() => this.#timeOut(), idleMs);
  }

  /** Nobody is in it any more, and nobody is told. */
  end(): void {
    clearTimeout(this.#idle);
    this.#participants.length = 0;
    this.#calls.clear();
  }

  /** All are told of all others that they have timed out, and go. */
  #timeOut(): void {
    const all = this.#participants.splice(0);
    for (const gone of all) {
      const others = all.filter((participant) => participant !== gone);
      tellAll(others, { name: 'BYE', parameters: [gone.account.account, '1'] });
    }
    for (const participant of all) {
      participant.timeOut();
    }
  }

  #forgetClosedCalls(): void {
    for (const [key, call] of this.#calls) {
      if (!call.isOpen()) {
        this.#calls.delete(key);
      }
    }
  }
}

function tellAll(participants: readonly Participant[], command: Command): void {
  for (const participant of participants) {
    participant.tell(command);
  }
}
