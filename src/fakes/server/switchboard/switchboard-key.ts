import type { DirectoryAccount } from '../directory-account';
import type { ServerChat } from './server-chat';

/** What XFR lets a client do, or RNG. */
export type KeyPurpose = 'open' | 'answer';

/** A key that was given to an account. */
export interface SwitchboardKey {
  readonly word: string;
  readonly account: DirectoryAccount;
  readonly purpose: KeyPurpose;
  readonly chat: ServerChat;
  readonly issuedMs: number;
  readonly lifeMs: number;
  /** It has let somebody in. */
  isSpent: boolean;
}

/** Whether a key has outlived its time. */
export function isExpired(key: SwitchboardKey): boolean {
  return performance.now() - key.issuedMs >= key.lifeMs;
}
