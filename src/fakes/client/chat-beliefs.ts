import { normalizeAccount } from '../../codec';

/** Somebody else in a chat. */
export interface Participant {
  /** As the server spells it. */
  readonly account: string;
  /** The display name at the time of joining, decoded; it is not refreshed. */
  readonly name: string;
}

/** All that a client holds for true about one chat. A value that never changes: `believeChat` makes the next one of it. */
export interface ChatBeliefs {
  /** The own account. It is never among the participants (C-SB-17). */
  readonly account: string;
  /** The caller has asked for the switchboard, the callee answers a RNG. */
  readonly role: 'caller' | 'callee';
  /** The session id in wire form, of RNG or RINGING; it need not be a number (C-SB-18). */
  readonly session?: string | undefined;
  /** Whether the server has said OK to USR or ANS. */
  readonly admitted: boolean;
  /** Whether somebody else has ever been there. */
  readonly met: boolean;
  /** Who else is there, by normalized account, in the order of joining. */
  readonly participants: ReadonlyMap<string, Participant>;
}

/** What a client believes of a chat before it has heard anything on it. */
export function firstChatBeliefs(options: {
  readonly account: string;
  readonly session?: string | undefined;
}): ChatBeliefs {
  const { account, session } = options;
  const role = session === undefined ? 'caller' : 'callee';
  return { account, role, session, admitted: false, met: false, participants: new Map() };
}

/** Whether an account is in the chat, in any case of its letters. */
export function isPresent(beliefs: ChatBeliefs, account: string): boolean {
  return beliefs.participants.has(normalizeAccount(account));
}
