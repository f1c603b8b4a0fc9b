import { decodeText, sameText } from '../../../codec';
import type { DirectoryAccount } from '../directory-account';
import { closeOutcome, type EditOutcome, errorOutcome } from '../edit-outcome';
import type { Handler } from '../handler';
import type { ServerKnobs } from '../server-knobs';

/** ADG: makes a group. */
export const adg: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account: owner } = session;
    const [name, zero, ...more] = request.parameters;
    if (owner === undefined || name === undefined || zero === undefined || more.length > 0) {
      session.close('ADG did not have a name and a 0'); // S-ROB-08
      return;
    }
    const { community, knobs } = session.host;
    const id = freeGroup(owner, knobs);
    const refusal = refuseGroupName(name, { owner, knobs }) ?? (id === undefined ? errorOutcome(223) : undefined); // S-GRP-05
    if (refusal !== undefined || id === undefined) {
      session.settleOutcome(request, refusal ?? errorOutcome(223));
      return;
    }
    owner.groups.set(id, decodeText(name).text);
    const version = String(community.countChange(owner));
    // S-GRP-01
    session.say({ name: 'ADG', trid: request.trid, parameters: [version, community.sentName(name), id, '0'] });
  },
};

/** Why a name cannot be that of a group; undefined where it can. */
export function refuseGroupName(
  name: string,
  options: { readonly owner: DirectoryAccount; readonly knobs: ServerKnobs; readonly except?: string },
): EditOutcome | undefined {
  const { owner, knobs, except } = options;
  const { groupNameBytes, groupNameBytesAtMost } = knobs.limits;
  const bytes = Buffer.byteLength(name);
  if (bytes > groupNameBytesAtMost) {
    return closeOutcome(`a group name was longer than ${groupNameBytesAtMost} bytes`);
  }
  if (bytes > groupNameBytes) {
    return errorOutcome(229); // S-GRP-04
  }
  const { text } = decodeText(name);
  const isTaken = [...owner.groups].some(([id, other]) => id !== except && sameText(other, text));
  return isTaken && knobs.duplicateGroupName === 'refuse' ? errorOutcome(228) : undefined; // S-GRP-06
}

/** The lowest id that no group has; undefined when there are as many as may be. */
function freeGroup(owner: DirectoryAccount, knobs: ServerKnobs): string | undefined {
  return Array.from({ length: knobs.limits.groups }, (_, id) => String(id)).find((id) => !owner.groups.has(id));
}
