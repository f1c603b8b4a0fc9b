import { encodeText, type List, type Status } from '../../codec';
import { addToList } from './add-to-list';
import type { Community } from './community';
import type { DirectoryAccount } from './directory-account';
import type { EditOutcome } from './edit-outcome';
import { removeFromList } from './remove-from-list';
import { rename } from './rename';
import { PuppetChat, type Switchboard } from './switchboard';

/** The server would have refused what a puppet was to do. */
export class PuppetError extends Error {
  override readonly name = 'PuppetError';
  constructor(
    /** `error-215` and the like, `close`, or `no-call` where nobody calls. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** An account that acts without a client: everybody is told what they would be told if it had one. */
export interface Puppet {
  readonly account: DirectoryAccount;
  /** Comes online or changes its presence, at once with its display name where one is given. `clientId` is decimal; default `0`. */
  setStatus(status: Status, options?: { readonly clientId?: string; readonly name?: string }): void;
  goOffline(): void;
  /** Takes another display name, decoded. */
  setName(name: string): void;
  /** @throws PuppetError where a client would get an error */
  add(list: Exclude<List, 'RL'>, account: string, options?: { readonly name?: string; readonly group?: string }): void;
  /** @throws PuppetError where a client would get an error */
  remove(list: Exclude<List, 'RL'>, account: string, options?: { readonly group?: string }): void;
  /** Opens a chat, in which it is alone at first. */
  openChat(): PuppetChat;
  /**
   * Answers the newest call: see {@link FakeServer.waitForCall}.
   *
   * @throws PuppetError `no-call`
   */
  answer(): PuppetChat;
}

export function createPuppet(
  account: DirectoryAccount,
  options: { readonly community: Community; readonly switchboard: Switchboard },
): Puppet {
  const { community, switchboard } = options;
  return {
    account,
    setStatus: (status, options = {}) =>
      community.setPresence(account, { status, clientId: options.clientId ?? '0' }, { name: options.name }),
    goOffline: () => community.setPresence(account, undefined),
    setName: (name) =>
      insist(
        rename(account, { account: account.account, name: encodeText(name) }, community),
        `REA ${account.account}`,
      ),
    add: (list, contact, options = {}) =>
      insist(
        addToList(
          account,
          { list, account: contact, nickname: encodeText(options.name ?? contact), group: options.group },
          community,
        ),
        `ADD ${list} ${contact}`,
      ),
    remove: (list, contact, options = {}) =>
      insist(
        removeFromList(account, { list, account: contact, group: options.group }, community),
        `REM ${list} ${contact}`,
      ),
    openChat: () => new PuppetChat(account, { chat: switchboard.open(), community, switchboard }),
    answer: () => {
      const chat = switchboard.answer(account);
      if (chat === undefined) {
        throw new PuppetError('no-call', `Nobody calls ${account.account}.`);
      }
      return new PuppetChat(account, { chat, community, switchboard });
    },
  };
}

function insist(outcome: EditOutcome, what: string): void {
  if (outcome.kind === 'error') {
    throw new PuppetError(`error-${outcome.code}`, `The server answers ${what} with the error ${outcome.code}.`);
  }
  if (outcome.kind === 'close') {
    throw new PuppetError('close', `The server closes upon ${what}: ${outcome.reason}.`);
  }
}
