import type { TraceEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { survives } from '../shared/survives';
import { type ClientConnection, type ClientRequest, type Given, watchClient } from '../shared/watch-client';
import { accountKey, isNumber, shown, shownWords } from '../shared/words';

/** C-SYN-01: SYN with one number comes after USR OK. */
export const cSyn01: Observer = (report, context) => {
  const begun = new WeakSet<ClientConnection>();
  /** Connections on which the client became visible; true once it has been seen to go on. */
  const visible = new Map<ClientConnection, { isSettled: boolean }>();
  const should = 'SYN with one number should come after `USR … OK`, and';
  return watchClient(context, {
    request({ command, connection, event }) {
      const { name, parameters } = command;
      if (name === 'CHG' && connection.onlineSince !== undefined && !begun.has(connection) && !visible.has(connection))
        visible.set(connection, { isSettled: false });
      if (name === 'OUT') missing(connection, event);
      if (name !== 'SYN' || begun.has(connection)) return;
      begun.add(connection);
      visible.delete(connection);
      if (connection.onlineSince === undefined) report.violation(event, `${should} it came before.`);
      else if (isNumber(parameters[0])) report.exercised(event);
      else report.violation(event, `${should} ${shownWords(['SYN', ...parameters])} came.`);
    },
    handled(connection, _upTo, event) {
      const known = visible.get(connection);
      if (known !== undefined && event.kind === 'command' && event.command.name === 'QRY') known.isSettled = true;
      if (known !== undefined && event.kind === 'remark') known.isSettled = true;
    },
    closed(connection, event) {
      if (event.by === 'client') missing(connection, event);
      visible.delete(connection);
    },
    over(event) {
      for (const connection of [...visible.keys()]) missing(connection, event);
    },
  });

  function missing(connection: ClientConnection, event: TraceEvent): void {
    if (visible.get(connection)?.isSettled === true) report.violation(event, `${should} none came.`);
    visible.delete(connection);
  }
};

/** C-SYN-02: SYN has one word. */
export const cSyn02: Observer = (report, context) =>
  watchClient(context, {
    request({ command, event }) {
      if (command.name !== 'SYN') return;
      if (command.parameters.length === 1) report.exercised(event);
      else report.violation(event, `SYN should have one word, and ${shownWords(command.parameters)} came.`);
    },
  });

function isShortReply({ command, answers }: Given): boolean {
  return command?.name === 'SYN' && answers?.command.name === 'SYN' && command.parameters.length === 1;
}

/** C-SYN-03: `SYN n v` says that nothing has changed. */
export const cSyn03 = survives({
  what: 'The answer that the list is as the client knows it',
  weight: 3,
  meant: (given) =>
    isShortReply(given) &&
    given.answers?.command.parameters[0] !== '0' &&
    given.answers?.command.parameters[0] === given.command?.parameters[0],
});

/** C-SYN-13: `SYN n v` in answer to SYN 0 does no harm. */
export const cSyn13 = survives({
  what: 'A short answer to SYN 0',
  weight: 3,
  mayLeave: 'cleanly',
  meant: (given) => isShortReply(given) && given.answers?.command.parameters[0] === '0',
});

function isInBlock({ command, connection }: Given, ...names: readonly string[]): boolean {
  return (
    command !== undefined &&
    command.trid === undefined &&
    connection.book.block !== undefined &&
    names.includes(command.name)
  );
}

/** C-SYN-04: the whole block is taken. */
export const cSyn04 = survives({
  what: 'The block behind SYN',
  weight: 0,
  meant: (given) =>
    isInBlock(given, 'GTC', 'BLP', 'PRP', 'LSG', 'LST', 'BPR') ||
    (given.command?.name === 'SYN' && given.command.parameters.length === 3),
});

/** C-SYN-05: nobody need be on the list. */
export const cSyn05: Observer = (report, context) => {
  const empty = new Map<ClientConnection, { readonly isVisible: boolean; isHandled: boolean }>();
  const taken = survives({
    what: 'A block without contacts',
    weight: 2,
    meant: ({ command }) => command?.name === 'SYN' && command.parameters.length === 3 && command.parameters[1] === '0',
  })({ ...report, exercised() {} }, context);
  const waits = watchClient(context, {
    given({ command, connection }) {
      if (command?.name !== 'SYN' || command.parameters.length !== 3 || command.parameters[1] !== '0') return;
      if (!connection.hasLeft) empty.set(connection, { isVisible: wasVisible.has(connection), isHandled: false });
    },
    request({ command, connection, event }) {
      if (command.name !== 'CHG') return;
      wasVisible.add(connection);
      if (empty.delete(connection)) report.exercised(event);
    },
    handled(connection, _upTo, event) {
      const known = empty.get(connection);
      if (known === undefined) return;
      known.isHandled = true;
      if (!known.isVisible) return;
      empty.delete(connection);
      report.exercised(event);
    },
    timeLimit(connection, event) {
      for (const one of connection === undefined ? [...empty.keys()] : [connection]) {
        // One that has not read the block yet is not waiting for LST.
        if (empty.get(one)?.isHandled !== true || one.hasLeft || one.excused) continue;
        empty.delete(one);
        report.violation(event, 'With nobody on the list the client should become visible, and no CHG came.');
      }
    },
    closed: (connection) => empty.delete(connection),
  });
  const wasVisible = new WeakSet<ClientConnection>();
  return (event) => {
    taken(event);
    waits(event);
  };
};

/** C-SYN-06: BPR may stand behind every LST, also behind the last. */
export const cSyn06 = survives({
  what: 'BPR behind LST',
  weight: 1,
  meant: (given) => isInBlock(given, 'BPR') && given.connection.book.block?.contactLines !== 0,
});

function isListed(given: Given): boolean {
  return isInBlock(given, 'LST') && given.command?.parameters[0]?.includes('@') === true;
}

/** C-SYN-07: who is not on FL has a group list, or none. */
export const cSyn07 = survives({
  what: 'LST of somebody who is not on FL, with or without groups',
  weight: 1,
  meant(given) {
    const [, , bits = '', ...groups] = given.command?.parameters ?? [];
    return isListed(given) && isLists(bits) && Number(bits) % 2 === 0 && groups.length <= 1;
  },
});

/** C-SYN-08: a contact may be in several groups. */
export const cSyn08 = survives({
  what: 'LST with several groups',
  weight: 1,
  meant: (given) => isListed(given) && /^\d+(,\d+)+$/.test(given.command?.parameters[3] ?? ''),
});

const knownTypes = new Set(['PHH', 'PHW', 'PHM', 'MOB', 'MBE']);

/** C-SYN-09: PRP and BPR of unknown types are ignored. */
export const cSyn09 = survives({
  what: 'PRP or BPR of an unknown type',
  weight: 3,
  meant: ({ command }) => {
    if (command?.name !== 'PRP' && command?.name !== 'BPR') return false;
    const [first = '', second, third] = command.parameters;
    const isLong = /^\d+$/.test(first);
    const type = command.name === 'BPR' && isLong ? third : command.name === 'PRP' && isLong ? second : first;
    return type !== undefined && !knownTypes.has(type);
  },
});

function isLists(word: string): boolean {
  return /^\d{1,2}$/.test(word) && Number(word) >= 1 && Number(word) <= 15;
}

/** C-SYN-11: a malformed LST does no harm. */
export const cSyn11 = survives({
  what: 'A malformed LST',
  weight: 4,
  meant(given) {
    const [account = '', , bits = ''] = given.command?.parameters ?? [];
    return isInBlock(given, 'LST') && !(account.includes('@') && isLists(bits));
  },
});

/** C-SYN-12: whoever is on RL alone is put on AL or BL. That nobody is asked cannot be seen. */
export const cSyn12: Observer = (report, context) => {
  const wished = new Set<string>();
  return watchClient(context, {
    asked(action) {
      for (const word of action) if (word.includes('@') && wished.size < 1000) wished.add(accountKey(word));
    },
    request({ command, connection, event }: ClientRequest) {
      const [list = '', account = ''] = command.parameters;
      if (command.name !== 'ADD' || !['AL', 'BL'].includes(list) || wished.has(accountKey(account))) return;
      const listed = connection.book.block?.contacts.get(accountKey(account))?.lists;
      if (listed?.has('RL') === true && listed.size === 1 && connection.book.gtc !== 'N') report.exercised(event);
    },
  });
};

/** C-SYN-10: what the client says it has cached is the last version that it was told. */
export const cSyn10: Observer = (report, context) => {
  /** Versions by account, the first of them surely read, the others perhaps. */
  const told = new Map<string, Version[]>();
  const complete = new WeakSet<ClientConnection>();
  return watchClient(context, {
    given({ command, connection, event }) {
      if (command === undefined || connection.account === undefined || connection.hasLeft) return;
      const version = versionOf(command.name, command.parameters);
      if (version === undefined) return;
      const versions = told.get(connection.account) ?? [];
      if (told.size < 100) told.set(connection.account, versions);
      if (versions.length < 1000) versions.push({ ...version, at: event.index, connection });
    },
    handled(connection, upTo) {
      const versions = told.get(connection.account ?? '');
      if (versions === undefined || connection.book.block?.complete === false) return;
      complete.add(connection);
      const last = versions.findLastIndex((one) => one.connection === connection && one.at <= upTo && one.isReply);
      if (last > 0) versions.splice(0, last);
    },
    request({ command, connection, event }) {
      const [cached = ''] = command.parameters;
      const versions = told.get(connection.account ?? '');
      if (command.name !== 'SYN' || command.parameters.length !== 1 || !isNumber(cached) || cached === '0') return;
      const [read] = versions ?? [];
      if (versions === undefined || read === undefined || read.connection === connection) return;
      if (versions.some(({ value }) => value === Number(cached))) report.exercised(event);
      else if (complete.has(read.connection))
        report.violation(
          event,
          `SYN should name the last version that the server gave, ${read.value}, and ${shown(cached)} came.`,
        );
      told.delete(connection.account ?? '');
    },
  });
};

interface Version {
  readonly value: number;
  /** Came with SYN or an answer, not unasked. */
  readonly isReply: boolean;
  readonly at: number;
  readonly connection: ClientConnection;
}

function versionOf(name: string, words: readonly string[]): Pick<Version, 'value' | 'isReply'> | undefined {
  const places: Readonly<Record<string, number>> = {
    ...{ SYN: 0, REA: 0, ADG: 0, REG: 0, RMG: 0, BPR: 0, ADD: 1, REM: 1 },
    ...(words.length > 1 ? { GTC: 0, BLP: 0, PRP: 0 } : {}),
  };
  const place = places[name];
  const word = place === undefined ? undefined : words[place];
  if (!isNumber(word)) return undefined;
  return { value: Number(word), isReply: name !== 'BPR' && words[0] !== 'RL' };
}

export const synchronisationObservers: ObserverTable = {
  'C-SYN-01': cSyn01,
  'C-SYN-02': cSyn02,
  'C-SYN-03': cSyn03,
  'C-SYN-04': cSyn04,
  'C-SYN-05': cSyn05,
  'C-SYN-06': cSyn06,
  'C-SYN-07': cSyn07,
  'C-SYN-08': cSyn08,
  'C-SYN-09': cSyn09,
  'C-SYN-10': cSyn10,
  'C-SYN-11': cSyn11,
  'C-SYN-12': cSyn12,
  'C-SYN-13': cSyn13,
};
