import type { ClientMutant } from '../mutant';

export const clientMutants: readonly ClientMutant[] = [];
