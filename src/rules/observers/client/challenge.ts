import { challengeKeys } from '../../../codec';
import type { TraceEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { survives } from '../shared/survives';
import { type Challenge, type ClientConnection, isInRow, watchClient } from '../shared/watch-client';
import { shown } from '../shared/words';

function isChallenge(isOdd: (text: string) => boolean): Parameters<typeof survives>[0]['meant'] {
  return ({ command }) =>
    command?.name === 'CHL' && command.parameters.length === 1 && isOdd(command.parameters[0] ?? '');
}

/** Judges the answers to challenges of one sort; that one is answered at all is shown by what comes later. */
function answersRightly(options: {
  readonly isMeant: (challenge: Challenge) => boolean;
  readonly isText: (text: string) => boolean;
  readonly what: string;
  readonly weight: number;
}): Observer {
  return (report, context) => {
    const { isMeant, isText, what, weight } = options;
    const should = `${what} should be answered by \`QRY trid id 32\` and the digest of it, in lower case,`;
    const answered = survives({ what, weight, meant: isChallenge(isText) })({ ...report, exercised() {} }, context);
    const right = watchClient(context, {
      request({ answer, command, event }) {
        if (answer === undefined || !isMeant(answer.challenge) || answer.verdict === 'undecided') return;
        const [clientId = '', ...more] = command.parameters;
        if (answer.verdict === 'wrong') report.violation(event, `${should} and another payload came.`);
        else if (more.length > 0) report.violation(event, `${should} and ${shown(more.join(' '))} came behind the id.`);
        else if (challengeKeys.has(clientId) && command.trid !== undefined) report.exercised(event);
      },
      missed(challenge, event) {
        if (isMeant(challenge)) report.violation(event, `${should} and only a later one was answered.`);
      },
    });
    return (event) => {
      answered(event);
      right(event);
    };
  };
}

/** C-CHL-01: every challenge is answered, and rightly. */
export const cChl01 = answersRightly({
  isMeant: ({ isOdd }) => !isOdd,
  isText: (text) => /^\d{20}$/.test(text),
  what: 'A challenge',
  weight: 0,
});

/** C-CHL-03: challenges of another length, or with letters, too. */
export const cChl03 = answersRightly({
  isMeant: ({ isOdd }) => isOdd,
  isText: (text) => !/^\d{20}$/.test(text),
  what: 'A challenge that is not 20 digits',
  weight: 3,
});

/** Milliseconds in which a challenge is to be answered. */
const limit = 50_000;

/** C-CHL-02: within 50 s, by the times of the trace. */
export const cChl02: Observer = (report, context) => {
  const waiting = new Map<Challenge, ClientConnection>();
  return watchClient(context, {
    any(event) {
      for (const [challenge, connection] of waiting) {
        if (connection.dismissed || connection.hasLeft || connection.excused) waiting.delete(challenge);
        else if (event.time - challenge.event.time > limit) {
          waiting.delete(challenge);
          if (!connection.provoked)
            report.violation(event, 'A challenge should be answered within 50 s, and no answer has come.');
        }
      }
    },
    challenged(challenge, connection) {
      if (!challenge.isOdd && waiting.size < 1000) waiting.set(challenge, connection);
    },
    request({ answer, event }) {
      if (answer !== undefined && waiting.delete(answer.challenge)) report.exercised(event);
    },
    missed: (challenge) => waiting.delete(challenge),
    closed(connection) {
      for (const [challenge, one] of waiting) if (one === connection) waiting.delete(challenge);
    },
  });
};

const takesAnswer = survives({
  what: 'The answer to QRY',
  weight: 0,
  meant: ({ command, answers }) => command?.name === 'QRY' && answers?.command.name === 'QRY',
});
const takesRow = survives({
  what: 'A challenge directly behind another',
  weight: 1,
  meant: ({ command, connection, event }) => command?.name === 'CHL' && isInRow(event, connection),
});

/** C-CHL-04: the answer to QRY is taken, and several challenges in a row. */
export const cChl04: Observer = (report, context) => {
  /** Challenges that had another directly behind them. */
  const followed = new WeakSet<Challenge>();
  const watchers = [
    takesAnswer(report, context),
    takesRow(report, context),
    watchClient(context, {
      given({ command, connection, event }) {
        if (command?.name === 'CHL' && connection.lastChallenge !== undefined && isInRow(event, connection))
          followed.add(connection.lastChallenge);
      },
      missed(challenge, event) {
        if (challenge.isInRow || followed.has(challenge))
          report.violation(event, 'Of several challenges in a row each should be answered, and one was passed over.');
      },
    }),
  ];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

/** C-CHL-05: a server need not challenge. */
export const cChl05: Observer = (report, context) => {
  const visible = new Set<ClientConnection>();
  const challenged = new WeakSet<ClientConnection>();
  const settle = (connection: ClientConnection, event: TraceEvent): void => {
    if (visible.delete(connection)) report.exercised(event);
  };
  return watchClient(context, {
    given({ command, connection }) {
      if (command?.name === 'CHG' && !challenged.has(connection)) visible.add(connection);
      if (command?.name !== 'CHL') return;
      challenged.add(connection);
      visible.delete(connection);
    },
    handled(connection, _upTo, event) {
      if (event.kind === 'remark') settle(connection, event);
    },
    request({ command, connection, event }) {
      if (command.name === 'OUT' && connection.excused) settle(connection, event);
    },
    closed(connection, event) {
      // One that leaves of itself may have missed the challenge, or not.
      if (connection.excused) settle(connection, event);
      visible.delete(connection);
    },
  });
};

export const challengeObservers: ObserverTable = {
  'C-CHL-01': cChl01,
  'C-CHL-02': cChl02,
  'C-CHL-03': cChl03,
  'C-CHL-04': cChl04,
  'C-CHL-05': cChl05,
};
