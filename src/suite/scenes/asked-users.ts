import { sameAccount } from '../../codec';
import type { ScriptFailure, ServerSession } from '../../fakes';
import { type ClientSubject, SubjectError } from '../../subjects';
import type { Trace } from '../../wire';
import { documentedAccounts } from './session-roster';

interface AskedUsersOptions {
  readonly subject: ClientSubject;
  readonly trace: Trace;
  /** Alice's session. */
  readonly session: () => ServerSession;
  /** Resolves when the client has handled all that was sent, and has told all that came of it. */
  readonly settled: () => Promise<void>;
  /** A rule has been shown to hold. */
  readonly show: (rule: string) => void;
}

/** Who adds Alice in the cases of C-LST-05. */
const STRANGER = 'stranger@passport.com';

/** Who adds Alice where the kit wants to know whether her client tells of it. */
const NEWCOMER = 'newcomer@passport.com';

/**
 * C-SYN-12, C-LST-05: a client that neither allows nor blocks who has added Alice may ask its user, which only its adapter can tell. Where it never tells of
 * anything of the kind, nothing can be held against it.
 */
export class AskedUsers {
  readonly #options: AskedUsersOptions;

  constructor(options: AskedUsersOptions) {
    this.#options = options;
  }

  /** The failure itself, or what it comes to where the user may have been asked. */
  async excuse(failure: ScriptFailure): Promise<ScriptFailure | SubjectError> {
    const adder = adderIn(failure);
    if (adder === undefined || failure.code === 'closed') {
      return failure;
    }
    if (this.#isTold(adder)) {
      for (const rule of failure.rules) {
        this.#options.show(rule);
      }
      return new SubjectError(
        'unsupported',
        `The client asks its user about ${adder}, as it may, and in the case it does not.`,
      );
    }
    return (await this.#wouldTell())
      ? failure
      : new SubjectError(
          'unsupported',
          'The client neither allows nor blocks who adds Alice, nor does it tell of them: whether it asks its user cannot be seen.',
        );
  }

  /** Whether the client tells of somebody else who adds Alice, or answers it. */
  async #wouldTell(): Promise<boolean> {
    const { trace, session, settled, subject } = this.#options;
    const begin = trace.events.length;
    await session().send({ name: 'ADD', trid: 0, parameters: ['RL', '28', NEWCOMER, 'Newcomer'] });
    await settled();
    const isAnswered = trace.events
      .slice(begin)
      .some(
        (event) =>
          event.kind === 'command' &&
          event.from === 'client' &&
          event.command.parameters.some((word) => word === NEWCOMER),
      );
    return isAnswered || this.#isTold(NEWCOMER) || (subject.notifications?.list.length ?? 0) > 0;
  }

  /** Whether the client has told that somebody has added Alice. */
  #isTold(adder: string): boolean {
    const told = this.#options.subject.notifications?.list ?? [];
    return told.some((notification) => notification.kind === 'added' && sameAccount(notification.account, adder));
  }
}

function adderIn({ rules }: ScriptFailure): string | undefined {
  if (rules.includes('C-SYN-12')) {
    return documentedAccounts.fred;
  }
  return rules.includes('C-LST-05') ? STRANGER : undefined;
}
