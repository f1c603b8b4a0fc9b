import { answerChallenge, challengeKeys, type Status, sameAccount } from '../../codec';
import type { DirectoryAccount, DirectoryContact } from './directory-account';
import type { KeyPurpose, SwitchboardKey } from './switchboard/switchboard-key';

/**
 * The decisions of the server that need nothing but their arguments. The reference decides as the rules say; a mutant replaces one of them.
 */
export interface ServerPolicy {
  /** Whether `owner` lets `watcher` see them and call them: BL, then AL, then what BLP says (S-PRS-05, S-PRS-06). */
  allows(options: { readonly owner: DirectoryAccount; readonly watcher: string }): boolean;
  /** Whether `watcher` is told of the presence of `owner`, who is online in `status`. */
  isVisible(options: {
    readonly owner: DirectoryAccount;
    readonly status: Status;
    readonly watcher: DirectoryAccount;
    readonly policy: ServerPolicy;
  }): boolean;
  /** Those of whom the first CHG of `owner` brings the presence, in its order, where they are visible (S-CHG-02). */
  initialPresenceOf(owner: DirectoryAccount): readonly DirectoryContact[];
  /** The list version behind `version`: 1 to 4294967295, then 1 again; 0 is for clients that have nothing (S-VRS-02). */
  nextVersion(version: number): number;
  /** Whether a client that says it has `cached` needs the list (S-SYN-10); to 0 it is always sent (S-SYN-01). */
  needsList(options: { readonly cached: number; readonly version: number }): boolean;
  /** Whether `ticket`, which the login server gave to `issuedTo`, lets `account` in (S-USR-05). */
  acceptsTicket(options: { readonly account: DirectoryAccount; readonly issuedTo: string | undefined }): boolean;
  /** Whether `digest` answers `challenge` (S-CHL-02 to S-CHL-04). Upper-case digits do not. */
  acceptsAnswer(options: { readonly challenge: string; readonly clientId: string; readonly digest: string }): boolean;
  /** Whether somebody in `status`, undefined before the first CHG, gets a switchboard (S-SB-02). */
  opensChats(options: { readonly status: Status | undefined }): boolean;
  /** Whether somebody in `status`, undefined for who is not online, can be called (S-SB-10). */
  takesCalls(options: { readonly status: Status | undefined }): boolean;
  /** Whether `callee`, who is online, lets `caller` call (S-SB-12). */
  mayCall(options: {
    readonly caller: DirectoryAccount;
    readonly callee: DirectoryAccount;
    readonly policy: ServerPolicy;
  }): boolean;
  /** Whether `key`, undefined where none was given out, lets `account` open a chat or answer a call to the chat `chatId` (S-SB-04, S-SB-05). */
  acceptsKey(options: {
    readonly key: SwitchboardKey | undefined;
    readonly expired: boolean;
    readonly account: string;
    readonly purpose: KeyPurpose;
    readonly chatId: string | undefined;
  }): boolean;
  /** Whether a message may bear that letter (S-SB-17). */
  isMessageType(type: string): boolean;
  /** Whether a message may have that many bytes (S-SB-16). */
  isMessageSize(options: { readonly bytes: number; readonly limit: number }): boolean;
  /** What the sender of a message is told; `isDelivered` when there were others and all of them have it (S-SB-14, S-SB-15). */
  acknowledges(options: { readonly type: string; readonly isDelivered: boolean }): 'ACK' | 'NAK' | undefined;
}

export const referenceServerPolicy: ServerPolicy = {
  allows: ({ owner, watcher }) => {
    if (owner.isOn('BL', watcher)) {
      return false;
    }
    return owner.isOn('AL', watcher) || owner.blp === 'AL';
  },
  isVisible: ({ owner, status, watcher, policy }) =>
    status !== 'HDN' && // S-PRS-04
    watcher.isOn('FL', owner.account) && // S-PRS-07
    policy.allows({ owner, watcher: watcher.account }),
  initialPresenceOf: (owner) => owner.contacts.filter((contact) => contact.lists.has('FL')),
  nextVersion: (version) => (version >= 0xffffffff ? 1 : version + 1),
  needsList: ({ cached, version }) => cached === 0 || cached !== version,
  acceptsTicket: ({ account, issuedTo }) => issuedTo !== undefined && sameAccount(issuedTo, account.account),
  acceptsAnswer: ({ challenge, clientId, digest }) =>
    challengeKeys.has(clientId) && digest === answerChallenge({ challenge, clientId }),
  opensChats: ({ status }) => status !== undefined && status !== 'HDN',
  takesCalls: ({ status }) => status !== undefined && status !== 'HDN',
  mayCall: ({ caller, callee, policy }) => policy.allows({ owner: callee, watcher: caller.account }),
  acceptsKey: ({ key, expired, account, purpose, chatId }) =>
    key !== undefined &&
    !key.isSpent &&
    !expired &&
    key.purpose === purpose &&
    sameAccount(key.account.account, account) &&
    (chatId === undefined || key.chat.id === chatId),
  isMessageType: (type) => type === 'U' || type === 'N' || type === 'A',
  isMessageSize: ({ bytes, limit }) => bytes <= limit,
  acknowledges: ({ type, isDelivered }) => {
    if (type === 'U') {
      return undefined;
    }
    if (!isDelivered) {
      return 'NAK';
    }
    return type === 'A' ? 'ACK' : undefined;
  },
};
