import type { DecodedCommand, EmptyLine } from '../../../codec';
import type { Observer, ObserverContext, Report } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { answersChallenge } from '../shared/challenge-answer';
import { clientHandles } from '../shared/client-fence';
import { perConnection } from '../shared/per-connection';
import { isClean } from '../shared/reply-rules';
import { SegmentCuts } from '../shared/segment-cuts';
import { isUnavoidable } from '../shared/unavoidable';
import { isEdit } from '../shared/watch-accounts';
import { type Outcome, type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';

/** Chooses by role: rules about receiving are shown by other traffic on each side. */
function byRole(client: Observer, server: Observer): Observer {
  return (report, context) => (context.role === 'client' ? client : server)(report, context);
}

/** Requests that `isMeant` picks should be answered like any other. Only those that no server can refuse are held against it. */
function serverHandles(
  isMeant: (request: Request, cuts: SegmentCuts) => boolean,
  what: string,
  options: {
    /** `meant`: what the kit says to provoke with is what the rule is about. */
    readonly provoked?: 'meant';
    /** Held against the server only where it answers the same request when that comes otherwise; else the request's own rule is about it. */
    readonly compared?: true;
  } = {},
): Observer {
  return (report, context) => {
    const meant = new Set<Request>();
    const cuts = cutsOf(context);
    const comparison = new Comparison();
    return watchExchanges(context, {
      any: cuts.see,
      request(request) {
        if (isMeant(request, cuts.of(request.connection))) meant.add(request);
      },
      outcome(request, outcome) {
        const { name } = request.command;
        if (!meant.delete(request)) {
          if (outcome.kind === 'reply') comparison.answered(name);
          return;
        }
        const judged = options.provoked === 'meant' ? { ...request, provoked: false } : request;
        const accuse = (message: string): void =>
          comparison.accuse(name, () => report.violation(outcome.event, message));
        judgeHandling(report, { request: judged, outcome, what, ...(options.compared ? { accuse } : {}) });
      },
    });
  };
}

/** Accusations that wait until the same request has been answered where it came otherwise. */
class Comparison {
  readonly #answered = new Set<string>();
  readonly #waiting = new Map<string, (() => void)[]>();

  answered(name: string): void {
    this.#answered.add(name);
    for (const accuse of this.#waiting.get(name) ?? []) accuse();
    this.#waiting.delete(name);
  }

  accuse(name: string, accuse: () => void): void {
    if (this.#answered.has(name)) accuse();
    else this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), accuse]);
  }
}

function judgeHandling(
  report: Report,
  {
    request,
    outcome,
    what,
    accuse = (message) => report.violation(outcome.event, message),
  }: {
    readonly request: Request;
    readonly outcome: Outcome;
    readonly what: string;
    readonly accuse?: (message: string) => void;
  },
): void {
  // A list edit may be refused; to pass over it is no answer.
  const isPassedOver = outcome.kind === 'missing' && isClean(request) && isEdit(request.command) && !request.provoked;
  const isDue = isPassedOver || isUnavoidable(request);
  if (outcome.kind === 'reply') report.exercised(outcome.event);
  else if (outcome.kind !== 'error' && isDue && !(outcome.kind === 'closed' && !outcome.alone))
    accuse(
      `${request.command.name} ${what} should be answered like any other, and ${outcome.kind === 'closed' ? 'the server closed' : 'no answer came'}.`,
    );
}

/** Where the kit's own stream was cut, by connection. */
function cutsOf({ role }: ObserverContext): {
  readonly see: (event: Parameters<ReturnType<Observer>>[0]) => void;
  readonly of: (connection: ServedConnection) => SegmentCuts;
} {
  const known = new Map<string, SegmentCuts>();
  const states = perConnection(role, ({ connection }) => {
    const cuts = new SegmentCuts();
    known.set(connection, cuts);
    return cuts;
  });
  return {
    see(event) {
      const state = states(event);
      if (state === undefined) return;
      if (event.kind === 'segment' && event.from !== role) state.see(event);
      if (event.kind === 'close') known.delete(event.connection);
    },
    of: ({ id }) => known.get(id) ?? new SegmentCuts(),
  };
}

function lineLength(command: DecodedCommand): number {
  return command.raw.length - (command.payload?.length ?? 0);
}

/** X-FRM-06: input cut at any byte is handled like input in one piece. */
export const xFrm06 = byRole(
  clientHandles((item, cuts) => item.kind === 'command' && cuts.within(item) > 0, 'cut into several segments'),
  serverHandles(({ command }, cuts) => cuts.within(command) > 0, 'cut into several segments', { compared: true }),
);

/** X-FRM-07: several commands in one segment are all handled. */
export const xFrm07 = byRole(
  clientHandles(
    (item, cuts) => item.kind === 'command' && cuts.within(item) >= 0 && cuts.isGlued(item),
    'in one segment with another command',
  ),
  serverHandles(
    ({ command }, cuts) => cuts.within(command) >= 0 && cuts.isGlued(command),
    'in one segment with another command',
    { compared: true },
  ),
);

