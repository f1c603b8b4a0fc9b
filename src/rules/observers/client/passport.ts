import { parseAuthorization } from '../../../codec';
import type { HttpEvent, TraceEvent } from '../../../wire';
import type { Observer, ObserverContext } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { type ClientConnection, type ClientRequest, watchClient } from '../shared/watch-client';

interface PassportHandlers {
  /** `authorization` is the value of that header. */
  asked?(event: HttpEvent, authorization: string | undefined): void;
  answered?(event: HttpEvent, request: HttpEvent | undefined): void;
  /** A ticket was given out. */
  ticket?(value: string): void;
  /** USR TWN S came. */
  redeemed?(request: ClientRequest): void;
  /** The client left the notification server, or let the time run out, without a ticket. */
  abandoned?(event: TraceEvent): void;
}

/** Follows a client under test through its login at Passport. Challenges are those of `USR … TWN S`, the latest last. */
function watchPassport(
  context: ObserverContext,
  handlers: (challenges: readonly string[]) => PassportHandlers,
): (event: TraceEvent) => void {
  const challenges: string[] = [];
  const told = handlers(challenges);
  const lastRequest = new Map<string, HttpEvent>();
  const own = new Set<string>();
  const waiting = new Set<ClientConnection>();
  return watchClient(context, {
    any(event) {
      if (event.kind === 'open') {
        if (event.service === 'passport' && event.subject === 'client') own.add(event.connection);
      } else if (event.kind === 'remark' && event.topic === 'ticket') told.ticket?.(event.value ?? '');
      else if (!own.has(event.connection)) return;
      else if (event.kind === 'close') {
        own.delete(event.connection);
        lastRequest.delete(event.connection);
      } else if (event.kind === 'http' && event.from === 'client') {
        lastRequest.set(event.connection, event);
        told.asked?.(event, headerOf(event, 'authorization'));
      } else if (event.kind === 'http') told.answered?.(event, lastRequest.get(event.connection));
    },
    given({ command, connection }) {
      if (command?.name !== 'USR' || command.parameters[1] !== 'S' || connection.service === 'switchboard') return;
      challenges.push(command.parameters.slice(2).join(' '));
      if (challenges.length > 5) challenges.shift();
      waiting.add(connection);
    },
    request(request) {
      const { command, connection, event } = request;
      if (command.name === 'USR' && command.parameters[1] === 'S' && connection.service !== 'switchboard') {
        waiting.delete(connection);
        told.redeemed?.(request);
      } else if (command.name === 'OUT') abandon(connection, event);
    },
    closed(connection, event) {
      if (event.by === 'client') abandon(connection, event);
      waiting.delete(connection);
    },
    timeLimit(_connection, event) {
      const [first] = waiting;
      if (first !== undefined) abandon(first, event);
    },
  });

  function abandon(connection: ClientConnection, event: TraceEvent): void {
    if (waiting.delete(connection) && !connection.excused) told.abandoned?.(event);
  }
}

function headerOf({ headers }: HttpEvent, name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1];
}

function statusOf({ startLine }: HttpEvent): number {
  return Number(startLine.split(' ')[1]);
}

