import type { List } from '../../../codec';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { survives } from '../shared/survives';
import { hasRawSpace } from '../shared/text-parameter';
import { type ClientConnection, type ClientRequest, type Given, watchClient } from '../shared/watch-client';
import { accountKey, isAccount, isNumber, shown, shownWords, wireLength } from '../shared/words';

function everyRequest(
  names: readonly string[],
  judge: (report: Parameters<Observer>[0], request: ClientRequest) => void,
): Observer {
  return (report, context) =>
    watchClient(context, {
      request(request) {
        if (names.includes(request.command.name)) judge(report, request);
      },
    });
}

/** C-LST-01: ADD has the account and a nickname, and a group only with FL. */
export const cLst01 = everyRequest(['ADD'], (report, { command, event }) => {
  const [list = '', account, nickname, group, ...more] = command.parameters;
  // RL is left to C-LST-02, a raw space in the nickname to X-ENC-01.
  if (list === 'RL' || hasRawSpace(command, 'client')) return;
  const should =
    list === 'FL'
      ? '`ADD … FL` should have an account, a nickname and at most one group'
      : 'ADD should have AL or BL, an account and a nickname, and no group';
  const isShort = !isAccount(account) || nickname === undefined;
  const isLong = group !== undefined && (list !== 'FL' || !isNumber(group) || more.length > 0);
  if (!['FL', 'AL', 'BL'].includes(list) || isShort || isLong)
    report.violation(event, `${should}, and ${shownWords(['ADD', ...command.parameters])} came.`);
  else report.exercised(event);
});

/** C-LST-02: RL is the server's. */
export const cLst02 = everyRequest(['ADD', 'REM'], (report, { command, event }) => {
  if (command.parameters[0] === 'RL') report.violation(event, `${command.name} should not be sent for RL, and it was.`);
  else report.exercised(event);
});

/** C-LST-03: whoever is on AL leaves it before entering BL. */
export const cLst03: Observer = (report, context) => {
  /** Accounts that were on AL when the client took them off, by connection. */
  const removed = new WeakMap<ClientConnection, Set<string>>();
  return watchClient(context, {
    request({ command, connection, event }) {
      const [list, account = ''] = command.parameters;
      const known = removed.get(connection) ?? new Set();
      removed.set(connection, known);
      const key = accountKey(account);
      if (
        command.name === 'REM' &&
        list === 'AL' &&
        connection.book.isOn('AL', account) === true &&
        known.size < 10_000
      )
        known.add(key);
      else if (command.name === 'ADD' && list === 'AL') known.delete(key);
      else if (command.name === 'ADD' && list === 'BL') {
        if (known.delete(key)) report.exercised(event);
        else if (connection.book.isOn('AL', account) === true)
          report.violation(event, `${shown(account)} is on AL and should be taken off it before ADD BL.`);
      }
    },
  });
};

function isUnasked({ command, answers }: Given, lists: readonly (List | string)[]): boolean {
  return (
    (command?.name === 'ADD' || command?.name === 'REM') &&
    command.trid === 0 &&
    answers === undefined &&
    lists.includes(command.parameters[0] ?? '')
  );
}

/** C-LST-04: others may add and remove us at any time. */
export const cLst04 = survives({
  what: '`ADD 0 RL` or `REM 0 RL`',
  weight: 1,
  meant: (given) => isUnasked(given, ['RL']),
});

/** C-LST-05: whoever adds us is put on AL or BL. That nobody is asked cannot be seen. */
export const cLst05: Observer = (report, context) => {
  const open = new WeakMap<ClientConnection, Set<string>>();
  const wished = new Set<string>();
  return watchClient(context, {
    asked(action) {
      for (const word of action) if (isAccount(word) && wished.size < 1000) wished.add(accountKey(word));
    },
    given(given) {
      const { command, connection } = given;
      if (command?.name !== 'ADD' || !isUnasked(given, ['RL'])) return;
      const account = command.parameters.find(isAccount);
      if (account === undefined || connection.book.gtc !== 'A') return;
      if (connection.book.isOn('AL', account) !== false || connection.book.isOn('BL', account) !== false) return;
      const known = open.get(connection) ?? new Set();
      open.set(connection, known);
      if (known.size < 10_000) known.add(accountKey(account));
    },
    request({ command, connection, event }) {
      const [list = '', account = ''] = command.parameters;
      const key = accountKey(account);
      if (command.name !== 'ADD' || !['AL', 'BL'].includes(list) || wished.has(key)) return;
      if (open.get(connection)?.delete(key) === true) report.exercised(event);
    },
  });
};

/** C-LST-06: an answer belongs to its transaction id, not to the oldest request. */
export const cLst06 = survives({
  what: 'An answer that comes before the answer to an earlier request',
  weight: 1,
  meant: ({ answers, connection }) => {
    if (answers === undefined || connection.onlineSince === undefined) return false;
    const first = connection.open.find(({ command }) => isAlwaysAnswered(command.name));
    return isAlwaysAnswered(answers.command.name) && first !== undefined && first !== answers;
  },
});

function isAlwaysAnswered(name: string): boolean {
  return ['SYN', 'CHG', 'ADD', 'REM', 'REA', 'ADG', 'REG', 'RMG', 'GTC', 'BLP', 'PRP', 'XFR', 'URL'].includes(name);
}

const edits = ['ADD', 'REM', 'REA', 'ADG', 'REG', 'RMG', 'GTC', 'BLP', 'PRP'];

/** C-LST-07: an error to an edit is no reason to leave. */
export const cLst07 = survives({
  what: 'An error to a list edit',
  weight: 2,
  meant: ({ command, answers }) =>
    command !== undefined && /^2\d\d$/.test(command.name) && edits.includes(answers?.command.name ?? ''),
});

