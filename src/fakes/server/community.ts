import { type Command, decodeText, normalizeAccount } from '../../codec';
import type { Directory } from './directory';
import type { DirectoryAccount, SettingType } from './directory-account';
import type { Presence } from './presence';
import type { ServerKnobs } from './server-knobs';
import type { ServerPolicy } from './server-policy';
import type { Call } from './switchboard/call';
import { wireText } from './wire-text';

/** A session as the others see it. */
export interface Member {
  readonly account: DirectoryAccount;
  /** Has set its presence, and therefore hears of that of others. */
  readonly watches: boolean;
  /** Has its list or has set its presence, and therefore hears of changes that others make. */
  readonly hearsOfLists: boolean;
  /** Sends commands in one segment. */
  tell(commands: readonly Command[]): void;
  /** Somebody calls. */
  ring(call: Call): void;
  /** Finds out whether the client has handled all that was sent to it. */
  fence(options: { readonly timeoutMs: number }): Promise<'alive' | 'closed' | 'stalled'>;
  /** The account has signed in elsewhere. */
  displace(): void;
}

/** The presence of somebody as one watcher is shown it. */
interface Sight {
  readonly status: string;
  readonly name: string;
  readonly clientId: string;
}

/** Who is signed in, who is present, who sees whom, and who has to be told of what. */
export class Community {
  readonly #members = new Map<string, Member>();
  readonly #presences = new Map<string, Presence>();

  constructor(
    readonly directory: Directory,
    readonly policy: ServerPolicy,
    readonly knobs: ServerKnobs,
  ) {}

  member(account: string): Member | undefined {
    return this.#members.get(normalizeAccount(account));
  }

  /** A session has signed in. One of the same account that was here goes (S-OTH-01). */
  enter(member: Member): void {
    this.member(member.account.account)?.displace();
    this.#members.set(normalizeAccount(member.account.account), member);
  }

  /** A session has ended, which equals going offline (S-PRS-02, S-PRS-03). */
  leave(member: Member): void {
    const key = normalizeAccount(member.account.account);
    if (this.#members.get(key) === member) {
      this.#members.delete(key);
      this.setPresence(member.account, undefined);
    }
  }

  presenceOf(account: string): Presence | undefined {
    return this.#presences.get(normalizeAccount(account));
  }

  /** Sets or ends somebody's presence, perhaps under another name, and tells those who may see it (S-PRS-01). */
  setPresence(
    account: DirectoryAccount,
    presence: Presence | undefined,
    options: { readonly name?: string | undefined } = {},
  ): void {
    const key = normalizeAccount(account.account);
    this.tellPresence(account, () => {
      account.name = options.name ?? account.name;
      if (presence === undefined) {
        this.#presences.delete(key);
      } else {
        this.#presences.set(key, presence);
      }
    });
  }

