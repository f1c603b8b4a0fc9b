import type { DecodedCommand } from '../../../codec';
import type { CommandEvent, TraceEvent } from '../../../wire';
import type { Observer, ObserverContext } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { replyRule } from '../shared/reply-rules';
import { SyncBlock } from '../shared/sync-block';
import { hasRawSpace } from '../shared/text-parameter';
import { watchAccounts } from '../shared/watch-accounts';
import { type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { accountKey, isAccount, isLaterVersion, isNumber, sameText, shown, shownWords } from '../shared/words';

function isSynchronisation({ command, online, connection }: Request): boolean {
  const isRight = command.name === 'SYN' && command.parameters.length === 1 && isNumber(command.parameters[0]);
  return isRight && online && connection.service !== 'switchboard';
}

/** S-SYN-01: version, number of contacts, number of groups. */
export const sSyn01: Observer = replyRule((request) => {
  if (!isSynchronisation(request)) return undefined;
  const [asked] = request.command.parameters;
  return {
    form: '`SYN version contacts groups`, or `SYN` and the very version where it is current',
    isCertain: true,
    fault({ parameters }) {
      if (!parameters.every(isNumber)) return 'a word is not a number';
      if (parameters.length === 3) return undefined;
      if (parameters.length !== 1) return `${parameters.length} words stand behind the transaction id`;
      if (parameters[0] === asked) return undefined;
      const message = 'the counts of contacts and groups are missing';
      // Microsoft's server answered SYN 0 so while the list was out of reach ([impl:gaim], 2004).
      return asked === '0' ? { message, level: 'SHOULD' } : message;
    },
  };
});

interface Reading {
  readonly block: SyncBlock;
  readonly request: Request;
  readonly event: CommandEvent;
  /** A LST has come in this block. */
  hasContact: boolean;
  hasGroup: boolean;
  hasGtc: boolean;
  hasBlp: boolean;
  isSettled: boolean;
}

interface BlockHandlers {
  begun?(reading: Reading): void;
  /** A command of the block's names, with the block as it was before. `reading` is absent outside of any block. */
  line?(command: DecodedCommand, event: CommandEvent, reading: Reading | undefined): void;
  complete?(reading: Reading, event: TraceEvent): void;
  /** A fence or a time limit came and lines are missing. */
  incomplete?(reading: Reading, event: TraceEvent): void;
  /** A fence or a time limit came behind a complete block: all that belongs to it, and all that came too many, is there. */
  settled?(reading: Reading, event: TraceEvent): void;
}

/** Follows the lists behind each SYN. A block stays known after its last counted line, for what comes too many. */
function watchBlocks(context: ObserverContext, handlers: BlockHandlers): (event: TraceEvent) => void {
  const readings = new Map<ServedConnection, Reading>();
  const settle = (connection: ServedConnection, event: TraceEvent, sentAt: number): void => {
    const reading = readings.get(connection);
    if (reading === undefined || reading.isSettled || reading.request.event.index >= sentAt) return;
    if (reading.block.complete) {
      reading.isSettled = true;
      handlers.settled?.(reading, event);
      return;
    }
    readings.delete(connection);
    handlers.incomplete?.(reading, event);
  };
  return watchExchanges(context, {
    outcome(request, outcome) {
      if (outcome.kind !== 'reply' || !isSynchronisation(request)) return;
      readings.delete(request.connection);
      if (!SyncBlock.announcedBy(outcome.command)) return;
      const reading: Reading = {
        block: new SyncBlock(outcome.command),
        request,
        event: outcome.event,
        hasContact: false,
        hasGroup: false,
        hasGtc: false,
        hasBlp: false,
        isSettled: false,
      };
      readings.set(request.connection, reading);
      handlers.begun?.(reading);
      if (reading.block.complete) handlers.complete?.(reading, outcome.event);
    },
    unasked(command, event, connection) {
      if (!SyncBlock.holds(command) || connection.account === undefined) return;
      const reading = readings.get(connection);
      handlers.line?.(command, event, reading);
      if (reading === undefined) return;
      const wasComplete = reading.block.complete;
      reading.hasContact ||= command.name === 'LST';
      reading.hasGroup ||= command.name === 'LSG';
      reading.hasGtc ||= command.name === 'GTC';
      reading.hasBlp ||= command.name === 'BLP';
      reading.block.add(command);
      if (!wasComplete && reading.block.complete) handlers.complete?.(reading, event);
    },
    fence: settle,
    timeLimit: (connection, event) => settle(connection, event, event.index),
  });
}

/** S-SYN-02: as many LST and LSG lines as announced. */
export const sSyn02: Observer = (report, context) =>
  watchBlocks(context, {
    complete(_reading, event) {
      report.exercised(event);
    },
    line({ name }, event, reading) {
      if (name !== 'LST' && name !== 'LSG') return;
      if (reading === undefined) return;
      const { block } = reading;
      const wanted = name === 'LST' ? block.wantedContacts : block.wantedGroups;
      const seen = name === 'LST' ? block.contactLines : block.groupLines;
      if (seen >= wanted) report.violation(event, `${wanted} ${name} lines were announced, and one more came.`);
    },
    incomplete({ block }, event) {
      report.violation(
        event,
        `${block.wantedContacts} LST and ${block.wantedGroups} LSG lines were announced, and ${block.contactLines} and ${block.groupLines} came.`,
      );
    },
  });

/** S-SYN-03: GTC and BLP before LSG, LSG before LST, BPR behind an LST. */
export const sSyn03: Observer = (report, context) =>
  watchBlocks(context, {
    complete(_reading, event) {
      report.exercised(event);
    },
    line({ name, parameters }, event, reading) {
      if (reading === undefined) return;
      const { block, hasContact, hasGroup, hasGtc, hasBlp } = reading;
      const fault = (what: string): void => report.violation(event, `In the block behind SYN ${what}.`);
      if (name === 'LSG' && !hasGroup && !(hasGtc && hasBlp)) fault('GTC and BLP should come before the first LSG');
      else if (name === 'LSG' && hasContact)
        fault('every LSG should come before the first LST, and this one came later');
      else if ((name === 'GTC' || name === 'BLP') && !block.complete && hasGroup)
        fault(`${name} should come before the first LSG, and it came later`);
      else if (name === 'LST' && !hasContact && block.groupLines < block.wantedGroups)
        fault('every LSG should come before the first LST, and some are missing');
      // A longer BPR names the account that it belongs to and is no line of the block.
      else if (name === 'BPR' && !hasContact && parameters.length <= 2)
        fault('BPR belongs to the LST before it, and none has come');
    },
  });

/** S-SYN-04: no transaction id and no version in the lines of the block. */
export const sSyn04: Observer = (report, context) =>
  watchBlocks(context, {
    line(command, event, reading) {
      if (reading === undefined || reading.block.complete) return;
      if (isPlainLine(command)) report.exercised(event);
      else
        report.violation(
          event,
          `A line of the block should have neither transaction id nor version, and \`${command.name}\` came with ${shownWords([...(command.trid === undefined ? [] : [String(command.trid)]), ...command.parameters])}.`,
        );
    },
  });

function isPlainLine({ name, trid, parameters }: DecodedCommand): boolean {
  if (trid !== undefined) return false;
  const [first = ''] = parameters;
  if (name === 'LSG') return !(isNumber(parameters[1]) && parameters.length > 3);
  return !isNumber(first);
}

/** S-SYN-05: the values of GTC and BLP. */
export const sSyn05: Observer = (report, context) =>
  watchBlocks(context, {
    line({ name, trid, parameters }, event, reading) {
      if (reading === undefined || trid !== undefined || (name !== 'GTC' && name !== 'BLP')) return;
      const allowed = name === 'GTC' ? ['A', 'N'] : ['AL', 'BL'];
      const [value = ''] = parameters;
      if (parameters.length === 1 && allowed.includes(value)) report.exercised(event);
      else report.violation(event, `${name} should be ${allowed.join(' or ')}, and ${shownWords(parameters)} came.`);
    },
  });

/** S-SYN-06: LSG has a number, a name and 0, and group 0 is there. */
export const sSyn06: Observer = (report, context) => {
  const judgeFirstGroup = ({ block }: Reading, event: TraceEvent): void => {
    if (!block.groups.has('0')) report.violation(event, 'Group 0 should be among the groups, and it is not.');
  };
  return watchBlocks(context, {
    line(command, event, reading) {
      // A name with raw spaces is left to X-ENC-01.
      if (reading === undefined || command.name !== 'LSG' || hasRawSpace(command, 'server')) return;
      const { parameters } = command;
      const [id, , zero] = parameters;
      if (parameters.length === 3 && isNumber(id) && zero === '0') report.exercised(event);
      else report.violation(event, `LSG should be a number, a name and 0, and ${shownWords(parameters)} came.`);
    },
    complete(reading, event) {
      if (reading.block.wantedGroups > 0) judgeFirstGroup(reading, event);
    },
    // Where no group was announced one may come all the same: that is S-SYN-02.
    settled(reading, event) {
      if (reading.block.wantedGroups === 0) judgeFirstGroup(reading, event);
    },
  });
};

/** S-SYN-07: account, nickname, lists, and groups that exist. */
export const sSyn07: Observer = (report, context) =>
  watchBlocks(context, {
    line({ name, parameters }, event, reading) {
      if (reading === undefined || name !== 'LST') return;
      const fault = contactFault(parameters, reading.block);
      if (fault === undefined) report.exercised(event);
      else report.violation(event, `LST should be an account, a nickname, a sum of lists and groups: ${fault}.`);
    },
  });

function contactFault(parameters: readonly string[], block: SyncBlock): string | undefined {
  const [account, , sum, groups, ...more] = parameters;
  if (!isAccount(account)) return `${shown(account)} is no account`;
  if (!isNumber(sum) || Number(sum) < 1 || Number(sum) > 15) return `${shown(sum)} is no sum of lists from 1 to 15`;
  if (more.length > 0) return `${parameters.length} words came`;
  if (Number(sum) % 2 === 0) return undefined;
  if (groups === undefined) return 'a contact on the FL has no groups';
  const ids = groups.split(',');
  if (!ids.every(isNumber)) return `${shown(groups)} is no list of groups`;
  // Before all groups have come nothing can be said about them.
  const unknown = block.groupLines >= block.wantedGroups ? ids.find((id) => !block.groups.has(id)) : undefined;
  return unknown === undefined ? undefined : `group ${unknown} was in no LSG`;
}

/** S-SYN-08: whether there is a group field for contacts that are not on the FL. */
export const sSyn08: Observer = (report, context) =>
  watchBlocks(context, {
    line({ name, parameters }, event, reading) {
      const [, , sum, groups] = parameters;
      if (reading === undefined || name !== 'LST' || !isNumber(sum) || Number(sum) % 2 === 1) return;
      report.variant(event, groups === undefined ? 'absent' : 'present');
    },
  });

/** S-SYN-09: one LST for each account. */
export const sSyn09: Observer = (report, context) =>
  watchBlocks(context, {
    line({ name, parameters }, event, reading) {
      const [account = ''] = parameters;
      if (reading === undefined || name !== 'LST') return;
      if (reading.block.contacts.has(accountKey(account)))
        report.violation(event, `There should be one LST for each account, and a second came for ${shown(account)}.`);
      else report.exercised(event);
    },
  });

/** S-SYN-10: nothing but the version where the client has the current one. */
export const sSyn10: Observer = (report, context) => {
  const current = new Set<Request>();
  const short = new Set<ServedConnection>();
  return watchAccounts(context, (accounts) => ({
    request(request) {
      const { account } = request.connection;
      if (!isSynchronisation(request) || account === undefined || request.provoked) return;
      const { version, changedSince } = accounts.of(account);
      if (version === undefined || changedSince > version.since) return;
      if (version.value > 0 && String(version.value) === request.command.parameters[0]) current.add(request);
    },
    outcome(request, outcome) {
      if (!isSynchronisation(request) || outcome.kind !== 'reply') return;
      const { parameters } = outcome.command;
      short.delete(request.connection);
      const [asked] = request.command.parameters;
      const isCurrent = current.delete(request);
      if (parameters.length === 1) {
        short.add(request.connection);
        if (parameters[0] === asked) report.exercised(outcome.event);
      } else if (parameters.length === 3 && (isCurrent || (asked !== '0' && parameters[0] === asked)))
        report.violation(
          outcome.event,
          `Version ${asked} is current, so that \`SYN\` and the version alone should come, and the whole list was announced.`,
        );
    },
    unasked(command, event, connection) {
      if (!short.has(connection) || !['LST', 'LSG', 'GTC', 'BLP'].includes(command.name) || command.trid !== undefined)
        return;
      short.delete(connection);
      report.violation(event, `Nothing should follow \`SYN\` with the version alone, and ${command.name} came.`);
    },
  }));
};

interface Addition {
  readonly contact: string;
  readonly list: 'FL' | 'AL' | 'BL';
  readonly name: string;
}

/** S-SYN-11: what was added is in the next list, with its lists, its groups and its nickname, and in every later one until it is taken away. */
export const sSyn11: Observer = (report, context) => {
  /** Additions that the server confirmed, by account, then by list and contact. */
  const added = new Map<string, Map<string, Addition>>();
  return watchAccounts(context, () => ({
    outcome(request, outcome) {
      const { command, connection } = request;
      const [list, contact, name = ''] = command.parameters;
      if (outcome.kind !== 'reply' || command.name !== 'ADD' || connection.account === undefined) return;
      if ((list !== 'FL' && list !== 'AL' && list !== 'BL') || contact === undefined) return;
      const known = added.get(connection.account) ?? new Map<string, Addition>();
      const addition: Addition = { contact: accountKey(contact), list, name };
      added.set(connection.account, known.set(`${list} ${addition.contact}`, addition));
    },
    block({ block, facts, request, event, lineOf }) {
      // Whom the account has taken away since, nothing is certain of but that.
      for (const { contact, list, name } of added.get(facts.account)?.values() ?? []) {
        const expected = facts.isOn(list, contact);
        if (expected?.value !== true || expected.since >= request.event.index) continue;
        const line = block.contacts.get(contact);
        const wrong = (['FL', 'AL', 'BL'] as const).find((one) => {
          const known = facts.isOn(one, contact);
          return known?.value === false && known.since < request.event.index && line?.lists.has(one) === true;
        });
        const groups = list === 'FL' ? facts.groupsOf(contact).certain?.value : undefined;
        if (line?.lists.has(list) !== true)
          report.violation(
            lineOf('LST', contact),
            `${shown(contact)} was added to the ${list} and should be on it in every list since, and is not.`,
          );
        else if (wrong !== undefined)
          report.violation(
            lineOf('LST', contact),
            `${shown(contact)} was added to the ${list}; it should not be on the ${wrong}, and is.`,
          );
        else if (groups !== undefined && [...groups].sort().join() !== [...(line.groups ?? [])].sort().join())
          report.violation(
            lineOf('LST', contact),
            `${shown(contact)} should be in the groups ${groups.join(',')}, and is in ${shown(line.groups?.join(','))}.`,
          );
        else if (facts.nameOf(contact).certain?.value === name && !sameText(line.name, name))
          report.violation(
            lineOf('LST', contact),
            `${shown(contact)} was added as ${shown(name)} and should have that nickname, and has ${shown(line.name)}.`,
            { level: 'SHOULD' },
          );
        else report.exercised(event);
      }
    },
  }));
};

/** S-SYN-12: after a change the version is a later one. */
export const sSyn12: Observer = (report, context) => {
  const before = new Map<string, number>();
  return watchAccounts(context, (accounts) => ({
    outcome(request, outcome) {
      const { account } = request.connection;
      if (account === undefined || outcome.kind !== 'reply') return;
      const { version } = accounts.of(account);
      if (request.command.name !== 'SYN') {
        // The version that stood before the first change since the last synchronisation.
        const isChange = ['ADD', 'REM', 'REA', 'ADG', 'REG', 'RMG', 'GTC', 'BLP', 'PRP'].includes(request.command.name);
        if (isChange && version !== undefined && !before.has(account)) before.set(account, version.value);
        return;
      }
      const earlier = before.get(account);
      before.delete(account);
      const [came] = outcome.command.parameters;
      if (earlier === undefined || !isNumber(came)) return;
      if (isLaterVersion(Number(came), earlier)) report.exercised(outcome.event);
      else
        report.violation(
          outcome.event,
          `The lists were changed after version ${earlier}, so that the version should be a later one, and ${came} came.`,
        );
    },
  }));
};

const contactTypes = new Set(['PHH', 'PHW', 'PHM', 'MOB']);

/** S-SYN-13: the types of BPR and PRP. */
export const sSyn13: Observer = (report, context) =>
  watchBlocks(context, {
    line({ name, trid, parameters }, event, reading) {
      if (reading === undefined || trid !== undefined || (name !== 'BPR' && name !== 'PRP')) return;
      const type = name === 'BPR' && parameters.length > 2 ? parameters[2] : parameters[0];
      if (type !== undefined && (contactTypes.has(type) || (name === 'PRP' && type === 'MBE'))) report.exercised(event);
      else report.violation(event, `${name} should be of a type of MSNP8, and ${shown(type)} came.`);
    },
  });

/** S-SYN-14: nobody is both allowed and blocked. */
export const sSyn14: Observer = (report, context) =>
  watchBlocks(context, {
    line({ name, parameters }, event, reading) {
      const [account, , sum] = parameters;
      if (reading === undefined || name !== 'LST' || !isNumber(sum)) return;
      if ((Number(sum) & 6) === 6)
        report.violation(event, `${shown(account)} should not be both on AL and BL, and is.`);
      else report.exercised(event);
    },
  });

export const synchronisationObservers: ObserverTable = {
  'S-SYN-01': sSyn01,
  'S-SYN-02': sSyn02,
  'S-SYN-03': sSyn03,
  'S-SYN-04': sSyn04,
  'S-SYN-05': sSyn05,
  'S-SYN-06': sSyn06,
  'S-SYN-07': sSyn07,
  'S-SYN-08': sSyn08,
  'S-SYN-09': sSyn09,
  'S-SYN-10': sSyn10,
  'S-SYN-11': sSyn11,
  'S-SYN-12': sSyn12,
  'S-SYN-13': sSyn13,
  'S-SYN-14': sSyn14,
};
