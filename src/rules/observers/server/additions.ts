import type { DecodedCommand } from '../../../codec';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { ClosesToCome } from '../shared/expect-close';
import { refusalRule, replyRule, type Unwanted } from '../shared/reply-rules';
import { visibleSince } from '../shared/visibility';
import { type Accounts, watchAccounts } from '../shared/watch-accounts';
import { type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { accountKey, isAccount, isNumber, sameAccount, sameText, shown, shownWords, wireLength } from '../shared/words';

interface Addition {
  readonly list: 'FL' | 'AL' | 'BL';
  readonly contact: string;
  readonly name: string;
  readonly group: string | undefined;
}

/** An ADD that was sent after sign-in in one of the two shapes that the protocol has. */
export function additionOf({ command, online, connection }: Request): Addition | undefined {
  const [list, contact, name, group, ...more] = command.parameters;
  if (command.name !== 'ADD' || !online || connection.service === 'switchboard') return undefined;
  if ((list !== 'FL' && list !== 'AL' && list !== 'BL') || contact === undefined || name === undefined)
    return undefined;
  if (more.length > 0 || wireLength(name) > 387 || (group !== undefined && (list !== 'FL' || !isNumber(group))))
    return undefined;
  return { list, contact, name, group };
}

function opposite(list: string): 'AL' | 'BL' | undefined {
  return list === 'AL' ? 'BL' : list === 'BL' ? 'AL' : undefined;
}

/** Whether nothing that the trace knows stands against the addition. */
function isPossible(request: Request, accounts: Accounts): boolean {
  const addition = additionOf(request);
  const own = request.connection.account;
  if (addition === undefined || own === undefined || !request.connection.synchronised) return false;
  const { list, contact, group } = addition;
  const facts = accounts.of(own);
  const other = opposite(list);
  if (!accounts.exists(contact) || sameAccount(contact, own)) return false;
  if (facts.isOn(list, contact)?.value !== false) return false;
  if (other !== undefined && facts.isOn(other, contact)?.value !== false) return false;
  return group === undefined ? list !== 'FL' : group === '0' || facts.certainGroups?.includes(group) === true;
}

/** Whether an edit that the server confirmed decides who is on the list. */
function isConfirmed(request: Request, { list, contact }: Addition, accounts: Accounts): boolean {
  const own = request.connection.account;
  return own !== undefined && accounts.of(own).isOn(list, contact)?.confirmed === true;
}

function echoFault(reply: DecodedCommand, { list, contact, name, group }: Addition): string | undefined {
  const [cameList, version, account, cameName, cameGroup, ...more] = reply.parameters;
  if (cameList !== list) return `${shown(cameList)} is not the list`;
  if (!isNumber(version)) return `${shown(version)} is no list version`;
  if (!sameAccount(account, contact)) return `${shown(account)} is not the account`;
  if (!sameText(cameName, name)) return `${shown(cameName)} is not the nickname`;
  if (more.length > 0 || (list !== 'FL' && cameGroup !== undefined)) return 'further words stand behind the nickname';
  if (group !== undefined && cameGroup !== group) return `${shown(cameGroup)} is not the group`;
  return undefined;
}

function additionRule(isMeant: (addition: Addition) => boolean): Observer {
  return replyRule((request, accounts) => {
    const addition = additionOf(request);
    if (addition === undefined || !isMeant(addition)) return undefined;
    const { list, contact, name, group } = addition;
    return {
      form: `\`ADD ${list} version ${contact} ${name}${group === undefined ? '' : ` ${group}`}\``,
      isCertain: isPossible(request, accounts),
      // A list that came with SYN and did not have the contact may be wrong (S-SYN-11).
      tolerated: isConfirmed(request, addition, accounts) ? ['210'] : ['210', '215', '219'],
      fault: (reply) => echoFault(reply, addition),
    };
  });
}

/** S-ADD-01: an addition to AL or BL is echoed with the version and nothing behind the nickname. */
export const sAdd01 = additionRule(({ list }) => list !== 'FL');

/** S-ADD-02: an addition to the FL is echoed with the version, and with the group if one was sent. */
export const sAdd02 = additionRule(({ list }) => list === 'FL');

/** S-ADD-03: who is added while online is told. */
export const sAdd03: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    const waiting = new Map<ServedConnection, { readonly adder: string; readonly since: number }[]>();
    const told = new Map<ServedConnection, Map<string, number>>();
    /** Additions of accounts that were certainly not on the FL. */
    const wasAbsent = new Set<Request>();
    return {
      outcome(request, outcome) {
        const addition = additionOf(request);
        const adder = request.connection.account;
        if (addition?.list !== 'FL' || outcome.kind !== 'reply' || adder === undefined) return;
        const target = accounts.connectionOf(addition.contact);
        // Who was on the FL before, in another group, is not told again.
        if (target === undefined || accounts.of(addition.contact).isOn('RL', adder)?.value === true) return;
        if (!wasAbsent.delete(request) || !target.synchronised || target.leaving) return;
        if ((told.get(target)?.get(adder) ?? -1) > request.event.index) return;
        waiting.set(target, [...(waiting.get(target) ?? []), { adder, since: request.event.index }]);
      },
      request(request) {
        const addition = additionOf(request);
        const own = request.connection.account;
        if (addition?.list !== 'FL' || own === undefined) return;
        if (accounts.of(own).isOn('FL', addition.contact)?.value === false) wasAbsent.add(request);
      },
      unasked(command, event, connection) {
        const [list, version, account, ...names] = command.parameters;
        if (command.name !== 'ADD' || command.trid !== 0 || list !== 'RL') return;
        const isShort = !isNumber(version) && isAccount(version);
        const adder = accountKey((isShort ? version : account) ?? '');
        told.set(connection, (told.get(connection) ?? new Map<string, number>()).set(adder, event.index));
        waiting.set(
          connection,
          (waiting.get(connection) ?? []).filter((one) => one.adder !== adder),
        );
        const should = 'Who was added should be told by `ADD 0 RL version account name`, and';
        // One server leaves the version out.
        if (isShort) report.violation(event, `${should} there is no version.`, { level: 'SHOULD' });
        else if (!isNumber(version) || !isAccount(account) || names.length !== 1)
          report.violation(event, `${should} ${shownWords(command.parameters)} came.`);
        else report.exercised(event);
      },
      timeLimit(connection, event) {
        for (const { adder } of waiting.get(connection) ?? [])
          report.violation(
            event,
            `${shown(adder)} has added this account; \`ADD 0 RL\` should have come, and did not.`,
          );
        waiting.delete(connection);
      },
      closed(connection) {
        waiting.delete(connection);
        told.delete(connection);
      },
    };
  });

