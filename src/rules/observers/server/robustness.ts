import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { perConnection } from '../shared/per-connection';
import { SegmentCuts } from '../shared/segment-cuts';
import { type Outcome, type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { shown } from '../shared/words';

/** S-ROB-01: other sessions do not suffer from the misbehaviour of one. */
export const sRob01: Observer = (report, context) => {
  const provoked = new Set<ServedConnection>();
  const challenged = new Set<ServedConnection>();
  return watchExchanges(context, {
    any(event, connection) {
      if (event.kind === 'remark' && event.topic === 'provoked') provoked.add(connection);
    },
    unasked(command, _event, connection) {
      if (command.name === 'CHL') challenged.add(connection);
    },
    request({ command, connection }) {
      if (command.name === 'QRY') challenged.delete(connection);
    },
    outcome({ command, connection }, outcome) {
      if (command.name === 'PNG' && outcome.kind === 'reply' && provoked.size > 0 && !provoked.has(connection))
        report.exercised(outcome.event);
    },
    closed(connection, event) {
      const isQuiet = connection.open.length === 0 && !challenged.has(connection) && connection.account !== undefined;
      if (event.by !== 'server' || provoked.has(connection) || provoked.size === 0 || !isQuiet) return;
      if (!connection.leaving && !connection.dismissed && !connection.unframed)
        report.violation(
          event,
          'The misbehaviour of another connection should not end this session, and the server closed it.',
        );
    },
  });
};

const ofClients = new Set(
  'VER CVR CVQ INF USR SYN CHG CHL QRY PNG OUT ADD REM REA ADG REG RMG GTC BLP PRP XFR URL SND SDC FND PAG IMS LST LSG ANS CAL MSG BYE'.split(
    ' ',
  ),
);
const ofServers = new Set('ILN NLN FLN BPR RNG ACK NAK QNG IRO JOI NOT IPG'.split(' '));

/** Commands that are to be passed over or to end the connection: nothing of their name may come back. */
function withoutEffect(isMeant: (name: string) => boolean): Observer {
  return (report, context) => {
    const asked = new Map<ServedConnection, Request[]>();
    return watchExchanges(context, {
      request(request) {
        if (isMeant(request.command.name))
          asked.set(request.connection, [...(asked.get(request.connection) ?? []), request]);
      },
      unasked(command, event, connection) {
        const found = asked
          .get(connection)
          ?.find(
            (request) =>
              request.command.name === command.name &&
              request.command.trid !== undefined &&
              request.command.trid === command.trid,
          );
        if (found !== undefined)
          report.violation(
            event,
            `${command.name} should be ignored or end the connection, and ${command.name} came back.`,
          );
      },
      outcome(request, outcome) {
        if (!isMeant(request.command.name)) return;
        if (outcome.kind === 'reply')
          report.violation(
            outcome.event,
            `${request.command.name} should be ignored or end the connection, and it was answered.`,
          );
        else if (outcome.kind !== 'closed' || outcome.alone) report.exercised(outcome.event);
      },
    });
  };
}

/** S-ROB-02: an unknown command. */
export const sRob02 = withoutEffect((name) => /^[A-Z]{3}$/.test(name) && !ofClients.has(name) && !ofServers.has(name));

/** S-ROB-03: a command that only servers send. */
export const sRob03 = withoutEffect((name) => ofServers.has(name));

function reaction(outcome: Outcome): string | undefined {
  if (outcome.kind === 'closed') return outcome.alone ? 'closes' : undefined;
  return outcome.kind === 'reply' ? 'accepted' : outcome.kind === 'error' ? 'error' : 'ignored';
}

function reactionTo(isMeant: (request: Request) => boolean): Observer {
  return (report, context) =>
    watchExchanges(context, {
      outcome(request, outcome) {
        const name = isMeant(request) ? reaction(outcome) : undefined;
        if (name !== undefined) report.variant(outcome.event, name);
      },
    });
}

/** S-ROB-04: lines that end in LF alone. */
export const sRob04 = reactionTo(({ command }) => command.oddities.some(({ code }) => code === 'bare-lf'));

function hasBadTrid({ command }: Request): boolean {
  const isNumbered = ofClients.has(command.name) && !['PNG', 'OUT', 'BYE'].includes(command.name);
  return isNumbered && command.trid === undefined && command.parameters.length > 0;
}

/** S-ROB-05: a transaction id that is no number. A reply in kind bears none that could be read, and so answers nothing. */
export const sRob05: Observer = (report, context) => {
  const echoed = new Set<Request>();
  return watchExchanges(context, {
    unasked({ name, parameters, trid }, _event, { open }) {
      const meant = open.find(
        (request) =>
          hasBadTrid(request) && request.command.name === name && request.command.parameters[0] === parameters[0],
      );
      if (meant !== undefined && trid === undefined) echoed.add(meant);
    },
    outcome(request, outcome) {
      if (!hasBadTrid(request)) return;
      const name = echoed.delete(request) ? 'accepted' : reaction(outcome);
      if (name !== undefined) report.variant(outcome.event, name);
    },
  });
};

/** S-ROB-06: the transaction id comes back as it was sent. */
export const sRob06: Observer = (report, context) =>
  watchExchanges(context, {
    outcome({ command }, outcome) {
      if (outcome.kind !== 'reply' || command.trid === undefined) return;
      if (!outcome.tridEchoed)
        report.violation(
          outcome.event,
          `${command.name} ${command.trid} should be answered with its transaction id, and ${outcome.command.trid} came.`,
        );
      else if ([0, 1, 4294967295].includes(command.trid)) report.exercised(outcome.event);
    },
  });

/** Whether what follows the last whole command is a line that announces a payload, and not all of that. */
function endsInPayload(tail: string): boolean {
  const [line = '', length] = /^QRY .* (\d+)\r\n/.exec(tail) ?? [];
  return length !== undefined && tail.length - line.length < Number(length);
}

/** S-ROB-07: half a payload is waited for. */
export const sRob07: Observer = (report, context) => {
  const cuts = new Map<ServedConnection, SegmentCuts>();
  /** What the client has sent behind its last whole command. */
  const tails = new Map<ServedConnection, string>();
  const halved = new Set<Request>();
  return watchExchanges(context, {
    any(event, connection) {
      if (event.kind === 'open') cuts.set(connection, new SegmentCuts());
      if (event.kind !== 'segment' || event.from !== 'client') return;
      cuts.get(connection)?.see(event);
      tails.set(connection, (tails.get(connection) ?? '') + Buffer.from(event.bytes).toString('latin1'));
    },
    request(request) {
      const tail = tails.get(request.connection) ?? '';
      tails.set(request.connection, tail.slice(request.command.raw.length));
      const { command, connection } = request;
      const start = command.raw.length - (command.payload?.length ?? 0);
      const inside = cuts.get(connection)?.within(command, { start: start - 1 }) ?? 0;
      if (command.payload !== undefined && command.payload.length > 0 && inside > 0) halved.add(request);
    },
    outcome(request, outcome) {
      if (!halved.delete(request)) return;
      // A ping behind it is no reason to close.
      const isClosed = outcome.kind === 'closed' && request.connection.open.length === 1;
      if (outcome.kind === 'reply') report.exercised(outcome.event);
      // Silence to the whole payload says nothing about its halves: that is S-CHL-02.
      else if (isClosed && !request.provoked)
        report.violation(
          outcome.event,
          `Half the payload of ${request.command.name} should be waited for, and the server closed.`,
        );
    },
    closed(connection, event) {
      cuts.delete(connection);
      const isHalf = endsInPayload(tails.get(connection) ?? '');
      tails.delete(connection);
      const isQuiet = connection.open.length === 0 && !connection.provoked && !connection.leaving;
      if (event.by === 'server' && isHalf && isQuiet && !connection.dismissed)
        report.violation(event, 'Half a payload should be waited for, and the server closed.');
    },
  });
};

const least: Readonly<Record<string, number>> = {
  ADD: 3,
  REM: 2,
  REA: 2,
  ADG: 1,
  REG: 2,
  RMG: 1,
  GTC: 1,
  BLP: 1,
  PRP: 1,
  SYN: 1,
  CHG: 1,
  CVR: 1,
  VER: 1,
  XFR: 1,
  CAL: 1,
  ANS: 3,
};

/** S-ROB-08: a command without its parameters never succeeds. */
export const sRob08: Observer = (report, context) =>
  watchExchanges(context, {
    outcome({ command }, outcome) {
      if (command.trid === undefined || command.parameters.length >= (least[command.name] ?? 0)) return;
      const should = `${command.name} without all its words should bring an error or a close, and`;
      if (outcome.kind === 'reply') report.violation(outcome.event, `${should} it succeeded.`);
      else if (outcome.kind === 'missing') report.violation(outcome.event, `${should} no answer came.`);
      else if (outcome.kind === 'error' || outcome.alone) report.exercised(outcome.event);
    },
  });

/** S-ROB-09: NOT has its length alone, and XML of that length behind it. */
export const sRob09: Observer = (report, { role }) => {
  const of = perConnection(role, () => true);
  return (event) => {
    if (of(event) === undefined || event.kind !== 'command' || event.from !== role || event.command.name !== 'NOT')
      return;
    const text = Buffer.from(event.command.payload ?? new Uint8Array())
      .toString('utf8')
      .trim();
    if (event.command.payload === undefined || event.command.parameters.length > 0)
      report.violation(
        event,
        `NOT should have a length and nothing else, and ${shown(event.command.parameters.join(' '))} came.`,
      );
    else if (text !== '' && !(text.startsWith('<') && text.endsWith('>')))
      report.violation(
        event,
        'The announced bytes of NOT should be one XML document, and they begin or end otherwise.',
      );
    else report.exercised(event);
  };
};

/** S-ROB-10: who lost the connection in mid-line can sign in again at once. */
export const sRob10: Observer = (report, context) => {
  const sent = new Map<ServedConnection, number>();
  const handled = new Map<ServedConnection, number>();
  const broken = new Set<string>();
  return watchExchanges(context, {
    any(event, connection) {
      if (event.kind === 'segment' && event.from === 'client') sent.set(connection, event.offset + event.bytes.length);
      if (event.kind === 'command' && event.from === 'client')
        handled.set(connection, event.command.offset + event.command.raw.length);
    },
    outcome(request, outcome) {
      const { claimed = '' } = request.connection;
      if (request.command.name !== 'USR' || request.command.parameters[1] !== 'S' || request.provoked) return;
      if (!broken.delete(claimed)) return;
      if (outcome.kind === 'reply') report.exercised(outcome.event);
      else if (outcome.kind === 'error')
        report.violation(
          outcome.event,
          `The account should be able to sign in again at once, and error ${outcome.code} came.`,
        );
    },
    closed(connection, event) {
      const isTorn = (sent.get(connection) ?? 0) > (handled.get(connection) ?? 0);
      if (event.by === 'client' && isTorn && connection.account !== undefined) broken.add(connection.account);
      sent.delete(connection);
      handled.delete(connection);
    },
  });
};

export const robustnessObservers: ObserverTable = {
  'S-ROB-01': sRob01,
  'S-ROB-02': sRob02,
  'S-ROB-03': sRob03,
  'S-ROB-04': sRob04,
  'S-ROB-05': sRob05,
  'S-ROB-06': sRob06,
  'S-ROB-07': sRob07,
  'S-ROB-08': sRob08,
  'S-ROB-09': sRob09,
  'S-ROB-10': sRob10,
};
