export { clientMutants } from './client-mutants';
export { clientPropertyMutants } from './property-mutants';
