export {
  type Beliefs,
  beliefsAfterLeaving,
  type Contact,
  contactOf,
  emptyRoster,
  firstBeliefs,
  type OpenBlock,
  type Presence,
  type Roster,
  type RosterCache,
} from './beliefs';
export { believe } from './believe';
export { believeChat } from './believe-chat';
export { Chat, type MessageOptions, type SentMessage } from './chat';
export type { Call, ChatAdmission } from './chat-admission';
export { type ChatBeliefs, firstChatBeliefs, isPresent, type Participant } from './chat-beliefs';
export type { ChatEnd } from './chat-end';
export type { ChatNotification } from './chat-notification';
export { type ChatPayload, readChatPayload } from './chat-payload';
export type { Chats } from './chats';
export { type ClientBehaviour, obedientBehaviour, officialBehaviour } from './client-behaviour';
export type { ClientEnd } from './client-end';
export type { ClientHookContext, ClientHooks } from './client-hooks';
export { type ClientPolicy, type ListEdit, referencePolicy } from './client-policy';
export type { Draft } from './draft';
export { FakeClient } from './fake-client';
export { FakeClientError, type FakeClientErrorCode } from './fake-client-error';
export type { FakeClientOptions, SignInOptions } from './fake-client-options';
export type { TakenItem } from './held-items';
export { parseServerAddress, type ServerAddress } from './parse-server-address';
export type { RequestOptions } from './request-options';
export { ServerRefusal } from './server-refusal';
export { type ClientSnapshot, type ClientSnapshotContact, snapshotOf } from './snapshot-of';
export { reaches, type Stage, stages } from './stage';
