import type { DirectoryAccount } from '../directory-account';

/** An invitation to a chat, as RNG brings it. */
export interface Call {
  /** Id of the chat. */
  readonly session: string;
  readonly key: string;
  readonly caller: DirectoryAccount;
  /** Display name of the caller as it stands in the line. */
  readonly name: string;
}