/** C-LST-08: a word too many behind an answer to ADD AL does no harm. */
export const cLst08 = survives({
  what: 'An answer to ADD AL or BL with a further word',
  weight: 4,
  meant: ({ command }) =>
    command?.name === 'ADD' && ['AL', 'BL'].includes(command.parameters[0] ?? '') && command.parameters.length > 4,
});

/** Bytes of an encoded name. */
const longestName = 387;

/** C-LST-09: no name over 387 bytes is sent. */
export const cLst09: Observer = (report, context) => {
  let isTempted = false;
  return watchClient(context, {
    asked([method = '', ...words]) {
      if (!['setName', 'renameContact', 'addContact'].includes(method)) return;
      isTempted = words.some((word) => wireLength(encodeURIComponent(word)) > longestName);
    },
    request({ command, connection, event }) {
      const { name, parameters } = command;
      if (connection.service === 'switchboard') return;
      const text = name === 'ADD' ? parameters[2] : name === 'REA' ? parameters[1] : undefined;
      if (text === undefined) {
        if (isTempted && (name === 'QRY' || name === 'OUT')) settle(event);
      } else if (wireLength(text) > longestName) {
        isTempted = false;
        report.violation(
          event,
          `The name in ${name} should have at most ${longestName} bytes, and it has ${wireLength(text)}.`,
        );
      } else if (isTempted || wireLength(text) > longestName / 2) settle(event);
    },
  });

  function settle(event: ClientRequest['event']): void {
    isTempted = false;
    report.exercised(event);
  }
};

/** C-LST-10: changes that were made elsewhere are taken. */
export const cLst10 = survives({
  what: '`ADD 0` or `REM 0` of FL, AL or BL',
  weight: 2,
  meant: (given) => isUnasked(given, ['FL', 'AL', 'BL']),
});

/** C-LST-11: ADD FL names a group. */
export const cLst11 = everyRequest(['ADD'], (report, { command, event }) => {
  if (command.parameters[0] !== 'FL' || hasRawSpace(command, 'client')) return;
  if (isNumber(command.parameters[3])) report.exercised(event);
  else report.violation(event, '`ADD … FL` should name a group, 0 if none is wanted, and it named none.');
});

/** C-LST-12: what follows an ADD FL is taken. */
export const cLst12: Observer = (report, context) => {
  const added = new WeakMap<ClientConnection, { readonly trids: Set<number>; readonly accounts: Set<string> }>();
  const track = watchClient(context, {
    request({ command, connection }) {
      const [list, account = ''] = command.parameters;
      if (command.name !== 'ADD' || list !== 'FL' || command.trid === undefined) return;
      const known = added.get(connection) ?? { trids: new Set(), accounts: new Set() };
      added.set(connection, known);
      if (known.trids.size >= 10_000) return;
      known.trids.add(command.trid);
      known.accounts.add(accountKey(account));
    },
  });
  const taken = survives({
    what: 'What follows ADD FL',
    weight: 2,
    meant({ command, connection }) {
      const known = added.get(connection);
      if (known === undefined || command === undefined) return false;
      if (command.name === 'ILN') return command.trid !== undefined && known.trids.has(command.trid);
      return command.name === 'BPR' && known.accounts.has(accountKey(command.parameters.find(isAccount) ?? ''));
    },
  })(report, context);
  return (event) => {
    track(event);
    taken(event);
  };
};

/** C-REA-01: REA has the account and the name. */
export const cRea01 = everyRequest(['REA'], (report, { command, event }) => {
  const [account = '', name, ...more] = command.parameters;
  const should = 'REA should have an account and a name';
  if (name === undefined || more.length > 0)
    report.violation(event, `${should}, and ${shownWords(['REA', ...command.parameters])} came.`);
  else if (isAccount(account)) report.exercised(event);
  // A client of the time encoded it, and the servers took that ([impl:miranda]).
  else if (/^[^%]+%40[^%]+$/.test(account))
    report.violation(event, `${should}, and ${shown(account)} is encoded.`, { level: 'SHOULD' });
  else report.violation(event, `${should}, and ${shown(account)} is no account.`);
});

/** C-GRP-01: groups are named with a closing 0, and called by a number. */
export const cGrp01 = everyRequest(['ADG', 'REG', 'RMG'], (report, { command, event }) => {
  const { name, parameters } = command;
  if (hasRawSpace(command, 'client')) return;
  const forms: Readonly<Record<string, string>> = { ADG: 'name 0', REG: 'id name 0', RMG: 'id' };
  const last = parameters.at(-1);
  const isRight =
    name === 'ADG'
      ? parameters.length === 2 && last === '0'
      : isNumber(parameters[0]) && (name === 'RMG' ? parameters.length === 1 : parameters.length === 3 && last === '0');
  if (isRight) report.exercised(event);
  else report.violation(event, `${name} should be \`${name} … ${forms[name]}\`, and ${shownWords(parameters)} came.`);
});

export const listEditObservers: ObserverTable = {
  'C-LST-01': cLst01,
  'C-LST-02': cLst02,
  'C-LST-03': cLst03,
  'C-LST-04': cLst04,
  'C-LST-05': cLst05,
  'C-LST-06': cLst06,
  'C-LST-07': cLst07,
  'C-LST-08': cLst08,
  'C-LST-09': cLst09,
  'C-LST-10': cLst10,
  'C-LST-11': cLst11,
  'C-LST-12': cLst12,
  'C-REA-01': cRea01,
  'C-GRP-01': cGrp01,
};
