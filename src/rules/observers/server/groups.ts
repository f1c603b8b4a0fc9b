import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import type { AccountFacts } from '../shared/account-facts';
import { refusalRule, replyRule } from '../shared/reply-rules';
import { type Accounts, watchAccounts } from '../shared/watch-accounts';
import type { Request } from '../shared/watch-exchanges';
import { isNumber, sameText, shown, wireLength } from '../shared/words';

function isGroupRequest({ command, online, connection }: Request, name: 'ADG' | 'REG' | 'RMG'): boolean {
  return command.name === name && online && connection.service !== 'switchboard';
}

function factsOf(request: Request, accounts: Accounts): AccountFacts | undefined {
  return request.connection.account === undefined ? undefined : accounts.of(request.connection.account);
}

/** Longer names may be refused. */
const longestName = 61;

/** S-GRP-01: a new group gets an id that was free. */
export const sGrp01: Observer = replyRule((request, accounts) => {
  const [name = '', zero, ...more] = request.command.parameters;
  if (!isGroupRequest(request, 'ADG') || zero !== '0' || more.length > 0 || wireLength(name) > longestName)
    return undefined;
  const taken = factsOf(request, accounts)?.certainGroups;
  return {
    form: `\`ADG version ${name} id 0\``,
    isCertain: taken !== undefined && taken.length < 30,
    tolerated: ['223', '228'],
    fault: ({ parameters }) => {
      const [version, came, id, last, ...further] = parameters;
      if (!isNumber(version)) return `${shown(version)} is no list version`;
      if (!sameText(came, name)) return `${shown(came)} is not the name`;
      if (!isNumber(id)) return `${shown(id)} is no group`;
      if (last !== '0' || further.length > 0) return 'a single 0 should stand at the end';
      return taken?.includes(id) === true ? `group ${id} is taken` : undefined;
    },
  };
});

/** S-GRP-02: a group gets another name; an unknown one is refused. */
export const sGrp02: Observer = (report, context) => {
  const echo = replyRule((request, accounts) => {
    const [id = '', name = '', ...more] = request.command.parameters;
    if (!isGroupRequest(request, 'REG') || !isNumber(id) || more.length > 1 || wireLength(name) > longestName)
      return undefined;
    const known = factsOf(request, accounts)?.certainGroups;
    if (known?.includes(id) === false) return undefined;
    return {
      form: `\`REG version ${id} ${name} 0\``,
      isCertain: known?.includes(id) === true && more.join() === '0',
      tolerated: ['228', '230'],
      fault: ({ parameters }) => {
        const [version, came, cameName, last, ...further] = parameters;
        if (!isNumber(version)) return `${shown(version)} is no list version`;
        if (came !== id) return `${shown(came)} is not the group`;
        if (!sameText(cameName, name)) return `${shown(cameName)} is not the name`;
        // A client that leaves the 0 out may get it back so.
        if (last === undefined && more.length === 0) return undefined;
        return last !== '0' || further.length > 0 ? 'a single 0 should stand at the end' : undefined;
      },
    };
  })(report, context);
  const refusal = refusalRule((request, accounts) => unknownGroup(request, 'REG', accounts))(report, context);
  return (event) => {
    echo(event);
    refusal(event);
  };
};

function unknownGroup(
  request: Request,
  name: 'REG' | 'RMG',
  accounts: Accounts,
): { readonly reason: string; readonly codes: readonly string[] } | undefined {
  const [id = ''] = request.command.parameters;
  if (!isGroupRequest(request, name) || !isNumber(id) || Number(id) >= 30) return undefined;
  if (factsOf(request, accounts)?.certainGroups?.includes(id) !== false) return undefined;
  return { reason: `there is no group ${id}`, codes: ['224'] };
}

/** S-GRP-03: a group is removed; an unknown one and group 0 are refused. */
export const sGrp03: Observer = (report, context) => {
  const echo = replyRule((request, accounts) => {
    const [id = '', ...more] = request.command.parameters;
    if (!isGroupRequest(request, 'RMG') || !isNumber(id) || id === '0' || more.length > 0) return undefined;
    const known = factsOf(request, accounts)?.certainGroups;
    if (known?.includes(id) === false) return undefined;
    return {
      form: `\`RMG version ${id}\``,
      isCertain: known?.includes(id) === true,
      tolerated: ['227'],
      fault: ({ parameters }) => {
        const [version, came, ...further] = parameters;
        if (!isNumber(version)) return `${shown(version)} is no list version`;
        if (came !== id) return `${shown(came)} is not the group`;
        return further.length > 0 ? 'further words stand behind the group' : undefined;
      },
    };
  })(report, context);
  const refusal = refusalRule((request, accounts) => {
    if (!isGroupRequest(request, 'RMG') || request.command.parameters[0] !== '0')
      return unknownGroup(request, 'RMG', accounts);
    return { reason: 'group 0 cannot be removed', codes: ['230', '224'] };
  })(report, context);
  return (event) => {
    echo(event);
    refusal(event);
  };
};

