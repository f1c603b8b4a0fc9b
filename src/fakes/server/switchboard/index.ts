export type { Call } from './call';
export type { Participant } from './participant';
export { PuppetChat } from './puppet-chat';
export { ServerChat } from './server-chat';
export { Switchboard } from './switchboard';
export type { KeyPurpose, SwitchboardKey } from './switchboard-key';
export { SwitchboardSession } from './switchboard-session';
