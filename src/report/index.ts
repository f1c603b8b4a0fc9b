export { junit } from './junit';
export { visibleText } from './legal-text';
export {
  type Accommodation,
  type CaseResult,
  type Closing,
  type Evidence,
  type ExitCode,
  type Results,
  type RuleResult,
  type Verdict,
  type Violation,
  WIRE_ALONE,
} from './results';
export { resultsJsonSchema, resultsSchema } from './results-schema';
export { caseLine, type TextOptions, textReport } from './text';