/** S-ADD-04: who is added while offline sees it at the next synchronisation. */
export const sAdd04: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    const adders = new Map<string, Set<string>>();
    return {
      outcome(request, outcome) {
        const addition = additionOf(request);
        const adder = request.connection.account;
        if (addition?.list !== 'FL' || outcome.kind !== 'reply' || adder === undefined) return;
        const target = accountKey(addition.contact);
        if (accounts.connectionOf(target) !== undefined) return;
        adders.set(target, (adders.get(target) ?? new Set()).add(adder));
      },
      block({ block, facts, request, event, lineOf }) {
        const known = adders.get(facts.account) ?? new Set();
        adders.delete(facts.account);
        for (const adder of known) {
          const expected = facts.isOn('RL', adder);
          if (expected?.value !== true || expected.since >= request.event.index) continue;
          if (block.contacts.get(adder)?.lists.has('RL') === true) report.exercised(event);
          else
            report.violation(
              lineOf('LST', adder),
              `${shown(adder)} has added this account and should be on its RL, and is not.`,
            );
        }
      },
    };
  });

/** The kit says that no such account exists: a remark `unknown-account` with the account. */
class UnknownAccounts {
  readonly #accounts = new Set<string>();

  see(event: Parameters<ReturnType<Observer>>[0]): void {
    if (event.kind === 'remark' && event.topic === 'unknown-account') this.#accounts.add(accountKey(event.value ?? ''));
  }

  has(account: string): boolean {
    return this.#accounts.has(accountKey(account));
  }
}

function withUnknown(observe: (unknown: UnknownAccounts) => Observer): Observer {
  return (report, context) => {
    const unknown = new UnknownAccounts();
    const watch = observe(unknown)(report, context);
    return (event) => {
      unknown.see(event);
      watch(event);
    };
  };
}

/** S-ADD-05: an account that does not exist, or is none, is refused. */
export const sAdd05 = withUnknown((unknown) =>
  refusalRule((request): Unwanted | undefined => {
    const addition = additionOf(request);
    if (addition === undefined) return undefined;
    const { contact, group } = addition;
    const codes = ['201', '205', '208'];
    // Whether a bad group is found first is left to S-ADD-10.
    const others = group === undefined || group === '0' ? undefined : 'undecided';
    if (!contact.includes('@')) return { reason: `${shown(contact)} is no account`, codes, others };
    return unknown.has(contact) ? { reason: `there is no account ${shown(contact)}`, codes, others } : undefined;
  }),
);

