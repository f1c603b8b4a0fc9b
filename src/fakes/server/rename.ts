import { decodeText, sameAccount } from '../../codec';
import { accountWord } from './account-word';
import type { Community } from './community';
import type { DirectoryAccount } from './directory-account';
import { closeOutcome, type EditOutcome, errorOutcome } from './edit-outcome';

/** REA: names a contact for its owner alone, or the owner for all who see them (S-REA-01, S-PRS-10). */
export function rename(
  owner: DirectoryAccount,
  renaming: { readonly account: string; readonly name: string },
  community: Community,
): EditOutcome {
  const { forbiddenNames, limits } = community.knobs;
  if (Buffer.byteLength(renaming.name) > limits.nameBytes) {
    return closeOutcome(`the name in REA was longer than ${limits.nameBytes} bytes`); // S-REA-04
  }
  const account = accountWord(renaming.account);
  const name = decodeText(renaming.name).text;
  const isOwn = sameAccount(account, owner.account);
  const contact = owner.contact(account);
  if (!isOwn && contact === undefined) {
    return errorOutcome(216); // S-REA-02
  }
  if (isOwn && !owner.verified) {
    return errorOutcome(715);
  }
  if (forbiddenNames.includes(name)) {
    return errorOutcome(209);
  }
  const version = community.countChange(owner);
  if (contact !== undefined) {
    contact.name = name;
  }
  if (isOwn) {
    community.tellPresence(owner, () => {
      owner.name = name; // S-REA-03
    });
  }
  return { kind: 'done', version };
}
