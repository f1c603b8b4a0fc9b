import type { DirectoryAccount } from '../directory-account';
import type { RequestSession } from '../handler';
import type { Participant } from './participant';
import type { ServerChat } from './server-chat';

/** A session of the switchboard as the handler of a request sees it. */
export interface SwitchboardHandlerSession extends RequestSession {
  /** Where the client is, once it has been let in. */
  readonly seat: { readonly chat: ServerChat; readonly participant: Participant } | undefined;
  /** Lets the client into a chat; the others are told. */
  enter(account: DirectoryAccount, chat: ServerChat): void;
}
