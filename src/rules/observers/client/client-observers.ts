import type { ObserverTable } from '../observer-table';
import { challengeObservers } from './challenge';
import { keepaliveObservers } from './keepalive';
import { listEditObservers } from './list-edits';
import { messageObservers } from './messages';
import { passportObservers } from './passport';
import { presenceObservers } from './presence';
import { robustnessObservers } from './robustness';
import { signInObservers } from './sign-in';
import { statusObservers } from './status';
import { switchboardObservers } from './switchboard';
import { switchboardSurvivalObservers } from './switchboard-survival';
import { synchronisationObservers } from './synchronisation';
import { transactionIdObservers } from './transaction-ids';
import { transferObservers } from './transfers';
import { versionObservers } from './version';

/** Observers of the rules that bind clients. */
export const clientObservers: ObserverTable = {
  ...versionObservers,
  ...signInObservers,
  ...transferObservers,
  ...passportObservers,
  ...messageObservers,
  ...synchronisationObservers,
  ...statusObservers,
  ...presenceObservers,
  ...challengeObservers,
  ...listEditObservers,
  ...robustnessObservers,
  ...keepaliveObservers,
  ...transactionIdObservers,
  ...switchboardObservers,
  ...switchboardSurvivalObservers,
};
