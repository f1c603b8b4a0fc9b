export { Directory, DirectoryError, type DirectoryErrorCode } from './directory';
export {
  type AccountRoster,
  DirectoryAccount,
  type DirectoryContact,
  type NewAccount,
  type NewContact,
  type SettingType,
} from './directory-account';
export {
  type AwaitedState,
  FakeServer,
  type FakeServerAddress,
  type FakeServerOptions,
  type InterceptOptions,
} from './fake-server';
export { FakeServerError, type FakeServerErrorCode } from './fake-server-error';
export type { SessionStage } from './handler';
export { documentedProfile } from './profile';
export { type Puppet, PuppetError } from './puppet';
export type { Interceptor, ServerHookContext, ServerHooks } from './server-hooks';
export { defaultServerKnobs, type ServerKnobs, type VersionAdvice } from './server-knobs';
export { documentedLimits, type ServerLimits } from './server-limits';
export { referenceServerPolicy, type ServerPolicy } from './server-policy';
export type { HoldOptions, ServerSession } from './server-session';
export { sessionDirectory } from './session-directory';
export type { Proceed } from './session-hooks';
export type { WireTextStyle } from './wire-text';
