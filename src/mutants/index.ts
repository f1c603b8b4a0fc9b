export { clientMutants } from './client';
export type { ClientMutant, Mutant, ServerMutant } from './mutant';
export type { MutantResult, Through } from './run-mutant';
export { mutantsOf, type RunMutantsOptions, runMutants } from './run-mutants';
export { serverMutants } from './server';
