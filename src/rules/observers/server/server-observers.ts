import type { ObserverTable } from '../observer-table';
import { additionObservers } from './additions';
import { challengeObservers } from './challenge';
import { groupObservers } from './groups';
import { keepaliveObservers } from './keepalive';
import { passportObservers } from './passport';
import { presenceObservers } from './presence';
import { profileObservers } from './profile';
import { removalObservers } from './removals';
import { renameObservers, versionNumberObservers } from './renames';
import { robustnessObservers } from './robustness';
import { secondLoginObservers } from './second-login';
import { settingObservers } from './settings';
import { signInObservers } from './sign-in';
import { statusObservers } from './status';
import { switchboardCallObservers } from './switchboard-calls';
import { switchboardJoiningObservers } from './switchboard-joining';
import { switchboardLeavingObservers } from './switchboard-leaving';
import { switchboardMessageObservers } from './switchboard-messages';
import { switchboardOpeningObservers } from './switchboard-opening';
import { switchboardPrivacyObservers } from './switchboard-privacy';
import { synchronisationObservers } from './synchronisation';
import { versionObservers } from './version';

/** Observers of the rules that bind servers. */
export const serverObservers: ObserverTable = {
  ...versionObservers,
  ...signInObservers,
  ...profileObservers,
  ...secondLoginObservers,
  ...passportObservers,
  ...synchronisationObservers,
  ...statusObservers,
  ...presenceObservers,
  ...challengeObservers,
  ...keepaliveObservers,
  ...additionObservers,
  ...removalObservers,
  ...renameObservers,
  ...versionNumberObservers,
  ...groupObservers,
  ...settingObservers,
  ...robustnessObservers,
  ...switchboardOpeningObservers,
  ...switchboardCallObservers,
  ...switchboardJoiningObservers,
  ...switchboardMessageObservers,
  ...switchboardLeavingObservers,
  ...switchboardPrivacyObservers,
};
