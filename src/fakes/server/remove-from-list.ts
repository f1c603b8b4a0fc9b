import { accountWord } from './account-word';
import type { Community } from './community';
import type { DirectoryAccount } from './directory-account';
import { closeOutcome, type EditOutcome, errorOutcome } from './edit-outcome';

/** The words of REM as they came. */
export interface Removal {
  readonly list: string;
  readonly account: string;
  readonly group?: string | undefined;
}

/** REM: checks, changes the lists of both sides, and tells those whom it concerns. */
export function removeFromList(owner: DirectoryAccount, removal: Removal, community: Community): EditOutcome {
  const { list, group } = removal;
  if (list !== 'FL' && list !== 'AL' && list !== 'BL') {
    return closeOutcome(`REM was for the list ${list}; only FL, AL and BL can be changed`); // S-ADD-08
  }
  if (list !== 'FL' && group !== undefined) {
    return closeOutcome(`REM ${list} had a group, which only FL has`);
  }
  const contact = owner.contact(accountWord(removal.account));
  if (contact === undefined || !contact.lists.has(list)) {
    return errorOutcome(216); // S-REM-02
  }
  if (group !== undefined && !owner.groups.has(group)) {
    return errorOutcome(224); // S-REM-06
  }
  if (group !== undefined && !contact.groups.has(group)) {
    return errorOutcome(225); // S-REM-06
  }
  const version = community.countChange(owner);
  if (group !== undefined && contact.groups.size > 1) {
    contact.groups.delete(group); // S-REM-03
    return { kind: 'done', version };
  }
  // S-REM-07: without its last group the contact is off the FL. S-REM-05: AL and BL stay as they are.
  community.tellPresence(owner, () => owner.takeOff(list, contact.account));
  if (list === 'FL') {
    tellRemoved(contact.account, { owner, community });
  }
  return { kind: 'done', version };
}

/** S-REM-04 */
export function tellRemoved(
  account: string,
  options: { readonly owner: DirectoryAccount; readonly community: Community },
): void {
  const target = options.community.directory.find(account);
  if (target !== undefined && target !== options.owner) {
    options.community.reverseRemoved(target, options.owner);
  }
}
