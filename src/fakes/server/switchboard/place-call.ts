import { accountWord, isWellFormedAccount } from '../account-word';
import type { Community } from '../community';
import type { Participant } from './participant';
import type { ServerChat } from './server-chat';
import type { Switchboard } from './switchboard';

/** What became of a call: an error, or it is to ring once the caller knows. */
export type CallOutcome =
  | { readonly kind: 'error'; readonly code: number }
  | { readonly kind: 'placed'; readonly ring: () => void };

/** CAL: checks whom the caller may call, in the order of the documentation, and who stays unseen by it. */
export function placeCall(
  caller: Participant,
  options: {
    readonly account: string;
    readonly chat: ServerChat;
    readonly community: Community;
    readonly switchboard: Switchboard;
  },
): CallOutcome {
  const { chat, community, switchboard } = options;
  const { knobs, policy } = community;
  const account = accountWord(options.account);
  if (!isWellFormedAccount(account, { maxBytes: knobs.limits.accountBytes })) {
    return { kind: 'error', code: 208 }; // S-SB-10
  }
  const callee = community.directory.find(account);
  if (callee === undefined) {
    return { kind: 'error', code: knobs.unknownCalleeError }; // S-SB-10
  }
  if (chat.has(callee.account)) {
    return { kind: 'error', code: 215 }; // S-SB-11
  }
  if (!policy.takesCalls({ status: community.presenceOf(callee.account)?.status })) {
    return { kind: 'error', code: 217 }; // S-SB-10
  }
  if (!policy.mayCall({ caller: caller.account, callee, policy })) {
    return { kind: 'error', code: knobs.blockedCalleeError }; // S-SB-12; S-SB-27: whatever the others in the chat think of each other
  }
  if (chat.isCalling(callee.account)) {
    return { kind: 'error', code: 215 }; // S-SB-11
  }
  if (chat.openCalls >= knobs.limits.openCalls) {
    return { kind: 'error', code: 713 };
  }
  return { kind: 'placed', ring: switchboard.call({ chat, caller, callee }) };
}
