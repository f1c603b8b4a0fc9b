export { junit } from './junit';
export { visibleText } from './legal-text';
export type {
  Accommodation,
  CaseResult,
  Closing,
  Evidence,
  ExitCode,
  Results,
  RuleResult,
  Verdict,
  Violation,
} from './results';
export { resultsJsonSchema, resultsSchema } from './results-schema';
export { caseLine, type TextOptions, textReport } from './text';
