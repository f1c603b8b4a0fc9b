import { type DecodedCommand, isStatus, isVisibleStatus } from '../../../codec';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { isClean, refusalRule, replyRule } from '../shared/reply-rules';
import { hiddenBy, visibleSince } from '../shared/visibility';
import { watchAccounts } from '../shared/watch-accounts';
import { type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { accountKey, isNumber, shown, shownWords } from '../shared/words';

function isChange(request: Request): boolean {
  return request.command.name === 'CHG' && request.online && request.connection.service !== 'switchboard';
}

function sameNumber(one: string | undefined, other: string | undefined): boolean {
  return isNumber(one) && isNumber(other) && Number(one) === Number(other);
}

/** S-CHG-01: the echo has the status and the client id of the request. */
export const sChg01: Observer = replyRule((request) => {
  const [status = '', clientId, ...more] = request.command.parameters;
  if (!isChange(request) || !isStatus(status) || !isNumber(clientId) || more.length > 0) return undefined;
  return {
    form: `\`CHG ${status} ${clientId}\``,
    isCertain: true,
    tolerated: ['800'],
    fault: ({ parameters }) => {
      const [came, id] = parameters;
      if (came !== status) return `${shown(came)} is not the status`;
      if (!sameNumber(id, clientId)) return `${shown(id)} is not the client id`;
      return parameters.length > 2 ? 'there are words behind the client id' : undefined;
    },
  };
});

interface Arrival {
  readonly request: Request;
  /** The lists were synchronised before; otherwise some servers show nobody. */
  readonly isComplete: boolean;
  readonly seen: Set<string>;
}

/** S-CHG-02: ILN for every visible contact that is online, and for nobody else. */
export const sChg02: Observer = (report, context) => {
  const first = new Map<ServedConnection, Arrival>();
  const done = new Set<ServedConnection>();
  return watchAccounts(context, (accounts) => ({
    request(request) {
      const { connection, command } = request;
      const [status = ''] = command.parameters;
      if (!isChange(request) || !isClean(request) || !isStatus(status) || done.has(connection)) return;
      done.add(connection);
      first.set(connection, { request, isComplete: connection.synchronised, seen: new Set() });
    },
    outcome(request, outcome) {
      const arrival = first.get(request.connection);
      if (arrival?.request === request && outcome.kind !== 'reply') first.delete(request.connection);
    },
    unasked(command, event, connection) {
      if (command.name !== 'ILN' || connection.account === undefined) return;
      const [, account = ''] = command.parameters;
      first.get(connection)?.seen.add(accountKey(account));
      const meant = ['CHG', 'ADD'].map((name) => connection.sent.get(`${name} ${command.trid}`)).find(Boolean);
      if (meant === undefined) {
        const should = 'ILN should bear the transaction id of the CHG or ADD that it belongs to';
        // Servers of 2010 gave every ILN the number 0 ([wire:2010-03]), and clients took it.
        const level = command.trid === 0 ? { level: 'SHOULD' as const } : {};
        report.violation(event, `${should}, and ${command.trid ?? 'none'} came.`, level);
        return;
      }
      const since = Math.max(connection.provenSince, meant.event.index);
      const reason = hiddenBy(accounts, { contact: account, watcher: connection.account }).find(
        (found) => found.since <= since && (found.why === 'offline' || found.why === 'not on the FL'),
      );
      const presence = accounts.of(account).presence.certain;
      const isStale =
        presence !== undefined &&
        presence.since <= since &&
        isVisibleStatus(presence.value.status) &&
        presence.value.status !== command.parameters[0];
      if (isStale)
        report.violation(
          event,
          `${shown(account)} is ${presence.value.status}, and ILN says ${shown(command.parameters[0])}.`,
        );
      else if (reason === undefined) report.exercised(event);
      else
        report.violation(
          event,
          `ILN should come for contacts on the FL that are online, and ${shown(account)} is ${reason.why}.`,
        );
    },
    fence(connection, event, sentAt) {
      const arrival = first.get(connection);
      if (arrival === undefined || connection.account === undefined || arrival.request.event.index >= sentAt) return;
      first.delete(connection);
      const watcher = connection.account;
      for (const contact of accounts.existing) {
        if (contact === watcher || arrival.seen.has(contact)) continue;
        const visible = visibleSince(accounts, { contact, watcher });
        if (arrival.isComplete && visible !== undefined && visible < arrival.request.event.index)
          report.violation(
            event,
            `${shown(contact)} is on the FL, online and visible; ILN should come for it behind the first CHG, and did not.`,
          );
        else if (isAway(contact)) report.exercised(event);
      }
      /** A contact for which no ILN was due, and none came. */
      function isAway(contact: string): boolean {
        return hiddenBy(accounts, { contact, watcher }).some(
          ({ since }) => since < (arrival?.request.event.index ?? 0),
        );
      }
    },
  }));
};

/** S-CHG-03: transaction id, status, account, name, client id. */
export const sChg03: Observer = (report, context) =>
  watchExchanges(context, {
    unasked(command, event, connection) {
      if (command.name !== 'ILN' || connection.service === 'switchboard') return;
      const fault = initialFault(command);
      if (fault === undefined) report.exercised(event);
      else
        report.violation(
          event,
          `ILN should be a transaction id, a status, an account, a name and a client id: ${fault}.`,
        );
    },
  });

function initialFault({ trid, parameters }: DecodedCommand): string | undefined {
  const [status = '', account, , clientId] = parameters;
  if (trid === undefined) return 'the transaction id is missing';
  if (parameters.length !== 4) return `${parameters.length} words stand behind the transaction id`;
  if (!isVisibleStatus(status)) return `${shown(status)} is no status that others may see`;
  if (account?.includes('@') !== true) return `${shown(account)} is no account`;
  return isNumber(clientId) ? undefined : `${shown(clientId)} is no client id`;
}

/** S-CHG-04: FLN is refused by 201 and the session goes on; an echo is tolerated. */
export const sChg04: Observer = (report, context) =>
  watchExchanges(context, {
    outcome(request, outcome) {
      if (!isChange(request) || request.command.parameters[0] !== 'FLN') return;
      const isRefused = outcome.kind === 'error' && outcome.code === '201';
      // [ietf] and [y111:chg] describe FLN as accepted.
      if (isRefused || outcome.kind === 'reply') report.exercised(outcome.event);
      else if (outcome.kind !== 'closed' || outcome.alone)
        report.violation(
          outcome.event,
          `\`CHG FLN\` should be answered by 201 while the session goes on, and ${outcome.kind === 'error' ? `error ${outcome.code} came` : outcome.kind === 'closed' ? 'the server closed' : 'no answer came'}.`,
        );
    },
  });

/** S-CHG-05: an unknown status is not echoed. */
export const sChg05: Observer = refusalRule((request) => {
  const [status = ''] = request.command.parameters;
  if (!isChange(request) || isStatus(status) || status === 'FLN' || status === '') return undefined;
  return { reason: `${shown(status)} is no status`, codes: ['201'], close: 'allowed', others: 'undecided' };
});

/** S-CHG-06: CHG without a client id is answered. */
export const sChg06: Observer = replyRule((request) => {
  const [status = '', ...more] = request.command.parameters;
  if (!isChange(request) || !isStatus(status) || more.length > 0) return undefined;
  return {
    form: `\`CHG ${status}\``,
    isCertain: true,
    tolerated: ['800'],
    fault: ({ parameters }) => (parameters[0] === status ? undefined : `${shown(parameters[0])} is not the status`),
  };
});

/** S-CHG-07: only the first CHG, and perhaps one that ends hiding, brings ILN. */
export const sChg07: Observer = (report, context) => {
  interface Changes {
    count: number;
    last: string;
    /** A later CHG whose echo has come, with the index of the echo. */
    quiet: { readonly trid: number | undefined; readonly since: number } | undefined;
    later: Set<number>;
  }
  const states = new Map<ServedConnection, Changes>();
  return watchExchanges(context, {
    outcome(request, outcome) {
      const state = states.get(request.connection) ?? { count: 0, last: '', quiet: undefined, later: new Set() };
      states.set(request.connection, state);
      if (outcome.kind !== 'reply') return;
      if (state.quiet !== undefined && request.event.index > state.quiet.since) {
        report.exercised(outcome.event);
        state.quiet = undefined;
      }
      if (!isChange(request)) return;
      const [status = ''] = request.command.parameters;
      const { trid } = request.command;
      if (state.count > 0 && state.last !== 'HDN' && trid !== undefined) {
        state.quiet = { trid, since: outcome.event.index };
        state.later.add(trid);
      } else if (trid !== undefined) state.later.delete(trid);
      state.count += status === 'FLN' ? 0 : 1;
      state.last = status;
    },
    unasked(command, event, connection) {
      const state = states.get(connection);
      if (command.name !== 'ILN' || command.trid === undefined || state?.later.has(command.trid) !== true) return;
      // An ILN may also belong to an ADD.
      if (connection.sent.has(`ADD ${command.trid}`)) return;
      state.quiet = undefined;
      report.violation(
        event,
        `Only the first CHG should bring ILN, and ${shownWords([String(command.trid), ...command.parameters])} came for a later one.`,
      );
    },
    closed(connection) {
      states.delete(connection);
    },
  });
};

export const statusObservers: ObserverTable = {
  'S-CHG-01': sChg01,
  'S-CHG-02': sChg02,
  'S-CHG-03': sChg03,
  'S-CHG-04': sChg04,
  'S-CHG-05': sChg05,
  'S-CHG-06': sChg06,
  'S-CHG-07': sChg07,
};
