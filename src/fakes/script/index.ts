export {
  describeCommand,
  type ExpectedCommand,
  ScriptError,
  type ScriptStep,
  stepsOf,
} from './expected-command';
export { type Bindings, type MatchResult, matchCommand } from './match-command';
export { type PlayOptions, playTranscript } from './play-transcript';
export { type DifferentCommand, ScriptFailure, type ScriptFailureCode } from './script-failure';
export type { ScriptPort, Taken } from './script-port';
