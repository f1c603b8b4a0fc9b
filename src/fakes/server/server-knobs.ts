import type { MimeHeader } from '../../codec';
import { defaultPassportKnobs, type PassportKnobs } from '../passport';
import type { DirectoryAccount } from './directory-account';
import { documentedProfile } from './profile';
import { documentedLimits, type ServerLimits } from './server-limits';
import type { WireTextStyle } from './wire-text';

/** The values of the CVR reply, each one word. */
export interface VersionAdvice {
  readonly recommended: string;
  readonly recommended2: string;
  readonly minimum: string;
  readonly download: string;
  readonly info: string;
}

/** What real servers vary. All may be changed at any time; what is already under way keeps the old value. */
export interface ServerKnobs {
  /**
   * How often a client that comes to the dispatch server is sent on before it may log in. 0: the dispatch server keeps it and is itself the
   * notification server. 2 and more: the notification server sends it on as well. Default 1.
   */
  transfers: number;
  /** What the server does with the connection after XFR. Default `at-once`. */
  closeAfterTransfer: 'at-once' | 'late' | 'never';
  /** For `late`: milliseconds. Default 500. */
  lateCloseMs: number;
  /** Whether XFR ends with the address of the server that sent it. Default true. */
  transferShowsCurrent: boolean;
  /** Default `chosen-and-cvr0`: the one dialect, and CVR0 where it was offered. `offered` repeats the whole offer. */
  versionReply: 'chosen-and-cvr0' | 'chosen' | 'offered';
  versionAdvice: VersionAdvice;
  /** What Passport is to be asked with: one word. Default: the ten keys of the example session. */
  passportChallenge: string;
  /** What the login server varies. */
  passport: PassportKnobs;
  /** The headers of the profile message. Default: those of the example session. */
  profile(account: DirectoryAccount): readonly MimeHeader[];
  /** Whether SYN with the current version gets the short answer. `always-full` never, `never-full` always. Default `short-when-equal`. */
  synchronisation: 'short-when-equal' | 'always-full' | 'never-full';
  /** Whether LST has a group field where FL is not set: `0`. Default false. */
  groupsWithoutForwardList: boolean;
  /** How many ILN go out before a list edit that stands behind the first CHG is answered; the rest follow it. Default 2, as in the session. */
  presencesBeforePipelinedEdit: number;
  /** BPR behind ADD FL: `all` four, those that are `set`, or `none`. Default `all`. */
  numbersAfterAdd: 'all' | 'set' | 'none';
  /** How the presence of a contact comes after ADD FL. Default `iln`, with the transaction id of the ADD. */
  presenceAfterAdd: 'iln' | 'nln' | 'none';
  /** Whether a NOT follows ADD 0 RL and REM 0 RL. Default false. */
  notifyListChanges: boolean;
  /** When the server challenges by itself. Default `after-first-status`. */
  challenges: 'after-first-status' | 'off';
  /** The text of the challenge number `count` of a session, from 0: one word. Default: the session's, then others of 20 digits. */
  challengeText(count: number): string;
  /** How long a challenge may stay unanswered, in milliseconds. Default 50,000. */
  challengeTimeoutMs: number;
  /** The number behind QNG, which MSNP8 does not have. Default none. */
  pingSeconds: number | undefined;
  /** Whether OUT is echoed before the close. Default false. */
  echoOut: boolean;
  /** What becomes of a client that sends a command which does not exist here. Default `close`. */
  unknownCommand: 'close' | 'ignore';
  /** The error for an account that does not exist. Default 205; 208 was seen in 2004. */
  unknownAccountError: 205 | 208;
  /** Whether a second group of the same name is made, or refused with 228. Default `accept`. */
  duplicateGroupName: 'accept' | 'refuse';
  /** Display names that are refused with 209. Default none. */
  forbiddenNames: readonly string[];
  /** How names are encoded. Default `ascii`. */
  textStyle: WireTextStyle;
  /** What XFR SB and RNG name as the switchboard: `host:port`, or `host`. Default: this server's own (S-SB-22). */
  switchboardAddress: string | undefined;
  /** The error that every XFR SB gets where there are no switchboards: 281 and others. Default none: there are. */
  switchboardRefusal: number | undefined;
  /** How the keys of XFR and RNG look: three numbers of which the first is the id of the chat, or 20 hexadecimal digits. Default `dotted`. */
  switchboardKeyForm: 'dotted' | 'hexadecimal';
  /** How long a key of XFR is good, in milliseconds. Default 120,000. */
  switchboardKeyLifeMs: number;
  /** Whether 911 comes before the close where a key is not good. Default true. */
  wrongKeyError: boolean;
  /** How long a call can be answered, and may not be repeated, in milliseconds. Default 120,000. */
  ringTimeoutMs: number;
  /** How long a connection to the switchboard may stay silent at first, in milliseconds. Default 60,000. */
  firstCommandMs: number;
  /** How long nobody in a chat may do anything, in milliseconds; then all get BYE with 1, and go. Default: for ever. */
  chatIdleMs: number | undefined;
  /** How the session ids in RINGING and RNG look. `long` ones have ten digits and are above 2^31. Default `decimal`. */
  chatIdForm: 'decimal' | 'long' | 'hexadecimal' | 'uuid';
  /** Whether JOI goes to who joins as well, behind ANS OK. Default false. */
  joinerHearsOfItself: boolean;
  /** The error of CAL for an account that does not exist. Default 217. */
  unknownCalleeError: 208 | 217;
  /** The error of CAL for somebody who is online and does not allow the caller. Default 216; later servers said 217. */
  blockedCalleeError: 216 | 217;
  /** Whether new connections are held: see {@link ServerSession.hold}. Default false. */
  hold: boolean;
  limits: ServerLimits;
}