/** S-ADD-06: who is there already is refused with 215. */
export const sAdd06: Observer = refusalRule((request, accounts) => {
  const addition = additionOf(request);
  const own = request.connection.account;
  if (addition === undefined || own === undefined) return undefined;
  const { list, contact, group } = addition;
  const facts = accounts.of(own);
  if (facts.isOn(list, contact)?.value !== true) return undefined;
  const isSameGroup = group !== undefined && facts.groupsOf(contact).certain?.value.includes(group) === true;
  if (list === 'FL' && !isSameGroup) return undefined;
  const other = opposite(list);
  const isOpposed = other !== undefined && facts.isOn(other, contact)?.value !== false;
  const others = isConfirmed(request, addition, accounts) ? undefined : 'undecided';
  return { reason: `${shown(contact)} is there already`, codes: isOpposed ? ['215', '219'] : ['215'], others };
});

/** S-ADD-07: who is on the opposite list is refused with 219. */
export const sAdd07: Observer = refusalRule((request, accounts) => {
  const addition = additionOf(request);
  const own = request.connection.account;
  const other = addition === undefined ? undefined : opposite(addition.list);
  if (addition === undefined || own === undefined || other === undefined) return undefined;
  const facts = accounts.of(own);
  if (facts.isOn(other, addition.contact)?.value !== true) return undefined;
  const isThere = facts.isOn(addition.list, addition.contact)?.value !== false;
  const others = facts.isOn(other, addition.contact)?.confirmed ? undefined : 'undecided';
  return { reason: `${shown(addition.contact)} is on the ${other}`, codes: isThere ? ['219', '215'] : ['219'], others };
});

/** S-ADD-08: the RL cannot be edited. */
export const sAdd08: Observer = (report, context) => {
  const closes = new ClosesToCome();
  const isMeant = ({ command, online }: Request): boolean =>
    online && (command.name === 'ADD' || command.name === 'REM') && command.parameters[0] === 'RL';
  return watchExchanges(context, {
    request(request) {
      if (!isMeant(request)) return;
      closes.expect(request.connection, request.event.index, {
        kept() {},
        broken: (event) =>
          report.violation(event, `${request.command.name} for the RL should make the server close, and it did not.`, {
            level: 'SHOULD',
          }),
      });
    },
    outcome(request, outcome) {
      if (outcome.kind === 'reply' || outcome.kind === 'error')
        closes.answered(request.connection, outcome.event, request.event.index);
      if (!isMeant(request)) return;
      if (outcome.kind === 'reply')
        report.violation(outcome.event, `${request.command.name} for the RL should never succeed, and it did.`);
      else report.exercised(outcome.event);
    },
    timeLimit: (connection, event) => closes.timeLimit(connection, event),
    closed: (connection, event) => closes.closed(connection, event),
  });
};

/** Whether the group of an ADD FL certainly does not exist. Group 0 does, listed or not. */
function namesUnknownGroup(request: Request, accounts: Accounts): boolean {
  const addition = additionOf(request);
  const own = request.connection.account;
  if (addition?.list !== 'FL' || addition.group === undefined || addition.group === '0') return false;
  if (own === undefined) return false;
  return accounts.of(own).certainGroups?.includes(addition.group) === false;
}

/** S-ADD-09: an unknown group is refused with 224. */
export const sAdd09: Observer = refusalRule((request, accounts) => {
  const addition = additionOf(request);
  if (addition === undefined || !namesUnknownGroup(request, accounts)) return undefined;
  const { contact, group } = addition;
  if (!accounts.exists(contact)) return { reason: `there is no group ${group}`, codes: ['224', '201', '205', '208'] };
  return { reason: `there is no group ${group}`, codes: ['224', '215'] };
});

/** S-ADD-10: a bad account is found before a bad group. */
export const sAdd10 = withUnknown((unknown) =>
  refusalRule((request, accounts) => {
    const addition = additionOf(request);
    if (addition === undefined || !namesUnknownGroup(request, accounts)) return undefined;
    const { contact } = addition;
    if (contact.includes('@') && !unknown.has(contact)) return undefined;
    return { reason: `a bad account goes before a bad group`, codes: ['201', '205', '208'] };
  }),
);

