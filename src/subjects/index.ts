export { serveAdapter } from './adapter/serve-adapter';
export { type AdapterClient, type AdapterClientOptions, adapterClient } from './adapter-client';
export { clientMethods } from './client-contract';
export { type Accommodation, accommodationsFor, type ClientNeeds } from './client-needs';
export type { ClientNotification } from './client-notification';
export { embeddedClient } from './embedded-client';
export { embeddedServer } from './embedded-server';
export { execClient } from './exec-client';
export { Isolation } from './isolation/isolation';
export type { NotificationLog } from './notification-log';
export { type ConnectTo, type RemoteServerOptions, remoteServer } from './remote-server';
export type {
  Address,
  ClientMethod,
  ClientProgram,
  ClientSubject,
  Credentials,
  ProgramTrouble,
  ServerPlace,
  ServerSubject,
  Snapshot,
  SnapshotContact,
} from './subject';
export { SubjectError, type SubjectErrorCode } from './subject-error';