/** With these and the state of {@link sessionDirectory} the server sends what the example session shows. */
export function defaultServerKnobs(): ServerKnobs {
  return {
    transfers: 1,
    closeAfterTransfer: 'at-once',
    lateCloseMs: 500,
    transferShowsCurrent: true,
    versionReply: 'chosen-and-cvr0',
    versionAdvice: {
      recommended: '6.0.0602',
      recommended2: '6.0.0602',
      minimum: '1.0.0000',
      download: 'http://download.microsoft.com/download/8/a/4/8a42bcae-f533-4468-b871-d2bc8dd32e9e/SETUP9x.EXE',
      info: 'http://messenger.msn.com',
    },
    passportChallenge:
      'lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,' +
      'tpf=43f8a4c8ed940c04e3740be46c4d1619',
    passport: defaultPassportKnobs(),
    profile: documentedProfile,
    synchronisation: 'short-when-equal',
    groupsWithoutForwardList: false,
    presencesBeforePipelinedEdit: 2,
    numbersAfterAdd: 'all',
    presenceAfterAdd: 'iln',
    notifyListChanges: false,
    challenges: 'after-first-status',
    challengeText: documentedChallengeText,
    challengeTimeoutMs: 50_000,
    pingSeconds: undefined,
    echoOut: false,
    unknownCommand: 'close',
    unknownAccountError: 205,
    duplicateGroupName: 'accept',
    forbiddenNames: [],
    textStyle: 'ascii',
    switchboardAddress: undefined,
    switchboardRefusal: undefined,
    switchboardKeyForm: 'dotted',
    switchboardKeyLifeMs: 120_000,
    wrongKeyError: true,
    ringTimeoutMs: 120_000,
    firstCommandMs: 60_000,
    chatIdleMs: undefined,
    chatIdForm: 'decimal',
    joinerHearsOfItself: false,
    unknownCalleeError: 217,
    blockedCalleeError: 216,
    hold: false,
    limits: documentedLimits,
  };
}

/** Twenty digits each, and the same in every run. */
function documentedChallengeText(count: number): string {
  return count === 0
    ? '29409134351025259292'
    : String((29409134351025259292n * BigInt(count + 1)) % 10n ** 20n).padStart(20, '7');
}
