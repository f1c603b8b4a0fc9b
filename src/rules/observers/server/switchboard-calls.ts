import type { Observer, Report } from '../../rule';
import type { ObserverTable } from '../observer-table';
import type { Call } from '../shared/chat-facts';
import { refusalRuleBy, replyRuleBy, type Unwanted, type Wanted } from '../shared/reply-rules';
import { type ChatHandlers, type Chats, type Ring, watchChats } from '../shared/watch-chats';
import type { Request, ServedConnection } from '../shared/watch-exchanges';
import { shown, shownWords } from '../shared/words';

/** Errors by which a server says that it is asked too often. */
const overload = ['712', '713', '714', '800'];

const numbered = /^\d+$/;

/** `CAL … RINGING session`. Of what the session is made is S-SB-25. */
function ringingOf(call: Call, certainty: Pick<Wanted, 'isCertain' | 'holds'>): Wanted {
  return {
    form: '`CAL … RINGING session`',
    fault({ parameters: [word, session, ...more] }) {
      if (word !== 'RINGING') return 'it does not say RINGING';
      if (session === undefined) return 'it has no session';
      return more.length === 0 ? undefined : `${shown(more.join(' '))} stands behind the session`;
    },
    isCertain: certainty.isCertain === true && call.situation === 'good',
    holds: certainty.holds,
    judges: call.situation === 'good' && certainty.isCertain === true ? undefined : 'replies',
    tolerated: overload,
  };
}

const rings = replyRuleBy(watchChats, (request, chats) => {
  const call = chats.callOf(request);
  // Whether a third may be called is S-SB-23.
  return call === undefined
    ? undefined
    : ringingOf(call, { isCertain: !call.isCrowded, holds: () => chats.isUnchanged(request) });
});

function ringFault({ command: { parameters }, call }: Ring, chats: Chats): string | undefined {
  const [, address, scheme, , account, name] = parameters;
  const should = 'RNG should have session, address, CKI, cookie, account and name, and';
  if (parameters.length !== 6) return `${should} ${parameters.length} words came.`;
  if (scheme !== 'CKI' || address === undefined || !/^([^\s:]+|\[[0-9a-f:]+\])(:\d{1,5})?$/i.test(address))
    return `${should} ${shownWords(parameters)} came.`;
  if (call !== undefined && !chats.names.mayBe(account ?? '', name))
    return `RNG should have the name of the caller, and ${shown(name)} came.`;
  return undefined;
}

/** Follows the calls that must ring, until they do. */
function ringing(isMeant: (call: Call) => boolean, report: Report): (chats: Chats) => ChatHandlers {
  return (chats) => {
    const due = new Map<Call, ServedConnection>();
    return {
      outcome(request, outcome) {
        const call = chats.callOf(request);
        if (outcome.kind !== 'reply' || call === undefined || !isMeant(call)) return;
        const connection = chats.accounts.connectionOf(call.callee);
        if (call.situation !== 'good' || call.rung !== undefined || request.provoked) return;
        if (connection !== undefined && !connection.leaving && !connection.dismissed) due.set(call, connection);
      },
      rang({ call, event }) {
        if (call === undefined || !isMeant(call) || call.rung !== undefined) return;
        due.delete(call);
        report.exercised(event);
      },
      timeLimit(connection, event) {
        for (const [call, at] of due) {
          if (at !== connection) continue;
          due.delete(call);
          if (call.caller.chat.isSpoiled) continue;
          report.violation(event, `The call of ${shown(call.caller.account)} should bring a RNG here, and none came.`);
        }
      },
      closed(connection) {
        for (const [call, at] of due) if (at === connection) due.delete(call);
      },
    };
  };
}

