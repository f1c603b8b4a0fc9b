import { maxClientId } from '../../../codec';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { survives } from '../shared/survives';
import { type ClientConnection, type ClientRequest, type Given, watchClient } from '../shared/watch-client';
import { accountKey, isAccount, isNumber, sameAccount, sameText } from '../shared/words';

/** The account of a line of presence; undefined for everything else. */
function present({ command }: Given): string | undefined {
  if (command === undefined) return undefined;
  const account =
    command.name === 'FLN'
      ? command.parameters[0]
      : command.name === 'NLN' || command.name === 'ILN'
        ? command.parameters[1]
        : undefined;
  return isAccount(account) ? account : undefined;
}

/** C-PRS-01: ILN is taken, whatever comes in between. */
export const cPrs01 = survives({
  what: 'ILN',
  weight: 0,
  meant: (given) => given.command?.name === 'ILN' && present(given) !== undefined,
});

/** C-PRS-02: presence of somebody unknown does no harm. */
export const cPrs02 = survives({
  what: 'Presence of an account that is in no list',
  weight: 2,
  meant: (given) => given.connection.book.knows(present(given) ?? '') === false && present(given) !== undefined,
});

/** C-PRS-03: NLN and FLN may come at any time. */
export const cPrs03 = survives({
  what: 'NLN or FLN',
  weight: 0,
  meant: (given) => given.command?.name !== 'ILN' && given.command?.trid === undefined && present(given) !== undefined,
});

/** C-PRS-04: client ids have 32 bits. */
export const cPrs04 = survives({
  what: 'A client id above 2147483647',
  weight: 3,
  meant(given) {
    const clientId = given.command?.parameters[3];
    return present(given) !== undefined && isNumber(clientId) && Number(clientId) > maxClientId / 2;
  },
});

/** C-PRS-06: an account may begin with digits. */
export const cPrs06 = survives({
  what: 'An account that begins with digits',
  weight: 5,
  meant(given) {
    const { name, trid, parameters } = given.command ?? { name: '', parameters: [] };
    const isRemoval = name === 'REM' && trid === 0 && parameters[0] === 'RL';
    const account = isRemoval ? parameters[2] : name === 'JOI' || name === 'BYE' ? parameters[0] : present(given);
    return name !== 'ILN' && isAccount(account) && /^\d/.test(account);
  },
});

/** C-PRS-07: ILN may bear any transaction id. */
export const cPrs07: Observer = (report, context) => {
  const used = new WeakMap<ClientConnection, Set<number>>();
  const track = watchClient(context, {
    request({ command, connection }: ClientRequest) {
      const isOne = command.name === 'CHG' || command.name === 'ADD';
      if (!isOne || command.trid === undefined) return;
      const known = used.get(connection) ?? new Set();
      used.set(connection, known);
      if (known.size < 10_000) known.add(command.trid);
    },
  });
  const taken = survives({
    what: 'ILN with a transaction id of no request',
    weight: 4,
    meant: (given) =>
      given.command?.name === 'ILN' &&
      present(given) !== undefined &&
      used.get(given.connection)?.has(given.command.trid ?? -1) !== true,
  })(report, context);
  return (event) => {
    track(event);
    taken(event);
  };
};

/** C-PRS-05: a contact's new name may be followed, or not. */
export const cPrs05: Observer = (report, context) => {
  interface Change {
    readonly account: string;
    readonly name: string;
    readonly connection: ClientConnection;
  }
  const open = new Map<string, Change>();
  const wished = new Set<string>();
  return watchClient(context, {
    asked(action) {
      const [method, account] = action;
      if (method === 'renameContact' && account !== undefined && wished.size < 1000) wished.add(accountKey(account));
    },
    given(given) {
      const account = present(given);
      const name = given.command?.parameters[2];
      if (given.command?.name !== 'NLN' || account === undefined || name === undefined) return;
      const { book } = given.connection;
      const known = book.nameOf(account);
      if (book.isOn('FL', account) !== true || known === undefined || sameText(known, name)) return;
      if (open.size < 1000) open.set(accountKey(account), { account, name, connection: given.connection });
    },
    request({ command, connection, event }) {
      const [account = '', name] = command.parameters;
      const change = open.get(accountKey(account));
      if (command.name !== 'REA' || change === undefined || !sameAccount(account, change.account)) return;
      if (change.connection !== connection || wished.has(accountKey(account)) || !sameText(name, change.name)) return;
      open.delete(accountKey(account));
      report.variant(event, 'follows the name');
    },
    closed(connection, event) {
      for (const [key, change] of open) {
        if (change.connection !== connection) continue;
        open.delete(key);
        if (!wished.has(key)) report.variant(event, 'keeps the name');
      }
    },
  });
};

export const presenceObservers: ObserverTable = {
  'C-PRS-01': cPrs01,
  'C-PRS-02': cPrs02,
  'C-PRS-03': cPrs03,
  'C-PRS-04': cPrs04,
  'C-PRS-05': cPrs05,
  'C-PRS-06': cPrs06,
  'C-PRS-07': cPrs07,
};
