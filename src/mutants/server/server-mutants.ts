import type { ServerMutant } from '../mutant';
import { admissionMutants } from './admission';
import { challengeMutants } from './challenge';
import { framingMutants } from './framing';
import { listMutants } from './lists';
import { loginMutants } from './login';
import { presenceMutants } from './presence';
import { refusalMutants } from './refusals';
import { robustnessMutants } from './robustness';
import { switchboardMutants } from './switchboard';
import { synchronisationMutants } from './synchronisation';

/** The reference server with one fault each: at least one for every rule that the cases exercise in this role. */
export const serverMutants: readonly ServerMutant[] = [
  ...framingMutants,
  ...loginMutants,
  ...admissionMutants,
  ...synchronisationMutants,
  ...presenceMutants,
  ...challengeMutants,
  ...listMutants,
  ...refusalMutants,
  ...robustnessMutants,
  ...switchboardMutants,
];
