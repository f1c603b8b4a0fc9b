import { normalizeAccount } from '../../codec';
import { type AccountRoster, DirectoryAccount, type NewAccount } from './directory-account';

export type DirectoryErrorCode = 'account-exists' | 'no-such-account';

/** A test asked the directory for something that it does not hold. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError';
  constructor(
    readonly code: DirectoryErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The accounts of a fake server, in memory. Free of sockets and clocks: a test sets it up before a session and reads it afterwards.
 *
 * @example
 * const directory = new Directory([
 *   { account: 'alice@passport.com', password: 'a', name: 'Alice' },
 *   { account: 'bob@passport.com', password: 'b', name: 'Bob' },
 * ]);
 * directory.befriend('alice@passport.com', 'bob@passport.com');
 */
export class Directory {
  readonly #accounts = new Map<string, DirectoryAccount>();

  constructor(accounts: readonly NewAccount[] = []) {
    for (const account of accounts) {
      this.addAccount(account);
    }
  }

  get accounts(): readonly DirectoryAccount[] {
    return [...this.#accounts.values()];
  }

  /** @throws DirectoryError `account-exists`; the case of an account does not count */
  addAccount(options: NewAccount): DirectoryAccount {
    const key = normalizeAccount(options.account);
    if (this.#accounts.has(key)) {
      throw new DirectoryError('account-exists', `The account ${options.account} is in the directory already.`);
    }
    const account = new DirectoryAccount(options);
    this.#accounts.set(key, account);
    return account;
  }

  /** The account of that name, whatever the case of its letters (S-USR-10). */
  find(account: string): DirectoryAccount | undefined {
    return this.#accounts.get(normalizeAccount(account));
  }

  /** @throws DirectoryError `no-such-account` */
  account(account: string): DirectoryAccount {
    const found = this.find(account);
    if (found === undefined) {
      throw new DirectoryError('no-such-account', `The account ${account} is not in the directory.`);
    }
    return found;
  }

  /** @throws DirectoryError `no-such-account` */
  setRoster(account: string, roster: AccountRoster): void {
    this.account(account).setRoster(roster);
  }

  /**
   * Puts two accounts on each other's FL, AL and RL, under their display names.
   *
   * @throws DirectoryError `no-such-account`
   */
  befriend(one: string, other: string): void {
    const [first, second] = [this.account(one), this.account(other)];
    for (const [owner, contact] of [
      [first, second],
      [second, first],
    ] as const) {
      owner.setContact({ account: contact.account, name: contact.name, lists: ['FL', 'AL', 'RL'] });
    }
  }

  /** Forgets all accounts. */
  clear(): void {
    this.#accounts.clear();
  }

  /** Takes over a copy of everything that `other` holds, in place of what was here. */
  become(other: Directory): void {
    const copies = other.accounts.map((account) => copyOf(account));
    this.#accounts.clear();
    for (const copy of copies) {
      this.addAccount(copy);
    }
  }
}

function copyOf(source: DirectoryAccount): NewAccount {
  const { account, password, name, verified, restricted, ticket, listVersion, gtc, blp } = source;
  return {
    account,
    password,
    name,
    verified,
    restricted,
    ...(ticket === undefined ? {} : { ticket }),
    listVersion,
    gtc,
    blp,
    groups: Object.fromEntries(source.groups),
    settings: Object.fromEntries(source.settings),
    contacts: source.contacts.map((contact) => ({
      account: contact.account,
      name: contact.name,
      lists: [...contact.lists],
      groups: [...contact.groups],
    })),
  };
}
