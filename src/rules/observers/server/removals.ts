import type { DecodedCommand } from '../../../codec';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { ListTrust } from '../shared/list-trust';
import { refusalRule, replyRule } from '../shared/reply-rules';
import { type Accounts, watchAccounts } from '../shared/watch-accounts';
import type { Request, ServedConnection } from '../shared/watch-exchanges';
import { accountKey, isAccount, isNumber, sameAccount, shown, shownWords } from '../shared/words';

interface Removal {
  readonly list: 'FL' | 'AL' | 'BL';
  readonly contact: string;
  readonly group: string | undefined;
}

function removalOf({ command, online, connection }: Request): Removal | undefined {
  const [list, contact, group, ...more] = command.parameters;
  if (command.name !== 'REM' || !online || connection.service === 'switchboard' || more.length > 0) return undefined;
  if ((list !== 'FL' && list !== 'AL' && list !== 'BL') || contact === undefined) return undefined;
  if (group !== undefined && (list !== 'FL' || !isNumber(group))) return undefined;
  return { list, contact, group };
}

function echoFault({ parameters }: DecodedCommand, { list, contact, group }: Removal): string | undefined {
  const [cameList, version, account, cameGroup, ...more] = parameters;
  if (cameList !== list) return `${shown(cameList)} is not the list`;
  if (!isNumber(version)) return `${shown(version)} is no list version`;
  if (!sameAccount(account, contact)) return `${shown(account)} is not the account`;
  if (more.length > 0 || cameGroup !== group) return `${shown(cameGroup)} is not the group`;
  return undefined;
}

/** Whether the account is certainly on the list, and in the group where one is named. */
function isThere(request: Request, removal: Removal, accounts: Accounts): boolean {
  const own = request.connection.account;
  if (own === undefined) return false;
  const facts = accounts.of(own);
  if (facts.isOn(removal.list, removal.contact)?.value !== true) return false;
  return removal.group === undefined || facts.groupsOf(removal.contact).certain?.value.includes(removal.group) === true;
}

/** Whether the account is on the list by an edit that the server confirmed; a list that came with SYN may be wrong (S-SYN-11). */
function isConfirmed(request: Request, { list, contact }: Removal, accounts: Accounts): boolean {
  const own = request.connection.account;
  return own !== undefined && accounts.of(own).isOn(list, contact)?.confirmed === true;
}

/** S-REM-01: a removal is echoed with the version. */
export const sRem01: Observer = replyRule((request, accounts) => {
  const removal = removalOf(request);
  if (removal === undefined || removal.group !== undefined) return undefined;
  return {
    form: `\`REM ${removal.list} version ${removal.contact}\``,
    isCertain: isThere(request, removal, accounts),
    tolerated: isConfirmed(request, removal, accounts) ? [] : ['216'],
    fault: (reply) => echoFault(reply, removal),
  };
});

/** S-REM-02: who is not on the list is refused with 216. */
export const sRem02: Observer = refusalRule((request, accounts) => {
  const removal = removalOf(request);
  const own = request.connection.account;
  if (removal === undefined || own === undefined) return undefined;
  const facts = accounts.of(own);
  const { list, contact, group } = removal;
  if (facts.isOn(list, contact)?.value !== false) return undefined;
  const isKnown = (['FL', 'AL', 'BL', 'RL'] as const).some((one) => facts.isOn(one, contact)?.value !== false);
  const codes = ['216', ...(isKnown ? [] : ['205']), ...(group === undefined ? [] : ['224', '225'])];
  return { reason: `${shown(contact)} is not on the ${list}`, codes };
});

