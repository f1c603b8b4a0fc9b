import { type DecodedCommand, header, parseMime } from '../../../codec';
import type { TraceEvent } from '../../../wire';
import type { Observer, ObserverContext } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { type ExchangeHandlers, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { shown } from '../shared/words';

function isFromHotmail({ name, parameters, payload }: DecodedCommand): boolean {
  return name === 'MSG' && payload !== undefined && parameters[0]?.toLowerCase() === 'hotmail';
}

/** Whether it is the profile by its type, whatever else is wrong with it. */
function isProfile(command: DecodedCommand): boolean {
  if (!isFromHotmail(command)) return false;
  const type = header(parseMime(command.payload ?? new Uint8Array()), 'Content-Type');
  return type?.toLowerCase().startsWith('text/x-msmsgsprofile') === true;
}

type Online = Pick<ExchangeHandlers, 'outcome' | 'unasked' | 'timeLimit' | 'closed'>;

function watchSessions(context: ObserverContext, handlers: Online): ReturnType<Observer> {
  const isOnline = ({ account, service }: ServedConnection): boolean =>
    account !== undefined && service !== 'switchboard';
  return watchExchanges(context, {
    outcome(request, outcome) {
      if (isOnline(request.connection)) handlers.outcome?.(request, outcome);
    },
    unasked(command, event, connection) {
      if (isOnline(connection)) handlers.unasked?.(command, event, connection);
    },
    timeLimit(connection, event) {
      if (isOnline(connection)) handlers.timeLimit?.(connection, event);
    },
    closed(connection, event) {
      if (isOnline(connection)) handlers.closed?.(connection, event);
    },
  });
}

/** Milliseconds that a profile may take. It crosses SYN and what else the client asks for, so that no fence says that it is missing. */
const patience = 5000;

/** S-PRO-01: the profile follows USR OK, with its type and its exact length. */
export const sPro01: Observer = (report, context) => {
  const settled = new Set<ServedConnection>();
  const onlineSince = new Map<ServedConnection, number>();
  const missing = 'USR OK should be followed by `MSG Hotmail Hotmail` with the profile, and it did not come.';
  const giveUp = (connection: ServedConnection, event: TraceEvent): void => {
    if (settled.has(connection)) return;
    settled.add(connection);
    report.violation(event, missing);
  };
  return watchSessions(context, {
    outcome({ command, connection }, { kind, event }) {
      if (command.name === 'USR' && kind === 'reply') onlineSince.set(connection, event.time);
    },
    unasked(command, event, connection) {
      if (settled.has(connection) || !isFromHotmail(command)) return;
      const { headers, body } = parseMime(command.payload ?? new Uint8Array());
      const type = header({ headers }, 'Content-Type');
      // Mail and system notices come from the same sender.
      if (type !== undefined && /mailnotification|systemmessage/i.test(type)) return;
      settled.add(connection);
      if (command.parameters.join(' ') !== 'Hotmail Hotmail')
        report.violation(
          event,
          `The profile should come from \`Hotmail Hotmail\`, and ${shown(command.parameters.join(' '))} came.`,
        );
      else if (type?.toLowerCase().startsWith('text/x-msmsgsprofile') !== true)
        report.violation(event, `The first MSG should be of type text/x-msmsgsprofile, and ${shown(type)} came.`);
      else if (body.length > 0)
        report.violation(
          event,
          `The announced length of the profile should end with its headers, and ${body.length} bytes stand behind them.`,
        );
      else report.exercised(event);
    },
    timeLimit: giveUp,
    closed(connection, event) {
      const since = onlineSince.get(connection);
      onlineSince.delete(connection);
      if (since !== undefined && event.time - since >= patience) giveUp(connection, event);
    },
  });
};

const wantedHeaders = ['LoginTime', 'MSPAuth', 'sid', 'ClientIP', 'ClientPort'];

/** S-PRO-02: what the profile should tell. */
export const sPro02: Observer = (report, context) =>
  watchSessions(context, {
    unasked(command, event) {
      if (!isProfile(command)) return;
      const { headers } = parseMime(command.payload ?? new Uint8Array());
      const missing = wantedHeaders.filter((name) => header({ headers }, name) === undefined);
      if (missing.length === 0) report.exercised(event);
      else
        report.violation(
          event,
          `The profile should hold ${wantedHeaders.join(', ')}, and lacks ${missing.join(', ')}.`,
        );
    },
  });

export const profileObservers: ObserverTable = { 'S-PRO-01': sPro01, 'S-PRO-02': sPro02 };