/** S-ADD-11: the presence of an online contact follows its addition. */
export const sAdd11: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    interface Waiting {
      readonly request: Request;
      readonly contact: string;
      readonly repliedAt: number;
    }
    const waiting = new Map<ServedConnection, Waiting[]>();
    const early = new Map<ServedConnection, Map<string, number>>();
    /** Additions of accounts that were certainly not on the FL. */
    const wasAbsent = new Set<Request>();
    return {
      outcome(request, outcome) {
        const addition = additionOf(request);
        const { connection } = request;
        const own = connection.account;
        if (addition?.list !== 'FL' || outcome.kind !== 'reply' || own === undefined || !connection.synchronised)
          return;
        const status = accounts.of(own).presence.certain?.value.status;
        if (status === undefined || status === 'none' || !wasAbsent.delete(request)) return;
        const contact = accountKey(addition.contact);
        if ((early.get(connection)?.get(contact) ?? -1) > request.event.index) report.exercised(outcome.event);
        else
          waiting.set(connection, [
            ...(waiting.get(connection) ?? []),
            { request, contact, repliedAt: outcome.event.index },
          ]);
      },
      request(request) {
        const addition = additionOf(request);
        const own = request.connection.account;
        if (addition?.list !== 'FL' || own === undefined) return;
        if (accounts.of(own).isOn('FL', addition.contact)?.value === false) wasAbsent.add(request);
      },
      unasked(command, event, connection) {
        if (command.name !== 'ILN' && command.name !== 'NLN') return;
        const contact = accountKey(command.parameters[1] ?? '');
        early.set(connection, (early.get(connection) ?? new Map<string, number>()).set(contact, event.index));
        const left = (waiting.get(connection) ?? []).filter((one) => one.contact !== contact);
        if (left.length < (waiting.get(connection)?.length ?? 0)) report.exercised(event);
        waiting.set(connection, left);
      },
      fence(connection, event, sentAt) {
        const due = (waiting.get(connection) ?? []).filter(({ repliedAt }) => repliedAt < sentAt);
        waiting.set(
          connection,
          (waiting.get(connection) ?? []).filter((one) => !due.includes(one)),
        );
        for (const { contact, request } of due) {
          const since = visibleSince(accounts, { contact, watcher: connection.account ?? '' });
          const presence = accounts.of(contact).presence.certain;
          if (since !== undefined && presence !== undefined && presence.since < request.event.index)
            report.violation(
              event,
              `${shown(contact)} is online and visible; its presence should follow the addition to the FL, and did not.`,
            );
        }
      },
      closed(connection) {
        waiting.delete(connection);
        early.delete(connection);
      },
    };
  });

/** S-ADD-12: whether BPR lines follow an addition to the FL. */
export const sAdd12: Observer = (report, context) =>
  watchExchanges(context, {
    unasked(command, event, connection) {
      const [version, account] = command.parameters;
      if (command.name !== 'BPR' || !isNumber(version) || account === undefined) return;
      const wasAdded = [...connection.sent.values()].some(({ command: sent }) => {
        const [list, contact] = sent.parameters;
        return sent.name === 'ADD' && list === 'FL' && sameAccount(contact, account);
      });
      if (wasAdded) report.variant(event, command.parameters.length > 3 ? 'BPR with a value' : 'BPR without a value');
    },
  });

/** S-ADD-13: a full list. */
export const sAdd13: Observer = (report, context) =>
  watchExchanges(context, {
    outcome({ command }, outcome) {
      if (command.name === 'ADD' && outcome.kind === 'error' && outcome.code === '210')
        report.variant(outcome.event, '210');
    },
  });

/** S-ADD-14: an addition to the FL without a group. */
export const sAdd14: Observer = (report, context) =>
  watchExchanges(context, {
    outcome(request, outcome) {
      const addition = additionOf(request);
      if (addition?.list !== 'FL' || addition.group !== undefined) return;
      if (outcome.kind === 'reply') report.variant(outcome.event, 'taken');
      else if (outcome.kind === 'error' && outcome.code === '224') report.variant(outcome.event, '224');
    },
  });

/** S-ADD-15: an addition to AL or BL with a group. */
export const sAdd15: Observer = (report, context) =>
  watchExchanges(context, {
    outcome({ command, online }, outcome) {
      const [list, , , group] = command.parameters;
      if (command.name !== 'ADD' || !online || (list !== 'AL' && list !== 'BL') || group === undefined) return;
      if (outcome.kind === 'reply') report.variant(outcome.event, 'taken');
      else if (outcome.kind === 'error') report.variant(outcome.event, 'error');
      else if (outcome.kind === 'closed' && outcome.alone) report.variant(outcome.event, 'close');
    },
  });

export const additionObservers: ObserverTable = {
  'S-ADD-01': sAdd01,
  'S-ADD-02': sAdd02,
  'S-ADD-03': sAdd03,
  'S-ADD-04': sAdd04,
  'S-ADD-05': sAdd05,
  'S-ADD-06': sAdd06,
  'S-ADD-07': sAdd07,
  'S-ADD-08': sAdd08,
  'S-ADD-09': sAdd09,
  'S-ADD-10': sAdd10,
  'S-ADD-11': sAdd11,
  'S-ADD-12': sAdd12,
  'S-ADD-13': sAdd13,
  'S-ADD-14': sAdd14,
  'S-ADD-15': sAdd15,
};
