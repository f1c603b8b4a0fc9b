import { sameAccount } from '../../codec';
import type { Snapshot } from '../../subjects';

/**
 * What of somebody's own lists and settings is not as built; undefined where all is. Built are these entries, no other, and BLP AL. RL is for others to
 * fill.
 */
export function wrongInLists(
  snapshot: Pick<Snapshot, 'contacts' | 'privacy'>,
  entries: readonly { readonly list: 'FL' | 'AL' | 'BL'; readonly account: string }[],
): string | undefined {
  const { contacts = [], privacy = {} } = snapshot;
  const found = contacts.flatMap(({ account, lists = [] }) =>
    lists.filter((list) => list !== 'RL').map((list) => ({ list, account })),
  );
  const isAmong = (one: (typeof found)[number], others: readonly (typeof found)[number][]) =>
    others.some(({ list, account }) => list === one.list && sameAccount(account, one.account));
  const missing = entries.find((entry) => !isAmong(entry, found));
  const left = found.find((entry) => !isAmong(entry, entries));
  if (missing !== undefined) {
    return `${missing.account} is not on ${missing.list}`;
  }
  if (left !== undefined) {
    return `${left.account} is still on ${left.list}`;
  }
  return privacy.blp === 'BL' ? 'BLP is still BL' : undefined;
}
