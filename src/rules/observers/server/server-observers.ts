import type { ObserverTable } from '../observer-table';
import { passportObservers } from './passport';
import { presenceObservers } from './presence';
import { profileObservers } from './profile';
import { secondLoginObservers } from './second-login';
import { signInObservers } from './sign-in';
import { statusObservers } from './status';
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
};
