import type { DecodedCommand } from '../../../codec';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { ClosesToCome } from '../shared/expect-close';
import { replyRule } from '../shared/reply-rules';
import { isUnavoidable } from '../shared/unavoidable';
import { watchAccounts } from '../shared/watch-accounts';
import { type Request, watchExchanges } from '../shared/watch-exchanges';
import { isAccount, sameAccount, shown } from '../shared/words';

function isSignIn({ command, connection, online }: Request, step: 'I' | 'S'): boolean {
  const [scheme, stage, , ...more] = command.parameters;
  const isRight = command.name === 'USR' && scheme === 'TWN' && stage === step && more.length === 0;
  return isRight && !online && connection.service !== 'switchboard' && connection.dialect?.startsWith('MSNP') === true;
}

const address = /^[^\s:]+(:\d{1,5})?$/;

function transferFault({ parameters }: DecodedCommand): string | undefined {
  const [type, next = '', zero, current = ''] = parameters;
  if (parameters.length !== 4) return `four words should stand behind the transaction id, and ${parameters.length} do`;
  if (type !== 'NS') return `${shown(type)} is not NS`;
  if (!address.test(next)) return `${shown(next)} is no address`;
  if (zero !== '0') return `${shown(zero)} is not 0`;
  return address.test(current) ? undefined : `${shown(current)} is no address`;
}

/** S-USR-01: USR I is answered by a transfer or a challenge. */
export const sUsr01: Observer = replyRule((request) => {
  if (!isSignIn(request, 'I') || !isAccount(request.command.parameters[2])) return undefined;
  return {
    form: '`XFR … NS address 0 address` or `USR … TWN S challenge`',
    fault(reply) {
      if (reply.name === 'XFR') return transferFault(reply);
      const [scheme, stage, challenge] = reply.parameters;
      return scheme === 'TWN' && stage === 'S' && challenge !== undefined ? undefined : 'it is neither';
    },
  };
});

/** S-USR-02: behind a transfer the server closes. */
export const sUsr02: Observer = (report, context) => {
  const closes = new ClosesToCome();
  return watchExchanges(context, {
    outcome(request, outcome) {
      if (outcome.kind !== 'reply' && outcome.kind !== 'error') return;
      closes.answered(request.connection, outcome.event, request.event.index);
      if (outcome.kind === 'error' || request.command.name !== 'USR' || outcome.command.name !== 'XFR') return;
      closes.expect(request.connection, outcome.event.index, {
        kept: (event) => report.exercised(event),
        broken: (event) => report.violation(event, 'After `XFR … NS` the server should close, and it did not.'),
      });
    },
    timeLimit: (connection, event) => closes.timeLimit(connection, event),
    closed: (connection, event) => closes.closed(connection, event),
  });
};

/** S-USR-03: the challenge is one token. */
export const sUsr03: Observer = (report, context) =>
  watchExchanges(context, {
    outcome(request, outcome) {
      if (outcome.kind !== 'reply' || outcome.command.name !== 'USR' || !isSignIn(request, 'I')) return;
      const words = outcome.command.parameters.length - 2;
      if (words === 1) report.exercised(outcome.event);
      else
        report.violation(outcome.event, `The challenge behind \`USR … TWN S\` should be one word, and ${words} came.`);
    },
  });

/** S-USR-04: OK with the account, the name and two flags. */
export const sUsr04: Observer = replyRule((request) => {
  if (!isSignIn(request, 'S')) return undefined;
  const { claimed } = request.connection;
  return { form: '`USR … OK account name verified restricted`', fault: (reply) => okFault(reply, claimed) };
});

function okFault({ name, parameters }: DecodedCommand, claimed: string | undefined): string | undefined {
  const [word, account, ...flags] = parameters;
  if (name !== 'USR' || word !== 'OK') return 'it is no `USR … OK`';
  if (parameters.length !== 5) return `four words should stand behind OK, and ${parameters.length - 1} do`;
  if (claimed !== undefined && !sameAccount(account, claimed)) return `${shown(account)} is not the account of USR I`;
  return flags.slice(1).every((flag) => flag === '0' || flag === '1') ? undefined : 'the flags are not 0 or 1';
}

