import { type List, normalizeAccount } from '../../codec';
import type { Beliefs, Contact } from './beliefs';

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
  const own = {
    account,
    ...(name === undefined ? {} : { name }),
    ...(status === undefined ? {} : { status }),
  };
  if (listVersion === undefined) {
    return own;
  }
  return {
    ...own,
    listVersion,
    privacy: {
      ...(roster.blp === undefined ? {} : { blp: roster.blp }),
      ...(roster.gtc === undefined ? {} : { gtc: roster.gtc }),
    },
    groups: [...roster.groups].map(([id, groupName]) => ({ id, name: groupName })),
    contacts: [...roster.contacts.values()].map((contact) => snapshotOfContact(beliefs, contact)),
  };
}

function snapshotOfContact(beliefs: Beliefs, contact: Contact): ClientSnapshotContact {
  const isWatched = contact.lists.includes('FL');
  const presence = isWatched ? beliefs.presences.get(normalizeAccount(contact.account)) : undefined;
  const name = presence?.name ?? contact.name;
  const status = isWatched && beliefs.status !== undefined ? (presence?.status ?? 'FLN') : undefined;
  const { PHH, PHW, PHM, MOB } = Object.fromEntries(contact.phones);
  return {
    account: contact.account,
    ...(name === undefined ? {} : { name }),
    lists: contact.lists,
    // Of whom it watches a client knows all numbers and groups, that there are none as well.
    ...(isWatched || contact.groups.length > 0 ? { groups: contact.groups } : {}),
    ...(status === undefined ? {} : { status }),
    ...(isWatched || contact.phones.size > 0
      ? {
          phones: {
            ...(PHH === undefined ? {} : { PHH }),
            ...(PHW === undefined ? {} : { PHW }),
            ...(PHM === undefined ? {} : { PHM }),
            ...(MOB === undefined ? {} : { MOB }),
          },
        }
      : {}),
  };
}
