import { bitsOf, type Command, type DecodedCommand, isForm } from '../../../codec';
import type { Community } from '../community';
import { type DirectoryAccount, type DirectoryContact, type SettingType, settingTypes } from '../directory-account';
import type { Handler, HandlerSession } from '../handler';

/** What the others may know of somebody's settings. */
const sharedTypes: readonly SettingType[] = ['PHH', 'PHW', 'PHM', 'MOB'];

/** SYN: the short answer, or everything. */
export const syn: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account } = session;
    if (account === undefined || !isForm(request, 'C.SYN') || !isVersion(request.fields.version)) {
      session.close('SYN did not have one list version'); // S-ROB-08
      return;
    }
    session.becomeSynchronised();
    if (isListNeeded(Number(request.fields.version), session)) {
      sendList(request, { account, session });
    } else {
      // S-SYN-10
      session.say({ name: 'SYN', trid: request.trid, parameters: [String(account.listVersion)] });
    }
  },
};

function isVersion(word: string): boolean {
  return /^\d{1,10}$/.test(word) && Number(word) <= 0xffffffff;
}

function isListNeeded(cached: number, session: HandlerSession): boolean {
  const { community, knobs } = session.host;
  if (knobs.synchronisation !== 'short-when-equal') {
    return knobs.synchronisation === 'always-full';
  }
  return community.policy.needsList({ cached, version: session.account?.listVersion ?? 0 });
}

/** S-SYN-01 to S-SYN-09, in the order of S-SYN-03 and in the segments of the example session. No line has a transaction id (S-SYN-04). */
function sendList(
  request: DecodedCommand,
  options: { readonly account: DirectoryAccount; readonly session: HandlerSession },
): void {
  const { account, session } = options;
  const { community } = session.host;
  const { contacts, groups } = account;
  // S-SYN-02
  const counts = [account.listVersion, contacts.length, groups.size].map(String);
  session.say({ name: 'SYN', trid: request.trid, parameters: counts });
  session.say({ name: 'GTC', parameters: [account.gtc] }); // S-SYN-05
  session.say({ name: 'BLP', parameters: [account.blp] });
  for (const type of settingTypes) {
    const value = community.settingWords(account, type);
    if (value.length > 0) {
      session.say({ name: 'PRP', parameters: [type, ...value] }); // S-SYN-13
    }
  }
  session.say(
    ...[...groups].map(([id, name]) => ({ name: 'LSG', parameters: [id, community.nameWord(name, id), '0'] })), // S-SYN-06
  );
  for (const contact of contacts) {
    session.say(...contactLines(contact, community));
  }
}

/** One LST and the BPRs that belong to it. */
function contactLines(contact: DirectoryContact, community: Community): readonly Command[] {
  const isForward = contact.lists.has('FL');
  const groups = isForward ? [...contact.groups].join(',') : '0';
  const hasGroups = isForward || community.knobs.groupsWithoutForwardList; // S-SYN-07, S-SYN-08
  const target = isForward ? community.directory.find(contact.account) : undefined;
  const numbers = sharedTypes.flatMap((type) => {
    const value = target === undefined ? [] : community.settingWords(target, type);
    return value.length === 0 ? [] : [{ name: 'BPR', parameters: [type, ...value] }];
  });
  const words = [contact.account, community.nameWord(contact.name, contact.account), String(bitsOf(contact.lists))];
  return [{ name: 'LST', parameters: [...words, ...(hasGroups ? [groups] : [])] }, ...numbers];
}
