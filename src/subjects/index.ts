export { embeddedClient } from './embedded-client';
export { embeddedServer } from './embedded-server';
export { type ConnectTo, type RemoteServerOptions, remoteServer } from './remote-server';
export {
  type Address,
  type ClientMethod,
  type ClientSubject,
  type Credentials,
  type ServerSubject,
  type Snapshot,
  type SnapshotContact,
  SubjectError,
  type SubjectErrorCode,
} from './subject';
