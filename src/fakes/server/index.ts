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
} from './fake-server';
export { FakeServerError, type FakeServerErrorCode } from './fake-server-error';
export type { SessionStage } from './handler';
export { NotificationSession } from './notification-session';
export { documentedProfile } from './profile';
export { type Puppet, PuppetError } from './puppet';
export type { Interceptor, ServerHookContext, ServerHooks, SwitchboardInterceptor } from './server-hooks';
export { defaultServerKnobs, type ServerKnobs, type VersionAdvice } from './server-knobs';
export { documentedLimits, type ServerLimits } from './server-limits';
export { referenceServerPolicy, type ServerPolicy } from './server-policy';
export type { FenceOutcome, HoldOptions, ServerSession } from './server-session';
export { sessionDirectory } from './session-directory';
export type { Proceed } from './session-hooks';
export type { InterceptOptions } from './session-pool';
export type { PuppetChat, ServerChat, SwitchboardKey, SwitchboardSession } from './switchboard';
export type { WireTextStyle } from './wire-text';
