export { serverPropertyMutants } from './property-mutants';
export { serverMutants } from './server-mutants';
