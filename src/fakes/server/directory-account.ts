import { type List, lists as listOrder, normalizeAccount } from '../../codec';

/** What a member may tell about being reached by phone: home, work, mobile; reachable by MSN Mobile; MSN Mobile enabled. */
export const settingTypes = ['PHH', 'PHW', 'PHM', 'MOB', 'MBE'] as const;

export type SettingType = (typeof settingTypes)[number];

/** Case counts. */
export function isSettingType(word: string): word is SettingType {
  return settingTypes.some((type) => type === word);
}

/** Somebody on one list or more of an account. */
export interface DirectoryContact {
  readonly account: string;
  /** Nickname, decoded. */
  name: string;
  readonly lists: Set<List>;
  /** Ids of the groups, `0` for none in particular; never empty while the contact is on FL, else empty. */
  readonly groups: Set<string>;
}

export interface NewContact {
  readonly account: string;
  /** Decoded. Default: the account. */
  readonly name?: string;
  readonly lists: readonly List[];
  /** Default: group 0 where FL is among the lists. */
  readonly groups?: readonly string[];
}

/** All that the server keeps for an account; the parts left out keep their value. */
export interface AccountRoster {
  /** 0 to 4294967295. */
  readonly listVersion?: number;
  /** Decoded names by id. Group 0 need not be there; it always exists. */
  readonly groups?: Readonly<Record<string, string>>;
  readonly contacts?: readonly NewContact[];
  /** Whether the client is to ask when somebody adds the account (`A`) or not (`N`). */
  readonly gtc?: 'A' | 'N';
  /** What those get who are on neither AL nor BL. */
  readonly blp?: 'AL' | 'BL';
  /** Decoded values. */
  readonly settings?: Readonly<Partial<Record<SettingType, string>>>;
}

export interface NewAccount extends AccountRoster {
  readonly account: string;
  readonly password: string;
  /** Display name, decoded. Default: what stands before the `@`. */
  readonly name?: string;
  /** Default: true. */
  readonly verified?: boolean;
  /** Default: false. */
  readonly restricted?: boolean;
  /** A Passport ticket that is always the same. Default: a new one at each login. */
  readonly ticket?: string;
}

/**
 * One account as the server keeps it. A test may read and change everything at any time; a change made here is told to nobody before their next
 * login or synchronisation. {@link FakeServer.puppet} makes changes that are told.
 */
export class DirectoryAccount {
  readonly account: string;
  password: string;
  name: string;
  verified: boolean;
  restricted: boolean;
  ticket: string | undefined;
  /** Begins at 1: a client that has nothing cached says 0. */
  listVersion = 1;
  gtc: 'A' | 'N' = 'A';
  blp: 'AL' | 'BL' = 'AL';
  /** Decoded names by id, in the order of LSG. */
  readonly groups = new Map<string, string>([['0', 'Other Contacts']]);
  /** Decoded values. */
  readonly settings = new Map<SettingType, string>();
  readonly #contacts = new Map<string, DirectoryContact>();

  constructor(options: NewAccount) {
    this.account = options.account;
    this.password = options.password;
    this.name = options.name ?? options.account.replace(/@.*$/s, '');
    this.verified = options.verified ?? true;
    this.restricted = options.restricted ?? false;
    this.ticket = options.ticket;
    this.setRoster(options);
  }

  /** In the order of LST. */
  get contacts(): readonly DirectoryContact[] {
    return [...this.#contacts.values()];
  }

  contact(account: string): DirectoryContact | undefined {
    return this.#contacts.get(normalizeAccount(account));
  }

  isOn(list: List, account: string): boolean {
    return this.contact(account)?.lists.has(list) ?? false;
  }

  /** How many contacts are on a list. */
  sizeOf(list: List): number {
    let size = 0;
    for (const contact of this.#contacts.values()) {
      size += contact.lists.has(list) ? 1 : 0;
    }
    return size;
  }

  /** Replaces groups, contacts and settings where they are given. */
  setRoster(roster: AccountRoster): void {
    this.listVersion = roster.listVersion ?? this.listVersion;
    this.gtc = roster.gtc ?? this.gtc;
    this.blp = roster.blp ?? this.blp;
    if (roster.groups !== undefined) {
      this.groups.clear();
      this.groups.set('0', roster.groups['0'] ?? 'Other Contacts');
      for (const [id, name] of Object.entries(roster.groups)) {
        this.groups.set(id, name);
      }
    }
    if (roster.settings !== undefined) {
      this.settings.clear();
      for (const [type, value] of Object.entries(roster.settings)) {
        if (isSettingType(type)) {
          this.settings.set(type, value);
        }
      }
    }
    if (roster.contacts !== undefined) {
      this.#contacts.clear();
      for (const contact of roster.contacts) {
        this.setContact(contact);
      }
    }
  }

  /** Puts a contact in, or replaces all that was known of it. Without any list the contact is taken out. */
  setContact(contact: NewContact): void {
    const key = normalizeAccount(contact.account);
    if (contact.lists.length === 0) {
      this.#contacts.delete(key);
      return;
    }
    const groups = contact.groups ?? ['0'];
    this.#contacts.set(key, {
      account: this.#contacts.get(key)?.account ?? contact.account,
      name: contact.name ?? contact.account,
      lists: new Set(listOrder.filter((list) => contact.lists.includes(list))),
      groups: new Set(contact.lists.includes('FL') ? groups : []),
    });
  }

  /** Puts a contact on a list. `name` counts for a contact that is new, or where the list is FL. */
  putOn(list: List, contact: { readonly account: string; readonly name: string; readonly group?: string }): void {
    const key = normalizeAccount(contact.account);
    const present = this.#contacts.get(key);
    const entry: DirectoryContact = present ?? {
      account: contact.account,
      name: contact.name,
      lists: new Set<List>(),
      groups: new Set<string>(),
    };
    if (list === 'FL' || (list !== 'RL' && !entry.lists.has('FL'))) {
      entry.name = contact.name; // S-SYN-11: the next list shows the nickname that was given
    }
    entry.lists.add(list);
    if (list === 'FL') {
      entry.groups.add(contact.group ?? '0');
    }
    this.#contacts.set(key, entry);
  }

  /** Takes a contact off a list, and off the account when that was its last one. */
  takeOff(list: List, account: string): void {
    const key = normalizeAccount(account);
    const entry = this.#contacts.get(key);
    entry?.lists.delete(list);
    if (list === 'FL') {
      entry?.groups.clear();
    }
    if (entry?.lists.size === 0) {
      this.#contacts.delete(key);
    }
  }
}
