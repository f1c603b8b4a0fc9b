import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { type ClientConnection, watchClient } from '../shared/watch-client';

/** C-TRI-01: every command but OUT and PNG has a transaction id. */
export const cTri01: Observer = (report, context) =>
  watchClient(context, {
    request({ command: { name, trid, parameters }, event }) {
      if (name === 'PNG') return;
      if (name === 'OUT') {
        // A habit of known clients.
        if (trid !== undefined || parameters.length > 0)
          report.violation(event, 'OUT should stand alone on its line, and a word came behind it.', {
            level: 'SHOULD',
          });
        return;
      }
      report.exercised(event);
      if (trid === undefined)
        report.violation(
          event,
          `Behind ${name} a transaction id from 0 to 4294967295 should stand, and none came.`,
          name === 'BYE' ? { level: 'SHOULD' } : {},
        );
    },
  });

/** C-TRI-02: open requests have distinct transaction ids, and none has 0. Clients that begin to count at 0 are known and do no harm. */
export const cTri02: Observer = (report, context) => {
  const begun = new WeakSet<ClientConnection>();
  return watchClient(context, {
    request({ command: { name, trid }, connection, event }) {
      const isFirst = !begun.has(connection);
      begun.add(connection);
      if (trid === undefined || name === 'OUT') return;
      report.exercised(event);
      const other = connection.open.find(({ command }) => command.trid === trid);
      if (trid === 0 && !isFirst) report.violation(event, `The transaction id of ${name} should not be 0, and it is.`);
      else if (other !== undefined)
        report.violation(
          event,
          `${name} should have a transaction id of its own, and ${trid} is that of ${other.command.name}, which is not answered yet.`,
        );
    },
  });
};

export const transactionIdObservers: ObserverTable = { 'C-TRI-01': cTri01, 'C-TRI-02': cTri02 };
