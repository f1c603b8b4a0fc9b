export { clientMutants, clientPropertyMutants } from './client';
export type { ClientMutant, Mutant, ServerMutant } from './mutant';
export type { PropertyMutant } from './property-mutant';
export type { MutantResult, Through } from './run-mutant';
export { mutantsOf, type RunMutantsOptions, runMutants } from './run-mutants';
export { type PropertyMutantResult, propertyMutantsOf, runPropertyMutants } from './run-property-mutants';
export { serverMutants, serverPropertyMutants } from './server';
