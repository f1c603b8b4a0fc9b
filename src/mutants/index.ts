export { clientMutants } from './client';
export type { ClientMutant, Mutant, ServerMutant } from './mutant';
export { type MutantResult, type RunMutantsOptions, runMutants } from './run-mutants';
export { serverMutants } from './server';
