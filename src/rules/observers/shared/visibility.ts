import { isVisibleStatus } from '../../../codec';
import type { Accounts } from './watch-accounts';

/** Why somebody certainly does not see an account. Each reason is one rule. */
export type Hidden = 'not on the FL' | 'hidden' | 'blocked' | 'not allowed' | 'no CHG yet' | 'offline';

export interface HiddenSince {
  readonly why: Hidden;
  /** Index of the event since which it is certain. */
  readonly since: number;
}

/** A pair of accounts: whether `watcher` may see the presence of `contact`. */
export interface Pair {
  readonly contact: string;
  readonly watcher: string;
}

/** Every reason for which the watcher certainly must not see the contact; none where the trace does not decide. */
export function hiddenBy(accounts: Accounts, { contact, watcher }: Pair): HiddenSince[] {
  const reasons: HiddenSince[] = [];
  const shownOne = accounts.of(contact);
  const seer = accounts.of(watcher);
  const presence = shownOne.presence.certain;
  if (presence?.value.status === 'HDN') reasons.push({ why: 'hidden', since: presence.since });
  if (presence?.value.status === 'none') reasons.push({ why: 'no CHG yet', since: presence.since });
  if (presence?.value.status === 'offline') reasons.push({ why: 'offline', since: presence.since });
  const onForward = seer.isOn('FL', contact);
  if (onForward?.value === false) reasons.push({ why: 'not on the FL', since: onForward.since });
  const onBlock = shownOne.isOn('BL', watcher);
  if (onBlock?.value === true) reasons.push({ why: 'blocked', since: onBlock.since });
  const onAllow = shownOne.isOn('AL', watcher);
  const blp = shownOne.blp.certain;
  if (blp?.value === 'BL' && onAllow?.value === false)
    reasons.push({ why: 'not allowed', since: Math.max(blp.since, onAllow.since) });
  return reasons;
}

/** Since when the watcher certainly may see the contact, who is online; undefined where that is not certain. */
export function visibleSince(accounts: Accounts, { contact, watcher }: Pair): number | undefined {
  const shownOne = accounts.of(contact);
  const presence = shownOne.presence.certain;
  if (presence === undefined || !isVisibleStatus(presence.value.status)) return undefined;
  const allowed = allowedSince(accounts, { contact, watcher });
  const onForward = accounts.of(watcher).isOn('FL', contact);
  if (allowed === undefined || onForward?.value !== true) return undefined;
  return Math.max(presence.since, allowed, onForward.since);
}

/** Since when the contact's lists certainly let the watcher see it, and call it. */
export function allowedSince(accounts: Accounts, { contact, watcher }: Pair): number | undefined {
  const shownOne = accounts.of(contact);
  const onBlock = shownOne.isOn('BL', watcher);
  if (onBlock?.value !== false) return undefined;
  const onAllow = shownOne.isOn('AL', watcher);
  if (onAllow?.value === true) return Math.max(onBlock.since, onAllow.since);
  const blp = shownOne.blp.certain;
  return blp?.value === 'AL' ? Math.max(onBlock.since, blp.since) : undefined;
}
