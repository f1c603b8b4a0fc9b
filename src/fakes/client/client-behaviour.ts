import type { Status, TextStyle } from '../../codec';

/** What real clients vary, and which acts the fake client does by itself. */
export interface ClientBehaviour {
  /** The words behind `VER trid`, in falling preference. */
  readonly dialects: readonly string[];
  /** The words of CVR between the transaction id and the account: locale, system, its version, processor, name, version, id. */
  readonly versions: readonly string[];
  /** Transaction id of the first command, 0 to 4294967295. */
  readonly firstTrid: number;
  /** On the connections after the first: go on counting, or begin again with `firstTrid` (C-XFR-05). */
  readonly trids: 'continue' | 'restart';
  /** How names, group names and numbers are encoded. */
  readonly textStyle: TextStyle;
  /** The state of the first CHG. */
  readonly initialStatus: Status;
  /** The client id in CHG, 0 to 4294967295; absent: CHG goes without one, as many old clients sent it. */
  readonly clientId?: number | undefined;
  /** Answers every CHL, at the latest once signed in. */
  readonly answersChallenges: boolean;
  /** The id and thereby the key of the answer, one of the codec's `challengeKeys`. */
  readonly challengeId: string;
  /** Puts whoever is on RL alone on AL, as a user would who says yes: in the segment of the first CHG, later at once. */
  readonly answersReverse: boolean;
  /** Renames a contact on the list when a presence brings a new display name (C-PRS-05). */
  readonly followsNames: boolean;
  /** Moves when the server says `XFR 0 NS …` in mid-session (C-XFR-06). */
  readonly followsTransfers: boolean;
  /** Signs in again at the first server after `OUT SSD` (C-OUT-03). */
  readonly returnsAfterShutdown: boolean;
  /** Lets a new contact on FL see us too, unless it is blocked. */
  readonly allowsOnAdd: boolean;
  /** Ends the old connection on XFR: `server` waits for the server to close and ends what is left once signed in, `client` ends it at once. */
  readonly transferClosedBy: 'server' | 'client';
  /** How a session ends: `OUT` and the server's close, or a plain close. */
  readonly logout: 'OUT' | 'close';
  /** Answers every RNG by ANS, as a user would who says yes; else the calls wait to be taken and answered. */
  readonly answersCalls: boolean;
  /** The transaction ids of a chat: begin with `firstTrid`, or go on with those of the session. */
  readonly chatTrids: 'restart' | 'continue';
  /** The letter in the MSG of a text, unless told otherwise: A wants an ACK or a NAK, N at most a NAK, U nothing. */
  readonly acknowledge: 'U' | 'N' | 'A';
  /** The Content-Type of a text. Without a charset it goes out in ISO-8859-1. */
  readonly textType: 'text/plain; charset=UTF-8' | 'text/plain;charset=UTF-8' | 'text/plain';
  /** The X-MMS-IM-Format of a text; absent: it goes without one. */
  readonly textFormat?: string | undefined;
  /** The body of a `text/x-clientcaps` message behind each JOI; absent: none is sent. */
  readonly capabilities?: string | undefined;
  /** What the client does when the last of the others has gone from a chat. */
  readonly whenAlone: 'leave' | 'stay';
  /** How it leaves a chat: `OUT` or, as some did, `BYE account`, and the server's close; or a plain close. */
  readonly leavesChats: 'OUT' | 'BYE' | 'close';
  /** Where the segments of the client's own commands are cut, as offsets into the segment; absent: nowhere. */
  readonly cuts?: ((segment: Uint8Array) => readonly number[]) | undefined;
}

/** What the client of the example session does. */
export const officialBehaviour: ClientBehaviour = {
  dialects: ['MSNP8', 'CVR0'],
  versions: ['0x0409', 'win', '4.10', 'i386', 'MSNMSGR', '5.0.0544', 'MSMSGS'],
  firstTrid: 1,
  trids: 'continue',
  textStyle: 'minimal',
  initialStatus: 'NLN',
  clientId: 0,
  answersChallenges: true,
  challengeId: 'msmsgs@msnmsgr.com',
  answersReverse: true,
  followsNames: true,
  followsTransfers: true,
  returnsAfterShutdown: true,
  allowsOnAdd: true,
  transferClosedBy: 'server',
  logout: 'OUT',
  answersCalls: true,
  chatTrids: 'restart',
  acknowledge: 'N',
  textType: 'text/plain; charset=UTF-8',
  textFormat: 'FN=Arial; EF=; CO=0; CS=0; PF=22',
  whenAlone: 'leave',
  leavesChats: 'OUT',
};

/** Does what it is told and nothing by itself, except that it answers challenges: for testing servers. */
export const obedientBehaviour: ClientBehaviour = {
  ...officialBehaviour,
  answersReverse: false,
  followsNames: false,
  followsTransfers: false,
  returnsAfterShutdown: false,
  allowsOnAdd: false,
  answersCalls: false,
  whenAlone: 'stay',
};