/** C-AUT-01: the ticket comes as Passport gave it. */
export const cAut01: Observer = (report, context) =>
  watchPassport(context, () => {
    const given = new Set<string>();
    return {
      ticket: (value) => given.add(value),
      redeemed({ command, event }) {
        const [, , ticket = '', ...more] = command.parameters;
        const should = '`USR … TWN S` should carry the ticket as Passport gave it, as one word without quotes, and';
        if (ticket === '') report.violation(event, `${should} none came.`);
        else if (more.length > 0) report.violation(event, `${should} ${more.length + 1} words came.`);
        else if (/^['"]|['"]$/.test(ticket)) report.violation(event, `${should} it came in quotes.`);
        else if (given.size === 0) return;
        else if (given.has(ticket)) report.exercised(event);
        else report.violation(event, `${should} another one came.`);
      },
    };
  });

const isPassport = /^Passport1\.4(\s|$)/i;

/** C-AUT-02: the challenge stands unchanged at the end of the Authorization header. */
export const cAut02: Observer = (report, context) =>
  watchPassport(context, (challenges) => ({
    asked(event, authorization) {
      if (authorization === undefined || !isPassport.test(authorization) || challenges.length === 0) return;
      const isKept = challenges.some((challenge) => {
        const before = authorization.slice(0, -challenge.length - 1);
        return authorization === `${before},${challenge}` && before.includes('pwd=');
      });
      if (isKept) report.exercised(event);
      else
        report.violation(
          event,
          'The Authorization header should end with the challenge of USR behind `pwd=…,`, unchanged, and it ends in another way.',
        );
    },
  }));

/** C-AUT-03: the fields of the Authorization header. */
export const cAut03: Observer = (report, context) =>
  watchPassport(context, (challenges) => ({
    asked(event, authorization) {
      if (authorization === undefined) return;
      const { orgVerb, orgUrl, signIn, password } = read(authorization, challenges);
      const missing = Object.entries({ OrgVerb: orgVerb, OrgURL: orgUrl, 'sign-in': signIn, pwd: password })
        .filter(([, value]) => value === undefined)
        .map(([name]) => name);
      if (!isPassport.test(authorization))
        report.violation(event, 'The scheme of the Authorization header should be Passport1.4, and another came.');
      else if (missing.length > 0)
        report.violation(
          event,
          `The Authorization header should have OrgVerb, OrgURL, sign-in and pwd, and it lacks ${missing.join(', ')}.`,
        );
      else report.exercised(event);
    },
  }));

function read(authorization: string, challenges: readonly string[]): ReturnType<typeof parseAuthorization> {
  const challenge = challenges.find((one) => authorization.endsWith(`,${one}`));
  return parseAuthorization(authorization, challenge === undefined ? {} : { challenge });
}

/** What needs no encoding, `%XX`, and the plus sign, which says nothing. */
const encoded = /^(?:[A-Za-z0-9\-._~!*'()+]|%[0-9A-Fa-f]{2})*$/;

/** C-AUT-04: the password is URL-encoded. A raw account is common and never did harm. */
export const cAut04: Observer = (report, context) =>
  watchPassport(context, (challenges) => ({
    asked(event, authorization) {
      if (authorization === undefined || !isPassport.test(authorization)) return;
      const { rawPassword } = read(authorization, challenges);
      if (rawPassword === undefined) return;
      if (!encoded.test(rawPassword))
        report.violation(event, 'The password should be URL-encoded, and it came with signs that have to be.');
      else if (rawPassword.includes('%')) report.exercised(event);
    },
  }));

/** A client that gives up after so many in a row guards itself against a loop. */
const mostRedirects = 3;

/** C-AUT-05: a redirect is followed with the same credentials. */
export const cAut05: Observer = (report, context) =>
  watchPassport(context, (challenges) => {
    let pending: { readonly to: string; readonly authorization: string; readonly isPlain: boolean } | undefined;
    let row = 0;
    const should = 'A 302 should be followed to its Location with the same credentials, and';
    return {
      answered(event, request) {
        const authorization = request === undefined ? undefined : headerOf(request, 'authorization');
        const to = headerOf(event, 'location');
        pending = undefined;
        row = statusOf(event) === 302 ? row + 1 : 0;
        if (row === 0 || to === undefined || authorization === undefined) return;
        pending = { to, authorization, isPlain: event.headers.some(([name]) => name === 'Location') };
      },
      asked(event, authorization) {
        const wanted = pending;
        pending = undefined;
        if (wanted === undefined || pathOf(event.startLine.split(' ')[1] ?? '') !== pathOf(wanted.to)) return;
        const [before, now] = [wanted.authorization, authorization].map((one) =>
          one === undefined ? undefined : read(one, challenges),
        );
        if (now === undefined) report.violation(event, `${should} the next request has none.`);
        else if (now.signIn === before?.signIn && now.password === before?.password) report.exercised(event);
        else report.violation(event, `${should} the next request has others.`);
      },
      abandoned(event) {
        if (pending?.isPlain === true && row <= mostRedirects)
          report.violation(event, `${should} the client did not follow.`);
        pending = undefined;
      },
      redeemed() {
        pending = undefined;
      },
    };
  });

function pathOf(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '');
  return path === '' ? '/' : path;
}

/** C-AUT-06: no ticket is sent after a refusal. */
export const cAut06: Observer = (report, context) =>
  watchPassport(context, () => {
    let isRefused = false;
    return {
      answered(event, request) {
        if (request === undefined || headerOf(request, 'authorization') === undefined) return;
        isRefused = statusOf(event) === 401 || (isRefused && statusOf(event) !== 200);
      },
      ticket() {
        isRefused = false;
      },
      redeemed({ event }) {
        if (isRefused)
          report.violation(event, 'After Passport refused the account no ticket should be sent, and one came.');
        isRefused = false;
      },
      abandoned(event) {
        if (isRefused) report.exercised(event);
        isRefused = false;
      },
    };
  });

/** C-AUT-07: header names are matched whatever their case. */
export const cAut07: Observer = (report, context) =>
  watchPassport(context, () => {
    let pending: string | undefined;
    const settle = (event: TraceEvent): void => {
      if (pending !== undefined) report.exercised(event);
      pending = undefined;
    };
    return {
      answered(event) {
        const odd = event.headers.find(
          ([name]) =>
            (/^PassportURLs$/i.test(name) && name !== 'PassportURLs') ||
            (/^Authentication-Info$/i.test(name) && name !== 'Authentication-Info'),
        );
        pending = odd !== undefined && statusOf(event) === 200 ? odd[0] : undefined;
      },
      // The nexus was understood when the client knows where to log in, the login server when the ticket is there.
      asked: settle,
      redeemed: ({ event }) => settle(event),
      abandoned(event) {
        if (pending !== undefined)
          report.violation(event, `The header ${pending} should be found whatever its case, and the client gave up.`);
        pending = undefined;
      },
    };
  });

export const passportObservers: ObserverTable = {
  'C-AUT-01': cAut01,
  'C-AUT-02': cAut02,
  'C-AUT-03': cAut03,
  'C-AUT-04': cAut04,
  'C-AUT-05': cAut05,
  'C-AUT-06': cAut06,
  'C-AUT-07': cAut07,
};
