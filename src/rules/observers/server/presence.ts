import { type DecodedCommand, isVisibleStatus } from '../../../codec';
import type { TraceEvent } from '../../../wire';
import type { Level, Observer, ObserverContext, Report } from '../../rule';
import type { ObserverTable } from '../observer-table';
import type { Presence } from '../shared/account-facts';
import { type ExpectedPresence, ExpectedPresences } from '../shared/expected-presence';
import { isClean } from '../shared/reply-rules';
import { type Hidden, hiddenBy, visibleSince } from '../shared/visibility';
import { type AccountHandlers, type Accounts, isEdit, watchAccounts } from '../shared/watch-accounts';
import { type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { accountKey, isAccount, isNumber, sameAccount, sameText, shown, shownWords } from '../shared/words';

/** Index since which what the command says was decided. */
function provenFor(command: DecodedCommand, connection: ServedConnection): number {
  const sent = ['CHG', 'ADD'].map((name) => connection.sent.get(`${name} ${command.trid}`));
  const asked = command.name === 'ILN' ? sent.find((request) => request !== undefined) : undefined;
  return Math.max(connection.provenSince, asked?.event.index ?? -1);
}

function isPresence({ name }: DecodedCommand): boolean {
  return name === 'NLN' || name === 'ILN';
}

interface Watcher {
  readonly account: string;
  readonly connection: ServedConnection;
}

/** Everybody else whose session is synchronised and visible or hidden, so that presence must reach it. */
function watchersOf(accounts: Accounts, contact: string): Watcher[] {
  const found: Watcher[] = [];
  for (const account of accounts.existing) {
    const connection = accounts.connectionOf(account);
    const presence = accounts.of(account).presence.certain?.value.status;
    if (account === contact || connection?.synchronised !== true || connection.leaving) continue;
    if (presence !== undefined && presence !== 'none' && presence !== 'offline') found.push({ account, connection });
  }
  return found;
}

/** Presence that must follow from what happens on another connection. `causes` gives what is expected. */
function expecting(
  context: ObserverContext,
  causes: (accounts: Accounts, expect: (expectation: ExpectedPresence) => void) => AccountHandlers,
): ReturnType<Observer> {
  return watchAccounts(context, (accounts) => {
    const expected = new ExpectedPresences();
    const handlers = causes(accounts, (expectation) => expected.expect(expectation));
    return {
      ...handlers,
      unasked(command, event, connection) {
        handlers.unasked?.(command, event, connection);
        expected.see(command, event, connection);
      },
      timeLimit(connection, event) {
        handlers.timeLimit?.(connection, event);
        expected.timeLimit(connection, event);
      },
      closed(connection, event) {
        handlers.closed?.(connection, event);
        expected.closed(connection);
      },
    };
  });
}

function changeFault({ parameters, trid }: DecodedCommand): { message: string; level?: Level } | undefined {
  const [status = '', account, , clientId] = parameters;
  if (trid !== undefined) return { message: 'a transaction id came' };
  if (parameters.length !== 4) return { message: `${parameters.length} words came` };
  // One server says so that somebody went offline.
  if (status === 'FLN') return { message: 'FLN is no status of NLN', level: 'SHOULD' };
  if (!isVisibleStatus(status)) return { message: `${shown(status)} is no status that others may see` };
  if (account?.includes('@') !== true) return { message: `${shown(account)} is no account` };
  return isNumber(clientId) ? undefined : { message: `${shown(clientId)} is no client id` };
}

/** S-PRS-01: a watcher gets NLN when a visible contact comes online or changes its state. */
export const sPrs01: Observer = (report, context) =>
  expecting(context, (accounts, expect) => {
    return {
      unasked(command, event, connection) {
        if (command.name !== 'NLN' || connection.service === 'switchboard') return;
        const [status, account = ''] = command.parameters;
        const fault = changeFault(command);
        const presence = accounts.of(account).presence.certain;
        const isStale =
          presence !== undefined &&
          presence.since <= connection.provenSince &&
          isVisibleStatus(presence.value.status) &&
          presence.value.status !== status;
        if (fault !== undefined)
          report.violation(
            event,
            `NLN should be a status, an account, a name and a client id: ${fault.message}.`,
            fault,
          );
        else if (isStale)
          report.violation(event, `${shown(account)} is ${presence.value.status}, and NLN says ${shown(status)}.`);
        else report.exercised(event);
      },
      ...expectingChanges(accounts, {
        expect,
        broken: (event, { contact, status }) =>
          report.violation(
            event,
            `${shown(contact)} went ${status} and is visible here; NLN should have come, and did not.`,
          ),
      }),
    };
  });

/** A change of state that a watcher should be told of. */
interface Told {
  readonly contact: string;
  readonly watcher: string;
  readonly status: string;
}

/** Expects NLN for everybody who certainly sees somebody whose state changes. */
function expectingChanges(
  accounts: Accounts,
  options: {
    readonly expect: (expectation: ExpectedPresence) => void;
    readonly broken: (event: TraceEvent, told: Told) => void;
  },
): Pick<AccountHandlers, 'request' | 'outcome'> {
  const before = new Map<Request, Presence>();
  return {
    request(request) {
      const { command, connection } = request;
      const known = connection.account === undefined ? undefined : accounts.of(connection.account).presence.certain;
      if (command.name === 'CHG' && known !== undefined) before.set(request, known.value);
    },
    outcome(request, outcome) {
      const earlier = before.get(request);
      before.delete(request);
      const [status = '', clientId] = request.command.parameters;
      const contact = request.connection.account;
      if (outcome.kind !== 'reply' || contact === undefined || earlier === undefined) return;
      if (!isVisibleStatus(status) || (earlier.status === status && earlier.clientId === clientId)) return;
      for (const { account: watcher, connection } of watchersOf(accounts, contact))
        options.expect({
          connection,
          contact,
          name: 'NLN',
          since: request.event.index,
          isDue: () =>
            visibleSince(accounts, { contact, watcher }) !== undefined &&
            accounts.of(contact).presence.certain?.value.status === status,
          kept() {},
          broken: (event) => options.broken(event, { contact, watcher, status }),
        });
    },
  };
}

/** Expects FLN for everybody who certainly sees the contact now. */
function expectDeparture(
  accounts: Accounts,
  options: {
    readonly contact: string;
    readonly since: number;
    readonly isDue: (watcher: string) => boolean;
    readonly report: Report;
    readonly what: string;
    readonly expect: (expectation: ExpectedPresence) => void;
  },
): void {
  const { contact, since, isDue, report, what, expect } = options;
  for (const { account: watcher, connection } of watchersOf(accounts, contact)) {
    if (visibleSince(accounts, { contact, watcher }) === undefined) continue;
    expect({
      connection,
      contact,
      name: 'FLN',
      since,
      isDue: () => isDue(watcher),
      kept: (event) => report.exercised(event),
      broken: (event) => report.violation(event, `${shown(contact)} ${what}; FLN should have come, and did not.`),
    });
  }
}

/** S-PRS-02: FLN, with the account alone, when a contact leaves by OUT. */
export const sPrs02: Observer = (report, context) =>
  expecting(context, (accounts, expect) => ({
    request({ command, connection, event }) {
      const contact = connection.account;
      if (command.name !== 'OUT' || contact === undefined || accounts.connectionOf(contact) !== connection) return;
      const isDue = (): boolean => accounts.connectionOf(contact) === undefined;
      expectDeparture(accounts, { contact, since: event.index, isDue, report, what: 'left by OUT', expect });
    },
    unasked(command, event, connection) {
      if (command.name !== 'FLN' || connection.service === 'switchboard') return;
      if (command.trid !== undefined || command.parameters.length !== 1 || !isAccount(command.parameters[0]))
        report.violation(
          event,
          `FLN should have one account and nothing else, and ${shownWords(command.parameters)} came.`,
        );
    },
  }));

/** S-PRS-03: FLN when a contact's connection dies. */
export const sPrs03: Observer = (report, context) =>
  expecting(context, (accounts, expect) => ({
    closed(connection, event) {
      const contact = connection.account;
      if (event.by !== 'client' || connection.leaving || contact === undefined) return;
      if (accounts.connectionOf(contact) !== connection) return;
      const isDue = (): boolean => accounts.connectionOf(contact) === undefined;
      expectDeparture(accounts, { contact, since: event.index, isDue, report, what: 'lost its connection', expect });
    },
  }));

/** Presence that must not come, for one reason. Exercised where a fence shows that nothing came while the reason held. */
function neverShown(report: Report, accounts: Accounts, why: Hidden): AccountHandlers {
  return {
    unasked(command, event, connection) {
      const [, contact = ''] = command.parameters;
      const watcher = connection.account;
      if (!isPresence(command) || watcher === undefined || !isAccount(contact) || sameAccount(contact, watcher)) return;
      const since = provenFor(command, connection);
      if (command.parameters[0] === 'FLN') return;
      const reason = hiddenBy(accounts, { contact, watcher }).find(
        (found) => found.why === why && found.since <= since,
      );
      if (reason !== undefined)
        report.violation(
          event,
          `${command.name} should not come for ${shown(contact)}, who is ${reasons[why]}, and it did.`,
        );
    },
    fence(connection, event, sentAt) {
      const watcher = connection.account;
      if (watcher === undefined || !connection.synchronised) return;
      const status = accounts.of(watcher).presence.certain?.value.status;
      if (status === undefined || status === 'none') return;
      for (const contact of accounts.existing) {
        if (contact === watcher || accounts.connectionOf(contact) === undefined) continue;
        const found = hiddenBy(accounts, { contact, watcher });
        if (found.some((reason) => reason.why === why && reason.since < sentAt) && isTempting(found, why))
          report.exercised(event);
      }
    },
  };
}

/** Whether the reason is what keeps the presence back: no other one does. */
function isTempting(found: readonly { readonly why: Hidden }[], why: Hidden): boolean {
  return found.every((reason) => reason.why === why);
}

const reasons: Readonly<Record<Hidden, string>> = {
  'not on the FL': 'not on the FL here',
  hidden: 'hidden',
  blocked: 'keeping this account on the BL',
  'not allowed': 'allowing the AL alone, where this account is not',
  'no CHG yet': 'signed in without a CHG yet',
  offline: 'offline',
};

/** S-PRS-04: hiding looks like leaving, and the word HDN reaches nobody. */
export const sPrs04: Observer = (report, context) =>
  expecting(context, (accounts, expect) => {
    const never = neverShown(report, accounts, 'hidden');
    return {
      ...never,
      unasked(command, event, connection) {
        if (isPresence(command) && command.parameters[0] === 'HDN')
          report.violation(event, `${command.name} should never say HDN, and it does.`);
        else never.unasked?.(command, event, connection);
      },
      request({ command, connection, event }) {
        const contact = connection.account;
        if (command.name !== 'CHG' || command.parameters[0] !== 'HDN' || contact === undefined) return;
        const isDue = (): boolean => accounts.of(contact).presence.certain?.value.status === 'HDN';
        expectDeparture(accounts, { contact, since: event.index, isDue, report, what: 'went into hiding', expect });
      },
    };
  });

/** S-PRS-05: who is on the contact's BL sees nothing of it. */
export const sPrs05: Observer = (report, context) =>
  watchAccounts(context, (accounts) => neverShown(report, accounts, 'blocked'));

/** Whether only BLP lets the watcher see the contact: it is neither on the AL nor on the BL. */
function isStranger(accounts: Accounts, { contact, watcher }: Pick<Told, 'contact' | 'watcher'>): boolean {
  const facts = accounts.of(contact);
  return facts.isOn('AL', watcher)?.value === false && facts.isOn('BL', watcher)?.value === false;
}

/** S-PRS-06: with BLP BL only those on the AL see the contact; with BLP AL all that are not on the BL. */
export const sPrs06: Observer = (report, context) =>
  expecting(context, (accounts, expect) => {
    const never = neverShown(report, accounts, 'not allowed');
    /** Contacts whose presence somebody on their AL has seen. */
    const shownToAllowed = new Set<string>();
    return {
      ...never,
      unasked(command, event, connection) {
        never.unasked?.(command, event, connection);
        const [, contact = ''] = command.parameters;
        const watcher = connection.account;
        if (!isPresence(command) || watcher === undefined) return;
        const facts = accounts.of(contact);
        if (facts.isOn('AL', watcher)?.value === true) shownToAllowed.add(accountKey(contact));
        if (isStranger(accounts, { contact, watcher }) && facts.blp.certain?.value === 'AL') report.exercised(event);
      },
      ...expectingChanges(accounts, {
        expect,
        broken(event, { contact, watcher, status }) {
          // Whether anybody is shown anything is S-PRS-01.
          if (!shownToAllowed.has(contact) || !isStranger(accounts, { contact, watcher })) return;
          report.violation(
            event,
            `${shown(contact)} went ${status}; with BLP AL this account, which is on neither list, should be told as those on the AL are, and was not.`,
          );
        },
      }),
    };
  });

/** S-PRS-07: nobody sees an account that is not on its FL. */
export const sPrs07: Observer = (report, context) =>
  watchAccounts(context, (accounts) => neverShown(report, accounts, 'not on the FL'));

/** S-PRS-09: who never sent CHG is not seen. */
export const sPrs09: Observer = (report, context) =>
  watchAccounts(context, (accounts) => neverShown(report, accounts, 'no CHG yet'));

/** S-PRS-08: blocking and unblocking show at once on the other side. */
export const sPrs08: Observer = (report, context) =>
  expecting(context, (accounts, expect) => ({
    request({ command, connection, event }) {
      const contact = connection.account;
      const [list, watcher = ''] = command.parameters;
      const seer = accounts.connectionOf(watcher);
      if (contact === undefined || list !== 'BL' || seer?.synchronised !== true) return;
      const base = {
        connection: seer,
        contact,
        since: event.index,
        kept: (came: TraceEvent) => report.exercised(came),
      };
      const facts = accounts.of(contact);
      if (command.name === 'ADD' && visibleSince(accounts, { contact, watcher }) !== undefined)
        expect({
          ...base,
          name: 'FLN',
          isDue: () =>
            facts.isOn('BL', watcher)?.value === true && isVisibleStatus(facts.presence.certain?.value.status ?? ''),
          broken: (came) =>
            report.violation(came, `${shown(contact)} has blocked this account; FLN should have come, and did not.`),
        });
      else if (command.name === 'REM' && facts.isOn('BL', watcher)?.value === true)
        expect({
          ...base,
          name: 'NLN',
          isDue: () => visibleSince(accounts, { contact, watcher }) !== undefined,
          broken: (came) =>
            report.violation(came, `${shown(contact)} has unblocked this account; NLN should have come, and did not.`),
        });
    },
  }));

/** S-PRS-10: behind a change of one's own name the watchers get it. */
export const sPrs10: Observer = (report, context) =>
  expecting(context, (accounts, expect) => {
    const renamed = new Set<string>();
    return {
      outcome(request, outcome) {
        const { command, connection } = request;
        const contact = connection.account;
        if (outcome.kind !== 'reply' || command.name !== 'REA' || contact === undefined) return;
        if (!sameAccount(command.parameters[0], contact)) return;
        renamed.add(contact);
        for (const { account: watcher, connection: seer } of watchersOf(accounts, contact))
          expect({
            connection: seer,
            contact,
            name: 'NLN',
            since: request.event.index,
            isDue: () => visibleSince(accounts, { contact, watcher }) !== undefined,
            kept() {},
            broken: (event) =>
              report.violation(
                event,
                `${shown(contact)} has changed its name; NLN with it should have come, and did not.`,
              ),
          });
      },
      unasked(command, event, connection) {
        const [, contact = '', name] = command.parameters;
        if (!isPresence(command) || !renamed.has(accountKey(contact))) return;
        const known = accounts.of(contact).name.certain;
        if (known === undefined || known.since > provenFor(command, connection)) return;
        if (sameText(known.value, name)) report.exercised(event);
        else
          report.violation(
            event,
            `${shown(contact)} is called ${shown(known.value)} now, and ${command.name} says ${shown(name)}.`,
          );
      },
    };
  });

/** S-PRS-11: the client id is relayed as it was sent. */
export const sPrs11: Observer = (report, context) =>
  watchAccounts(context, (accounts) => ({
    unasked(command, event, connection) {
      const [status, contact = '', , clientId] = command.parameters;
      // A line in another shape is left to S-CHG-03 and S-PRS-01.
      if (!isPresence(command) || status === 'FLN' || command.parameters.length !== 4 || !isNumber(clientId)) return;
      const known = accounts.of(contact).presence.certain;
      const sent = known?.value.clientId;
      if (known === undefined || sent === undefined || known.since > provenFor(command, connection)) return;
      if (!isNumber(sent) || !isVisibleStatus(known.value.status)) return;
      if (Number(clientId) === Number(sent)) report.exercised(event);
      else
        report.violation(
          event,
          `${shown(contact)} sent the client id ${sent}, and ${command.name} says ${shown(clientId)}.`,
        );
    },
  }));

/** S-PRS-12: what is sent behind a CHG without waiting is served. */
export const sPrs12: Observer = (report, context) => {
  const pipelined = new Set<Request>();
  return watchExchanges(context, {
    request(request) {
      const { connection, command, provoked } = request;
      if (provoked || !isClean(request) || !isEdit(command)) return;
      if (connection.open.some((open) => open.command.name === 'CHG')) pipelined.add(request);
    },
    outcome(request, outcome) {
      if (!pipelined.delete(request)) return;
      if (outcome.kind === 'reply' || outcome.kind === 'error') report.exercised(outcome.event);
      else if (outcome.kind === 'missing')
        report.violation(outcome.event, `${request.command.name} behind a CHG should be served, and no answer came.`);
    },
  });
};

export const presenceObservers: ObserverTable = {
  'S-PRS-01': sPrs01,
  'S-PRS-02': sPrs02,
  'S-PRS-03': sPrs03,
  'S-PRS-04': sPrs04,
  'S-PRS-05': sPrs05,
  'S-PRS-06': sPrs06,
  'S-PRS-07': sPrs07,
  'S-PRS-08': sPrs08,
  'S-PRS-09': sPrs09,
  'S-PRS-10': sPrs10,
  'S-PRS-11': sPrs11,
  'S-PRS-12': sPrs12,
};
