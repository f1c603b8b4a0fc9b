import { type DecodedCommand, isList, type List } from '../../../codec';
import { SyncBlock } from './sync-block';
import { accountKey } from './words';

/** Entries that are remembered; a longer roster is not what these rules are about. */
const mostContacts = 20_000;

/** What the kit's server has told a client about the lists of its account, on one connection. */
export class ContactBook {
  gtc: string | undefined;
  /** A whole block has come, so that whoever is not in it is in no list. */
  complete = false;
  readonly #lists = new Map<string, Set<List>>();
  /** Names in wire form. */
  readonly #names = new Map<string, string>();
  #block: SyncBlock | undefined;
  #settled: SyncBlock | undefined;

  /** Whether the account is in any list, or was; undefined where no whole block has come. */
  knows(account: string): boolean | undefined {
    return this.#lists.has(accountKey(account)) ? true : this.complete ? false : undefined;
  }

  isOn(list: List, account: string): boolean | undefined {
    const lists = this.#lists.get(accountKey(account));
    return lists === undefined ? (this.complete ? false : undefined) : lists.has(list);
  }

  nameOf(account: string): string | undefined {
    return this.#names.get(accountKey(account));
  }

  /** The block that is coming in, or has come in; BPRs of its last contact may still follow. */
  get block(): SyncBlock | undefined {
    return this.#block;
  }

  /** Takes in what the server says. */
  take(command: DecodedCommand): void {
    const { name, trid, parameters } = command;
    if (name === 'SYN') {
      this.#block = SyncBlock.announcedBy(command) ? new SyncBlock(command) : undefined;
      this.#settleBlock();
    } else if (trid === undefined && this.#block !== undefined && SyncBlock.holds(command)) {
      this.#block.add(command);
      if (name === 'GTC') this.gtc = parameters[0];
      this.#settleBlock();
    } else if (name === 'GTC') this.gtc = parameters[1];
    else if (name === 'ADD') this.#added(parameters);
    else if (name === 'REM') this.#removed(parameters);
    else if (name === 'REA') this.#named(parameters[1], parameters[2]);
  }

  #settleBlock(): void {
    const block = this.#block;
    if (block === undefined || block === this.#settled || !block.complete) return;
    this.#settled = block;
    for (const [account, { lists, name }] of block.contacts) {
      this.#set(account, lists);
      this.#named(account, name);
    }
    this.complete = true;
  }

  #added([list, , account, name]: readonly string[]): void {
    if (list === undefined || !isList(list) || account === undefined) return;
    this.#set(accountKey(account), [...(this.#lists.get(accountKey(account)) ?? []), list]);
    if (list === 'FL') this.#named(account, name);
  }

  #removed([list, , account, group]: readonly string[]): void {
    if (list === undefined || !isList(list) || account === undefined || group !== undefined) return;
    this.#lists.get(accountKey(account))?.delete(list);
  }

  #set(account: string, lists: Iterable<List>): void {
    if (this.#lists.size < mostContacts) this.#lists.set(account, new Set(lists));
  }

  #named(account: string | undefined, name: string | undefined): void {
    if (account === undefined || name === undefined || this.#names.size >= mostContacts) return;
    this.#names.set(accountKey(account), name);
  }
}
