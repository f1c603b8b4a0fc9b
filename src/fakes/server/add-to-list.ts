import { decodeText, type List } from '../../codec';
import { accountWord, isWellFormedAccount } from './account-word';
import type { Community } from './community';
import type { DirectoryAccount } from './directory-account';
import { closeOutcome, type EditOutcome, errorOutcome } from './edit-outcome';

/** The words of ADD as they came. */
export interface Addition {
  readonly list: string;
  readonly account: string;
  readonly nickname: string;
  readonly group?: string | undefined;
}

/** ADD: checks in the order of the documentation, changes the lists of both sides, and tells those whom it concerns. */
export function addToList(owner: DirectoryAccount, addition: Addition, community: Community): EditOutcome {
  const { directory, knobs } = community;
  const { limits } = knobs;
  const { list, group } = addition;
  if (list !== 'FL' && list !== 'AL' && list !== 'BL') {
    return closeOutcome(`ADD was for the list ${list}; only FL, AL and BL can be changed`); // S-ADD-08
  }
  if (list !== 'FL' && group !== undefined) {
    return closeOutcome(`ADD ${list} had a group, which only FL has`); // S-ADD-15
  }
  const name = decodeText(addition.nickname).text;
  if (Buffer.byteLength(addition.nickname) > limits.nameBytes) {
    return closeOutcome(`the nickname in ADD was longer than ${limits.nameBytes} bytes`);
  }
  const account = accountWord(addition.account);
  if (!isWellFormedAccount(account, { maxBytes: limits.accountBytes })) {
    return errorOutcome(201); // S-ADD-05
  }
  const target = directory.find(account);
  if (target === undefined) {
    return errorOutcome(knobs.unknownAccountError); // S-ADD-05
  }
  const groupId = group ?? '0'; // S-ADD-14
  if (!owner.groups.has(groupId)) {
    return errorOutcome(224); // S-ADD-09, behind 201 and 205: S-ADD-10
  }
  const isNewOnList = !owner.isOn(list, account);
  const isNewInGroup = list === 'FL' && group !== undefined && !(owner.contact(account)?.groups.has(groupId) ?? false);
  if (!isNewOnList && !isNewInGroup) {
    return errorOutcome(215); // S-ADD-06
  }
  if (list !== 'FL' && owner.isOn(opposite(list), account)) {
    return errorOutcome(219); // S-ADD-07
  }
  if (isNewOnList && owner.sizeOf(list) >= limits.listSize) {
    return errorOutcome(210); // S-ADD-13
  }
  const version = community.countChange(owner);
  community.tellPresence(owner, () => {
    owner.putOn(list, { account: target.account, name, group: groupId });
  });
  if (list === 'FL' && target !== owner) {
    community.reverseAdded(target, owner);
  }
  return { kind: 'done', version };
}

function opposite(list: 'AL' | 'BL'): List {
  return list === 'AL' ? 'BL' : 'AL';
}
