import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import type { Cell } from '../shared/cell';
import { refusalRule, replyRule } from '../shared/reply-rules';
import { type Accounts, watchAccounts } from '../shared/watch-accounts';
import type { Request } from '../shared/watch-exchanges';
import { isNumber, sameText, shown, wireLength } from '../shared/words';

const modes: Readonly<Record<string, readonly string[]>> = { GTC: ['A', 'N'], BLP: ['AL', 'BL'] };

/** The value of a GTC or BLP request; undefined for other commands. */
function modeOf({ command, online, connection }: Request): string | undefined {
  if (!online || connection.service === 'switchboard' || modes[command.name] === undefined) return undefined;
  return command.parameters.length === 1 ? command.parameters[0] : undefined;
}

function currentMode(request: Request, accounts: Accounts): Cell<string> | undefined {
  const { account } = request.connection;
  if (account === undefined) return undefined;
  return request.command.name === 'GTC' ? accounts.of(account).gtc : accounts.of(account).blp;
}

/** S-SET-01: another mode is confirmed with the version, and the next list shows it. */
export const sSet01: Observer = (report, context) => {
  const echo = replyRule((request, accounts) => {
    const mode = modeOf(request);
    const current = currentMode(request, accounts)?.certain?.value;
    if (mode === undefined || modes[request.command.name]?.includes(mode) !== true || current === mode)
      return undefined;
    return {
      form: `\`${request.command.name} version ${mode}\``,
      isCertain: current !== undefined,
      fault: ({ parameters }) => {
        const [version, came, ...more] = parameters;
        if (!isNumber(version)) return `${shown(version)} is no list version`;
        return came === mode && more.length === 0
          ? undefined
          : `${shown(parameters.slice(1).join(' '))} is not the value`;
      },
    };
  })(report, context);
  const shownNext = watchAccounts(context, () => {
    const changed = new Map<string, Set<'GTC' | 'BLP'>>();
    return {
      outcome(request, outcome) {
        const { account } = request.connection;
        const { name } = request.command;
        if (outcome.kind !== 'reply' || account === undefined || (name !== 'GTC' && name !== 'BLP')) return;
        changed.set(account, (changed.get(account) ?? new Set()).add(name));
      },
      block({ block, facts, request, event, lineOf }) {
        for (const name of changed.get(facts.account) ?? []) {
          const expected = (name === 'GTC' ? facts.gtc : facts.blp).certain;
          const came = name === 'GTC' ? block.gtc : block.blp;
          // A block without it breaks S-SYN-03.
          if (expected === undefined || expected.since >= request.event.index || came === undefined) continue;
          if (came === expected.value) report.exercised(event);
          else
            report.violation(
              lineOf(name),
              `${name} was set to ${expected.value} and should be so in the next list, and ${shown(came)} came.`,
            );
        }
        changed.delete(facts.account);
      },
    };
  });
  return (event) => {
    echo(event);
    shownNext(event);
  };
};

/** S-SET-02: the mode that stands already is refused with 218. */
export const sSet02: Observer = refusalRule((request, accounts) => {
  const mode = modeOf(request);
  if (mode === undefined || currentMode(request, accounts)?.certain?.value !== mode) return undefined;
  return { reason: `${request.command.name} is ${mode} already`, codes: ['218'] };
});

/** S-SET-03: another value makes the server close without a word. */
export const sSet03: Observer = refusalRule((request) => {
  const mode = modeOf(request);
  if (mode === undefined || modes[request.command.name]?.includes(mode) === true) return undefined;
  return { reason: `${shown(mode)} is no value of ${request.command.name}`, codes: [], close: 'allowed' };
});

const phones = new Set(['PHH', 'PHW', 'PHM']);
const types = new Set([...phones, 'MOB', 'MBE']);

function isSetting({ command, online, connection }: Request): boolean {
  return command.name === 'PRP' && online && connection.service !== 'switchboard';
}

/** S-SET-04: a setting is confirmed with the version, the type and the value, and the next list has no other value. */
export const sSet04: Observer = (report, context) => {
  const echo = replyRule((request) => {
    const [type = '', value, ...more] = request.command.parameters;
    if (!isSetting(request) || !types.has(type) || more.length > 0 || wireLength(value ?? '') > 95) return undefined;
    return {
      form: `\`PRP version ${type}${value === undefined ? '' : ` ${value}`}\``,
      isCertain: type.startsWith('PH'),
      fault: ({ parameters }) => {
        const [version, cameType, came, ...further] = parameters;
        if (!isNumber(version)) return `${shown(version)} is no list version`;
        if (cameType !== type) return `${shown(cameType)} is not the type`;
        if (further.length > 0) return 'further words stand behind the value';
        // MOB stays N while MBE is N.
        if (type === 'MOB' && came === 'N') return undefined;
        return sameText(came ?? '', value ?? '') ? undefined : `${shown(came)} is not the value`;
      },
    };
  })(report, context);
  const shownNext = watchAccounts(context, () => {
    const changed = new Map<string, Set<string>>();
    return {
      outcome(request, outcome) {
        const { account } = request.connection;
        const [type = ''] = request.command.parameters;
        if (outcome.kind !== 'reply' || account === undefined || !isSetting(request) || !phones.has(type)) return;
        changed.set(account, (changed.get(account) ?? new Set()).add(type));
      },
      block({ block, facts, request, event, lineOf }) {
        for (const type of changed.get(facts.account) ?? []) {
          const expected = facts.setting(type).certain;
          const came = block.settings.get(type);
          // No server is obliged to keep numbers; what it tells has to be right.
          if (expected === undefined || expected.since >= request.event.index || came === undefined) continue;
          if (sameText(came, expected.value)) report.exercised(event);
          else
            report.violation(
              lineOf('PRP', type),
              `${type} was set to ${shown(expected.value)} and should be so in the next list, and ${shown(came)} came.`,
            );
        }
        changed.delete(facts.account);
      },
    };
  });
  return (event) => {
    echo(event);
    shownNext(event);
  };
};

/** S-SET-05: an unknown type is refused with 715, a long type or value by a close. */
export const sSet05: Observer = refusalRule((request) => {
  const [type = '', value = ''] = request.command.parameters;
  if (!isSetting(request) || type === '') return undefined;
  if (type.length > 3) return { reason: `${shown(type)} has more than three letters`, codes: [], close: 'allowed' };
  if (wireLength(value) > 95)
    return { reason: `the value has ${wireLength(value)} bytes`, codes: [], close: 'allowed' };
  return types.has(type) ? undefined : { reason: `there is no type ${shown(type)}`, codes: ['715'] };
});

/** S-URL-01: a path, an address and a number. */
export const sUrl01: Observer = replyRule((request) => {
  const { command, online, connection } = request;
  if (command.name !== 'URL' || !online || connection.service === 'switchboard' || command.parameters[0] !== 'INBOX')
    return undefined;
  return {
    form: '`URL path address id`',
    isCertain: command.parameters.length === 1,
    tolerated: ['710'],
    fault: ({ parameters }) =>
      parameters.length === 3 ? undefined : `${parameters.length} words stand behind the transaction id`,
  };
});

export const settingObservers: ObserverTable = {
  'S-SET-01': sSet01,
  'S-SET-02': sSet02,
  'S-SET-03': sSet03,
  'S-SET-04': sSet04,
  'S-SET-05': sSet05,
  'S-URL-01': sUrl01,
};