/** S-USR-05: a bad ticket brings an error and a close, never OK. */
export const sUsr05: Observer = (report, context) => {
  const closes = new ClosesToCome();
  return watchExchanges(context, {
    outcome(request, outcome) {
      if (outcome.kind === 'reply' || outcome.kind === 'error')
        closes.answered(request.connection, outcome.event, request.event.index);
      if (!isSignIn(request, 'S')) return;
      const isBad = request.connection.provocations.has('bad-ticket');
      if (outcome.kind === 'error') {
        if (!isBad && outcome.code !== '911' && outcome.code !== '928') return;
        closes.expect(request.connection, outcome.event.index, {
          kept: (event) => report.exercised(event),
          broken: (event) =>
            report.violation(event, `After error ${outcome.code} to a ticket the server should close, and it did not.`),
        });
      } else if (!isBad) return;
      else if (outcome.kind === 'reply')
        report.violation(
          outcome.event,
          'A ticket that Passport never gave should be refused by an error, and it was taken.',
        );
      else
        report.violation(
          outcome.event,
          'A bad ticket should be refused by an error line and a close, and no error came.',
        );
    },
    timeLimit: (connection, event) => closes.timeLimit(connection, event),
    closed: (connection, event) => closes.closed(connection, event),
  });
};

/** A request of another scheme, or one that MSNP8 has no more: any reply in kind is wrong. */
function neverAnswered(isMeant: (request: Request) => boolean, message: string, closing?: string): Observer {
  return (report, context) => {
    const closes = new ClosesToCome();
    return watchExchanges(context, {
      unasked(command, event, { open }) {
        const meant = open.find((request) => isMeant(request) && request.command.trid === command.trid);
        if (meant !== undefined && command.name === meant.command.name) report.violation(event, message);
      },
      outcome(request, outcome) {
        if (outcome.kind === 'reply' || outcome.kind === 'error')
          closes.answered(request.connection, outcome.event, request.event.index);
        if (!isMeant(request)) return;
        if (outcome.kind === 'reply') report.violation(outcome.event, message);
        else report.exercised(outcome.event);
      },
      request(request) {
        if (closing === undefined || !isMeant(request)) return;
        closes.expect(request.connection, request.event.index, {
          kept() {},
          broken: (event) => report.violation(event, closing, { level: 'SHOULD' }),
        });
      },
      timeLimit: (connection, event) => closes.timeLimit(connection, event),
      closed: (connection, event) => closes.closed(connection, event),
    });
  };
}

/** S-USR-06: MD5 is refused in MSNP8. */
export const sUsr06: Observer = neverAnswered(
  ({ command, connection }) =>
    command.name === 'USR' && command.parameters[0] === 'MD5' && connection.dialect === 'MSNP8',
  '`USR … MD5` should be refused in MSNP8, and it was answered.',
);

/** S-USR-07: USR after OK is an error, and the session goes on. */
export const sUsr07: Observer = (report, context) =>
  watchExchanges(context, {
    outcome(request, outcome) {
      const { command, online, connection } = request;
      if (command.name !== 'USR' || !online || connection.service === 'switchboard') return;
      if (outcome.kind === 'error') report.exercised(outcome.event);
      else if (outcome.kind !== 'closed' || outcome.alone)
        report.violation(
          outcome.event,
          `USR after sign-in should be answered by an error while the session goes on, and ${outcome.kind === 'closed' ? 'the server closed' : outcome.kind === 'reply' ? 'it was carried out' : 'no answer came'}.`,
        );
    },
  });

/** S-USR-08: INF is not answered in MSNP8. */
export const sUsr08: Observer = neverAnswered(
  ({ command, connection }) => command.name === 'INF' && connection.dialect === 'MSNP8',
  'INF should not be answered in MSNP8, and it was.',
  'INF should make the server close in MSNP8, and it did not.',
);

/** S-USR-09: an account without a domain is refused. */
export const sUsr09: Observer = (report, context) =>
  watchExchanges(context, {
    outcome(request, outcome) {
      const [, , account = ''] = request.command.parameters;
      if (!isSignIn(request, 'I') || account.includes('@')) return;
      if (outcome.kind === 'error' || (outcome.kind === 'closed' && outcome.alone)) report.exercised(outcome.event);
      // A dispatch server may leave the check to the server that it names.
      else if (outcome.kind === 'reply' && outcome.command.name === 'USR')
        report.violation(
          outcome.event,
          `The account ${shown(account)} has no domain; it should be refused by 911, 206 or a close, and a challenge came.`,
        );
    },
  });

/** S-USR-10: accounts are compared without regard to case. */
export const sUsr10: Observer = (report, context) => {
  const claims = new Map<string, string>();
  return watchAccounts(context, (accounts) => ({
    request({ command, connection }) {
      const [, stage, account = ''] = command.parameters;
      if (command.name === 'USR' && stage === 'I') claims.set(connection.id, account);
    },
    outcome(request, outcome) {
      if (!isSignIn(request, 'S') || request.provoked) return;
      const claimed = claims.get(request.connection.id);
      if (claimed === undefined || claimed === claimed.toLowerCase() || !accounts.exists(claimed)) return;
      if (outcome.kind === 'reply') report.exercised(outcome.event);
      else if (outcome.kind === 'error' && outcome.code === '911')
        report.violation(
          outcome.event,
          `${shown(claimed)} should be taken for the account that signed in before in another case, and 911 came.`,
        );
    },
  }));
};

