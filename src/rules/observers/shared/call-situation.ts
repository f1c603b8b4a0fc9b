import { isVisibleStatus } from '../../../codec';
import type { Call, CallSituation, Seat } from './chat-facts';
import { allowedSince, hiddenBy } from './visibility';
import type { Accounts } from './watch-accounts';
import { accountKey, isAccount, sameAccount } from './words';

/** How a CAL of `word` stands at this moment. `call` is itself, once it is known. */
export function callSituation(
  caller: Seat,
  options: {
    readonly word: string;
    readonly accounts: Accounts;
    readonly unknown: ReadonlySet<string>;
    readonly call?: Call | undefined;
  },
): CallSituation {
  const { word, accounts, unknown } = options;
  const { chat } = caller;
  if (!word.includes('@')) return 'malformed';
  if (word.startsWith('@@')) return 'odd';
  if (!isAccount(word) || chat.isSpoiled || caller.leaving !== undefined) return 'unclear';
  if (sameAccount(word, caller.account)) return 'self';
  const callee = accountKey(word);
  if (unknown.has(callee)) return 'unknown';
  if (!accounts.exists(callee)) return 'stranger';
  const seats = chat.seatsOf(callee);
  if ([...chat.joining.values()].includes(callee)) return 'unclear';
  const privacy = privacyOf(accounts, { callee, caller: caller.account });
  if (seats.some(({ leaving }) => leaving === undefined)) return privacy === 'open' ? 'participant' : 'unclear';
  if (seats.some(({ isGone }) => !isGone) || caller.present.has(callee)) return 'unclear';
  const { presence } = accounts.of(callee);
  const status = presence.certain?.value.status;
  if (status === 'offline' && accounts.connectionOf(callee) === undefined)
    return privacy === 'closed' ? 'unclear' : 'offline';
  if (status === undefined || !isVisibleStatus(status)) return 'unclear';
  const own = accounts.of(caller.account).presence.certain?.value.status;
  if (own === undefined || !isVisibleStatus(own)) return 'unclear';
  const earlier = chat.calls.filter((call) => call !== options.call && call.callee === callee && !call.isAnswered);
  if (earlier.some(({ state }) => state === 'open' || state === 'unknown')) return 'unclear';
  if (earlier.some(({ state }) => state === 'ringing')) return privacy === 'open' ? 'called' : 'unclear';
  if (privacy === 'open') return accounts.of(caller.account).isOn('BL', callee)?.value === true ? 'unclear' : 'good';
  const isListed = accounts.of(caller.account).isOn('FL', callee)?.value === true;
  return privacy === 'closed' && isListed ? 'blocked' : 'unclear';
}

/** Whether the callee's lists let the caller call. */
export function privacyOf(
  accounts: Accounts,
  { callee, caller }: { readonly callee: string; readonly caller: string },
): 'open' | 'closed' | 'unclear' {
  const pair = { contact: callee, watcher: caller };
  if (allowedSince(accounts, pair) !== undefined) return 'open';
  const isClosed = hiddenBy(accounts, pair).some(({ why }) => why === 'blocked' || why === 'not allowed');
  return isClosed ? 'closed' : 'unclear';
}
