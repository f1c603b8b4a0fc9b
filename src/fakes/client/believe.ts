import {
  type DecodedCommand,
  type DecodedItem,
  decodeText,
  isList,
  type List,
  lists,
  listsOf,
  normalizeAccount,
  sameAccount,
} from '../../codec';
import { type Beliefs, type Contact, emptyRoster, type OpenBlock, type Presence, type Roster } from './beliefs';

/** How much a server can make a client remember. What goes beyond is passed over, so that no server can fill the memory. */
const most = {
  contacts: 5_000,
  presences: 5_000,
  groups: 1_000,
  settings: 32,
  accountCharacters: 512,
  textCharacters: 1_024,
  editsDuringBlock: 1_000,
} as const;

const phoneTypes: ReadonlySet<string> = new Set(['PHH', 'PHW', 'PHM', 'MOB']);
const settingTypes: ReadonlySet<string> = new Set(['PHH', 'PHW', 'PHM', 'MOB', 'MBE']);

type Fields = Readonly<Record<string, string>>;
type Step = (beliefs: Beliefs, command: DecodedCommand) => Beliefs;

/**
 * What a client believes after the server has sent `item`. Pure: the same beliefs and the same item always give the same beliefs.
 *
 * Transaction ids do not matter here: a reply, an unasked change (`ADD 0 RL …`) and a change made elsewhere mean the same for the state. Where
 * a name comes from a list and from a presence, both are kept apart, so that the order in which an `ADD` reply and `ILN` lines arrive leaves
 * no mark (C-PRS-01). What is malformed or unknown changes nothing (C-SYN-09, C-SYN-11, C-UNK-01).
 */
export function believe(beliefs: Beliefs, item: DecodedItem): Beliefs {
  if (item.kind !== 'command') {
    return beliefs;
  }
  const { block } = beliefs;
  if (block !== undefined && isListEdit(item)) {
    // The list in transit has the version of the SYN line; a change with a later version goes on top of it.
    return block.edits.length < most.editsDuringBlock
      ? { ...beliefs, block: { ...block, edits: [...block.edits, item] } }
      : beliefs;
  }
  const step = steps.get(item.name);
  return step === undefined ? beliefs : step(beliefs, item);
}

const steps: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['USR', signIn],
  ['SYN', beginBlock],
  ['GTC', setGtc],
  ['BLP', setBlp],
  ['PRP', setSetting],
  ['LSG', listGroup],
  ['LST', listContact],
  ['BPR', setPhone],
  ['CHG', setOwnStatus],
  ['ILN', comeOnline],
  ['NLN', comeOnline],
  ['FLN', goOffline],
  ['ADD', addToList],
  ['REM', removeFromList],
  ['REA', rename],
  ['ADG', nameGroup],
  ['REG', nameGroup],
  ['RMG', removeGroup],
]);

/** The replies and unasked changes that carry a list version; the lines of a block carry none. */
function isListEdit(command: DecodedCommand): boolean {
  return command.fields.version !== undefined && command.name !== 'SYN';
}

function signIn(beliefs: Beliefs, { form, fields }: DecodedCommand): Beliefs {
  if (form !== 'S.USR.ok') {
    return beliefs;
  }
  return { ...beliefs, signedIn: true, account: fields.account ?? beliefs.account, name: text(fields.name) };
}

function beginBlock(beliefs: Beliefs, { form, fields }: DecodedCommand): Beliefs {
  const version = decimal(fields.version);
  if (form === 'S.SYN.equal') {
    // Another version without a list would leave us with a list that is not the server's.
    return version !== undefined && version === beliefs.listVersion ? { ...beliefs, synchronised: true } : beliefs;
  }
  const contactsLeft = decimal(fields.contacts);
  const groupsLeft = decimal(fields.groups);
  if (version === undefined || contactsLeft === undefined || groupsLeft === undefined) {
    return beliefs;
  }
  const block = { version, contactsLeft, groupsLeft, roster: emptyRoster, edits: [] };
  return endBlockIfComplete({ ...beliefs, synchronised: false, lastListed: undefined, block });
}

function endBlockIfComplete(beliefs: Beliefs): Beliefs {
  const { block, ...others } = beliefs;
  if (block === undefined || block.contactsLeft > 0 || block.groupsLeft > 0) {
    return beliefs;
  }
  const complete = { ...others, synchronised: true, listVersion: block.version, roster: block.roster };
  return block.edits.reduce<Beliefs>((before, edit) => believe(before, edit), complete);
}

/** Changes the roster in transit while there is one, else the roster. */
function withRoster(beliefs: Beliefs, change: (roster: Roster) => Roster): Beliefs {
  const { block } = beliefs;
  if (block === undefined) {
    return { ...beliefs, roster: change(beliefs.roster) };
  }
  return { ...beliefs, block: { ...block, roster: change(block.roster) } };
}

/** Takes over the version of a change (C-SYN-10), provided the roster that it counts is known. */
function withVersion(beliefs: Beliefs, fields: Fields): Beliefs {
  const version = decimal(fields.version);
  return version === undefined || !beliefs.synchronised ? beliefs : { ...beliefs, listVersion: version };
}

