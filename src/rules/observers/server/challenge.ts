import { challengeKeys } from '../../../codec';
import type { Observer, ObserverContext } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { answersChallenge } from '../shared/challenge-answer';
import { ClosesToCome } from '../shared/expect-close';
import { SegmentCuts } from '../shared/segment-cuts';
import { isUnavoidable } from '../shared/unavoidable';
import { type Outcome, type Request, type ServedConnection, watchExchanges } from '../shared/watch-exchanges';
import { shownWords } from '../shared/words';

/** S-CHL-01: whether the server challenges. */
export const sChl01: Observer = (report, context) => {
  const visible = new Set<ServedConnection>();
  const challenged = new Set<ServedConnection>();
  return watchExchanges(context, {
    outcome({ command, connection }, { kind }) {
      if (command.name === 'CHG' && kind === 'reply') visible.add(connection);
    },
    unasked(command, event, connection) {
      if (command.name !== 'CHL') return;
      if (command.trid !== 0 || command.parameters.length !== 1)
        report.violation(
          event,
          `CHL should have 0 and one word, and ${shownWords([String(command.trid), ...command.parameters])} came.`,
        );
      if (!challenged.has(connection)) report.variant(event, 'challenges');
      challenged.add(connection);
    },
    closed(connection, event) {
      if (visible.delete(connection) && !challenged.delete(connection)) report.variant(event, 'does not challenge');
    },
  });
};

type Verdict = 'right' | 'wrong' | 'unknown client id' | 'undecided';

interface Answer {
  readonly request: Request;
  readonly verdict: Verdict;
}

/** Follows every QRY that answers an open challenge, with what it should come to. */
function watchAnswers(
  context: ObserverContext,
  judge: (answer: Answer, outcome: Outcome) => void,
  also: Parameters<typeof watchExchanges>[1] = {},
): ReturnType<Observer> {
  const open = new Map<ServedConnection, string[]>();
  const answers = new Map<Request, Answer>();
  return watchExchanges(context, {
    ...also,
    unasked(command, event, connection) {
      also.unasked?.(command, event, connection);
      if (command.name === 'CHL') open.set(connection, [...(open.get(connection) ?? []), command.parameters[0] ?? '']);
    },
    request(request) {
      also.request?.(request);
      const challenges = open.get(request.connection) ?? [];
      if (request.command.name !== 'QRY' || challenges.length === 0) return;
      const right = challenges.findIndex((text) => answersChallenge(request.command, text) === true);
      challenges.splice(Math.max(right, 0), 1);
      answers.set(request, { request, verdict: right >= 0 ? 'right' : verdictOnFailure(request) });
    },
    outcome(request, outcome) {
      also.outcome?.(request, outcome);
      const answer = answers.get(request);
      answers.delete(request);
      if (answer !== undefined) judge(answer, outcome);
    },
  });
}

function verdictOnFailure({ command }: Request): Verdict {
  const payload = Buffer.from(command.payload ?? new Uint8Array()).toString('latin1');
  if (!challengeKeys.has(command.parameters[0] ?? '')) return 'unknown client id';
  // Digits in upper case are not documented as accepted, nor as refused.
  return payload === payload.toLowerCase() ? 'wrong' : 'undecided';
}

/** S-CHL-02: a right answer is accepted. */
export const sChl02: Observer = (report, context) =>
  watchAnswers(context, ({ verdict, request }, outcome) => {
    if (verdict !== 'right') return;
    const should = 'A right answer to the challenge should be accepted by `QRY` and its transaction id, and';
    if (outcome.kind === 'reply') {
      if (!outcome.tridEchoed) report.violation(outcome.event, `${should} another transaction id came.`);
      else if (outcome.command.parameters.length > 0)
        report.violation(outcome.event, `${should} further words came: ${shownWords(outcome.command.parameters)}.`);
      else report.exercised(outcome.event);
    } else if (outcome.kind === 'error') report.violation(outcome.event, `${should} error ${outcome.code} came.`);
    else if (request.provoked) return;
    else if (outcome.kind === 'missing') report.violation(outcome.event, `${should} no answer came.`);
    else if (outcome.alone) report.violation(outcome.event, `${should} the server closed.`);
  });

