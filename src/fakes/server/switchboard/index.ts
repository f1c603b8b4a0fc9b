export { PuppetChat } from './puppet-chat';
export { ServerChat } from './server-chat';
export { Switchboard } from './switchboard';
export type { SwitchboardKey } from './switchboard-key';
export { SwitchboardSession } from './switchboard-session';
