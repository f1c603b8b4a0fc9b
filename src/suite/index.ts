export { type ActiveRun, activeRun } from './active-run';
export type { CaseDefinition } from './case-definition';
export type { CaseOutcome, CaseRecord } from './case-record';
export { FeatureError } from './cucumber';
export { kit } from './kit';
export { loadCases } from './load-cases';
export { packageRoot } from './package-root';
export { type RunSuiteOptions, runSuite, type SuiteRun } from './run-suite';
export { SelectorError, selectCases } from './select-cases';
