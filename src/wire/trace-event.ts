import type { DecodedCommand, EmptyLine, Service, Side } from '../codec';

/** What a connection is for. Passport is HTTPS and carries no MSNP. */
export type ConnectionService = Service | 'passport';

/** Whether the cut at the end of a segment reached the receiver as a cut of its reads. */
export type Boundary =
  /** The receiver had read all up to here before the next segment was written. */
  | 'proven'
  /** The segment was written apart, and nothing could show that it was read apart. */
  | 'best-effort'
  /** The segment was received: this is how our own read cut it. */
  | 'received'
  /** Written in one go with nothing to prove. */
  | 'whole';

interface EventBase {
  /** Position in the trace, from 0. */
  readonly index: number;
  /** Milliseconds since the trace began, monotonic, with fractions. */
  readonly time: number;
  /** Id of the connection, unique in the trace: `notification-2`. */
  readonly connection: string;
}

export interface OpenEvent extends EventBase {
  readonly kind: 'open';
  readonly service: ConnectionService;
  /** Which end the subject holds; absent where both ends are the kit's. */
  readonly subject?: Side | undefined;
  /** Persona or account that the connection is about, when known. Free text for people. */
  readonly label?: string | undefined;
}

export interface SegmentEvent extends EventBase {
  readonly kind: 'segment';
  readonly from: Side;
  readonly bytes: Uint8Array;
  /** Offset of the first byte in the stream of this direction. */
  readonly offset: number;
  readonly boundary: Boundary;
}

export interface CommandEvent extends EventBase {
  readonly kind: 'command';
  readonly from: Side;
  readonly command: DecodedCommand;
}

export interface EmptyLineEvent extends EventBase {
  readonly kind: 'empty-line';
  readonly from: Side;
  readonly line: EmptyLine;
}

/** The stream of one direction can no longer be taken apart. */
export interface UndecodableEvent extends EventBase {
  readonly kind: 'undecodable';
  readonly from: Side;
  readonly code: string;
  readonly offset: number;
  readonly message: string;
}

/** One HTTP message of the Passport exchange. Header names as sent, secrets not yet masked. */
export interface HttpEvent extends EventBase {
  readonly kind: 'http';
  readonly from: Side;
  /** `GET /rdr/pprdr.asp HTTP/1.1` or `HTTP/1.1 200 OK`. */
  readonly startLine: string;
  readonly headers: readonly (readonly [string, string])[];
}

export interface CloseEvent extends EventBase {
  readonly kind: 'close';
  /** The end that closed first. */
  readonly by: Side;
  readonly how: 'clean' | 'reset';
}

/**
 * What the kit knows and the wire does not show. `topic` is for rules, `text` for people.
 *
 * - `ticket`: the kit's Passport gave out the ticket `value` on this connection or to this account
 * - `challenge-given`: the nexus challenge was `value`
 * - `asked`: the kit asked the client under test for the action `value` (`block bob@passport.com`)
 * - `untold`: what the client believes could not be compared, as it does not tell it, for the rules in `value`
 * - `person`: a person uses the client under test, who may sign out and leave chats at any time
 * - `fence`: all that was sent before has been handled by the peer
 * - `fixture`: the kit is preparing; what happens until `fixture-end` is judged all the same
 * - `writes-late`: the kit waits for edits to be written down
 * - `provoked`: what the kit does here is wrong on purpose
 * - `received-limit`: the peer brought more than one connection may bring, and the kit resets it
 * - `program-untrue`: the program of the client breaks the contract between it and the kit, so that nothing it says counts
 * - `program-trouble`: the program of the client is gone, or left a request unanswered
 * - `trace-full`: what comes from here on is only counted
 */
export interface RemarkEvent extends EventBase {
  readonly kind: 'remark';
  readonly topic: string;
  readonly value?: string | undefined;
  readonly text: string;
}

export type TraceEvent =
  | OpenEvent
  | SegmentEvent
  | CommandEvent
  | EmptyLineEvent
  | UndecodableEvent
  | HttpEvent
  | CloseEvent
  | RemarkEvent;