function setGtc(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { value } = fields;
  return value === 'A' || value === 'N'
    ? withVersion(
        withRoster(beliefs, (roster) => ({ ...roster, gtc: value })),
        fields,
      )
    : beliefs;
}

function setBlp(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { value } = fields;
  return value === 'AL' || value === 'BL'
    ? withVersion(
        withRoster(beliefs, (roster) => ({ ...roster, blp: value })),
        fields,
      )
    : beliefs;
}

function setSetting(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { type, value } = fields;
  if (type === undefined) {
    return beliefs;
  }
  const changed = settingTypes.has(type)
    ? withRoster(beliefs, (roster) => ({ ...roster, settings: withText(roster.settings, type, value) }))
    : beliefs;
  return withVersion(changed, fields);
}

function listGroup(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { group, name } = fields;
  const listed =
    group === undefined
      ? beliefs
      : withRoster(beliefs, (roster) => ({ ...roster, groups: withGroup(roster.groups, group, name) }));
  return countDown(listed, 'groupsLeft');
}

function listContact(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const contact = listedContact(fields);
  // A line that cannot be read counts all the same: the server has counted it. The BPRs behind it belong to nobody (C-SYN-11).
  const listed = withRoster({ ...beliefs, lastListed: contact && normalizeAccount(contact.account) }, (roster) =>
    contact === undefined ? roster : { ...roster, contacts: withContact(roster.contacts, contact) },
  );
  return countDown(listed, 'contactsLeft');
}

function listedContact({ account, name, lists: sum, groups }: Fields): Contact | undefined {
  const bits = decimal(sum);
  if (account === undefined || bits === undefined) {
    return undefined;
  }
  const memberOf = listsOf(bits);
  if (memberOf.length === 0) {
    return undefined;
  }
  return {
    account,
    name: text(name),
    lists: memberOf,
    groups: memberOf.includes('FL') ? unique((groups ?? '0').split(',').filter((id) => id !== '')) : [],
    phones: new Map(),
  };
}

function countDown(beliefs: Beliefs, counter: 'contactsLeft' | 'groupsLeft'): Beliefs {
  const { block } = beliefs;
  if (block === undefined) {
    return beliefs;
  }
  const counted: OpenBlock = { ...block, [counter]: Math.max(0, block[counter] - 1) };
  return endBlockIfComplete({ ...beliefs, block: counted });
}

function setPhone(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { type, value } = fields;
  const account = fields.version === undefined ? beliefs.lastListed : fields.account;
  if (type === undefined || account === undefined) {
    return beliefs;
  }
  const changed = phoneTypes.has(type)
    ? withRoster(beliefs, (roster) =>
        changeContact(roster, account, (contact) => ({ ...contact, phones: withText(contact.phones, type, value) })),
      )
    : beliefs;
  return withVersion(changed, fields);
}

function setOwnStatus(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  return fields.status === undefined ? beliefs : { ...beliefs, status: fields.status };
}

function comeOnline(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { account, status, name, clientId } = fields;
  if (account === undefined || status === undefined) {
    return beliefs;
  }
  return withPresence(beliefs, { account, status, name: text(name), clientId });
}

function goOffline(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { account } = fields;
  const before = account === undefined ? undefined : beliefs.presences.get(normalizeAccount(account));
  return before === undefined
    ? beliefs
    : withPresence(beliefs, { account: before.account, status: 'FLN', name: before.name });
}

function withPresence(beliefs: Beliefs, presence: Presence): Beliefs {
  const presences = withEntry(beliefs.presences, normalizeAccount(presence.account), presence, most.presences);
  return presence.account.length > most.accountCharacters ? beliefs : { ...beliefs, presences };
}

function addToList(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { account, name, list, group } = fields;
  if (account === undefined || list === undefined || !isList(list)) {
    return beliefs;
  }
  const added = withRoster(beliefs, (roster) => {
    const before = roster.contacts.get(normalizeAccount(account));
    const contact: Contact = {
      account: before?.account ?? account,
      name: text(name) ?? before?.name,
      lists: lists.filter((each) => each === list || before?.lists.includes(each) === true),
      groups: list === 'FL' ? groupsAfterAdding(before?.groups ?? [], group) : (before?.groups ?? []),
      phones: before?.phones ?? new Map(),
    };
    return { ...roster, contacts: withContact(roster.contacts, contact) };
  });
  return withVersion(added, fields);
}

function groupsAfterAdding(groups: readonly string[], group: string | undefined): readonly string[] {
  if (group === undefined) {
    return groups.length > 0 ? groups : ['0'];
  }
  return unique([...groups, group]);
}

function removeFromList(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { account, list, group } = fields;
  if (account === undefined || list === undefined || !isList(list)) {
    return beliefs;
  }
  const removed = withRoster(beliefs, (roster) =>
    changeContact(roster, account, (contact) => {
      const groups = list === 'FL' && group !== undefined ? contact.groups.filter((id) => id !== group) : [];
      // The last group takes the contact off FL with it.
      return list === 'FL' && groups.length > 0 ? { ...contact, groups } : withoutList(contact, list);
    }),
  );
  return withVersion(withoutUnwatched(removed, [account]), fields);
}