/** S-LOG-01: before sign-in nothing is carried out. */
export const sLog01: Observer = (report, context) => {
  const closes = new ClosesToCome();
  const early = new Set<Request>();
  return watchExchanges(context, {
    request(request) {
      const { command, connection, online } = request;
      if (online || connection.ticketSent || connection.service === 'switchboard') return;
      if (!['SYN', 'CHG', 'ADD', 'REM', 'REA', 'XFR', 'GTC', 'BLP', 'PRP', 'ADG', 'REG', 'RMG'].includes(command.name))
        return;
      early.add(request);
      closes.expect(connection, request.event.index, {
        kept() {},
        broken: (event) =>
          report.violation(event, `${command.name} before sign-in should make the server close, and it did not.`, {
            level: 'SHOULD',
          }),
      });
    },
    outcome(request, outcome) {
      if (outcome.kind === 'reply' || outcome.kind === 'error')
        closes.answered(request.connection, outcome.event, request.event.index);
      if (!early.delete(request)) return;
      if (outcome.kind === 'reply')
        report.violation(outcome.event, `${request.command.name} should not succeed before sign-in, and it did.`);
      else report.exercised(outcome.event);
    },
    timeLimit: (connection, event) => closes.timeLimit(connection, event),
    closed: (connection, event) => closes.closed(connection, event),
  });
};

/** S-LOG-02: the login works whatever transaction ids the client counts with. */
export const sLog02: Observer = (report, context) => {
  /** Requests whose transaction id does not come behind all that the connection had before. */
  const unordered = new Set<Request>();
  /** Commands that are answered where the ids grow. */
  const answered = new Set<string>();
  return watchExchanges(context, {
    request(request) {
      const { command, connection, provoked } = request;
      const { trid } = command;
      if (provoked || trid === undefined || !['VER', 'CVR', 'USR'].includes(command.name)) return;
      const isBehind = [...connection.sent.values()].every((sent) => (sent.command.trid ?? -1) < trid);
      if (!isBehind) unordered.add(request);
    },
    outcome(request, outcome) {
      const { command, connection, online } = request;
      const isUnordered = unordered.delete(request);
      if (connection.service === 'switchboard' || !['VER', 'CVR', 'USR'].includes(command.name)) return;
      if (outcome.kind === 'closed' || outcome.kind === 'missing') {
        const isReason = isUnordered && isUnavoidable(request) && answered.has(command.name);
        if (!isReason || (outcome.kind === 'closed' && !outcome.alone)) return;
        const came = outcome.kind === 'closed' ? 'the server closed' : 'no answer came';
        report.violation(
          outcome.event,
          `${command.name} ${command.trid} should be answered whatever ids came before, and ${came}.`,
        );
        return;
      }
      if (outcome.kind !== 'reply' || (online && outcome.command.parameters[0] !== 'OK')) return;
      if (!isUnordered) answered.add(command.name);
      if (!outcome.tridEchoed)
        report.violation(
          outcome.event,
          `${command.name} ${command.trid} should be answered with its transaction id, and ${outcome.command.trid} came.`,
        );
      else if (command.name === 'USR' && outcome.command.parameters[0] === 'OK') report.exercised(outcome.event);
    },
  });
};

/** S-LOG-03: another account in CVR than in USR does no harm. */
export const sLog03: Observer = (report, context) => {
  const named = new Map<string, string>();
  return watchAccounts(context, (accounts) => ({
    request({ command, connection }) {
      if (command.name === 'CVR' && command.parameters.length === 8)
        named.set(connection.id, command.parameters[7] ?? '');
    },
    outcome(request, outcome) {
      const [, , account] = request.command.parameters;
      const other = named.get(request.connection.id);
      if (!isSignIn(request, 'I') || other === undefined || sameAccount(account, other)) return;
      if (outcome.kind === 'reply') report.exercised(outcome.event);
      else if (outcome.kind === 'error' && account !== undefined && accounts.exists(account) && !request.provoked)
        report.violation(
          outcome.event,
          `USR with another account than CVR should be answered like any other, and error ${outcome.code} came.`,
        );
    },
  }));
};

export const signInObservers: ObserverTable = {
  'S-USR-01': sUsr01,
  'S-USR-02': sUsr02,
  'S-USR-03': sUsr03,
  'S-USR-04': sUsr04,
  'S-USR-05': sUsr05,
  'S-USR-06': sUsr06,
  'S-USR-07': sUsr07,
  'S-USR-08': sUsr08,
  'S-USR-09': sUsr09,
  'S-USR-10': sUsr10,
  'S-LOG-01': sLog01,
  'S-LOG-02': sLog02,
  'S-LOG-03': sLog03,
};
