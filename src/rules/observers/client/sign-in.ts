import type { Observer, Report } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { survives } from '../shared/survives';
import { type ClientConnection, type ClientRequest, type Given, watchClient } from '../shared/watch-client';
import { watchTransfers } from '../shared/watch-transfers';
import { isAccount, sameAccount, shown, shownWords } from '../shared/words';
import { isLoginService } from './version';

/** Judges what comes directly behind a command of the login, as far as the server gave no reason to stop. */
function nextStep(after: string, judge: (report: Report, next: ClientRequest) => void): Observer {
  return (report, context) => {
    const waiting = new Set<ClientConnection>();
    return watchClient(context, {
      request(request) {
        const { command, connection } = request;
        // INF is the business of C-CVR-04.
        if (!isLoginService(connection) || connection.onlineSince !== undefined || command.name === 'INF') return;
        const isNext = waiting.delete(connection);
        if (command.name === after) waiting.add(connection);
        if (isNext && !connection.excused && command.name !== 'OUT') judge(report, request);
      },
      closed: (connection) => waiting.delete(connection),
    });
  };
}

/** C-CVR-01: CVR with eight words comes behind VER. */
export const cCvr01 = nextStep('VER', (report, { command, event }) => {
  const { name, parameters } = command;
  const should = 'Behind VER should come CVR with eight words, the last being the account, and';
  if (name !== 'CVR') report.violation(event, `${should} ${shown(name)} came.`);
  else if (parameters.length !== 8) report.violation(event, `${should} ${parameters.length} came.`);
  else if (!isAccount(parameters[7])) report.violation(event, `${should} the last is ${shown(parameters[7])}.`);
  else report.exercised(event);
});

/** C-CVR-02: locale and version of the client. */
export const cCvr02: Observer = (report, context) =>
  watchClient(context, {
    request({ command, event }) {
      if (command.name !== 'CVR' || command.parameters.length !== 8) return;
      const [locale = '', , , , , version = ''] = command.parameters;
      if (!/^0x[0-9a-fA-F]{4}$/.test(locale))
        report.violation(event, `The locale in CVR should be 0x and four digits, and ${shown(locale)} came.`);
      else if (!/^\d+(\.\d+)*$/.test(version))
        report.violation(event, `The client version in CVR should be dotted digits, and ${shown(version)} came.`);
      else report.exercised(event);
    },
  });

/** C-CVR-03: any answer to CVR with a minimum that the client meets lets the login go on. */
export const cCvr03 = survives({
  what: 'An answer to CVR whose minimum is not above the own version',
  weight: 0,
  meant({ command, answers }) {
    if (command?.name !== 'CVR' || answers?.command.name !== 'CVR') return false;
    const count = command.parameters.length;
    const own = numbersOf(answers.command.parameters[5]);
    const least = numbersOf(command.parameters[2]);
    return (count === 4 || count === 5) && own !== undefined && least !== undefined && !isAbove(least, own);
  },
});

function numbersOf(version = ''): readonly number[] | undefined {
  const digits = /^[a-z]*(\d+(?:\.\d+)*)$/i.exec(version)?.[1];
  return digits?.split('.').map(Number);
}

