import { createHash, randomBytes } from 'node:crypto';
import { sameAccount } from '../../codec';
import type { Directory } from './directory';
import type { DirectoryAccount } from './directory-account';

/** How many tickets of one account stay valid at a time. */
const ticketsKept = 16;

/** The tickets that the login server gave out. Memory is bounded: of each account the newest count. */
export class Tickets {
  readonly #directory: Directory;
  readonly #owners = new Map<string, string>();
  readonly #byAccount = new Map<string, string[]>();

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** A ticket of the account's own, or a new one in the form of the example session: `t=…&p=…`, one token. */
  issue(account: DirectoryAccount): string {
    if (account.ticket !== undefined) {
      return account.ticket;
    }
    const random = randomBytes(48);
    const ticket = `t=${random.toString('base64').replace(/[+/=]/g, '*')}$$&p=${createHash('sha256').update(random).digest('hex')}`;
    const kept = this.#byAccount.get(account.account) ?? [];
    kept.push(ticket);
    this.#byAccount.set(account.account, kept);
    this.#owners.set(ticket, account.account);
    if (kept.length > ticketsKept) {
      this.#owners.delete(kept.shift() ?? '');
    }
    return ticket;
  }

  /** To whom a ticket was given. */
  ownerOf(options: { readonly ticket: string; readonly claimedBy: DirectoryAccount }): string | undefined {
    const { ticket, claimedBy } = options;
    if (claimedBy.ticket !== undefined && ticket === claimedBy.ticket) {
      return claimedBy.account;
    }
    const owner =
      this.#owners.get(ticket) ?? this.#directory.accounts.find((account) => account.ticket === ticket)?.account;
    return owner !== undefined && sameAccount(owner, claimedBy.account) ? claimedBy.account : owner;
  }
}
