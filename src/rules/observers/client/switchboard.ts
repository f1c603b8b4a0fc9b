import { type DecodedCommand, header, type ParsedMime, parseMime } from '../../../codec';
import type { Observer, Report } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { type ClientConnection, type ClientRequest, watchClient } from '../shared/watch-client';
import { isAccount, sameAccount, shown, shownWords } from '../shared/words';

/** Follows the client's own account, and where it was told to go for a chat. */
interface Invitations {
  /** Account of the last USR OK. */
  account?: string | undefined;
  /** Cookies of `XFR … SB`. */
  readonly cookies: Set<string>;
  /** RNG by session. */
  readonly rings: { readonly session: string; readonly cookie: string }[];
}

const mostInvitations = 1000;

/** Follows the commands of a client on its switchboards. `before` is the one before it there. */
function onSwitchboard(
  judge: (options: {
    readonly report: Report;
    readonly request: ClientRequest;
    readonly before: DecodedCommand | undefined;
    readonly invitations: Invitations;
  }) => void,
): Observer {
  return (report, context) => {
    const invitations: Invitations = { cookies: new Set(), rings: [] };
    const last = new WeakMap<ClientConnection, DecodedCommand>();
    return watchClient(context, {
      given({ command, connection }) {
        if (command === undefined) return;
        const { name, parameters } = command;
        if (name === 'USR' && parameters[0] === 'OK' && connection.service !== 'switchboard')
          invitations.account = parameters[1];
        else if (name === 'XFR' && parameters[0] === 'SB' && invitations.cookies.size < mostInvitations)
          invitations.cookies.add(parameters[3] ?? '');
        else if (name === 'RNG' && invitations.rings.length < mostInvitations)
          invitations.rings.push({ session: parameters[0] ?? '', cookie: parameters[3] ?? '' });
      },
      request(request) {
        const { command, connection } = request;
        if (connection.service !== 'switchboard') return;
        const before = last.get(connection);
        last.set(connection, command);
        judge({ report, request, before, invitations });
      },
    });
  };
}

/** C-SB-01: a chat is asked for by XFR SB. */
export const cSb01: Observer = (report, context) =>
  watchClient(context, {
    request({ command, connection, event }) {
      if (command.name !== 'XFR' || connection.service === 'switchboard') return;
      if (command.parameters.length === 1 && command.parameters[0] === 'SB') report.exercised(event);
      else report.violation(event, `XFR should be \`XFR … SB\`, and ${shownWords(command.parameters)} came.`);
    },
  });

/** C-SB-02: USR with account and cookie comes first. */
export const cSb02 = onSwitchboard(({ report, request: { command, event }, before, invitations }) => {
  if (before !== undefined || command.name === 'ANS' || command.name === 'OUT') return;
  const should = 'A switchboard should first hear `USR … account cookie`, and';
  const [account, cookie = ''] = command.parameters;
  if (command.name !== 'USR') report.violation(event, `${should} ${shown(command.name)} came.`);
  else if (command.parameters.length !== 2)
    report.violation(event, `${should} ${command.parameters.length} words came.`);
  else if (!isAccount(account) || (invitations.account !== undefined && !sameAccount(account, invitations.account)))
    report.violation(event, `${should} ${shown(account)} came as the account.`);
  else if (invitations.cookies.size > 0 && !invitations.cookies.has(cookie))
    report.violation(event, `${should} another cookie than that of XFR came.`);
  else report.exercised(event);
});

/** C-SB-03: then CAL. */
export const cSb03: Observer = (report, context) => {
  const admitted = new WeakSet<ClientConnection>();
  return watchClient(context, {
    given({ command, answers, connection }) {
      const isOk = command?.name === 'USR' && command.parameters[0] === 'OK' && answers?.command.name === 'USR';
      if (isOk && connection.service === 'switchboard') admitted.add(connection);
    },
    request({ command, connection, event }) {
      if (!admitted.delete(connection) || command.name === 'OUT' || command.name === 'BYE') return;
      const should = 'Behind `USR … OK` a switchboard should hear `CAL … account`, and';
      if (command.name !== 'CAL') report.violation(event, `${should} ${shown(command.name)} came.`);
      else if (command.parameters.length !== 1 || !isAccount(command.parameters[0]))
        report.violation(event, `${should} ${shownWords(command.parameters)} came behind CAL.`);
      else report.exercised(event);
    },
  });
};

/** C-SB-04: no message before somebody is there. */
export const cSb04: Observer = (report, context) => {
  const open = new WeakSet<ClientConnection>();
  return watchClient(context, {
    given({ command, connection }) {
      if (connection.service !== 'switchboard' || command === undefined) return;
      const isAdmitted = command.name === 'ANS' && command.parameters[0] === 'OK';
      if (command.name === 'JOI' || isAdmitted) open.add(connection);
    },
    request({ command, connection, event }) {
      if (command.name !== 'MSG' || connection.service !== 'switchboard') return;
      if (open.has(connection)) report.exercised(event);
      else report.violation(event, 'No MSG should be sent before the first JOI or `ANS … OK`, and one was.');
    },
  });
};

/** Words of ANS that are as they should be, and the RNG that it answers. */
function answered({ command }: ClientRequest, { rings }: Invitations): Invitations['rings'][number] | undefined {
  const [, cookie, session] = command.parameters;
  return rings.find((ring) => ring.cookie === cookie) ?? rings.find((ring) => ring.session === session);
}

function isUsual(session: string): boolean {
  return /^\d{1,9}$/.test(session);
}