/** S-GRP-04: a name of more than 61 bytes is refused with 229. */
export const sGrp04: Observer = refusalRule((request) => {
  const name = request.command.parameters[request.command.name === 'REG' ? 1 : 0] ?? '';
  if (!isGroupRequest(request, 'ADG') && !isGroupRequest(request, 'REG')) return undefined;
  // Where bytes and characters differ in number servers count differently.
  if (wireLength(name) <= longestName || !/^[\x21-\x24\x26-\x7e]+$/.test(name)) return undefined;
  const close = wireLength(name) > 128 ? 'allowed' : undefined;
  const others = request.command.name === 'REG' ? 'undecided' : undefined;
  return { reason: `the name has ${wireLength(name)} bytes`, codes: ['229'], close, others };
});

/** S-GRP-05: who has 30 groups is refused with 223. Whether group 0 counts is open: one group more may still be made. */
export const sGrp05: Observer = refusalRule((request, accounts) => {
  const taken = factsOf(request, accounts)?.certainGroups;
  if (!isGroupRequest(request, 'ADG') || taken === undefined || taken.length < 30) return undefined;
  const reply = taken.length === 30 ? 'undecided' : undefined;
  return { reason: `there are ${taken.length} groups`, codes: ['223'], reply };
});

/** S-GRP-06: whether two groups may have one name. */
export const sGrp06: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    const doubled = new Set<Request>();
    return {
      request(request) {
        const [name] = request.command.parameters;
        const facts = factsOf(request, accounts);
        if (!isGroupRequest(request, 'ADG') || facts?.certainGroups === undefined) return;
        if (facts.certainGroups.some((id) => sameText(facts.group(id).certain?.value, name))) doubled.add(request);
      },
      outcome(request, outcome) {
        if (!doubled.delete(request)) return;
        if (outcome.kind === 'reply') report.variant(outcome.event, 'accepted');
        else if (outcome.kind === 'error' && outcome.code === '228') report.variant(outcome.event, '228');
      },
    };
  });

/** S-GRP-07: with a group go the contacts that were in no other, and no list names it any more. */
export const sGrp07: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    interface Removed {
      readonly id: string;
      readonly only: readonly string[];
    }
    const asked = new Map<Request, Removed>();
    const removed = new Map<string, Removed[]>();
    return {
      request(request) {
        const { account } = request.connection;
        const [id = '', contact = ''] = request.command.parameters;
        const facts = factsOf(request, accounts);
        if (account === undefined || facts === undefined) return;
        // Who is added again may be on the FL again.
        if (request.command.name === 'ADD')
          removed.set(
            account,
            (removed.get(account) ?? []).map((one) => ({
              ...one,
              only: one.only.filter((other) => other !== contact.toLowerCase()),
            })),
          );
        if (!isGroupRequest(request, 'RMG')) return;
        const only = [...facts.contacts].filter((one) => facts.groupsOf(one).certain?.value.join() === id);
        asked.set(request, { id, only });
      },
      outcome(request, outcome) {
        const found = asked.get(request);
        asked.delete(request);
        const { account } = request.connection;
        if (found === undefined || account === undefined || outcome.kind !== 'reply') return;
        removed.set(account, [...(removed.get(account) ?? []), found]);
      },
      block({ block, facts, event, lineOf }) {
        for (const { id, only } of removed.get(facts.account) ?? []) {
          if (facts.group(id).certain?.value !== '') continue;
          const kept = only.filter((contact) => block.contacts.get(contact)?.lists.has('FL') === true);
          const isNamed =
            block.groups.has(id) || [...block.contacts.values()].some(({ groups }) => groups?.includes(id) === true);
          if (isNamed)
            report.violation(lineOf('LSG', id), `Group ${id} was removed and should be named no more, and it is.`);
          else if (kept.length > 0)
            report.violation(
              lineOf('LST', kept[0]),
              `${shown(kept[0])} was in the removed group ${id} alone and should be off the FL, and is not.`,
            );
          else report.exercised(event);
        }
        removed.delete(facts.account);
      },
    };
  });

export const groupObservers: ObserverTable = {
  'S-GRP-01': sGrp01,
  'S-GRP-02': sGrp02,
  'S-GRP-03': sGrp03,
  'S-GRP-04': sGrp04,
  'S-GRP-05': sGrp05,
  'S-GRP-06': sGrp06,
  'S-GRP-07': sGrp07,
};
