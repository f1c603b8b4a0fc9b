export { addressText } from './address-text';
export { type ConnectOptions, connect } from './connect';
export {
  type CloseInfo,
  Connection,
  type ConnectionOptions,
  type Endpoint,
  noReceiveLimits,
  type ReceiveLimits,
  type SendOptions,
  usualReceiveLimits,
} from './connection';
export { Inbox, type InboxItem, type InboxOptions } from './inbox';
export { type Listen, listenHere } from './listen';
export { type ShownTrace, shownTrace } from './mask-trace';
export { type PrintTraceOptions, printAround, printTrace } from './print-trace';
export { boundedKernelProver, kernelProver, type Prover, peerProver, type ReceivingEnd, timedProver } from './prover';
export { Trace, type TraceInput, type TraceOptions } from './trace';
export type {
  Boundary,
  CloseEvent,
  CommandEvent,
  ConnectionService,
  EmptyLineEvent,
  HttpEvent,
  OpenEvent,
  RemarkEvent,
  SegmentEvent,
  TraceEvent,
  UndecodableEvent,
} from './trace-event';
export { traceToNdjson } from './trace-to-ndjson';
export { WireError, type WireErrorCode } from './wire-error';