/** A wrong answer brings 540 and a close. */
function refusedAnswer(meant: Verdict): Observer {
  return (report, context) => {
    const closes = new ClosesToCome();
    const should = `An answer to the challenge with ${meant === 'wrong' ? 'a wrong digest' : 'an unknown client id'} should bring 540 and a close, and`;
    return watchAnswers(
      context,
      ({ verdict, request }, outcome) => {
        if (verdict !== meant) return;
        if (outcome.kind === 'error' && outcome.code === '540')
          closes.expect(request.connection, outcome.event.index, {
            kept: (event) => report.exercised(event),
            broken: (event) => report.violation(event, `${should} the server went on.`),
          });
        else if (outcome.kind === 'error') report.violation(outcome.event, `${should} error ${outcome.code} came.`);
        else if (outcome.kind === 'reply') report.violation(outcome.event, `${should} it was accepted.`);
        else if (outcome.kind === 'missing') report.violation(outcome.event, `${should} no answer came.`);
        else if (outcome.alone) report.violation(outcome.event, `${should} the server closed without 540.`);
      },
      {
        outcome(request, outcome) {
          if (outcome.kind === 'reply' || outcome.kind === 'error')
            closes.answered(request.connection, outcome.event, request.event.index);
        },
        timeLimit: (connection, event) => closes.timeLimit(connection, event),
        closed: (connection, event) => closes.closed(connection, event),
      },
    );
  };
}

/** S-CHL-03: a wrong digest. */
export const sChl03 = refusedAnswer('wrong');

/** S-CHL-04: an unknown client id. */
export const sChl04 = refusedAnswer('unknown client id');

/** Milliseconds after which a challenge without an answer should have ended the session: 60 s, and half as much again. */
const patience = 90_000;

/** S-CHL-05: who does not answer is disconnected after 50 to 60 s. Judged by the times of the trace. */
export const sChl05: Observer = (report, context) => {
  const open = new Map<ServedConnection, number>();
  return watchExchanges(context, {
    unasked(command, event, connection) {
      if (command.name === 'CHL' && !open.has(connection)) open.set(connection, event.time);
    },
    request({ command, connection }) {
      if (command.name === 'QRY') open.delete(connection);
    },
    any(event, connection) {
      const since = open.get(connection);
      if (since === undefined || event.kind !== 'command' || event.from !== 'server') return;
      if (event.time - since <= patience) return;
      open.delete(connection);
      report.violation(
        event,
        `A challenge without an answer should end the session within 60 s, and the server goes on after ${Math.round((event.time - since) / 1000)} s.`,
      );
    },
    closed(connection, event) {
      if (event.by === 'server' && open.has(connection) && !connection.leaving && !connection.dismissed)
        report.exercised(event);
      open.delete(connection);
    },
  });
};

/** S-CHL-06: what follows the payload of QRY at once is understood. */
export const sChl06: Observer = (report, context) => {
  const cuts = new Map<ServedConnection, SegmentCuts>();
  const last = new Map<ServedConnection, Request>();
  const glued = new Map<Request, boolean>();
  const right = new Set<Request>();
  const challenges = new Map<ServedConnection, string[]>();
  return watchExchanges(context, {
    any(event, connection) {
      if (event.kind === 'open') cuts.set(connection, new SegmentCuts());
      if (event.kind === 'segment' && event.from === 'client') cuts.get(connection)?.see(event);
    },
    unasked(command, _event, connection) {
      if (command.name === 'CHL') open(connection).push(command.parameters[0] ?? '');
    },
    request(request) {
      const { connection, command } = request;
      const stream = cuts.get(connection);
      const before = last.get(connection);
      last.set(connection, request);
      stream?.within(command);
      if (command.name === 'QRY' && open(connection).some((text) => answersChallenge(command, text) === true))
        right.add(request);
      if (before?.command.name !== 'QRY' || stream?.isGlued(command) !== true) return;
      glued.set(request, right.has(before) && isUnavoidable(request));
    },
    outcome(request, outcome) {
      const isCertain = glued.get(request);
      glued.delete(request);
      if (isCertain === undefined) return;
      if (outcome.kind === 'reply') report.exercised(outcome.event);
      else if (isCertain && (outcome.kind === 'missing' || (outcome.kind === 'closed' && outcome.alone)))
        report.violation(
          outcome.event,
          `${request.command.name} in one segment behind the payload of QRY should be understood, and was not.`,
        );
    },
  });

  function open(connection: ServedConnection): string[] {
    const known = challenges.get(connection) ?? [];
    challenges.set(connection, known);
    return known;
  }
};

export const challengeObservers: ObserverTable = {
  'S-CHL-01': sChl01,
  'S-CHL-02': sChl02,
  'S-CHL-03': sChl03,
  'S-CHL-04': sChl04,
  'S-CHL-05': sChl05,
  'S-CHL-06': sChl06,
};
