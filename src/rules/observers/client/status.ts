import { isStatus } from '../../../codec';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { type ClientRequest, watchClient } from '../shared/watch-client';
import { isNumber, shown, shownWords } from '../shared/words';

function everyChange(judge: (report: Parameters<Observer>[0], request: ClientRequest) => void): Observer {
  return (report, context) =>
    watchClient(context, {
      request(request) {
        if (request.command.name === 'CHG') judge(report, request);
      },
    });
}

/** C-CHG-01: CHG has one of the eight states. */
export const cChg01 = everyChange((report, { command, event }) => {
  const [status = ''] = command.parameters;
  if (isStatus(status)) report.exercised(event);
  else
    report.violation(
      event,
      `CHG should have one of NLN BSY IDL BRB AWY PHN LUN HDN, and ${shown(status)} came.`,
      // [ietf] and [y111:chg] describe it as a state.
      status === 'FLN' ? { level: 'SHOULD' } : {},
    );
});

/** C-CHG-02: CHG has a decimal client id. */
export const cChg02 = everyChange((report, { command, event }) => {
  const [, clientId] = command.parameters;
  if (isNumber(clientId)) report.exercised(event);
  else
    report.violation(
      event,
      `CHG should have a client id, a number of 32 bits, behind the status, and ${shown(clientId)} came.`,
    );
});

/** C-CHG-03: CHG has no more than that. */
export const cChg03 = everyChange((report, { command, event }) => {
  if (command.parameters.length <= 2) report.exercised(event);
  else report.violation(event, `CHG should have at most two words, and ${shownWords(command.parameters)} came.`);
});

export const statusObservers: ObserverTable = { 'C-CHG-01': cChg01, 'C-CHG-02': cChg02, 'C-CHG-03': cChg03 };
