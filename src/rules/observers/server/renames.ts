import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { refusalRule, replyRule } from '../shared/reply-rules';
import { type Accounts, isEdit, versionOf, watchAccounts } from '../shared/watch-accounts';
import { type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { isLaterVersion, isNumber, plain, sameAccount, sameText, shown, wireLength } from '../shared/words';

interface Renaming {
  readonly account: string;
  readonly name: string;
}

function renamingOf({ command, online, connection }: Request): Renaming | undefined {
  const [account, name, ...more] = command.parameters;
  if (command.name !== 'REA' || !online || connection.service === 'switchboard' || more.length > 0) return undefined;
  // Clients that encode every word encode the account as well (X-ENC-02).
  return account === undefined || name === undefined ? undefined : { account: plain(account), name };
}

/** Whether the account is one's own, or certainly on a list; undefined where it may or may not be. */
function isListed(request: Request, account: string, accounts: Accounts): boolean | undefined {
  const own = request.connection.account;
  if (own === undefined) return undefined;
  if (sameAccount(account, own)) return true;
  const facts = accounts.of(own);
  const found = (['FL', 'AL', 'BL', 'RL'] as const).map((list) => facts.isOn(list, account)?.value);
  if (found.slice(0, 3).includes(true)) return true;
  return found.every((value) => value === false) ? false : undefined;
}

/** S-REA-01: a renaming is echoed with the version. */
export const sRea01: Observer = replyRule((request, accounts) => {
  const renaming = renamingOf(request);
  if (renaming === undefined || wireLength(renaming.name) > 387) return undefined;
  const { account, name } = renaming;
  return {
    form: `\`REA version ${account} ${name}\``,
    isCertain: isListed(request, account, accounts) === true,
    // A filtered name, an account whose Passport is not verified, too many renamings.
    tolerated: ['209', '715', '800'],
    fault: ({ parameters }) => {
      const [version, came, cameName, ...more] = parameters;
      if (!isNumber(version)) return `${shown(version)} is no list version`;
      if (came === undefined || !sameAccount(plain(came), account)) return `${shown(came)} is not the account`;
      if (!sameText(cameName, name)) return `${shown(cameName)} is not the name`;
      return more.length > 0 ? 'further words stand behind the name' : undefined;
    },
  };
});

/** S-REA-02: an account in no list is refused with 216. */
export const sRea02: Observer = refusalRule((request, accounts) => {
  const renaming = renamingOf(request);
  if (renaming === undefined || isListed(request, renaming.account, accounts) !== false) return undefined;
  return { reason: `${shown(renaming.account)} is in no list`, codes: ['216'] };
});

/** S-REA-03: one's own name is there at the next sign-in. */
export const sRea03: Observer = (report, context) =>
  watchAccounts(context, (accounts) => {
    const renamed = new Set<string>();
    return {
      outcome(request, outcome) {
        const own = request.connection.account;
        if (outcome.kind !== 'reply' || own === undefined) return;
        const renaming = renamingOf(request);
        if (renaming !== undefined && sameAccount(renaming.account, own)) renamed.add(own);
        const [word, , came] = outcome.command.parameters;
        if (outcome.command.name !== 'USR' || word !== 'OK' || !renamed.delete(own)) return;
        const known = accounts.of(own).name.certain;
        if (known === undefined || known.since >= request.event.index) return;
        if (sameText(known.value, came)) report.exercised(outcome.event);
        else
          report.violation(outcome.event, `The name should still be ${shown(known.value)}, and ${shown(came)} came.`);
      },
    };
  });

/** S-REA-04: a name of more than 387 bytes is refused. */
export const sRea04: Observer = refusalRule((request) => {
  const renaming = renamingOf(request);
  if (renaming === undefined || wireLength(renaming.name) <= 387) return undefined;
  return {
    reason: `the name has ${wireLength(renaming.name)} bytes`,
    codes: ['209'],
    close: 'allowed',
    others: 'undecided',
  };
});

const versioned = new Set('ADD REM REA ADG REG RMG GTC BLP PRP'.split(' '));

/** S-VRS-01: every reply to a change has a version. */
export const sVrs01: Observer = (report, context) =>
  watchExchanges(context, {
    outcome({ command, online }, outcome) {
      if (outcome.kind !== 'reply' || !online || !versioned.has(command.name)) return;
      const version = versionOf(outcome.command);
      if (isNumber(version)) report.exercised(outcome.event);
      else
        report.violation(
          outcome.event,
          `The reply to ${command.name} should have a list version, and ${shown(version)} stands there.`,
        );
    },
  });

/** S-VRS-02: versions grow with every change. */
export const sVrs02: Observer = (report, context) => {
  const last = new Map<ServedConnection, { readonly value: number; readonly at: number }>();
  return watchExchanges(context, {
    outcome({ command, connection, event }, outcome) {
      if (outcome.kind !== 'reply' || (!isEdit(command) && command.name !== 'SYN')) return;
      const version = command.name === 'SYN' ? outcome.command.parameters[0] : versionOf(outcome.command);
      if (!isNumber(version)) return;
      const value = Number(version);
      const before = last.get(connection);
      last.set(connection, { value, at: outcome.event.index });
      if (before === undefined || command.name === 'SYN') return;
      // Replies to requests that were open together may come in another order than they were carried out.
      const isOrdered = event.index > before.at;
      if (isOrdered ? isLaterVersion(value, before.value) : value !== before.value) report.exercised(outcome.event);
      else
        report.violation(
          outcome.event,
          `Each change should bring a later version; ${before.value} came before, and ${value} came behind it.`,
        );
    },
    closed(connection) {
      last.delete(connection);
    },
  });
};

export const renameObservers: ObserverTable = {
  'S-REA-01': sRea01,
  'S-REA-02': sRea02,
  'S-REA-03': sRea03,
  'S-REA-04': sRea04,
};

export const versionNumberObservers: ObserverTable = { 'S-VRS-01': sVrs01, 'S-VRS-02': sVrs02 };
