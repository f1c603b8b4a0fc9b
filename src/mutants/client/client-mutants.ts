import type { ClientMutant } from '../mutant';
import { framingMutants } from './framing';
import { loginMutants } from './login';
import { synchronisationMutants } from './synchronisation';

/** The reference client with one fault at a time. */
export const clientMutants: readonly ClientMutant[] = [...loginMutants, ...synchronisationMutants, ...framingMutants];
