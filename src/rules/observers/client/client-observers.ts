import type { ObserverTable } from '../observer-table';
import { messageObservers } from './messages';
import { passportObservers } from './passport';
import { signInObservers } from './sign-in';
import { statusObservers } from './status';
import { synchronisationObservers } from './synchronisation';
import { transactionIdObservers } from './transaction-ids';
import { transferObservers } from './transfers';
import { versionObservers } from './version';

/** Observers of the rules that bind clients. */
export const clientObservers: ObserverTable = {
  ...versionObservers,
  ...signInObservers,
  ...transferObservers,
  ...transactionIdObservers,
  ...passportObservers,
  ...messageObservers,
  ...synchronisationObservers,
  ...statusObservers,
};
