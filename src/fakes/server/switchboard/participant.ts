import type { Command } from '../../../codec';
import type { DirectoryAccount } from '../directory-account';

/** Somebody in a chat. */
export interface Participant {
  readonly account: DirectoryAccount;
  /** Display name as it stands in a line: the one at the time of joining, which no later change alters. */
  readonly name: string;
  /** JOI and BYE. */
  tell(command: Command): void;
  /** MSG; false where it cannot be delivered. */
  deliver(message: Command): boolean;
  /** The chat is over because nobody did anything. */
  timeOut(): void;
}
