import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { ClosesToCome } from '../shared/expect-close';
import { perConnection } from '../shared/per-connection';
import { replyRule } from '../shared/reply-rules';
import { type Request, watchExchanges } from '../shared/watch-exchanges';
import { shown, shownWords } from '../shared/words';

/** Neither answered nor asked before; whoever asks twice without waiting has asked a second time (S-VER-04). */
function isFirst({ command, connection }: Request): boolean {
  const isAsked = connection.open.some((open) => open.command.name === 'VER');
  return command.name === 'VER' && connection.service !== 'switchboard' && !isAsked && connection.dialect === undefined;
}

/** Dialects offered, without the CVR0 that is none. */
function dialectsOf(words: readonly string[]): string[] {
  return words.filter((word) => word !== 'CVR0');
}

function notOffered(reply: readonly string[], offered: readonly string[]): string | undefined {
  const stranger = reply.find((word) => !offered.includes(word));
  return stranger === undefined ? undefined : `${shown(stranger)} was not offered`;
}

/** S-VER-01: MSNP8 is chosen where it is the dialect offered, and nothing that was not. */
export const sVer01: Observer = replyRule((request) => {
  const offered = request.command.parameters;
  if (!isFirst(request) || dialectsOf(offered).join() !== 'MSNP8') return undefined;
  return {
    form: '`VER` with a list that holds MSNP8 and nothing that was not offered',
    isCertain: true,
    fault: ({ parameters }) => (parameters.includes('MSNP8') ? notOffered(parameters, offered) : 'MSNP8 is not in it'),
  };
});

/** S-VER-02: the client speaks first. */
export const sVer02: Observer = (report, { role }) => {
  const of = perConnection(role, ({ service }) => {
    const isOpen = service === 'dispatch' || service === 'notification';
    return { isOpen, isGreeted: !isOpen };
  });
  return (event) => {
    const state = of(event);
    if (state === undefined || !('from' in event)) return;
    if (event.kind === 'segment' && state.isOpen) {
      state.isOpen = false;
      if (event.from === 'client') report.exercised(event);
      else report.violation(event, 'The server should not speak before the client has sent VER, and it did.');
      state.isGreeted = event.from === 'server';
    } else if (event.kind === 'command' && event.from === 'server' && !state.isGreeted) {
      state.isGreeted = true;
      // A greeting may cross the client's VER on its way.
      const { name } = event.command;
      if (name !== 'VER' && name !== 'OUT' && !/^\d{3}$/.test(name))
        report.violation(event, `The first word of the server should answer VER, and ${shown(name)} came.`);
    }
  };
};

/** S-VER-03: without a common dialect the answer is 0, never a dialect that was not offered, and then a close. */
export const sVer03: Observer = (report, context) => {
  const closes = new ClosesToCome();
  return watchExchanges(context, {
    outcome(request, outcome) {
      if (outcome.kind === 'reply' || outcome.kind === 'error')
        closes.answered(request.connection, outcome.event, request.event.index);
      const { command, connection } = request;
      const offered = command.parameters;
      if (command.name !== 'VER' || command.trid === undefined || connection.service === 'switchboard') return;
      if (offered.includes('MSNP8') || outcome.kind !== 'reply') return;
      const [first = ''] = outcome.command.parameters;
      const isRealDialect = /^MSNP\d+$|^CVR\d$/.test(first);
      if (first === '0') {
        report.exercised(outcome.event);
        closes.expect(connection, outcome.event.index, {
          kept() {},
          broken: (event) =>
            report.violation(event, 'After `VER … 0` the server should close, and it did not.', { level: 'SHOULD' }),
        });
      } else if (!isRealDialect || !offered.includes(first))
        report.violation(
          outcome.event,
          `An offer of ${shownWords(offered)} should be answered by \`VER\` and 0, and ${shown(first)} was chosen.`,
        );
    },
    timeLimit: (connection, event) => closes.timeLimit(connection, event),
    closed: (connection, event) => closes.closed(connection, event),
  });
};

/** S-VER-04: a second VER is answered by 715 and a close. */
export const sVer04: Observer = (report, context) => {
  const closes = new ClosesToCome();
  const second = new Set<Request>();
  return watchExchanges(context, {
    request(request) {
      const { command, connection } = request;
      if (command.name === 'VER' && command.trid !== undefined && connection.dialect?.startsWith('MSNP') === true)
        second.add(request);
    },
    outcome(request, outcome) {
      if (outcome.kind === 'reply' || outcome.kind === 'error')
        closes.answered(request.connection, outcome.event, request.event.index);
      if (!second.delete(request)) return;
      if (outcome.kind === 'error' && outcome.code === '715')
        closes.expect(request.connection, outcome.event.index, {
          kept: (event) => report.exercised(event),
          broken: (event) =>
            report.violation(event, 'After 715 to a second VER the server should close, and it did not.'),
        });
      else if (outcome.kind !== 'closed' || outcome.alone) {
        const came = outcome.kind === 'closed' ? 'the server closed without it' : 'something else came, or nothing';
        report.violation(outcome.event, `A second VER should be answered by 715 and a close, and ${came}.`);
      }
    },
    timeLimit: (connection, event) => closes.timeLimit(connection, event),
    closed: (connection, event) => closes.closed(connection, event),
  });
};