/** S-SB-07: CAL rings. */
export const sSb07: Observer = (report, context) => {
  const watchers = [
    rings(report, context),
    watchChats(
      context,
      ringing((call) => !call.isCrowded, report),
    ),
    watchChats(context, (chats) => ({
      rang(ring) {
        const fault = ringFault(ring, chats);
        if (fault !== undefined) report.violation(ring.event, fault);
        else if (ring.isUncalled)
          report.violation(
            ring.event,
            `RNG should come to somebody who was called, and ${shown(ring.command.parameters[4])} has called nobody here.`,
          );
      },
    })),
  ];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

const callsThird = replyRuleBy(watchChats, (request, chats) => {
  const call = chats.callOf(request);
  return call?.isCrowded === true && call.situation === 'good' && !call.isUnloved
    ? ringingOf(call, { isCertain: true, holds: () => chats.isUnchanged(request) })
    : undefined;
});

/** The part of S-SB-23 that is about calls: any participant may call a third. */
export function thirdMayBeCalled(...[report, context]: Parameters<Observer>): ReturnType<Observer> {
  const watchers = [
    callsThird(report, context),
    watchChats(
      context,
      ringing((call) => call.isCrowded && !call.isUnloved, report),
    ),
  ];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
}

function refusalOf(request: Request, chats: Chats): Unwanted | undefined {
  const refusal = shapeOfRefusal(request, chats);
  return refusal && { ...refusal, holds: () => chats.isUnchanged(request) };
}

function shapeOfRefusal(request: Request, chats: Chats): Unwanted | undefined {
  const call = chats.callOf(request);
  const what = shown(request.command.parameters[0]);
  const others = overload;
  switch (call?.situation) {
    case 'malformed':
      return { reason: `${what} is no account`, codes: ['208'], others };
    case 'odd':
      return { reason: `${what} is no account`, codes: ['208', '217'], others };
    case 'unknown':
      return { reason: `there is no account ${what}`, codes: ['208', '217'], others };
    case 'stranger':
      // Somebody may use it who is no client of the kit.
      return { reason: `${what} is not online`, codes: ['208', '217'], others: 'undecided', reply: 'undecided' };
    case 'offline':
      return { reason: `${what} is offline`, codes: ['217'], others };
    default:
      return undefined;
  }
}

const refusesCalls = refusalRuleBy(watchChats, refusalOf);

/** S-SB-10: who is offline, unknown or no account cannot be called, and the chat goes on. */
export const sSb10: Observer = (report, context) => {
  const refused = new Map<ServedConnection, string>();
  const lastHeard = new Map<ServedConnection, number>();
  const watchers = [
    refusesCalls(report, context),
    watchChats(context, (chats) => ({
      request({ connection }) {
        refused.delete(connection);
      },
      outcome(request, outcome) {
        refused.delete(request.connection);
        const isMeant = refusalOf(request, chats) !== undefined && !request.provoked;
        if (isMeant && outcome.kind === 'error') refused.set(request.connection, outcome.code);
      },
      closed(connection, event) {
        const code = refused.get(connection);
        refused.delete(connection);
        const isExcused =
          connection.provoked || connection.leaving || connection.dismissed || connection.open.length > 0;
        if (code === undefined || event.by !== 'server' || isExcused) return;
        // What has lasted a while is not ended by it.
        if (event.time - (lastHeard.get(connection) ?? 0) < soon)
          report.violation(event, `The chat should go on behind error ${code} to CAL, and the server closed.`);
      },
      any(event, connection) {
        if (event.kind === 'command') lastHeard.set(connection, event.time);
      },
    })),
  ];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

/** Milliseconds within which a close belongs to the error before it. */
const soon = 500;

/** S-SB-11: oneself, a participant, or who is being called cannot be called. */
export const sSb11 = refusalRuleBy(watchChats, (request, chats): Unwanted | undefined => {
  const codes = ['215', '217'];
  const what = shown(request.command.parameters[0]);
  const common = { codes, others: overload, holds: () => chats.isUnchanged(request) };
  switch (chats.callOf(request)?.situation) {
    case 'self':
      return { ...common, reason: `${what} is the caller` };
    case 'participant':
      return { ...common, reason: `${what} is in the chat` };
    case 'called':
      return { ...common, reason: `${what} is being called`, reply: 'undecided' };
    default:
      return undefined;
  }
});

const refusesBlocked = refusalRuleBy(watchChats, (request, chats) =>
  chats.callOf(request)?.situation === 'blocked'
    ? {
        reason: `${shown(request.command.parameters[0])} does not let the caller call`,
        codes: ['216', '217'],
        others: overload,
        holds: () => chats.isUnchanged(request),
      }
    : undefined,
);

/** S-SB-12: who blocks the caller cannot be called, and hears nothing. */
export const sSb12: Observer = (report, context) => {
  const watchers = [
    refusesBlocked(report, context),
    watchChats(context, () => ({
      rang({ call, event }) {
        if (call?.situation !== 'blocked' || call.state === 'ringing') return;
        report.violation(event, `${shown(call.caller.account)} is blocked and should not ring, and RNG came.`);
      },
    })),
  ];
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

/** S-SB-25: the session is a number, and RINGING and RNG have the same. */
export const sSb25: Observer = (report, context) =>
  watchChats(context, (chats) => {
    function judge(event: Ring['event'], options: { readonly own: string; readonly other: string | undefined }): void {
      const { own, other } = options;
      if (!numbered.test(own)) report.violation(event, `The session should be a number, and ${shown(own)} came.`);
      else if (other !== undefined && other !== own)
        report.violation(
          event,
          `RINGING and RNG should have the same session, and ${shown(own)} came where the other has ${shown(other)}.`,
        );
      else report.exercised(event);
    }
    return {
      outcome(request, outcome) {
        const call = chats.callOf(request);
        if (outcome.kind !== 'reply' || call === undefined) return;
        judge(outcome.event, { own: outcome.command.parameters[1] ?? '', other: call.rung });
      },
      rang({ command, event, call }) {
        const own = command.parameters[0] ?? '';
        judge(event, { own, other: call?.rung === undefined ? call?.session : undefined });
      },
    };
  });

export const switchboardCallObservers: ObserverTable = {
  'S-SB-07': sSb07,
  'S-SB-10': sSb10,
  'S-SB-11': sSb11,
  'S-SB-12': sSb12,
  'S-SB-25': sSb25,
};
