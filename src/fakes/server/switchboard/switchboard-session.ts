import type { DecodedCommand } from '../../../codec';
import type { Connection } from '../../../wire';
import type { DirectoryAccount } from '../directory-account';
import { type FenceOutcome, ServerSession, type SessionOptions } from '../server-session';
import { switchboardHandlers } from './handlers';
import type { Participant } from './participant';
import type { ServerChat } from './server-chat';
import type { SwitchboardHandlerSession } from './switchboard-handler-session';

/** A message to a client that lets more than this wait is not delivered: a client that does not read must not cost the others anything. */
const mostUnsentMessages = 1_024 * 1_024;

interface Seat {
  readonly chat: ServerChat;
  readonly participant: Participant;
}

/** A connection to the switchboard: one client in one chat, or on its way into it. */
export class SwitchboardSession extends ServerSession implements SwitchboardHandlerSession {
  #seat: Seat | undefined;
  readonly #fences = new Set<(outcome: FenceOutcome) => void>();

  constructor(connection: Connection, options: SessionOptions) {
    super(connection, options);
    const { firstCommandMs } = this.host.knobs;
    this.later(() => {
      if (!this.hasHeard) {
        this.close(`no command came within ${firstCommandMs} ms`); // S-SB-06
      }
    }, firstCommandMs);
  }

  // --- what a test may look at

  override get account(): DirectoryAccount | undefined {
    return this.#seat?.participant.account;
  }

  /** The chat that the client is in. */
  get chat(): ServerChat | undefined {
    return this.#seat?.chat;
  }

  // --- scripting

  /**
   * Finds out whether the client has handled all that was sent, also while it is held. On a switchboard there is nothing that a client must answer
   * (no CHL, and no PNG the other way round): what was sent is first proved to be read, as far as that can be, and then the client is challenged at its
   * notification session. Where it has none, the reading is all that is asked for.
   */
  fence(options: { readonly timeoutMs: number }): Promise<FenceOutcome> {
    if (this.isClosing) {
      return Promise.resolve('closed');
    }
    return new Promise((resolve) => {
      const settle = (outcome: FenceOutcome): void => {
        clearTimeout(timer);
        this.#fences.delete(settle);
        resolve(outcome);
      };
      const timer = setTimeout(() => settle('stalled'), options.timeoutMs);
      this.#fences.add(settle);
      void this.#reach(options).then(settle);
    });
  }

  async #reach(options: { readonly timeoutMs: number }): Promise<FenceOutcome> {
    const boundary = await this.connection.settle();
    const outcome = await this.host.community.member(this.account?.account ?? '')?.fence(options);
    // That the notification session is over says nothing of this one.
    return outcome === 'alive' || (outcome !== 'stalled' && boundary === 'proven') ? 'alive' : 'stalled';
  }

  // --- what handlers use: see SwitchboardHandlerSession

  get seat(): Seat | undefined {
    return this.#seat;
  }

  enter(account: DirectoryAccount, chat: ServerChat): void {
    const participant: Participant = {
      account,
      name: this.host.community.nameWord(account.name, account.account),
      tell: (command) => this.say(command),
      deliver: (message) => {
        const isHeard = !this.isClosing && this.connection.unsentBytes <= mostUnsentMessages;
        if (isHeard) {
          this.say(message);
        }
        return isHeard;
      },
      timeOut: () => this.close('nobody in the chat did anything for too long'),
    };
    this.#seat = { chat, participant };
    chat.join(participant);
    this.advance('signed-in');
  }

  // --- what the service adds

  protected override perform(request: DecodedCommand): void {
    this.#seat?.chat.touch();
    this.run<SwitchboardHandlerSession>(request, { handler: switchboardHandlers.get(request.name), session: this });
  }

  protected override departed(): void {
    for (const settle of this.#fences) {
      settle('closed');
    }
    if (this.#seat !== undefined) {
      this.#seat.chat.leave(this.#seat.participant);
      this.host.switchboard.settle(this.#seat.chat);
    }
  }
}
