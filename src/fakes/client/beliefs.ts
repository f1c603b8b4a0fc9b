import { type DecodedCommand, type List, normalizeAccount } from '../../codec';

/** Someone on at least one of the four lists. */
export interface Contact {
  /** As the server spells it. */
  readonly account: string;
  /** The name that the lists hold, decoded. */
  readonly name?: string | undefined;
  /** One or more, in the order FL AL BL RL. */
  readonly lists: readonly List[];
  /** Group ids; empty unless on FL. */
  readonly groups: readonly string[];
  /** By type (`PHH`, `PHW`, `PHM`, `MOB`), decoded; what is unset is absent. */
  readonly phones: ReadonlyMap<string, string>;
}

/** What the server last said about the whereabouts of an account, listed or not. */
export interface Presence {
  readonly account: string;
  /** `NLN` … `LUN` as the server said it, `FLN` for gone or hidden. */
  readonly status: string;
  /** The display name that came with it, decoded. */
  readonly name?: string | undefined;
  /** In wire form: it is opaque. */
  readonly clientId?: string | undefined;
}

/** What the list version counts: contacts, groups, privacy and own settings. */
export interface Roster {
  /** Who is asked before a stranger gets on AL: `A` asks the user, `N` does not. */
  readonly gtc?: 'A' | 'N' | undefined;
  /** How strangers are treated: `AL` as allowed, `BL` as blocked. */
  readonly blp?: 'AL' | 'BL' | undefined;
  /** Own settings by type (`PHH`, `PHW`, `PHM`, `MOB`, `MBE`), decoded; what is unset is absent. */
  readonly settings: ReadonlyMap<string, string>;
  /** Names by group id, decoded. */
  readonly groups: ReadonlyMap<string, string>;
  /** By normalized account, in the order in which the server named them. */
  readonly contacts: ReadonlyMap<string, Contact>;
}

/** A roster with the version that the server gave it: what a client keeps for the next login. */
export interface RosterCache {
  readonly version: number;
  readonly roster: Roster;
}

/** What has come of a synchronisation block whose end has not. */
export interface OpenBlock {
  readonly version: number;
  readonly contactsLeft: number;
  readonly groupsLeft: number;
  readonly roster: Roster;
  /** Changes that came in the middle of the block and belong on top of it. */
  readonly edits: readonly DecodedCommand[];
}

/**
 * All that a client holds for true. A value that never changes: {@link believe} makes the next one of it.
 *
 * Only what the server said counts. A state, a name, a list entry is believed once its echo has come, not when it was asked for.
 */
export interface Beliefs {
  /** The account of the login, as the server spells it once it has. */
  readonly account: string;
  /** The own display name, decoded. */
  readonly name?: string | undefined;
  readonly signedIn: boolean;
  /** Whether `roster` is the server's of this login. */
  readonly synchronised: boolean;
  /** The own state that the server last echoed; absent before the first echo. */
  readonly status?: string | undefined;
  /** The version of `roster`; absent where no list has ever come. */
  readonly listVersion?: number | undefined;
  readonly roster: Roster;
  /** By normalized account. Whoever is not in it is offline, once an own state has been echoed. */
  readonly presences: ReadonlyMap<string, Presence>;
  readonly block?: OpenBlock | undefined;
  /** The normalized account of the `LST` to which a `BPR` without account belongs. */
  readonly lastListed?: string | undefined;
}

export const emptyRoster: Roster = { settings: new Map(), groups: new Map(), contacts: new Map() };

/** What a client believes before it has heard anything, with the roster that it kept from an earlier login, if it did. */
export function firstBeliefs(options: { readonly account: string; readonly cache?: RosterCache | undefined }): Beliefs {
  return {
    account: options.account,
    signedIn: false,
    synchronised: false,
    listVersion: options.cache?.version,
    roster: options.cache?.roster ?? emptyRoster,
    presences: new Map(),
  };
}

/** What is left when the connection is gone: the roster of the last complete list. A list cut off in the middle leaves nothing. */
export function beliefsAfterLeaving(beliefs: Beliefs): Beliefs {
  return {
    account: beliefs.account,
    name: beliefs.name,
    signedIn: false,
    synchronised: false,
    listVersion: beliefs.listVersion,
    roster: beliefs.roster,
    presences: new Map(),
  };
}

/** The contact with this account, in any case of its letters. */
export function contactOf(beliefs: Beliefs, account: string): Contact | undefined {
  return beliefs.roster.contacts.get(normalizeAccount(account));
}