/** X-FRM-08: a segment of one space inside a line counts. */
export const xFrm08 = byRole(
  clientHandles(
    (item, cuts) => item.kind === 'command' && cuts.within(item) > 0 && cuts.hasLoneSpace(item),
    'with a segment of a single space',
  ),
  serverHandles(
    ({ command }, cuts) => cuts.within(command) > 0 && cuts.hasLoneSpace(command),
    'with a segment of a single space',
    { compared: true },
  ),
);

/** X-FRM-09: a payload cut into segments, or with a command glued behind it, is handled. */
export const xFrm09 = byRole(
  clientHandles(isCutOrGluedPayload, 'behind a payload in the same segment'),
  (report, context) => {
    const cuts = cutsOf(context);
    const meant = new Map<Request, { readonly isRight: boolean }>();
    const challenges = new Map<ServedConnection, string[]>();
    // A server that refuses every digest breaks S-CHL-02.
    const comparison = new Comparison();
    let last: Request | undefined;
    return watchExchanges(context, {
      any: cuts.see,
      unasked(command, _event, connection) {
        if (command.name !== 'CHL') return;
        challenges.set(connection, [...(challenges.get(connection) ?? []), command.parameters[0] ?? '']);
      },
      request(request) {
        const { command, connection } = request;
        const stream = cuts.of(connection);
        const isCut = stream.within(command, { start: lineLength(command) - 1 }) > 0;
        const isRight = (query: Request): boolean =>
          (challenges.get(query.connection) ?? []).some((text) => answersChallenge(query.command, text) === true);
        if (command.name === 'QRY' && isCut) meant.set(request, { isRight: isRight(request) });
        if (last?.command.name === 'QRY' && last.connection === connection && stream.isGlued(command) && isRight(last))
          meant.set(request, { isRight: isUnavoidable(request) });
        last = request;
      },
      outcome(request, outcome) {
        const found = meant.get(request);
        const { name } = request.command;
        if (found === undefined) {
          if (outcome.kind === 'reply') comparison.answered(name);
          return;
        }
        meant.delete(request);
        // A later request has been answered: the stream was taken apart rightly, and whether QRY is answered at all is S-CHL-02.
        const isFramed = name === 'QRY' && outcome.kind === 'missing';
        const accuse = (): void =>
          report.violation(
            outcome.event,
            `${name} should be understood when a payload is cut or followed at once by a command, and it was not answered as it should be.`,
          );
        if (outcome.kind === 'reply') report.exercised(outcome.event);
        else if (!isFramed && found.isRight && !request.provoked && !(outcome.kind === 'closed' && !outcome.alone)) {
          if (name === 'QRY') comparison.accuse(name, accuse);
          else accuse();
        }
      },
    });
  },
);

/** A payload that is cut, or a command in the segment in which a payload ends. */
function isCutOrGluedPayload(item: DecodedCommand | EmptyLine, cuts: SegmentCuts): boolean {
  if (item.kind !== 'command') return false;
  const isBehind = item.offset === cuts.payloadEnd && cuts.within(item) >= 0 && cuts.isGlued(item);
  if (item.payload === undefined) return isBehind;
  cuts.payloadEnd = item.offset + item.raw.length;
  return isBehind || cuts.within(item, { start: lineLength(item) - 1 }) > 0;
}

function hasLooseSpaces({ oddities }: DecodedCommand): boolean {
  return oddities.some(({ code }) => code === 'repeated-space' || code === 'trailing-space');
}

/** X-FRM-12: repeated spaces and one before CRLF are taken. */
export const xFrm12 = byRole(
  clientHandles((item) => item.kind === 'command' && hasLooseSpaces(item), 'with a space too many'),
  serverHandles(({ command }) => hasLooseSpaces(command), 'with a space too many', { provoked: 'meant' }),
);

/** X-FRM-13: an empty line between commands is skipped. */
export const xFrm13 = byRole(
  clientHandles((item) => item.kind === 'empty-line', 'behind an empty line'),
  (report, context) => {
    const behind = new Set<string>();
    const meant = new Set<Request>();
    return watchExchanges(context, {
      any(event, { id }) {
        if (event.kind === 'empty-line' && event.from === 'client') behind.add(id);
      },
      request(request) {
        if (behind.delete(request.connection.id)) meant.add(request);
      },
      outcome(request, outcome) {
        if (!meant.delete(request)) return;
        // The kit says that it provokes when it sends an empty line; that is what the rule is about.
        judgeHandling(report, { request: { ...request, provoked: false }, outcome, what: 'behind an empty line' });
      },
      closed({ id, open, leaving, dismissed }, event) {
        const isReason = behind.delete(id) && open.length === 0 && !leaving && !dismissed;
        if (isReason && event.by === 'server')
          report.violation(event, 'An empty line should be skipped, and the server closed.');
      },
    });
  },
);

export const receivingObservers: ObserverTable = {
  'X-FRM-06': xFrm06,
  'X-FRM-07': xFrm07,
  'X-FRM-08': xFrm08,
  'X-FRM-09': xFrm09,
  'X-FRM-12': xFrm12,
  'X-FRM-13': xFrm13,
};
