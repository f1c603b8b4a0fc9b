import type { DecodedCommand } from '../../../codec';
import { isVisibleStatus } from '../../../codec';
import type { TraceEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { type Fault, refusalRule, refusalRuleBy, replyRule, replyRuleBy } from '../shared/reply-rules';
import { watchChats } from '../shared/watch-chats';
import { type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { sameAccount, shown } from '../shared/words';

function asksForSwitchboard({ command, online, connection }: Request): boolean {
  const { name, parameters } = command;
  return name === 'XFR' && online && connection.service !== 'switchboard' && parameters.join(' ') === 'SB';
}

/** `host:port`. Without a port it is the milder deviation of an old draft. */
function addressFault(address: string): Fault | undefined {
  const [, port] = /^(?:[^\s:]+|\[[0-9a-f:]+\]):(\d{1,5})$/i.exec(address) ?? [];
  if (port !== undefined && Number(port) >= 1 && Number(port) <= 65535) return undefined;
  const message = `${shown(address)} is no host and port`;
  return /^[^\s:]+$/.test(address) ? { message, level: 'SHOULD' } : { message };
}

function transferFault({ parameters }: DecodedCommand): Fault | string | undefined {
  const [service, address = '', scheme, cookie, ...more] = parameters;
  if (service !== 'SB') return 'it is not to SB';
  if (scheme !== 'CKI' || cookie === undefined) return 'it has no CKI with a cookie behind the address';
  if (more.length > 0) return `${shown(more.join(' '))} stands behind the cookie`;
  return addressFault(address);
}

/** Errors by which a server says that it is asked too often, or has no room. */
const overload = ['281', '707', '712', '713', '714', '800'];

/** S-SB-01: XFR SB brings an address and a cookie. */
export const sSb01 = replyRule((request, accounts) => {
  if (!asksForSwitchboard(request) || request.connection.account === undefined) return undefined;
  const status = accounts.of(request.connection.account).presence.certain?.value.status;
  return {
    form: '`XFR … SB host:port CKI cookie`',
    fault: transferFault,
    isCertain: status !== undefined && isVisibleStatus(status),
    tolerated: overload,
  };
});

/** S-SB-02: not before the first CHG, nor while hidden. */
export const sSb02 = refusalRule((request, accounts) => {
  if (!asksForSwitchboard(request) || request.connection.account === undefined) return undefined;
  const status = accounts.of(request.connection.account).presence.certain?.value.status;
  if (status !== 'HDN' && status !== 'none') return undefined;
  const reason = status === 'HDN' ? 'the account is hidden' : 'no CHG has come yet';
  return { reason, codes: ['913'], others: overload };
});

/** S-SB-03: USR with the cookie of XFR lets its account in. */
export const sSb03 = replyRuleBy(watchChats, (request, chats) => {
  if (request.command.name !== 'USR') return undefined;
  const admission = chats.admissionOf(request);
  if (admission === undefined || admission.kind === 'wrong' || admission.kind === 'spent') return undefined;
  const account = request.command.parameters[0] ?? '';
  return {
    form: '`USR … OK account name`',
    fault({ parameters: [word, own, name, ...more] }) {
      if (word !== 'OK') return 'it does not say OK';
      if (!sameAccount(own, account)) return `${shown(own)} is not the account`;
      if (name === undefined) return 'it has no name';
      if (more.length > 0) return `${shown(more.join(' '))} stands behind the name`;
      return chats.names.mayBe(account, name) ? undefined : `the name of the account is not ${shown(name)}`;
    },
    isCertain: admission.kind === 'good',
    // Silence and a close are wrong only where the cookie is certainly good.
    judges: admission.kind === 'good' ? undefined : 'replies',
  };
});

/** S-SB-04: no OK for a cookie that is none, or of somebody else. */
export const sSb04 = refusalRuleBy(watchChats, (request, chats) =>
  chats.admissionOf(request)?.kind === 'wrong'
    ? { reason: 'the account was given no such cookie', codes: ['911'], close: 'allowed', others: 'undecided' }
    : undefined,
);

/** S-SB-05: nor for one that has let somebody in before. */
export const sSb05 = refusalRuleBy(watchChats, (request, chats) =>
  chats.admissionOf(request)?.kind === 'spent'
    ? { reason: 'the cookie has been used', codes: ['911'], close: 'allowed', others: 'undecided' }
    : undefined,
);

/** Milliseconds after which a silent connection is closed: from, to; what comes before the first has another reason. */
const silence = { anyReason: 10_000, from: 45_000, to: 75_000 };

/** S-SB-06: who says nothing on the switchboard is shown out after about a minute. Judged by the times of the trace. */
export const sSb06: Observer = (report, context) => {
  const silent = new Map<ServedConnection, number>();
  const should = 'A connection on which nothing is said should be closed after about 60 s, and';
  function late(connection: ServedConnection, event: TraceEvent): void {
    const since = silent.get(connection);
    if (since === undefined || event.time - since < silence.to) return;
    silent.delete(connection);
    report.violation(event, `${should} it was open after ${Math.round((event.time - since) / 1000)} s.`);
  }
  return watchExchanges(context, {
    opened(connection, event) {
      if (connection.service === 'switchboard') silent.set(connection, event.time);
    },
    any(event, connection) {
      if (event.kind === 'segment' && event.from === 'client') silent.delete(connection);
    },
    timeLimit: late,
    closed(connection, event) {
      const since = silent.get(connection);
      if (since === undefined) return;
      const lasted = event.time - since;
      if (event.by === 'client' || lasted > silence.to) late(connection, event);
      else if (lasted >= silence.from) report.exercised(event);
      else if (lasted >= silence.anyReason)
        report.violation(event, `${should} the server closed after ${Math.round(lasted / 1000)} s.`);
      silent.delete(connection);
    },
  });
};

/** S-SB-22: the switchboard may be at any port. */
export const sSb22: Observer = (report, { role }) => {
  const subjects = new Set<string>();
  return (event) => {
    if (event.kind === 'open' && event.subject === role) subjects.add(event.connection);
    if (event.kind !== 'command' || event.from !== role || !subjects.has(event.connection)) return;
    const { name, parameters } = event.command;
    const isGiven = name === 'RNG' || (name === 'XFR' && parameters[0] === 'SB');
    if (!isGiven) return;
    const port = /:(\d+)$/.exec(parameters[1] ?? '')?.[1];
    report.variant(event, port === undefined ? 'no port' : port === '1863' ? 'port 1863' : 'another port');
  };
};

export const switchboardOpeningObservers: ObserverTable = {
  'S-SB-01': sSb01,
  'S-SB-02': sSb02,
  'S-SB-03': sSb03,
  'S-SB-04': sSb04,
  'S-SB-05': sSb05,
  'S-SB-06': sSb06,
  'S-SB-22': sSb22,
};
