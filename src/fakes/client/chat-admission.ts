import { type DecodedCommand, decodeText } from '../../codec';

/** What lets a client onto a switchboard. */
export interface ChatAdmission {
  /** Where it is, as the server put it: a host, with a port or without. */
  readonly address: string;
  readonly cookie: string;
  /** The session of a RNG, in wire form: with it the client is the callee and says ANS, without it the caller and says USR. */
  readonly session?: string | undefined;
}

/** A RNG: somebody calls. */
export interface Call extends ChatAdmission {
  readonly session: string;
  /** The id that the chat has, once answered. */
  readonly chat: string;
  /** Who calls, as the server spells it. */
  readonly account: string;
  /** The display name of the caller, decoded. */
  readonly name: string;
}

/** Reads `XFR trid SB address CKI cookie`, with whatever stands behind it in later dialects; `undefined` for anything else. */
export function admissionIn({ name, parameters }: DecodedCommand): ChatAdmission | undefined {
  const [service, address, , cookie] = parameters;
  return name === 'XFR' && service === 'SB' && address !== undefined && cookie !== undefined
    ? { address, cookie }
    : undefined;
}

/** Reads a RNG; `undefined` for anything else. */
export function callIn(command: DecodedCommand): Omit<Call, 'chat'> | undefined {
  if (command.form !== 'S.RNG' || command.trid !== undefined) {
    return undefined;
  }
  const { session, address, cookie, account, name } = command.fields;
  return session !== undefined && address !== undefined && cookie !== undefined && account !== undefined
    ? { session, address, cookie, account, name: decodeText(name ?? '').text }
    : undefined;
}
