import type { DecodedCommand } from '../../../codec';
import type { CommandEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { clientHandles } from '../shared/client-fence';
import { type Request, watchExchanges } from '../shared/watch-exchanges';
import { shownWords } from '../shared/words';

function isError(command: DecodedCommand): boolean {
  return /^\d{3}$/.test(command.name);
}

const received = clientHandles(
  (item) => item.kind === 'command' && isError(item) && (item.trid === undefined || item.parameters.length > 0),
  'behind an error line with further words, or without a transaction id,',
);

const sent: Observer = (report, context) => {
  /** Requests that an error without a transaction id may have answered. */
  const suspects = new Map<Request, CommandEvent>();
  return watchExchanges(context, {
    any(event) {
      if (event.kind !== 'command' || event.from !== 'server' || !isError(event.command)) return;
      report.exercised(event);
      const { parameters } = event.command;
      if (parameters.length === 0) return;
      const message = `An error should be its number and a transaction id, and further words came: ${shownWords(parameters)}.`;
      // [ietf] permits a description behind it.
      report.violation(event, message, { level: 'SHOULD' });
    },
    unasked(command, event, { open, sent: requests }) {
      if (!isError(command)) return;
      const [only] = open;
      if (command.trid === undefined) {
        if (only !== undefined && open.length === 1 && only.command.trid !== undefined) suspects.set(only, event);
      } else if (![...requests.values()].some((request) => request.command.trid === command.trid))
        report.violation(
          event,
          `An error should bear the transaction id of the request that it answers, and no request had ${command.trid}.`,
          command.trid === 0 ? { level: 'SHOULD' } : {},
        );
    },
    outcome(request, outcome) {
      const error = suspects.get(request);
      suspects.delete(request);
      if (error !== undefined && outcome.kind === 'missing')
        report.violation(
          error,
          `An error that answers ${request.command.name} should bear its transaction id, and it came without one.`,
        );
    },
  });
};

/** X-ERR-01: an error is three digits and the transaction id of the request that it answers; more, or less, is tolerated. */
export const xErr01: Observer = (report, context) => (context.role === 'client' ? received : sent)(report, context);

export const errorLineObservers: ObserverTable = { 'X-ERR-01': xErr01 };
