import { decodeText } from '../../../codec';
import type { TraceEvent } from '../../../wire';
import type { Observer, ObserverContext, Report } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { perConnection } from '../shared/per-connection';
import { hasRawSpace, textOf } from '../shared/text-parameter';
import { watchAccounts } from '../shared/watch-accounts';
import { type Outcome, type Request, watchExchanges } from '../shared/watch-exchanges';
import { accountKey, plain, shown } from '../shared/words';

/** X-ENC-01: space and percent sign are encoded in free text. */
export const xEnc01: Observer = (report, { role }) => {
  const of = perConnection(role, () => true);
  return (event) => {
    if (of(event) === undefined || event.kind !== 'command' || event.from !== role) return;
    const { command } = event;
    const word = textOf(command, role);
    if (word === undefined) return;
    if (hasRawSpace(command, role))
      report.violation(
        event,
        `The text in ${command.name} should have its spaces encoded as %20, and a raw space came.`,
      );
    else if (decodeText(word).problems.some(({ code }) => code === 'bad-percent'))
      report.violation(
        event,
        `A percent sign in the text of ${command.name} should be encoded as %25, and ${shown(word)} holds one that begins no %XX.`,
      );
    else if (/%2[05]/.test(word)) report.exercised(event);
  };
};

interface Returned {
  readonly event: TraceEvent;
  /** The text as the kit sent it, in wire form. */
  readonly given: string;
  /** The text as the subject sent it, in wire form. */
  readonly came: string;
  /** The subject may have returned the word without reading it. */
  readonly isEcho: boolean;
}

/** Follows texts that the kit gives to the subject and that the subject gives back. */
function returnedTexts(context: ObserverContext, see: (returned: Returned) => void): (event: TraceEvent) => void {
  return context.role === 'server' ? returnedByServer(context, see) : returnedByClient(context, see);
}

function returnedByServer(context: ObserverContext, see: (returned: Returned) => void): (event: TraceEvent) => void {
  return watchAccounts(context, (accounts) => ({
    outcome(request, outcome) {
      if (outcome.kind !== 'reply') return;
      const given = textOf(request.command, 'client');
      const came = textOf(outcome.command, 'server');
      if (given !== undefined && came !== undefined) see({ event: outcome.event, given, came, isEcho: true });
    },
    unasked(command, event, connection) {
      if (command.name !== 'NLN' && command.name !== 'ILN') return;
      const [, account, came] = command.parameters;
      if (account === undefined || came === undefined) return;
      const name = accounts.of(account).name.certain;
      const answered = command.trid === undefined ? undefined : connection.sent.get(`CHG ${command.trid}`);
      const since = Math.max(connection.provenSince, answered?.event.index ?? -1);
      if (name !== undefined && name.since <= since) see({ event, given: name.value, came, isEcho: false });
    },
  }));
}

/** A client that follows a contact's new name renames the contact (C-PRS-05). */
function returnedByClient({ role }: ObserverContext, see: (returned: Returned) => void): (event: TraceEvent) => void {
  const of = perConnection(role, () => new Map<string, string>());
  return (event) => {
    const names = of(event);
    if (names === undefined || event.kind !== 'command') return;
    const { name, parameters } = event.command;
    if (event.from === 'server' && (name === 'NLN' || name === 'ILN')) {
      const [, account, given] = parameters;
      if (account !== undefined && given !== undefined) names.set(accountKey(account), given);
    } else if (event.from === 'client' && name === 'REA') {
      const [account = '', came] = parameters;
      const given = names.get(accountKey(account));
      if (given !== undefined && came !== undefined) see({ event, given, came, isEcho: false });
    }
  };
}

/** X-ENC-02: every %XX is decoded, also where it was not needed. */
export const xEnc02: Observer = (report, context) =>
  returnedTexts(context, ({ event, given, came, isEcho }) => {
    // What must be encoded anyway tells nothing: %20, %25, control characters.
    if (!/%(?!2[05]|[01]|7f)[0-9a-f]{2}/i.test(given)) return;
    if (plain(came) === given)
      report.violation(
        event,
        `The text ${shown(given)} should be taken as ${shown(plain(given))}, and its %XX were taken for text: ${shown(came)} came.`,
      );
    else if (plain(came) === plain(given) && !(isEcho && came === given)) report.exercised(event);
  });

/** X-ENC-03: `+` is no space. */
export const xEnc03: Observer = (report, context) =>
  returnedTexts(context, ({ event, given, came }) => {
    if (!given.includes('+')) return;
    if (plain(came) === plain(given)) report.exercised(event);
    else if (plain(came) === plain(given.replaceAll('+', ' ')))
      report.violation(
        event,
        `The plus sign in ${shown(given)} should stay one, and ${shown(came)} came, with a space.`,
      );
  });

function isRaw(word: string): boolean {
  return /[^\x20-\x7e]/.test(word);
}

/** X-ENC-04: raw UTF-8 is accepted. */
export const xEnc04: Observer = (report, context) => {
  const returned = returnedTexts(context, ({ event, given, came }) => {
    if (!isRaw(given)) return;
    if (plain(came) === plain(given)) report.exercised(event);
    else if (isGarbled(given, came))
      report.violation(event, `The raw UTF-8 in ${shown(given)} should be kept, and ${shown(came)} came.`);
  });
  const refused = watchExchanges(context, {
    outcome(request, outcome) {
      if (context.role === 'server') judgeRefusal(report, request, outcome);
    },
  });
  return (event) => {
    returned(event);
    refused(event);
  };
};

function judgeRefusal(report: Report, request: Request, outcome: Outcome): void {
  const { command, provoked, online } = request;
  const word = textOf(command, 'client');
  if (word === undefined || !isRaw(word) || provoked || !online || Buffer.byteLength(word) > 61) return;
  if (outcome.kind === 'closed' && outcome.alone)
    report.violation(outcome.event, `Raw UTF-8 in ${command.name} should be accepted, and the server closed.`);
}

/** Whether the bytes of the text were read in another encoding, or lost. */
function isGarbled(given: string, came: string): boolean {
  const text = plain(came);
  const misread = Buffer.from(plain(given), 'utf8').toString('latin1');
  return text === misread || text.includes('\ufffd') || text === plain(given).replace(/[^\x20-\x7e]/g, '?');
}

export const encodingObservers: ObserverTable = {
  'X-ENC-01': xEnc01,
  'X-ENC-02': xEnc02,
  'X-ENC-03': xEnc03,
  'X-ENC-04': xEnc04,
};
