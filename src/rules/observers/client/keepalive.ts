import type { TraceEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { survives } from '../shared/survives';
import { type ClientConnection, watchClient } from '../shared/watch-client';
import { isLoginService } from './version';

/** C-PNG-01: PNG stands alone. */
export const cPng01: Observer = (report, context) =>
  watchClient(context, {
    request({ command, event }) {
      if (command.name !== 'PNG') return;
      if (command.trid === undefined && command.parameters.length === 0) report.exercised(event);
      else report.violation(event, 'PNG should stand alone on its line, and a word came behind it.');
    },
  });

/** C-PNG-02: QNG is taken. */
export const cPng02 = survives({
  what: 'QNG',
  weight: 0,
  meant: ({ command }) => command?.name === 'QNG' && command.trid === undefined && command.parameters.length === 0,
});

/** C-PNG-03: also with a number. */
export const cPng03 = survives({
  what: 'QNG with a number',
  weight: 3,
  meant: ({ command }) => command?.name === 'QNG' && (command.trid !== undefined || command.parameters.length > 0),
});

/** C-OUT-01: OUT, or a close, ends the session. */
export const cOut01: Observer = (report, context) => {
  const asked = new Set<ClientConnection>();
  const open = new Set<ClientConnection>();
  return watchClient(context, {
    opened: (connection) => open.add(connection),
    asked([method]) {
      if (method !== 'logout') return;
      for (const connection of open) if (connection.service === 'notification') asked.add(connection);
    },
    request({ command, connection, event }) {
      if (command.name !== 'OUT' || connection.service === 'switchboard') return;
      asked.delete(connection);
      if (command.trid === undefined && command.parameters.length === 0) report.exercised(event);
      else report.violation(event, 'OUT should stand alone on its line, and a word came behind it.');
    },
    timeLimit(connection, event) {
      for (const one of connection === undefined ? [...asked] : [connection]) {
        if (asked.delete(one))
          report.violation(event, 'Logging out should send OUT or close the connection, and neither happened.');
      }
    },
    closed(connection, event) {
      open.delete(connection);
      if (asked.delete(connection) && event.by === 'client') report.exercised(event);
    },
  });
};

/** Follows what a client does after the server said OUT with a reason. */
function afterOut(
  reason: string,
  returned: (options: {
    readonly report: Parameters<Observer>[0];
    readonly event: TraceEvent;
    readonly connection: ClientConnection;
    /** Of the client's first connection in the trace. */
    readonly first: string | undefined;
  }) => void,
  also: { readonly ended?: (report: Parameters<Observer>[0], event: TraceEvent) => void } = {},
): Observer {
  return (report, context) => {
    const ending = new Set<ClientConnection>();
    let first: string | undefined;
    let isOut = false;
    return watchClient(context, {
      given({ command, connection }) {
        if (command?.name !== 'OUT' || command.parameters[0] !== reason) return;
        ending.add(connection);
        isOut = true;
      },
      opened(connection, event) {
        if (!isLoginService(connection)) return;
        first ??= connection.service;
        if (isOut) returned({ report, event, connection, first });
        isOut = false;
      },
      asked([method]) {
        if (method === 'login') isOut = false;
      },
      over() {
        isOut = false;
      },
      closed(connection, event) {
        if (ending.delete(connection)) also.ended?.(report, event);
      },
    });
  };
}

/** C-OUT-02: OUT OTH ends the session; the client does not come back of itself. */
export const cOut02: Observer = (report, context) => {
  const ended = new WeakMap<ClientConnection, number>();
  const comesBack = afterOut(
    'OTH',
    ({ event }) =>
      report.violation(event, 'After `OUT OTH` the client should not come back of itself, and it did.', {
        level: 'SHOULD',
      }),
    { ended: (_report, event) => report.exercised(event) },
  )(report, context);
  const goesOn = watchClient(context, {
    given({ command, connection, event }) {
      if (command?.name === 'OUT' && command.parameters[0] === 'OTH') ended.set(connection, event.index);
    },
    request({ connection, event, answer }) {
      const since = ended.get(connection);
      if (since === undefined || answer === undefined || answer.challenge.event.index < since) return;
      ended.delete(connection);
      report.violation(event, '`OUT OTH` should end the session, and the client went on.');
    },
  });
  return (event) => {
    comesBack(event);
    goesOn(event);
  };
};

/** C-OUT-03: after OUT SSD the way back begins at the first server. */
export const cOut03 = afterOut('SSD', ({ report, event, connection, first }) => {
  if (connection.service === first) report.exercised(event);
  else
    report.violation(
      event,
      'After `OUT SSD` the client should begin at its first server, and it called at another one.',
    );
});

export const keepaliveObservers: ObserverTable = {
  'C-PNG-01': cPng01,
  'C-PNG-02': cPng02,
  'C-PNG-03': cPng03,
  'C-OUT-01': cOut01,
  'C-OUT-02': cOut02,
  'C-OUT-03': cOut03,
};
