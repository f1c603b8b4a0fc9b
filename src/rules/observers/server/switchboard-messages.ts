import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import type { Seat } from '../shared/chat-facts';
import { ClosesToCome } from '../shared/expect-close';
import { isServerTrouble } from '../shared/unavoidable';
import { longestMessage, type MessageKind, watchChatMessages } from '../shared/watch-chat-messages';
import { type Chats, watchChats } from '../shared/watch-chats';
import { type Outcome, type Request, watchExchanges } from '../shared/watch-exchanges';
import { shown } from '../shared/words';

function relays(kind: MessageKind, also: { readonly names?: boolean } = {}): Observer {
  return (report, context) => {
    let known: Chats | undefined;
    const facts = watchChats(context, (chats) => {
      known = chats;
      return {};
    });
    const messages = watchChatMessages(context, {
      delivered(message, _to, event) {
        if (message.kind !== kind) return;
        const [account = '', name, ...more] = event.command.parameters;
        if (also.names !== true) report.exercised(event);
        else if (more.length > 0 || name === undefined)
          report.violation(event, 'MSG should have account, name and length, and other words came.');
        else if (known?.names.mayBe(account, name) === false)
          report.violation(event, `A message should have the name of its sender, and ${shown(name)} came.`);
        else report.exercised(event);
      },
      failed(message, fault, event) {
        if (message.kind === kind) report.violation(event, fault);
      },
    });
    return (event) => {
      facts(event);
      messages(event);
    };
  };
}

const relaysText = relays('text', { names: true });

