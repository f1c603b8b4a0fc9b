export { serverMutants } from './server-mutants';