/** C-SB-05: RNG is answered by ANS with account, cookie and session. */
export const cSb05 = onSwitchboard(({ report, request, before, invitations }) => {
  const { command, event } = request;
  if (command.name !== 'ANS' || before !== undefined) return;
  const should = 'RNG should be answered by `ANS … account cookie session`, and';
  const [account, cookie, session] = command.parameters;
  const ring = answered(request, invitations);
  if (command.parameters.length !== 3) report.violation(event, `${should} ${command.parameters.length} words came.`);
  else if (!isAccount(account) || (invitations.account !== undefined && !sameAccount(account, invitations.account)))
    report.violation(event, `${should} ${shown(account)} came as the account.`);
  else if (invitations.rings.length === 0) return;
  else if (ring?.cookie !== cookie) report.violation(event, `${should} another cookie than that of RNG came.`);
  else if (ring?.session === session) report.exercised(event);
  // An unusual session is the business of C-SB-18.
  else if (isUsual(ring?.session ?? '')) report.violation(event, `${should} ${shown(session)} came as the session.`);
});

/** C-SB-18: also a session that is no short number goes back unchanged. */
export const cSb18 = onSwitchboard(({ report, request, before, invitations }) => {
  const { command, event } = request;
  if (command.name !== 'ANS' || before !== undefined || command.parameters.length !== 3) return;
  const ring = answered(request, invitations);
  if (ring === undefined || isUsual(ring.session)) return;
  const session = command.parameters[2];
  if (session === ring.session) report.exercised(event);
  else
    report.violation(
      event,
      `The session of RNG, ${shown(ring.session)}, should go back unchanged, and ${shown(session)} came.`,
    );
});

/** Bytes of the payload of MSG. */
const longestMessage = 1664;

/** C-SB-07: MSG has U, N or A, and no more than 1664 bytes. */
export const cSb07 = onSwitchboard(({ report, request: { command, event } }) => {
  if (command.name !== 'MSG') return;
  const [acknowledgement = '', ...more] = command.parameters;
  const length = command.payload?.length ?? 0;
  if (!['U', 'N', 'A'].includes(acknowledgement) || more.length > 0)
    report.violation(event, `MSG should have U, N or A, and ${shownWords(command.parameters)} came.`);
  else if (length > longestMessage)
    report.violation(event, `A message should have at most ${longestMessage} bytes, and it has ${length}.`);
  else report.exercised(event);
});

/** Judges the messages that have headers. */
function everyMessage(
  judge: (options: {
    readonly report: Report;
    readonly event: ClientRequest['event'];
    readonly mime: ParsedMime;
    readonly type: string;
    readonly account: string | undefined;
  }) => void,
): Observer {
  return onSwitchboard(({ report, request: { command, event }, invitations: { account } }) => {
    if (command.name !== 'MSG' || command.payload === undefined || command.payload.length === 0) return;
    const mime = parseMime(command.payload);
    judge({ report, event, mime, type: header(mime, 'Content-Type') ?? '', account });
  });
}

function isType(type: string, name: string): boolean {
  return type.split(';', 1)[0]?.trim().toLowerCase() === name;
}

/** C-SB-08: text is text/plain in UTF-8, behind headers and an empty line. */
export const cSb08 = everyMessage(({ report, event, mime, type }) => {
  if (mime.headers.length === 0 || type === '') {
    report.violation(event, 'A message should have headers with a Content-Type, and it has none.');
    return;
  }
  if (!isType(type, 'text/plain')) return;
  const charset = /;\s*charset=("?)([^";\s]+)\1/i.exec(type)?.[2];
  if (mime.problems.some(({ code }) => code === 'no-empty-line'))
    report.violation(event, 'Between the headers and the text an empty line should stand, and none came.');
  else if (charset === undefined) report.exercised(event);
  else if (!/^utf-8$/i.test(charset))
    report.violation(event, `Text should be in UTF-8, and its charset is ${shown(charset)}.`);
  else if (!isUtf8(mime.body)) report.violation(event, 'Text should be in UTF-8 as it says, and it is not.');
  else report.exercised(event);
});

function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.compare(Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf8'), bytes) === 0;
}

/** C-SB-09: MIME-Version, then Content-Type. */
export const cSb09 = everyMessage(({ report, event, mime }) => {
  if (mime.headers.length === 0) return;
  const [first, second] = mime.headers.map(([name]) => name.toLowerCase());
  if (first === 'mime-version' && second === 'content-type') report.exercised(event);
  else
    report.violation(
      event,
      `The headers should begin with MIME-Version and Content-Type, and they begin with ${shown(mime.headers[0]?.[0])} and ${shown(mime.headers[1]?.[0])}.`,
    );
});

/** C-SB-10: a typing notice names its sender. */
export const cSb10 = everyMessage(({ report, event, mime, type, account }) => {
  const user = header(mime, 'TypingUser');
  if (!isType(type, 'text/x-msmsgscontrol')) {
    if (user !== undefined)
      report.violation(
        event,
        `A typing notice should have the type text/x-msmsgscontrol, and its type is ${shown(type)}.`,
      );
    return;
  }
  if (user === undefined) report.violation(event, 'A typing notice should have a TypingUser, and it has none.');
  else if (account !== undefined && !sameAccount(user, account))
    report.violation(event, `TypingUser should be the own account, and it is ${shown(user)}.`);
  else report.exercised(event);
});

export const switchboardObservers: ObserverTable = {
  'C-SB-01': cSb01,
  'C-SB-02': cSb02,
  'C-SB-03': cSb03,
  'C-SB-04': cSb04,
  'C-SB-05': cSb05,
  'C-SB-07': cSb07,
  'C-SB-08': cSb08,
  'C-SB-09': cSb09,
  'C-SB-10': cSb10,
  'C-SB-18': cSb18,
};