/** S-SB-13: a message reaches all others as it was sent, and nobody else. */
export const sSb13: Observer = (report, context) => {
  const watchers = [
    relaysText(report, context),
    watchChatMessages(context, { stray: (fault, event) => report.violation(event, fault) }),
  ];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

/** S-SB-24: so do typing notices and invitations. */
export const sSb24 = relays('notice');

/** What stood around a MSG when it was sent. */
interface Situation {
  readonly seat: Seat;
  readonly letter: string;
  readonly length: number;
  /** Nobody else was there. */
  readonly isAlone: boolean;
  /** All that were there when it was sent, where nobody came or went. */
  readonly others: readonly Seat[];
}

/** Follows what the server answers to the messages that are as they should be. */
function watchAnswers(
  judge: (situation: Situation, request: Request, outcome: Outcome) => void,
): (context: Parameters<Observer>[1]) => ReturnType<Observer> {
  return (context) =>
    watchChats(context, (chats) => {
      const sent = new Map<Request, Situation>();
      return {
        request(request) {
          const { command, connection } = request;
          const seat = chats.seatOf(connection);
          const [letter = '', ...more] = command.parameters;
          const length = command.payload?.length ?? 0;
          if (command.name !== 'MSG' || command.trid === undefined || seat === undefined || more.length > 0) return;
          if (!['U', 'N', 'A'].includes(letter) || length > longestMessage || seat.leaving !== undefined) return;
          const isStill = !seat.chat.isInFluxFor(seat);
          sent.set(request, {
            seat,
            letter,
            length,
            isAlone: seat.chat.isEmptyFor(seat),
            others: isStill ? seat.chat.certainBut(seat) : [],
          });
        },
        outcome(request, outcome) {
          const situation = sent.get(request);
          sent.delete(request);
          if (situation !== undefined) judge(situation, request, outcome);
          if (outcome.kind !== 'reply' && outcome.kind !== 'error') return;
          // Nothing answers a message with U: what was sent behind it shows that the server has come to it.
          for (const [other, found] of sent) {
            const isBefore = other.connection === request.connection && other.event.index < request.event.index;
            if (!isBefore || found.letter !== 'U') continue;
            sent.delete(other);
            judge(found, other, { kind: 'missing', event: outcome.event });
          }
        },
        unasked(command, event, connection) {
          if (command.name !== 'ACK' && command.name !== 'NAK') return;
          const request = connection.sent.get(`MSG ${command.trid ?? ''}`);
          const seat = chats.seatOf(connection);
          if (request === undefined || seat === undefined) return;
          const [letter = ''] = request.command.parameters;
          // What has been answered, or taken for unanswered, is answered again.
          if (letter !== 'U') return;
          const situation = { seat, letter, length: request.command.payload?.length ?? 0, isAlone: false, others: [] };
          judge(situation, request, { kind: 'reply', event, command, tridEchoed: true });
        },
        closed(connection) {
          for (const request of sent.keys()) if (request.connection === connection) sent.delete(request);
        },
      };
    });
}

/** S-SB-14: U is not answered, A is, N where somebody did not get it. */
export const sSb14: Observer = (report, context) =>
  watchAnswers(({ seat, letter, length, isAlone, others }, request, outcome) => {
    // Empty messages are S-SB-18.
    if (length === 0) return;
    const isDelivered =
      others.length > 0 &&
      others.every(({ leaving, account }) => leaving === undefined && seat.present.has(account)) &&
      !seat.chat.isInFluxFor(seat);
    const should = `MSG with ${letter} should be answered by ${letter === 'A' ? 'ACK' : 'nothing'}, and`;
    if (outcome.kind === 'reply') {
      const { name } = outcome.command;
      const isRight = letter === 'A' ? name === 'ACK' && !isAlone : letter === 'N' && name === 'NAK' && !isDelivered;
      const isUndecided = letter === 'A' && (isAlone || !isDelivered);
      if (!outcome.tridEchoed) report.violation(outcome.event, `${should} ${name} with another transaction id came.`);
      else if (letter === 'A' && isRight) report.exercised(outcome.event);
      else if (!isRight && !isUndecided) report.violation(outcome.event, `${should} ${name} came.`);
    } else if (outcome.kind === 'missing') {
      if (letter === 'U' || (letter === 'N' && isDelivered)) report.exercised(outcome.event);
      else if (letter === 'A' && !isAlone && !request.provoked)
        report.violation(outcome.event, `${should} nothing came.`);
    } else if (outcome.kind === 'error' && isDelivered && !isServerTrouble(outcome.code) && outcome.code !== '800')
      report.violation(outcome.event, `${should} error ${outcome.code} came.`);
  })(context);

/** S-SB-15: who is alone learns from NAK that nobody got it. */
export const sSb15: Observer = (report, context) =>
  watchAnswers(({ letter, length, isAlone }, request, outcome) => {
    if (!isAlone || letter === 'U' || length === 0 || request.provoked) return;
    const should = `MSG with ${letter} where nobody else is should be answered by NAK, and`;
    if (outcome.kind === 'reply') {
      if (outcome.command.name === 'NAK') report.exercised(outcome.event);
      else report.violation(outcome.event, `${should} ${outcome.command.name} came.`);
    } else if (outcome.kind === 'missing') report.violation(outcome.event, `${should} nothing came.`);
  })(context);

/** Follows the messages upon which the server should close. */
function closesUpon(isMeant: (request: Request) => boolean, what: string): Observer {
  return (report, context) => {
    const closes = new ClosesToCome();
    return watchExchanges(context, {
      request(request) {
        if (request.command.name !== 'MSG' || request.connection.service !== 'switchboard' || !isMeant(request)) return;
        closes.expect(request.connection, request.event.index, {
          kept: (event) => report.exercised(event),
          broken: (event) => report.violation(event, `${what} should be followed by a close, and it was not.`),
        });
      },
      outcome(request, outcome) {
        if (outcome.kind === 'reply' || outcome.kind === 'error')
          closes.answered(request.connection, outcome.event, request.event.index);
      },
      timeLimit: (connection, event) => closes.timeLimit(connection, event),
      closed: (connection, event) => closes.closed(connection, event),
    });
  };
}

const relaysLongest = relays('longest');
const closesUponLonger = closesUpon(
  ({ command }) =>
    ['U', 'N', 'A'].includes(command.parameters[0] ?? '') && (command.payload?.length ?? 0) > longestMessage,
  `A message of more than ${longestMessage} bytes`,
);

/** S-SB-16: 1664 bytes arrive, more end the connection. */
export const sSb16: Observer = (report, context) => {
  const watchers = [relaysLongest(report, context), closesUponLonger(report, context)];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

/** S-SB-17: so does another letter than U, N and A. One source has S for a further one. */
export const sSb17 = closesUpon(({ command: { parameters } }) => {
  const [letter = ''] = parameters;
  return parameters.length === 1 && /^[A-Za-z]+$/.test(letter) && !['U', 'N', 'A', 'S'].includes(letter);
}, 'MSG without U, N or A');

const relaysEmpty = relays('empty');

/** S-SB-18: a message may be empty. */
export const sSb18: Observer = (report, context) => {
  /** Others got no answer either: that is S-SB-14. */
  let isSilent = false;
  const watchers = [
    relaysEmpty(report, context),
    watchAnswers(({ letter, length, isAlone }, request, outcome) => {
      if (letter !== 'A' || isAlone || request.provoked || outcome.kind !== 'missing') return;
      if (length > 0) isSilent = true;
      else if (!isSilent)
        report.violation(outcome.event, 'An empty message with A should be answered by ACK, and nothing came.');
    })(context),
  ];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

export const switchboardMessageObservers: ObserverTable = {
  'S-SB-13': sSb13,
  'S-SB-14': sSb14,
  'S-SB-15': sSb15,
  'S-SB-16': sSb16,
  'S-SB-17': sSb17,
  'S-SB-18': sSb18,
  'S-SB-24': sSb24,
};
