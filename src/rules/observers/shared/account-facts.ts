import { type List, lists } from '../../../codec';
import { Cell, type Certain } from './cell';
import type { SyncBlock } from './sync-block';
import { accountKey } from './words';

/** How an account shows itself. */
export interface Presence {
  /** `none`: signed in without a CHG yet. `offline`: the server closed after OUT. */
  readonly status: string;
  readonly clientId?: string | undefined;
}

/** What a trace says about one account on the server under test. */
export class AccountFacts {
  readonly gtc = new Cell<string>();
  readonly blp = new Cell<string>();
  /** Display name in wire form. */
  readonly name = new Cell<string>();
  /** Of the session that signed in last. */
  presence = new Cell<Presence>();
  readonly settings = new Map<string, Cell<string>>();
  /** By id; '' as a name means that there is no such group. */
  readonly groups = new Map<string, Cell<string>>();
  /** Since when groups that are not in `groups` are known not to be; undefined before a block was seen. */
  groupsKnownSince: number | undefined;
  /** ADG requests without an answer: which id they take is open. */
  openGroupRequests = 0;
  listsKnownSince: number | undefined;
  /** The last version that the server gave for this account. */
  version: { readonly value: number; readonly since: number } | undefined;
  /** Index of the last event that may have changed the lists, names or settings; -1 before any. */
  changedSince = -1;
  readonly #memberships = new Map<string, Cell<boolean>>();
  readonly #contactGroups = new Map<string, Cell<readonly string[]>>();
  readonly #contactNames = new Map<string, Cell<string>>();

  constructor(readonly account: string) {}

  newSession(index: number): void {
    this.presence = new Cell();
    this.presence.set({ status: 'none' }, index);
  }

  membership(list: List, contact: string): Cell<boolean> {
    return lookUp(this.#memberships, `${list} ${accountKey(contact)}`, () => this.#absent(false));
  }

  /** Whether the contact is on the list, as far as that is certain. Asking leaves no trace. */
  isOn(list: List, contact: string): Certain<boolean> | undefined {
    return (this.#memberships.get(`${list} ${accountKey(contact)}`) ?? this.#absent(false)).certain;
  }

  /** What is known about something that no edit and no block has named. */
  #absent<Value>(value: Value): Cell<Value> {
    const cell = new Cell<Value>();
    if (this.listsKnownSince !== undefined) cell.set(value, this.listsKnownSince);
    return cell;
  }

  /** Groups of a contact on the FL; an empty list where it is not on the FL. */
  groupsOf(contact: string): Cell<readonly string[]> {
    return lookUp(this.#contactGroups, accountKey(contact), () => this.#absent<readonly string[]>([]));
  }

  nameOf(contact: string): Cell<string> {
    return lookUp(this.#contactNames, accountKey(contact), () => new Cell<string>());
  }

  setting(type: string): Cell<string> {
    return lookUp(this.settings, type, () => new Cell<string>());
  }

  group(id: string): Cell<string> {
    return lookUp(this.groups, id, () => {
      const cell = new Cell<string>();
      if (this.groupsKnownSince !== undefined) cell.set('', this.groupsKnownSince);
      return cell;
    });
  }

  /** Ids of the groups that exist for certain; undefined where that is not known of every group. */
  get certainGroups(): readonly string[] | undefined {
    if (this.groupsKnownSince === undefined || this.openGroupRequests > 0) return undefined;
    const ids: string[] = [];
    for (const [id, cell] of this.groups) {
      const { certain } = cell;
      if (certain === undefined) return undefined;
      if (certain.value !== '') ids.push(id);
    }
    return ids;
  }

  /** Every contact that an edit or a block has named, as compared. */
  get contacts(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const key of this.#memberships.keys()) found.add(key.slice(3));
    return found;
  }

  /**
   * Takes over what a whole block shows. Facts that changed after `requestedAt` stay as they are. Where a block says otherwise than a confirmed edit
   * (S-SYN-11), nobody knows what the server goes by: nothing else shall be judged by either.
   */
  takeOver(block: SyncBlock, { requestedAt, index }: { readonly requestedAt: number; readonly index: number }): void {
    const settle = <Value>(cell: Cell<Value>, value: Value): void => {
      const known = cell.certain;
      if (cell.inFlux || (known !== undefined && known.since > requestedAt)) return;
      if (known === undefined || !same(known.value, value)) cell.set(value, index);
    };
    const named = new Set([...this.contacts, ...block.contacts.keys()]);
    for (const contact of named) {
      const line = block.contacts.get(contact);
      for (const list of lists) {
        const cell = this.membership(list, contact);
        const known = cell.certain;
        const shown = line?.lists.has(list) ?? false;
        if (known?.confirmed === undefined) settle(cell, shown);
        else if (known.since <= requestedAt && known.value !== shown) {
          cell.forget();
          if (list === 'FL') this.groupsOf(contact).forget();
        }
      }
      if (this.isOn('FL', contact) !== undefined)
        settle(this.groupsOf(contact), line?.lists.has('FL') ? (line.groups ?? []) : []);
      if (line !== undefined) settle(this.nameOf(contact), line.name);
    }
    for (const id of new Set([...this.groups.keys(), ...block.groups.keys()]))
      settle(this.group(id), block.groups.get(id) ?? '');
    if (block.gtc !== undefined) settle(this.gtc, block.gtc);
    if (block.blp !== undefined) settle(this.blp, block.blp);
    for (const type of new Set([...this.settings.keys(), ...block.settings.keys()]))
      settle(this.setting(type), block.settings.get(type) ?? '');
    // Only now may what was not named be taken for absent.
    this.listsKnownSince ??= index;
    this.groupsKnownSince ??= index;
  }
}

function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return [...one].sort().join() === [...other].sort().join();
  return one === other;
}

/** A server under test that floods the kit with names shall not fill its memory: what comes later is not remembered. */
const mostEntries = 20_000;

function lookUp<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  if (map.size < mostEntries) map.set(key, created);
  return created;
}
