import type { DecodedCommand } from '../../../codec';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { survives } from '../shared/survives';
import { type ClientConnection, type Given, watchClient } from '../shared/watch-client';
import { shown, shownWords } from '../shared/words';

/** Whether it is a connection on which a login begins. */
export function isLoginService({ service }: ClientConnection): boolean {
  return service === 'dispatch' || service === 'notification';
}

/** Judges the first command on each connection to a dispatch or notification server. */
function firstCommand(
  judge: (
    report: Parameters<Observer>[0],
    first: Parameters<NonNullable<Parameters<typeof watchClient>[1]['request']>>[0],
  ) => void,
): Observer {
  return (report, context) => {
    const begun = new WeakSet<ClientConnection>();
    return watchClient(context, {
      request(request) {
        if (begun.has(request.connection) || !isLoginService(request.connection)) return;
        begun.add(request.connection);
        judge(report, request);
      },
    });
  };
}

/** C-VER-01: VER with a transaction id and MSNP8 comes first. */
export const cVer01 = firstCommand((report, { command, event }) => {
  const should = 'A connection should begin with `VER trid … MSNP8 …`, and';
  if (command.name !== 'VER') report.violation(event, `${should} ${shown(command.name)} came.`);
  else if (command.trid === undefined) report.violation(event, `${should} VER came without a transaction id.`);
  else if (!command.parameters.includes('MSNP8'))
    report.violation(event, `${should} VER came with ${shownWords(command.parameters)}.`);
  else report.exercised(event);
});

/** C-VER-02: CVR0 is offered last. */
export const cVer02 = firstCommand((report, { command, event }) => {
  if (command.name !== 'VER') return;
  if (command.parameters.at(-1) === 'CVR0') report.exercised(event);
  else
    report.violation(event, `CVR0 should be the last word of VER, and it came with ${shownWords(command.parameters)}.`);
});

function isReply({ command, answers }: Given, fits: (words: readonly string[]) => boolean): boolean {
  return command?.name === 'VER' && answers?.command.name === 'VER' && fits(command.parameters);
}

/** C-VER-03: the offered list is a right answer to VER. */
export const cVer03 = survives({
  what: 'The answer `VER … MSNP8 CVR0`',
  weight: 0,
  meant: (given) =>
    isReply(given, ([first, second, ...more]) => first === 'MSNP8' && second === 'CVR0' && more.length === 0),
});

/** C-VER-04: in another order too. */
export const cVer04 = survives({
  what: 'The answer `VER … CVR0 MSNP8`',
  weight: 3,
  meant: (given) => isReply(given, (words) => words.indexOf('MSNP8') > 0 && words[0] !== '0'),
});

/** C-VER-07: the dialect alone is a right answer too. */
export const cVer07 = survives({
  what: 'The answer `VER … MSNP8`',
  weight: 3,
  meant: (given) => isReply(given, (words) => words.length === 1 && words[0] === 'MSNP8'),
});

/** A reply to VER upon which the login must not go on. */
function stopsLogin(options: {
  readonly isMeant: (reply: DecodedCommand, offer: readonly string[]) => boolean;
  readonly reason: string;
}): Observer {
  return (report, context) => {
    const refused = new Set<ClientConnection>();
    return watchClient(context, {
      given({ command, answers, connection }) {
        if (command?.name !== 'VER' || answers?.command.name !== 'VER') return;
        // Whoever sends the whole login in one go could not know.
        const isAhead = connection.open.some((request) => request.command.name !== 'VER');
        if (!isAhead && options.isMeant(command, answers.command.parameters)) refused.add(connection);
      },
      request({ command, connection, event }) {
        if (!refused.has(connection) || (command.name !== 'CVR' && command.name !== 'USR')) return;
        refused.delete(connection);
        report.violation(event, `${options.reason} the login should stop, and ${command.name} came.`);
      },
      closed(connection, event) {
        if (refused.delete(connection)) report.exercised(event);
      },
    });
  };
}

/** C-VER-05: `VER n 0` ends the login. */
export const cVer05 = stopsLogin({
  isMeant: ({ parameters }) => parameters[0] === '0',
  reason: 'Upon `VER … 0`',
});

/** C-VER-06: a dialect that was not offered ends the login. */
export const cVer06 = stopsLogin({
  isMeant: ({ parameters }, offer) =>
    parameters[0] !== '0' &&
    !parameters.includes('MSNP8') &&
    parameters.some((word) => word !== 'CVR0') &&
    parameters.every((word) => word === 'CVR0' || !offer.includes(word)),
  reason: 'Upon another dialect than those offered',
});

export const versionObservers: ObserverTable = {
  'C-VER-01': cVer01,
  'C-VER-02': cVer02,
  'C-VER-03': cVer03,
  'C-VER-04': cVer04,
  'C-VER-05': cVer05,
  'C-VER-06': cVer06,
  'C-VER-07': cVer07,
};
