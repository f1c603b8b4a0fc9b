import { type List, normalizeAccount } from '../../codec';
import type { Beliefs, Contact, Presence } from './beliefs';

/** What a client believes, decoded, in the form of the adapter contract. What it does not know is left out. */
export interface ClientSnapshot {
  readonly account: string;
  readonly name?: string;
  readonly status?: string;
  readonly listVersion?: number;
  readonly privacy?: { readonly blp?: 'AL' | 'BL'; readonly gtc?: 'A' | 'N' };
  readonly groups?: readonly { readonly id: string; readonly name: string }[];
  readonly contacts?: readonly ClientSnapshotContact[];
}

export interface ClientSnapshotContact {
  readonly account: string;
  readonly name?: string;
  readonly lists: readonly List[];
  readonly groups?: readonly string[];
  /** `FLN` where not online; absent where the server would not say: for accounts that are not on FL. */
  readonly status?: string;
  readonly phones?: { readonly PHH?: string; readonly PHW?: string; readonly PHM?: string; readonly MOB?: string };
}

/** The beliefs as the adapter contract asks for them. The roster is left out where no list has ever come. */
export function snapshotOf(beliefs: Beliefs): ClientSnapshot {
  const { account, name, status, listVersion, roster } = beliefs;
  // Told after each example of a property: objects are filled, which costs a fraction of putting them together from pieces.
  const told: Mutable<ClientSnapshot> = { account };
  if (name !== undefined) {
    told.name = name;
  }
  if (status !== undefined) {
    told.status = status;
  }
  if (listVersion !== undefined) {
    told.listVersion = listVersion;
    told.privacy = privacyOf(roster);
    told.groups = Array.from(roster.groups, ([id, groupName]) => ({ id, name: groupName }));
    told.contacts = Array.from(roster.contacts.values(), (contact) => snapshotOfContact(beliefs, contact));
  }
  return told;
}

function privacyOf({ blp, gtc }: Beliefs['roster']): NonNullable<ClientSnapshot['privacy']> {
  const told: Mutable<NonNullable<ClientSnapshot['privacy']>> = {};
  if (blp !== undefined) {
    told.blp = blp;
  }
  if (gtc !== undefined) {
    told.gtc = gtc;
  }
  return told;
}

/** What the beliefs hold of one contact, as in the whole snapshot; undefined where the account is none. */
export function contactIn(beliefs: Beliefs, account: string): ClientSnapshotContact | undefined {
  const contact = beliefs.roster.contacts.get(normalizeAccount(account));
  return contact === undefined ? undefined : snapshotOfContact(beliefs, contact);
}

/** What was told of a contact last, and of which presence: beliefs are never changed, only replaced, and of most contacts nothing is new. */
const lastTold = new WeakMap<
  Contact,
  { presence: Presence | undefined; isOnline: boolean; told: ClientSnapshotContact }
>();

function snapshotOfContact(beliefs: Beliefs, contact: Contact): ClientSnapshotContact {
  const presence = contact.lists.includes('FL') ? beliefs.presences.get(normalizeAccount(contact.account)) : undefined;
  const isOnline = beliefs.status !== undefined;
  const last = lastTold.get(contact);
  if (last !== undefined && last.presence === presence && last.isOnline === isOnline) {
    return last.told;
  }
  const told = Object.freeze(tellOf(contact, { presence, isOnline }));
  lastTold.set(contact, { presence, isOnline, told });
  return told;
}

function tellOf(
  contact: Contact,
  { presence, isOnline }: { readonly presence: Presence | undefined; readonly isOnline: boolean },
): ClientSnapshotContact {
  const { account, lists, groups, phones } = contact;
  const isWatched = lists.includes('FL');
  const name = presence?.name ?? contact.name;
  const told: Mutable<ClientSnapshotContact> = { account, lists };
  if (name !== undefined) {
    told.name = name;
  }
  // Of whom it watches a client knows all numbers and groups, that there are none as well.
  if (isWatched || groups.length > 0) {
    told.groups = groups;
  }
  if (isWatched && isOnline) {
    told.status = presence?.status ?? 'FLN';
  }
  if (isWatched || phones.size > 0) {
    told.phones = phones.size === 0 ? {} : phonesOf(contact);
  }
  return told;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

function phonesOf({ phones }: Contact): NonNullable<ClientSnapshotContact['phones']> {
  const told: Mutable<NonNullable<ClientSnapshotContact['phones']>> = {};
  for (const type of PHONES) {
    const number = phones.get(type);
    if (number !== undefined) {
      told[type] = number;
    }
  }
  return told;
}

const PHONES = ['PHH', 'PHW', 'PHM', 'MOB'] as const;