/** S-VER-05: what becomes of a VER without a usable transaction id. */
export const sVer05: Observer = (report, context) => {
  const waiting = new Set<Request>();
  return watchExchanges(context, {
    request(request) {
      if (request.command.name === 'VER' && request.command.trid === undefined) waiting.add(request);
    },
    unasked(command, event, connection) {
      const [only] = [...waiting].filter((request) => request.connection === connection);
      if (only === undefined || (command.name !== 'VER' && !/^\d{3}$/.test(command.name))) return;
      waiting.delete(only);
      report.variant(event, 'answers');
    },
    outcome(request, outcome) {
      if (!waiting.delete(request)) return;
      report.variant(outcome.event, outcome.kind === 'closed' ? 'closes' : 'ignores');
    },
  });
};

/** S-VER-06: of several dialects offered the reply's first is one of them. */
export const sVer06: Observer = replyRule((request) => {
  const offered = request.command.parameters;
  const dialects = dialectsOf(offered);
  if (!isFirst(request) || dialects.length < 2 || !dialects.includes('MSNP8')) return undefined;
  return {
    form: '`VER` with one of the dialects offered in front',
    isCertain: true,
    fault: ({ parameters }) => {
      const [first] = dialectsOf(parameters);
      return first !== undefined && dialects.includes(first) ? undefined : `${shown(first)} was not offered`;
    },
  };
});

/** S-VER-07: CVR0 is repeated where it was offered. */
export const sVer07: Observer = (report, context) =>
  watchExchanges(context, {
    outcome({ command, connection }, outcome) {
      const offered = command.parameters;
      if (command.name !== 'VER' || outcome.kind !== 'reply' || connection.service === 'switchboard') return;
      const { parameters } = outcome.command;
      if (!offered.includes('CVR0') || !offered.includes('MSNP8') || !parameters.includes('MSNP8')) return;
      if (parameters.includes('CVR0')) report.exercised(outcome.event);
      else report.violation(outcome.event, 'CVR0 was offered and should be repeated behind MSNP8, and it is missing.');
    },
  });

/** S-CVR-01: three versions and an address, with the same transaction id. */
export const sCvr01: Observer = replyRule((request) => {
  if (!isClientVersion(request)) return undefined;
  return {
    form: '`CVR` with three versions and at least one URL',
    isCertain: true,
    // Whether any client is answered is S-CVR-02.
    judges: isWellKnown(request) ? undefined : 'replies',
    fault: ({ parameters }) => {
      const versions = parameters.slice(0, 3);
      if (parameters.length < 4) return 'there are fewer than four words behind the transaction id';
      const strange = versions.find((word) => /^[a-z]+:\/\//i.test(word) || !/\d/.test(word));
      if (strange !== undefined) return `${shown(strange)} is no version`;
      return /[.:/]/.test(parameters[3] ?? '') ? undefined : `${shown(parameters[3])} is no URL`;
    },
  };
});

function isClientVersion({ command, connection, online }: Request): boolean {
  const isRight = command.name === 'CVR' && command.parameters.length === 8 && !online;
  return isRight && connection.service !== 'switchboard' && connection.dialect?.startsWith('MSNP') === true;
}

/** A client that every server of its time knew. */
function isWellKnown({ command }: Request): boolean {
  const [, , , , name = '', version = ''] = command.parameters;
  return name === 'MSNMSGR' && /^[3-7]\.\d\.\d{4}$/.test(version);
}

/** S-CVR-02: no client name or version is an error. */
export const sCvr02: Observer = replyRule((request) => {
  if (!isClientVersion(request)) return undefined;
  if (isWellKnown(request)) return undefined;
  return { form: '`CVR`, whatever the client', isCertain: true, fault: () => undefined };
});

export const versionObservers: ObserverTable = {
  'S-VER-01': sVer01,
  'S-VER-02': sVer02,
  'S-VER-03': sVer03,
  'S-VER-04': sVer04,
  'S-VER-05': sVer05,
  'S-VER-06': sVer06,
  'S-VER-07': sVer07,
  'S-CVR-01': sCvr01,
  'S-CVR-02': sCvr02,
};
