import { answerChallenge, type Command, type DecodedCommand, type DecodedItem, normalizeAccount } from '../../codec';
import { type Beliefs, type Contact, contactOf } from './beliefs';
import { believe } from './believe';
import { believeChat } from './believe-chat';
import type { ChatBeliefs } from './chat-beliefs';
import { parseServerAddress, type ServerAddress } from './parse-server-address';

/** One change of a list, as a decision: the client words and sends it. */
export interface ListEdit {
  readonly name: 'ADD' | 'REM';
  readonly list: 'AL' | 'BL';
}

/**
 * The pure decisions of the client. Each is taken in one place, so that a faulty client is the reference with one of these replaced.
 */
export interface ClientPolicy {
  /** What the client holds for true after `item`. */
  believe(beliefs: Beliefs, item: DecodedItem): Beliefs;
  /** Whether the words of a `VER` reply let the login go on. */
  agreesOn(dialects: readonly string[]): boolean;
  /** What the client holds for true about a chat after `item` from its switchboard. */
  believeChat(beliefs: ChatBeliefs, item: DecodedItem): ChatBeliefs;
  /** Where an address word in `XFR … NS` leads; `undefined` when it is none. */
  addressOf(word: string): ServerAddress | undefined;
  /** Whether the client goes where an `XFR` sends it before the server has closed the connection. */
  movesBeforeClose(): boolean;
  /** Where an address word in `XFR … SB` or RNG leads; `undefined` when it is none. */
  switchboardAt(word: string): ServerAddress | undefined;
  /** The `Authorization` header of the Passport login, given the right one. */
  authorization(header: string): string;
  /** That header behind a redirect, given the one before it. */
  authorizationBehindRedirect(header: string): string;
  /** Whether `name` is the Passport header `wanted`, which is in lower case. */
  isPassportHeader(name: string, wanted: string): boolean;
  /** What is shown in place of a ticket where Passport gives none; `undefined`: nothing, and the login has failed. */
  ticketWithoutPassport(error: Error): string | undefined;
  /** The word behind `USR trid TWN S`. */
  ticketWord(ticket: string): string;
  /** The word behind `SYN trid`. */
  versionToAskFor(beliefs: Beliefs): number;
  /** Whether `reply` answers `request`, given that the transaction id is the same. */
  isReply(request: Command, reply: DecodedCommand): boolean;
  /** The payload of `QRY`. */
  answerChallenge(options: { readonly challenge: string; readonly clientId: string }): string;
  /** The list on which a contact goes whose only list is RL; `undefined`: on none. */
  listForReverse(contact: Contact, beliefs: Beliefs): 'AL' | 'BL' | undefined;
  /** The list edits that block an account, in order. */
  editsToBlock(account: string, beliefs: Beliefs): readonly ListEdit[];
  /** The list edits that allow a blocked account again, in order. */
  editsToUnblock(account: string, beliefs: Beliefs): readonly ListEdit[];
  /** Whether an encoded name may go out in REA or ADD. */
  mayName(word: string): boolean;
  /** Whether an encoded phone number may go out in PRP. */
  mayNumber(word: string): boolean;
  /** Whether a message may go out in a chat. */
  maySpeak(beliefs: ChatBeliefs): boolean;
  /** Whether a payload may go out in MSG. */
  maySend(payload: Uint8Array): boolean;
  /** Whether the session, or the chat, goes on after an error line. */
  survives(error: DecodedCommand): boolean;
  /** Whether the client signs in again by itself after `OUT` with this reason. */
  returnsAfter(reason: string | undefined): boolean;
  /** Where it then begins: `first` is where it is told to call, `last` where it was. */
  returnsTo(options: { readonly first: ServerAddress; readonly last: ServerAddress }): ServerAddress;
}

/** The decisions of a client that keeps every rule. */
export const referencePolicy: ClientPolicy = {
  believe,

  // C-VER-03, C-VER-04, C-VER-07: in any order, with CVR0 or without. C-VER-05, C-VER-06: not after 0, not with another dialect alone.
  agreesOn: (dialects) => dialects[0] !== '0' && dialects.includes('MSNP8'),

  believeChat,

  addressOf: parseServerAddress,

  // C-XFR-03
  movesBeforeClose: () => true,
  // C-SB-15, C-XFR-07
  switchboardAt: parseServerAddress,

  // C-AUT-02, C-AUT-03, C-AUT-04
  authorization: (header) => header,

  // C-AUT-05
  authorizationBehindRedirect: (header) => header,
  // C-AUT-07
  isPassportHeader: (name, wanted) => name.toLowerCase() === wanted,
  // C-AUT-06
  ticketWithoutPassport: () => undefined,

  // C-AUT-01
  ticketWord: (ticket) => ticket,

  // C-SYN-01, C-SYN-10
  versionToAskFor: (beliefs) => beliefs.listVersion ?? 0,

  // C-LST-06: by the transaction id. An ILN bears the id of the CHG or ADD that caused it and is no reply (C-LST-12).
  isReply: (request, reply) => {
    if (isErrorName(reply.name)) {
      return true;
    }
    if (request.name === 'MSG') {
      return reply.name === 'ACK' || reply.name === 'NAK';
    }
    return reply.name === request.name || (request.name === 'USR' && reply.name === 'XFR');
  },

  // C-CHL-01
  answerChallenge,

  // C-SYN-12, C-LST-05
  listForReverse: (contact, beliefs) =>
    contact.lists.every((list) => list === 'RL') && beliefs.roster.gtc !== 'N' ? 'AL' : undefined,

  // C-LST-03: never on both.
  editsToBlock: (account, beliefs) => editsToSwap({ account, beliefs, from: 'AL', to: 'BL' }),
  editsToUnblock: (account, beliefs) => editsToSwap({ account, beliefs, from: 'BL', to: 'AL' }),

  // C-LST-09
  mayName: (word) => word !== '' && Buffer.byteLength(word, 'utf8') <= 387,

  mayNumber: (word) => Buffer.byteLength(word, 'utf8') <= 95,

  // C-SB-04: not before the first JOI for a caller, not before ANS OK for a callee.
  maySpeak: (beliefs) => beliefs.admitted && (beliefs.role === 'callee' || beliefs.met),

  // C-SB-07
  maySend: (payload) => payload.length <= 1664,

  // C-LST-07, C-ERR-01, C-ERR-02: a server that means the end closes the connection.
  survives: () => true,

  // C-OUT-02, C-OUT-03
  returnsAfter: (reason) => reason === 'SSD',
  returnsTo: ({ first }) => first,
};

/** Whether this is the name of an error line: three digits. */
export function isErrorName(name: string): boolean {
  return /^\d{3}$/.test(name);
}

function editsToSwap(options: {
  readonly account: string;
  readonly beliefs: Beliefs;
  readonly from: 'AL' | 'BL';
  readonly to: 'AL' | 'BL';
}): readonly ListEdit[] {
  const lists = contactOf(options.beliefs, normalizeAccount(options.account))?.lists ?? [];
  const edits: ListEdit[] = [];
  if (lists.includes(options.from)) {
    edits.push({ name: 'REM', list: options.from });
  }
  if (!lists.includes(options.to)) {
    edits.push({ name: 'ADD', list: options.to });
  }
  return edits;
}