/** S-REM-03: a removal from one group leaves the others. */
export const sRem03: Observer = (report, context) => {
  const echo = replyRule((request, accounts) => {
    const removal = removalOf(request);
    if (removal?.group === undefined) return undefined;
    return {
      form: `\`REM FL version ${removal.contact} ${removal.group}\``,
      isCertain: isThere(request, removal, accounts),
      fault: (reply) => echoFault(reply, removal),
    };
  })(report, context);
  const rest = watchAccounts(context, () => {
    const left = new Map<string, Set<string>>();
    return {
      outcome(request, outcome) {
        const removal = removalOf(request);
        const own = request.connection.account;
        if (removal?.group === undefined || outcome.kind !== 'reply' || own === undefined) return;
        left.set(own, (left.get(own) ?? new Set()).add(accountKey(removal.contact)));
      },
      block({ block, facts, request, event, lineOf }) {
        for (const contact of left.get(facts.account) ?? []) {
          const groups = facts.groupsOf(contact).certain;
          if (groups === undefined || groups.value.length === 0 || groups.since >= request.event.index) continue;
          const came = block.contacts.get(contact);
          const isRight =
            groups.value.every((id) => came?.groups?.includes(id) === true) && came?.lists.has('FL') === true;
          if (isRight) report.exercised(event);
          else
            report.violation(
              lineOf('LST', contact),
              `${shown(contact)} should still be in the groups ${groups.value.join(',')}, and ${shown(came?.groups?.join(','))} came.`,
            );
        }
        left.delete(facts.account);
      },
    };
  });
  return (event) => {
    echo(event);
    rest(event);
  };
};

/** S-REM-04: who is taken off somebody's FL is told, and loses the RL entry. */
export const sRem04: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    const waiting = new Map<ServedConnection, Set<string>>();
    const removed = new Map<string, Set<string>>();
    const told = new Map<ServedConnection, Map<string, number>>();
    const wasThere = new Set<Request>();
    return {
      request(request) {
        const removal = removalOf(request);
        if (removal?.list === 'FL' && removal.group === undefined && isThere(request, removal, accounts))
          wasThere.add(request);
      },
      outcome(request, outcome) {
        const removal = removalOf(request);
        const remover = request.connection.account;
        if (!wasThere.delete(request) || removal === undefined || remover === undefined || outcome.kind !== 'reply')
          return;
        const target = accountKey(removal.contact);
        removed.set(target, (removed.get(target) ?? new Set()).add(remover));
        const connection = accounts.connectionOf(target);
        if (connection?.synchronised !== true || connection.leaving) return;
        if ((told.get(connection)?.get(remover) ?? -1) > request.event.index) return;
        waiting.set(connection, (waiting.get(connection) ?? new Set()).add(remover));
      },
      unasked(command, event, connection) {
        const [list, version, account, ...more] = command.parameters;
        if (command.name !== 'REM' || command.trid !== 0 || list !== 'RL') return;
        const isShort = !isNumber(version) && isAccount(version);
        const remover = accountKey((isShort ? version : account) ?? '');
        told.set(connection, (told.get(connection) ?? new Map<string, number>()).set(remover, event.index));
        waiting.get(connection)?.delete(remover);
        const should = 'Who was removed should be told by `REM 0 RL version account`, and';
        if (isShort) report.violation(event, `${should} there is no version.`, { level: 'SHOULD' });
        else if (!isNumber(version) || !isAccount(account) || more.length > 0)
          report.violation(event, `${should} ${shownWords(command.parameters)} came.`);
        else report.exercised(event);
      },
      timeLimit(connection, event) {
        for (const remover of waiting.get(connection) ?? [])
          report.violation(
            event,
            `${shown(remover)} has removed this account; \`REM 0 RL\` should have come, and did not.`,
          );
        waiting.delete(connection);
      },
      block({ block, facts, request, event, lineOf }) {
        for (const remover of removed.get(facts.account) ?? []) {
          const expected = facts.isOn('RL', remover);
          if (expected?.value !== false || expected.since >= request.event.index) continue;
          if (block.contacts.get(remover)?.lists.has('RL') === true)
            report.violation(
              lineOf('LST', remover),
              `${shown(remover)} has removed this account and should be off its RL, and is not.`,
            );
          else report.exercised(event);
        }
        removed.delete(facts.account);
      },
      closed(connection) {
        waiting.delete(connection);
        told.delete(connection);
      },
    };
  });

