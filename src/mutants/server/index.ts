import type { ServerMutant } from '../mutant';

export const serverMutants: readonly ServerMutant[] = [];
