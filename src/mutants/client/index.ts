export { clientMutants } from './client-mutants';
