export * as codec from './codec';
export * as fakes from './fakes';
export * as mutants from './mutants';
export * as report from './report';
export * as rules from './rules';
export * as subjects from './subjects';
export * as suite from './suite';
export * as wire from './wire';
