import type { ClientMutant } from '../mutant';
import { challengeMutants } from './challenge';
import { framingMutants } from './framing';
import { leavingMutants } from './leaving';
import { listMutants } from './lists';
import { loginMutants } from './login';
import { presenceMutants } from './presence';
import { robustnessMutants } from './robustness';
import { switchboardMutants } from './switchboard';
import { synchronisationMutants } from './synchronisation';

/** The reference client with one fault at a time. */
export const clientMutants: readonly ClientMutant[] = [
  ...loginMutants,
  ...synchronisationMutants,
  ...framingMutants,
  ...presenceMutants,
  ...challengeMutants,
  ...listMutants,
  ...leavingMutants,
  ...switchboardMutants,
  ...robustnessMutants,
];
