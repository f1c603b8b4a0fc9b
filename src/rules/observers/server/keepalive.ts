import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { ClosesToCome } from '../shared/expect-close';
import { isClean } from '../shared/reply-rules';
import { watchAccounts } from '../shared/watch-accounts';
import { type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { accountKey, shown } from '../shared/words';

/** S-PNG-01: PNG is answered by QNG. */
export const sPng01: Observer = (report, context) =>
  watchExchanges(context, {
    outcome(request, outcome) {
      const { command, online, provoked, connection } = request;
      if (command.name !== 'PNG' || !online || connection.service === 'switchboard') return;
      if (outcome.kind === 'reply') {
        const { trid, parameters } = outcome.command;
        if (trid === undefined && parameters.length === 0) report.exercised(outcome.event);
        // A number belongs to MSNP9 and later; clients pass over it.
        else
          report.violation(outcome.event, `QNG should stand alone, and ${shown(parameters.join(' '))} came with it.`, {
            level: 'SHOULD',
          });
      } else if (provoked || command.parameters.length > 0 || (outcome.kind === 'closed' && !outcome.alone)) return;
      else
        report.violation(
          outcome.event,
          `PNG should be answered by QNG, and ${outcome.kind === 'closed' ? 'the server closed' : 'it did not come'}.`,
        );
    },
  });

/** S-OUT-01: OUT closes the connection. */
export const sOut01: Observer = (report, context) => {
  const closes = new ClosesToCome();
  return watchExchanges(context, {
    request({ command, connection, event }) {
      if (command.name !== 'OUT' || connection.service === 'switchboard') return;
      closes.expect(connection, event.index, {
        kept: (closed) => report.exercised(closed),
        broken: (came) => report.violation(came, 'OUT should be followed by a close, and it was not.'),
      });
    },
    outcome(request, outcome) {
      if (outcome.kind === 'reply' || outcome.kind === 'error')
        closes.answered(request.connection, outcome.event, request.event.index);
    },
    timeLimit: (connection, event) => closes.timeLimit(connection, event),
    closed: (connection, event) => closes.closed(connection, event),
  });
};

/** S-OUT-02: what was sent before OUT is carried out. */
export const sOut02: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    /** What the unanswered edits of a connection should come to, by list and contact. */
    const plans = new Map<ServedConnection, Map<string, Plan>>();
    const promised = new Map<string, Map<string, Plan>>();

    function plan({ command, connection, provoked }: Request): void {
      const [list = '', contact = ''] = command.parameters;
      if (provoked || connection.account === undefined || (list !== 'AL' && list !== 'BL')) return;
      const known = plans.get(connection) ?? new Map<string, Plan>();
      plans.set(connection, known);
      const facts = accounts.of(connection.account);
      const isOn = (wanted: 'AL' | 'BL'): boolean | undefined =>
        known.get(`${wanted} ${accountKey(contact)}`)?.isOn ?? facts.isOn(wanted, contact)?.value;
      const isAdded = command.name === 'ADD';
      const isPossible = isAdded
        ? isOn(list) === false && isOn(list === 'AL' ? 'BL' : 'AL') === false
        : command.name === 'REM' && isOn(list) === true;
      if (isPossible)
        known.set(`${list} ${accountKey(contact)}`, { list, contact: accountKey(contact), isOn: isAdded });
    }

    return {
      request(request) {
        if (isClean(request) && request.online && (request.command.name === 'ADD' || request.command.name === 'REM'))
          plan(request);
      },
      outcome({ command, connection }, outcome) {
        const [list = '', contact = ''] = command.parameters;
        if (command.name !== 'ADD' && command.name !== 'REM') return;
        plans.get(connection)?.delete(`${list} ${accountKey(contact)}`);
        if (connection.leaving && outcome.kind === 'reply') report.exercised(outcome.event);
      },
      closed(connection, event) {
        const known = plans.get(connection);
        plans.delete(connection);
        if (known === undefined || known.size === 0 || connection.account === undefined) return;
        if (connection.leaving && event.by === 'server') promised.set(connection.account, known);
      },
      block({ block, facts, event, lineOf }) {
        for (const { list, contact, isOn } of promised.get(facts.account)?.values() ?? []) {
          if ((block.contacts.get(contact)?.lists.has(list) ?? false) === isOn) report.exercised(event);
          else
            report.violation(
              lineOf('LST', contact),
              `What was sent before OUT should be carried out, so that ${shown(contact)} ${isOn ? 'is' : 'is no more'} on the ${list}, and it was not.`,
            );
        }
        promised.delete(facts.account);
      },
    };
  });

interface Plan {
  readonly list: 'AL' | 'BL';
  readonly contact: string;
  readonly isOn: boolean;
}

/** Milliseconds of silence that a session should outlive. */
const silence = 60_000;
/** Milliseconds of silence from which on a close may be meant for it. */
const leastSilence = 10_000;

/** S-PNG-02: a session outlives a minute of silence. Judged by the times of the trace. */
export const sPng02: Observer = (report, context) => {
  const heard = new Map<ServedConnection, number>();
  const quiet = new Set<Request>();
  const challenged = new Set<ServedConnection>();
  return watchExchanges(context, {
    request(request) {
      const { command, connection, event } = request;
      const since = heard.get(connection);
      heard.set(connection, event.time);
      if (command.name === 'QRY') challenged.delete(connection);
      if (command.name === 'PNG' && since !== undefined && event.time - since >= silence) quiet.add(request);
    },
    unasked({ name }, _event, connection) {
      if (name === 'CHL') challenged.add(connection);
    },
    outcome(request, outcome) {
      if (quiet.delete(request) && outcome.kind === 'reply') report.exercised(outcome.event);
    },
    closed(connection, event) {
      const since = heard.get(connection);
      heard.delete(connection);
      const isExcused =
        connection.leaving ||
        connection.dismissed ||
        connection.unframed ||
        connection.provoked ||
        challenged.delete(connection);
      const isIdle = connection.account !== undefined && connection.open.length === 0;
      if (event.by !== 'server' || since === undefined || isExcused || !isIdle) return;
      const lasted = event.time - since;
      if (lasted >= leastSilence && lasted < silence)
        report.violation(
          event,
          `A session should outlive 60 s of silence, and the server closed after ${Math.round(lasted / 1000)} s.`,
        );
    },
  });
};

export const keepaliveObservers: ObserverTable = {
  'S-PNG-01': sPng01,
  'S-PNG-02': sPng02,
  'S-OUT-01': sOut01,
  'S-OUT-02': sOut02,
};