/** S-REM-05: a removal from the FL does not touch AL and BL. Later edits of these lists tell, or the next synchronisation. */
export const sRem05: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    /** Contacts taken off the FL, with the lists that have not been edited since. */
    const removed = new Map<string, Map<string, Set<'AL' | 'BL'>>>();
    /** Removals of who is certainly there, with how that is known. */
    const certain = new Map<Request, 'edited' | 'listed'>();
    const trust = new ListTrust();
    return {
      request(request) {
        const removal = removalOf(request);
        if (removal === undefined || removal.list === 'FL' || !isThere(request, removal, accounts)) return;
        certain.set(request, isConfirmed(request, removal, accounts) ? 'edited' : 'listed');
      },
      outcome(request, outcome) {
        const removal = removalOf(request);
        const own = request.connection.account;
        const wasThere = certain.get(request);
        certain.delete(request);
        if (own === undefined) return;
        const ofAccount = removed.get(own) ?? new Map<string, Set<'AL' | 'BL'>>();
        removed.set(own, ofAccount);
        if (removal?.list === 'FL') {
          if (outcome.kind === 'reply') ofAccount.set(accountKey(removal.contact), new Set(['AL', 'BL']));
          return;
        }
        const [list, contact = ''] = request.command.parameters;
        if (list === 'FL' && request.command.name === 'ADD') ofAccount.delete(accountKey(contact));
        if ((list !== 'AL' && list !== 'BL') || ofAccount.get(accountKey(contact))?.delete(list) !== true) return;
        if (wasThere === undefined) return;
        if (outcome.kind === 'reply') report.exercised(outcome.event);
        else if (outcome.kind === 'error' && outcome.code === '216') {
          const accuse = (): void =>
            report.violation(
              outcome.event,
              `Taking ${shown(contact)} off the FL should not touch the ${list}, and it is not there any more.`,
            );
          if (wasThere === 'edited') accuse();
          else trust.whenRight(list, accuse);
        }
      },
      block(finished) {
        trust.see(finished);
        const { block, facts, request, event, lineOf } = finished;
        for (const [contact, untouched] of removed.get(facts.account) ?? [])
          for (const list of untouched) {
            const expected = facts.isOn(list, contact);
            if (expected === undefined || expected.since >= request.event.index) continue;
            const came = block.contacts.get(contact)?.lists.has(list) ?? false;
            if (expected.value && !came)
              report.violation(
                lineOf('LST', contact),
                `Taking ${shown(contact)} off the FL should not touch the ${list}, and it did.`,
              );
            else if (came) report.exercised(event);
          }
        removed.delete(facts.account);
      },
    };
  });

/** S-REM-06: an unknown group is refused with 224, a group that the contact is not in with 225. */
export const sRem06: Observer = refusalRule((request, accounts) => {
  const removal = removalOf(request);
  const own = request.connection.account;
  if (removal?.group === undefined || own === undefined) return undefined;
  const { contact, group } = removal;
  const facts = accounts.of(own);
  if (facts.isOn('FL', contact)?.value !== true) return undefined;
  if (facts.certainGroups?.includes(group) === false) return { reason: `there is no group ${group}`, codes: ['224'] };
  if (facts.certainGroups === undefined || facts.groupsOf(contact).certain?.value.includes(group) !== false)
    return undefined;
  return { reason: `${shown(contact)} is not in group ${group}`, codes: ['225'] };
});

/** S-REM-07: a removal from the only group takes a contact off the FL. */
export const sRem07: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    const last = new Set<Request>();
    const removed = new Map<string, Map<string, number>>();
    return {
      request(request) {
        const { account } = request.connection;
        const removal = removalOf(request);
        if (account !== undefined && request.command.name === 'ADD')
          removed.get(account)?.delete(accountKey(request.command.parameters[1] ?? ''));
        if (removal?.group === undefined || account === undefined) return;
        const groups = accounts.of(account).groupsOf(removal.contact).certain?.value;
        if (groups?.length === 1 && groups[0] === removal.group) last.add(request);
      },
      outcome(request, outcome) {
        const removal = removalOf(request);
        const { account } = request.connection;
        if (!last.delete(request) || removal === undefined || account === undefined || outcome.kind !== 'reply') return;
        const known = removed.get(account) ?? new Map<string, number>();
        removed.set(account, known.set(accountKey(removal.contact), outcome.event.index));
      },
      block({ block, facts, request, event, lineOf }) {
        for (const [contact, since] of removed.get(facts.account) ?? []) {
          if (since >= request.event.index) continue;
          if (block.contacts.get(contact)?.lists.has('FL') === true)
            report.violation(
              lineOf('LST', contact),
              `${shown(contact)} was taken out of its only group and should be off the FL, and is not.`,
            );
          else report.exercised(event);
        }
        removed.delete(facts.account);
      },
    };
  });

export const removalObservers: ObserverTable = {
  'S-REM-01': sRem01,
  'S-REM-02': sRem02,
  'S-REM-03': sRem03,
  'S-REM-04': sRem04,
  'S-REM-05': sRem05,
  'S-REM-06': sRem06,
  'S-REM-07': sRem07,
};