function isAbove(one: readonly number[], other: readonly number[]): boolean {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** C-CVR-04: no INF. */
export const cCvr04: Observer = (report, context) =>
  watchClient(context, {
    request({ command, event, connection }) {
      if (!isLoginService(connection)) return;
      if (command.name === 'INF') report.violation(event, 'INF should not be sent in MSNP8, and it came.');
      else if (command.name === 'CVR') report.exercised(event);
    },
  });

/** C-USR-01: USR TWN I with the account comes behind CVR. */
export const cUsr01 = nextStep('CVR', (report, { command, event }) => {
  const { name, parameters } = command;
  const [scheme, step, account, ...more] = parameters;
  const isRight = name === 'USR' && scheme === 'TWN' && step === 'I' && isAccount(account) && more.length === 0;
  if (isRight) report.exercised(event);
  else
    report.violation(
      event,
      `Behind CVR should come \`USR … TWN I account\`, and ${name === 'USR' ? shownWords([name, ...parameters]) : shown(name)} came.`,
    );
});

/** C-USR-02: one command, one answer until the login is through. */
export const cUsr02: Observer = (report, context) => {
  const steps = ['VER', 'CVR', 'USR'];
  return watchClient(context, {
    request({ command, connection, event }) {
      if (!isLoginService(connection) || connection.provoked || command.name === 'OUT') return;
      // No answer can be told from others without a transaction id.
      const waiting = connection.open.find(
        (request) => steps.includes(request.command.name) && request.command.trid !== undefined,
      );
      if (waiting !== undefined)
        report.violation(
          event,
          `Nothing should be sent before the answer to ${waiting.command.name}, and ${shown(command.name)} came.`,
        );
    },
    given({ answers, connection, event }) {
      if (answers === undefined || !steps.includes(answers.command.name) || !isLoginService(connection)) return;
      if (connection.open.every((request) => request === answers)) report.exercised(event);
    },
  });
};

/** C-USR-03: one account in CVR and in every USR I of a login. */
export const cUsr03: Observer = (report, context) => {
  const named = new WeakMap<ClientConnection, string>();
  return watchTransfers(
    context,
    {
      arrived({ from }, _event, to) {
        if (from.claimed !== undefined) named.set(to, from.claimed);
      },
    },
    {
      request({ command, connection, event }) {
        const { name, parameters } = command;
        const isUser = name === 'USR' && parameters[1] === 'I';
        const account = name === 'CVR' ? parameters[7] : isUser ? parameters[2] : undefined;
        if (account === undefined || !isLoginService(connection)) return;
        const known = named.get(connection);
        if (known === undefined) named.set(connection, account);
        else if (!sameAccount(known, account))
          report.violation(
            event,
            `One login should name one account, and ${name} has ${shown(account)} after ${shown(known)}.`,
          );
        else if (isUser) report.exercised(event);
      },
    },
  );
};

/** C-AUT-08: an error to USR ends the login. */
export const cAut08: Observer = (report, context) => {
  const refused = new Set<ClientConnection>();
  const ofLogin = ['VER', 'CVR', 'USR', 'OUT', 'PNG'];
  return watchClient(context, {
    given({ command, answers, connection }) {
      if (command === undefined || !/^\d{3}$/.test(command.name) || answers?.command.name !== 'USR') return;
      // What was sent ahead says nothing, nor does what may still be on its way behind it.
      if (isLoginService(connection) && connection.open.every((request) => request === answers))
        refused.add(connection);
    },
    request({ command, connection, event }) {
      if (ofLogin.includes(command.name) || !refused.delete(connection)) return;
      report.violation(event, `An error to USR should end the login, and ${shown(command.name)} came.`);
    },
    closed(connection, event) {
      if (refused.delete(connection)) report.exercised(event);
    },
  });
};

function isOk({ command, answers, connection }: Given): boolean {
  if (command?.name !== 'USR' || answers?.command.name !== 'USR' || !isLoginService(connection)) return false;
  const [ok, account, , verified = '', restricted = '', ...more] = command.parameters;
  return ok === 'OK' && isAccount(account) && /^[01]$/.test(verified) && /^[01]$/.test(restricted) && more.length === 0;
}

function hasUsualFlags({ command }: Given): boolean {
  return command?.parameters[3] === '1' && command.parameters[4] === '0';
}

const takesUsualOk = survives({
  what: '`USR … OK account name 1 0`',
  weight: 0,
  meant: (given) => isOk(given) && hasUsualFlags(given),
});
const takesOtherFlags = survives({
  what: '`USR … OK account name verified restricted` with other flags than 1 and 0',
  weight: 2,
  meant: (given) => isOk(given) && !hasUsualFlags(given),
});

/** C-AUT-09: USR OK leads on. */
export const cAut09: Observer = (report, context) => {
  const watchers = [takesUsualOk(report, context), takesOtherFlags(report, context)];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

export const signInObservers: ObserverTable = {
  'C-CVR-01': cCvr01,
  'C-CVR-02': cCvr02,
  'C-CVR-03': cCvr03,
  'C-CVR-04': cCvr04,
  'C-USR-01': cUsr01,
  'C-USR-02': cUsr02,
  'C-USR-03': cUsr03,
  'C-AUT-08': cAut08,
  'C-AUT-09': cAut09,
};