  /** The words of ILN and NLN about `owner`, or undefined where `watcher` may not see them. */
  sightOf(owner: DirectoryAccount, watcher: DirectoryAccount): readonly [string, string, string, string] | undefined {
    const sight = this.#sight(owner, watcher);
    return sight === undefined
      ? undefined
      : [sight.status, owner.account, this.#displayName(sight.name, owner), sight.clientId];
  }

  /**
   * Makes a change that may alter who sees `owner`, or how, and tells exactly those for whom it did: NLN, or FLN where nothing is left to see
   * (S-PRS-08, S-PRS-10).
   */
  tellPresence<Result>(owner: DirectoryAccount, change: () => Result): Result {
    const watchers = [...this.#members.values()].filter((member) => member.watches && member.account !== owner);
    const before = watchers.map((member) => this.#sight(owner, member.account));
    const result = change();
    for (const [index, member] of watchers.entries()) {
      const was = before[index];
      const is = this.sightOf(owner, member.account);
      const now = this.#sight(owner, member.account);
      if (is === undefined || now === undefined) {
        if (was !== undefined) {
          member.tell([{ name: 'FLN', parameters: [owner.account] }]);
        }
      } else if (was?.status !== now.status || was.name !== now.name || was.clientId !== now.clientId) {
        member.tell([{ name: 'NLN', parameters: is }]);
      }
    }
    return result;
  }

  /** Counts a change of an account's list and returns its new version (S-VRS-02). */
  countChange(account: DirectoryAccount): number {
    account.listVersion = this.policy.nextVersion(account.listVersion);
    return account.listVersion;
  }

  /** `adder` has put `target` on FL: it goes on the other's RL (S-ADD-03, S-ADD-04). */
  reverseAdded(target: DirectoryAccount, adder: DirectoryAccount): void {
    if (target.isOn('RL', adder.account)) {
      return;
    }
    target.putOn('RL', { account: adder.account, name: adder.name });
    const version = this.countChange(target);
    this.#tellOfList(target, [
      {
        name: 'ADD',
        trid: 0,
        parameters: ['RL', String(version), adder.account, this.#displayName(adder.name, adder)],
      },
    ]);
  }

  /** `remover` has taken `target` off FL: it leaves the other's RL, and nothing else (S-REM-04). */
  reverseRemoved(target: DirectoryAccount, remover: DirectoryAccount): void {
    if (!target.isOn('RL', remover.account)) {
      return;
    }
    target.takeOff('RL', remover.account);
    const version = this.countChange(target);
    this.#tellOfList(target, [{ name: 'REM', trid: 0, parameters: ['RL', String(version), remover.account] }]);
  }

  /** A number or the like of `owner` has changed: those who have them on FL are told. MBE concerns nobody else. */
  tellSetting(owner: DirectoryAccount, type: SettingType): void {
    if (type === 'MBE') {
      return;
    }
    for (const member of this.#members.values()) {
      if (member.hearsOfLists && member.account !== owner && member.account.isOn('FL', owner.account)) {
        const version = this.countChange(member.account);
        member.tell([
          { name: 'BPR', parameters: [String(version), owner.account, type, ...this.settingWords(owner, type)] },
        ]);
      }
    }
  }

  /** The value of a setting as words of a line: none where it is not set. */
  settingWords(owner: DirectoryAccount, type: SettingType): readonly string[] {
    const value = owner.settings.get(type) ?? '';
    const { textStyle, limits } = this.knobs;
    return value === '' ? [] : [wireText(value, { style: textStyle, limit: limits.phoneBytes, fallback: value })];
  }

  /** A name as the server writes it. */
  nameWord(name: string, fallback: string): string {
    const { textStyle, limits } = this.knobs;
    return wireText(name, { style: textStyle, limit: limits.nameBytes, fallback });
  }

  /** A name that a client sent, as it is repeated to it: decoded and encoded anew. */
  sentName(word: string): string {
    const { text } = decodeText(word);
    return this.nameWord(text, ' ');
  }

  #displayName(name: string, owner: DirectoryAccount): string {
    return this.nameWord(name, owner.account);
  }

  #sight(owner: DirectoryAccount, watcher: DirectoryAccount): Sight | undefined {
    const presence = this.presenceOf(owner.account);
    if (presence === undefined) {
      return undefined;
    }
    const visible = this.policy.isVisible({ owner, status: presence.status, watcher, policy: this.policy });
    return visible ? { ...presence, name: owner.name } : undefined;
  }

  #tellOfList(target: DirectoryAccount, commands: readonly Command[]): void {
    const member = this.member(target.account);
    if (member?.hearsOfLists) {
      member.tell(this.knobs.notifyListChanges ? [...commands, listNotification(target)] : commands);
    }
  }
}

/** What some servers send behind a change of RL (S-ROB-09). */
function listNotification(target: DirectoryAccount): Command {
  const account = target.account.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const text = `<NOTIFICATION ver="2" id="0" siteid="0"><TO name="${account}"/><MSG id="0"><BODY>RL</BODY></MSG></NOTIFICATION>\r\n`;
  return { name: 'NOT', parameters: [], payload: Buffer.from(text, 'utf8') };
}
