import type { DecodedCommand, DecodedItem } from '../../codec';
import type { Connection } from '../../wire';
import type { Member } from './community';
import type { DirectoryAccount } from './directory-account';
import type { EditOutcome } from './edit-outcome';
import type { HandlerSession } from './handler';
import { handlers } from './handlers';
import { type FenceOutcome, ServerSession, type SessionOptions } from './server-session';

interface Challenge {
  readonly text: string;
  readonly timer: NodeJS.Timeout;
}

/** Somebody waits to know whether the client has handled all that was sent. */
interface Fence {
  /** Its own challenge, once that has been sent. */
  challenge: Challenge | undefined;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (outcome: FenceOutcome) => void;
}

/** A connection to the dispatch or the notification server. */
export class NotificationSession extends ServerSession implements HandlerSession {
  readonly #member: (account: DirectoryAccount) => Member;
  #dialects: readonly string[] = [];
  #claimed: string | undefined;
  #entered: Member | undefined;
  #synchronised = false;
  #visible = false;
  /** Challenges that are not answered yet, the oldest first. */
  readonly #challenges: Challenge[] = [];
  #challengesSent = 0;
  readonly #fences: Fence[] = [];

  constructor(connection: Connection, options: SessionOptions) {
    super(connection, options);
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
      fence: (fence) => session.fence(fence),
      ring: ({ session: id, key, caller, name }) => {
        // S-SB-07
        session.say({
          name: 'RNG',
          parameters: [id, session.switchboardAddress, 'CKI', key, caller.account, name],
        });
      },
      displace: () => {
        session.say({ name: 'OUT', parameters: ['OTH'] }); // S-OTH-01
        session.close('the account signed in elsewhere');
      },
    });
  }

  // --- what a test may look at

  /** The account that is signed in. */
  override get account(): DirectoryAccount | undefined {
    return this.#entered?.account;
  }

  override get claimedAccount(): string | undefined {
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
  override get visible(): boolean {
    return this.#visible;
  }

  // --- scripting

  /**
   * Challenges the client, with the next text of the knob or with this one, and closes when no answer comes in time (S-CHL-01, S-CHL-05). Only one
   * challenge is open at a time; a second one sends the first again.
   */
  challenge(text?: string): void {
    if (this.isClosing || this.isSilent) {
      return;
    }
    const [open = this.#openChallenge(text)] = this.#challenges;
    this.say({ name: 'CHL', trid: 0, parameters: [open.text] });
  }

  #openChallenge(text?: string): Challenge {
    const { challengeText, challengeTimeoutMs } = this.sessionHost.knobs;
    const timer = setTimeout(() => this.close('a challenge stayed unanswered'), challengeTimeoutMs); // S-CHL-05
    const challenge = { text: text ?? challengeText(this.#challengesSent), timer };
    this.#challengesSent += 1;
    this.#challenges.push(challenge);
    return challenge;
  }

  /** Finds out whether the client has handled all that was sent: a challenge that it must answer, also while it is held. */
  fence(options: { readonly timeoutMs: number }): Promise<FenceOutcome> {
    if (this.isClosing) {
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
    const isAnswered = this.holds((item) => item.kind === 'command' && item.name === 'QRY');
    for (const fence of this.#fences) {
      if (fence.challenge === undefined && !this.isClosing && (this.#challenges.length === 0 || isAnswered)) {
        fence.challenge = this.#openChallenge();
        this.say({ name: 'CHL', trid: 0, parameters: [fence.challenge.text] });
      }
    }
  }

  #settleFence(fence: Fence, outcome: FenceOutcome): void {
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

  // --- what handlers use: see HandlerSession

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

  transferOf(account: string): { readonly to: string; readonly from: string } | undefined {
    if (!this.sessionHost.sendsOn(account, this)) {
      return undefined;
    }
    const own = this.connection.service === 'dispatch' ? 'dispatch' : 'notification';
    return { to: this.sessionHost.addressOf('notification', this), from: this.sessionHost.addressOf(own, this) };
  }

  get switchboardAddress(): string {
    return this.host.knobs.switchboardAddress ?? this.sessionHost.addressOf('switchboard', this);
  }

  agree(dialects: readonly string[]): void {
    this.#dialects = dialects;
    this.advance('agreed');
  }

  claim(account: string): void {
    this.#claimed = account;
  }

  signIn(account: DirectoryAccount): void {
    this.#entered = this.#member(account);
    this.advance('signed-in');
    this.sessionHost.community.enter(this.#entered);
  }

  becomeSynchronised(): void {
    this.#synchronised = true;
    this.sessionHost.changed(this);
  }

  becomeVisible(): void {
    this.#visible = true;
    this.sessionHost.changed(this);
  }

  takeChallenge(isAnswered: (challenge: string) => boolean): string | undefined {
    const answered = this.#challenges.find(({ text }) => isAnswered(text)) ?? this.#challenges[0];
    if (answered !== undefined) {
      clearTimeout(answered.timer);
      this.#challenges.splice(this.#challenges.indexOf(answered), 1);
    }
    return answered?.text;
  }

  // --- what the service adds

  protected override perform(request: DecodedCommand): void {
    this.run<HandlerSession>(request, { handler: handlers.get(request.name), session: this });
  }

  protected override passesHold(item: DecodedItem): boolean {
    if (this.#fences.length === 0 || item.kind !== 'command' || item.name !== 'QRY') {
      return false;
    }
    // While a script is at work, what answers none of these may answer a challenge of the script.
    const { policy } = this.sessionHost.community;
    const [clientId = ''] = item.parameters;
    const digest = Buffer.from(item.payload ?? []).toString('latin1');
    return (
      !this.held || this.#challenges.some(({ text }) => policy.acceptsAnswer({ challenge: text, clientId, digest }))
    );
  }

  protected override handled(request: DecodedCommand): void {
    if (request.name === 'QRY') {
      this.#heedAnswer();
    }
  }

  /** No longer part of the community. */
  protected override departed(): void {
    for (const { timer } of this.#challenges.splice(0)) {
      clearTimeout(timer);
    }
    for (const fence of [...this.#fences]) {
      this.#settleFence(fence, 'closed');
    }
    if (this.#entered !== undefined) {
      this.sessionHost.community.leave(this.#entered);
    }
  }
}
