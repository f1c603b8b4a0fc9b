import { forms } from '../../../codec';
import type { ObserverTable } from '../observer-table';
import { survives } from '../shared/survives';
import { type Given, knownErrors } from '../shared/watch-client';

const serverCommands: ReadonlySet<string> = new Set(
  forms.filter(({ from }) => from === 'server').map(({ name }) => name),
);

function isError({ command }: Given): boolean {
  return command !== undefined && /^\d{3}$/.test(command.name);
}

/** C-UNK-01: an unknown command is ignored. */
export const cUnk01 = survives({
  what: 'An unknown command',
  weight: 4,
  meant: (given) =>
    given.command !== undefined &&
    /^[A-Z]{3}$/.test(given.command.name) &&
    given.command.payload === undefined &&
    !serverCommands.has(given.command.name),
});

/** C-ERR-01: errors of unknown numbers, or that answer nothing, do no harm. */
export const cErr01 = survives({
  what: 'An error of an unknown number, or to no open request',
  weight: 3,
  meant: (given) =>
    isError(given) &&
    given.connection.onlineSince !== undefined &&
    given.command?.trid !== undefined &&
    (given.answers === undefined || !knownErrors.has(given.command.name)),
});

/** C-ERR-02: nor do errors without a transaction id, or with further words. */
export const cErr02 = survives({
  what: 'An error without a transaction id, or with further words',
  weight: 4,
  meant: (given) =>
    isError(given) &&
    given.connection.onlineSince !== undefined &&
    (given.command?.trid === undefined || given.command.parameters.length > 0),
});

/** C-SB-16: without a switchboard the session goes on. */
export const cSb16 = survives({
  what: 'Error 913 to XFR SB',
  weight: 2,
  meant: ({ command, answers }) => command?.name === '913' && answers?.command.name === 'XFR',
});

export const robustnessObservers: ObserverTable = {
  'C-UNK-01': cUnk01,
  'C-ERR-01': cErr01,
  'C-ERR-02': cErr02,
  'C-SB-16': cSb16,
};