/** The server tells nothing more about those who left FL: what it said last must not be believed when they come back. */
function withoutUnwatched(beliefs: Beliefs, accounts: readonly string[]): Beliefs {
  const presences = new Map(beliefs.presences);
  for (const account of accounts) {
    const key = normalizeAccount(account);
    if (beliefs.roster.contacts.get(key)?.lists.includes('FL') !== true) {
      presences.delete(key);
    }
  }
  return presences.size === beliefs.presences.size ? beliefs : { ...beliefs, presences };
}

function withoutList(contact: Contact, list: List): Contact {
  const lists = contact.lists.filter((each) => each !== list);
  // The server tells the numbers of those on FL; what it said before would never be corrected.
  return list === 'FL' ? { ...contact, lists, groups: [], phones: new Map() } : { ...contact, lists };
}

function rename(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { account } = fields;
  const name = text(fields.name);
  if (account === undefined || name === undefined) {
    return beliefs;
  }
  if (sameAccount(account, beliefs.account)) {
    return withVersion({ ...beliefs, name }, fields);
  }
  const renamed = withRoster(beliefs, (roster) => changeContact(roster, account, (contact) => ({ ...contact, name })));
  const presence = beliefs.presences.get(normalizeAccount(account));
  // Whoever renames a contact means what is shown from now on, also in place of the name that the contact gave itself.
  const shown = presence === undefined ? renamed : withPresence(renamed, { ...presence, name });
  return withVersion(shown, fields);
}

function nameGroup(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { group, name } = fields;
  if (group === undefined || name === undefined) {
    return beliefs;
  }
  return withVersion(
    withRoster(beliefs, (roster) => ({ ...roster, groups: withGroup(roster.groups, group, name) })),
    fields,
  );
}

function removeGroup(beliefs: Beliefs, { fields }: DecodedCommand): Beliefs {
  const { group } = fields;
  if (group === undefined) {
    return beliefs;
  }
  const removed = withRoster(beliefs, (roster) => {
    const groups = new Map(roster.groups);
    groups.delete(group);
    const contacts = new Map<string, Contact>();
    for (const [key, contact] of roster.contacts) {
      const kept = contact.groups.includes(group) ? withoutGroup(contact, group) : contact;
      if (kept.lists.length > 0) {
        contacts.set(key, kept);
      }
    }
    return { ...roster, groups, contacts };
  });
  const members = [...beliefs.roster.contacts].filter(([, contact]) => contact.groups.includes(group));
  return withVersion(
    withoutUnwatched(
      removed,
      members.map(([key]) => key),
    ),
    fields,
  );
}

/** Contacts that were in no other group leave FL with the group. */
function withoutGroup(contact: Contact, group: string): Contact {
  const groups = contact.groups.filter((id) => id !== group);
  return groups.length > 0 ? { ...contact, groups } : withoutList(contact, 'FL');
}

function changeContact(roster: Roster, account: string, change: (contact: Contact) => Contact): Roster {
  const key = normalizeAccount(account);
  const before = roster.contacts.get(key);
  if (before === undefined) {
    return roster;
  }
  const contacts = new Map(roster.contacts);
  const after = change(before);
  if (after.lists.length > 0) {
    contacts.set(key, after);
  } else {
    contacts.delete(key);
  }
  return { ...roster, contacts };
}

function withContact(contacts: ReadonlyMap<string, Contact>, contact: Contact): ReadonlyMap<string, Contact> {
  return contact.lists.length === 0 || contact.account.length > most.accountCharacters
    ? contacts
    : withEntry(contacts, normalizeAccount(contact.account), contact, most.contacts);
}

function withGroup(
  groups: ReadonlyMap<string, string>,
  id: string,
  name: string | undefined,
): ReadonlyMap<string, string> {
  return withEntry(groups, id, text(name) ?? '', most.groups);
}

/** Sets a type to the decoded value; without a value the type is unset. */
function withText(
  texts: ReadonlyMap<string, string>,
  type: string,
  word: string | undefined,
): ReadonlyMap<string, string> {
  const value = text(word);
  if (value !== undefined && value !== '') {
    return withEntry(texts, type, value, most.settings);
  }
  const changed = new Map(texts);
  changed.delete(type);
  return changed;
}

function withEntry<Value>(
  entries: ReadonlyMap<string, Value>,
  key: string,
  value: Value,
  limit: number,
): ReadonlyMap<string, Value> {
  return entries.size >= limit && !entries.has(key) ? entries : new Map(entries).set(key, value);
}

function text(word: string | undefined): string | undefined {
  return word === undefined ? undefined : decodeText(word).text.slice(0, most.textCharacters);
}

/** An unsigned decimal of 32 bits; anything else is none. */
function decimal(word: string | undefined): number | undefined {
  if (word === undefined || !/^\d{1,10}$/.test(word)) {
    return undefined;
  }
  const value = Number(word);
  return value <= 0xffffffff ? value : undefined;
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
