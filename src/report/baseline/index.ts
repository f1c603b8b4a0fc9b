export type { Baseline } from './baseline';
export { BaselineError } from './baseline-error';
export { compareWithBaseline } from './compare-baseline';
export { failureMarks } from './failure-marks';
export { judgeByBaseline } from './judge-by-baseline';
export { parseBaseline } from './parse-baseline';
export { updateBaseline } from './update-baseline';
