import { header, parseMime } from '../../../codec';
import type { TraceEvent } from '../../../wire';
import type { Observer, Report } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { type ClientConnection, type Given, watchClient } from '../shared/watch-client';
import { isOddAddress } from '../shared/watch-transfers';
import { isAccount, sameAccount } from '../shared/words';

/** A rule of the form "what comes on a switchboard does no harm". */
interface ChatSurvival {
  /** For messages: `A message of an unknown type`. */
  readonly what: string;
  /** Whether what came puts the rule to the test. */
  meant(given: Given, own: string | undefined): boolean;
  /** The chat has to go on as well as the session. */
  readonly keepsChat: boolean;
}

/** Something that came on a switchboard, while nothing shows that the client has handled it. */
interface Unproven {
  readonly index: number;
  readonly connection: ClientConnection;
}

/** What comes in every session with a chat, so that the client has taken it or goes for it alone. */
const harmless = new Set(['CHL', 'QRY', 'CHG', 'XFR', 'RNG']);

/** Items that are remembered; of a flood only the end. */
const mostUnproven = 1000;

/**
 * Judges whether a client survives something that came on a switchboard. Exercised when it has handled that, or when its session has answered a
 * challenge sent later. Broken when the session ends or falls silent meanwhile, and nothing on its own connection can be the reason; or, where the chat has
 * to go on, when the client ends that unasked.
 */
function survivesInChat(survival: ChatSurvival): Observer {
  return (report, context) => {
    let unproven: Unproven[] = [];
    let own: string | undefined;
    /** Sessions that were sent what may be a reason too, and have not shown that they handled it. */
    const suspicious = new Set<ClientConnection>();
    /** Switchboards on which something came that may end the chat, or that the client was asked to leave. */
    const excused = new WeakSet<ClientConnection>();
    const open = new Set<ClientConnection>();

    function proven(isMeant: (item: Unproven) => boolean, event: TraceEvent): void {
      if (unproven.some(isMeant)) report.exercised(event);
      unproven = unproven.filter((item) => !isMeant(item));
    }

    return watchClient(context, {
      opened: (connection) => open.add(connection),
      given(given) {
        const { command, connection, event } = given;
        if (connection.service !== 'switchboard') {
          if (command?.name === 'USR' && command.parameters[0] === 'OK') own = command.parameters[1];
          if (!harmless.has(command?.name ?? '')) suspicious.add(connection);
          return;
        }
        if (survival.meant(given, own)) {
          if (unproven.length >= mostUnproven) unproven.shift();
          unproven.push({ index: event.index, connection });
        } else if (mayEndChat(given)) excused.add(connection);
      },
      request({ command, connection, event }) {
        if (connection.service !== 'switchboard' || (command.name !== 'OUT' && command.name !== 'BYE')) return;
        leave(connection, event);
      },
      handled(connection, upTo, event) {
        if (connection.service === 'switchboard')
          proven((item) => item.connection === connection && item.index <= upTo, event);
        else {
          suspicious.delete(connection);
          if (connection.onlineSince !== undefined) proven((item) => item.index <= upTo, event);
        }
      },
      asked([method]) {
        if (['leaveChat', 'logout', 'exit'].includes(method ?? '')) for (const one of open) excused.add(one);
      },
      gone(connection, event, how) {
        if (connection.service === 'switchboard' || unproven.length === 0) return;
        unproven = [];
        if (suspicious.has(connection) || connection.provoked) return;
        const came = how === 'left' ? 'the client left its session' : 'the client stopped answering';
        report.violation(event, `${survival.what} should do no harm, and ${came}.`);
      },
      over() {
        unproven = [];
        for (const one of open) excused.add(one);
      },
      closed(connection, event) {
        open.delete(connection);
        if (connection.service === 'switchboard' && event.by === 'client') leave(connection, event);
      },
    });

    function leave(connection: ClientConnection, event: TraceEvent): void {
      if (!survival.keepsChat || excused.has(connection) || connection.dismissed) return;
      excused.add(connection);
      // A client that ends everything is no more to blame for the chat.
      const isSignedIn = [...open].some((one) => one.onlineSince !== undefined && !one.hasLeft);
      const isReason = isSignedIn && unproven.some((item) => item.connection === connection);
      if (!isReason) return;
      unproven = unproven.filter((item) => item.connection !== connection);
      report.violation(event, `${survival.what} should do no harm, and the client left the chat.`);
    }
  };
}

/** Whoever is alone may leave, and so may whoever was refused something. */
function mayEndChat({ command }: Given): boolean {
  return command !== undefined && (command.name === 'BYE' || /^\d{3}$/.test(command.name));
}

/** C-SB-06: with IRO in front of `ANS … OK` or without. */
export const cSb06: Observer = (report, context) => {
  const rosters = new WeakSet<ClientConnection>();
  const admits = (wanted: 'with IRO' | 'without') => (given: Given) => {
    const { command, answers, connection } = given;
    if (command?.name === 'IRO') rosters.add(connection);
    const isOk = command?.name === 'ANS' && answers?.command.name === 'ANS';
    return isOk && rosters.has(connection) === (wanted === 'with IRO');
  };
  const watchers = [
    survivesInChat({ what: '`ANS … OK` behind IRO', keepsChat: true, meant: admits('with IRO') }),
    // Where nobody is, nobody need stay.
    survivesInChat({ what: '`ANS … OK` without IRO', keepsChat: false, meant: admits('without') }),
  ].map((observe) => observe(report, context));
  return (event) => {
    for (const watch of watchers) watch(event);
  };
};

const knownTypes = new Set(['text/plain', 'text/x-msmsgscontrol', 'text/x-msmsgsinvite']);

/** C-SB-11: a message of a type that the client does not know, or without one. */
export const cSb11 = survivesInChat({
  what: 'A message of an unknown type, or without headers,',
  keepsChat: true,
  meant({ command }) {
    if (command?.name !== 'MSG' || command.payload === undefined) return false;
    const type = header(parseMime(command.payload), 'Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
    return type === undefined || !knownTypes.has(type);
  },
});

/** C-SB-12: BYE, whatever stands behind the account. */
export const cSb12 = survivesInChat({
  what: 'BYE with one word or two',
  keepsChat: false,
  meant: ({ command }) => command?.name === 'BYE' && [1, 2].includes(command.parameters.length),
});

/** C-SB-13: who cannot be called is no harm to the session. */
export const cSb13 = survivesInChat({
  what: 'An error to CAL',
  keepsChat: false,
  meant: ({ command, answers }) =>
    answers?.command.name === 'CAL' && ['208', '215', '216', '217'].includes(command?.name ?? ''),
});

/** C-SB-14: nor is a message that did not arrive. */
export const cSb14 = survivesInChat({
  what: 'NAK',
  keepsChat: true,
  meant: ({ command }) => command?.name === 'NAK',
});

/** C-SB-17: JOI and IRO may name the client itself. */
export const cSb17 = survivesInChat({
  what: 'JOI or IRO with the own account',
  keepsChat: true,
  meant({ command }, own) {
    const account = command?.parameters[command.name === 'IRO' ? 2 : 0];
    const isMeant = command?.name === 'JOI' || command?.name === 'IRO';
    return isMeant && isAccount(account) && sameAccount(account, own);
  },
});

const usualPort = ':1863';

/** C-SB-15: the port of XFR and RNG is used. Addresses without one, and names, are C-XFR-07. A call need not be answered. */
export const cSb15: Observer = (report: Report, context) => {
  /** Cookies of the addresses with another port than the usual one. */
  const cookies = new Set<string>();
  let waiting: ClientConnection | undefined;
  return watchClient(context, {
    given({ command, connection }) {
      if (command === undefined || connection.service === 'switchboard') return;
      const { name, parameters } = command;
      const isTransfer = name === 'XFR' && parameters[0] === 'SB';
      const [, address = '', , cookie = ''] = parameters;
      if (!isTransfer && name !== 'RNG') return;
      if (isOddAddress(address) || address.endsWith(usualPort) || cookies.size >= mostUnproven) return;
      cookies.add(cookie);
      if (isTransfer && !connection.provoked) waiting = connection;
    },
    opened({ service }) {
      if (service === 'switchboard') waiting = undefined;
    },
    request({ command, connection, event }) {
      if (connection.service !== 'switchboard' || (command.name !== 'USR' && command.name !== 'ANS')) return;
      if (cookies.delete(command.parameters[1] ?? '')) report.exercised(event);
    },
    timeLimit(_connection, event) {
      if (waiting !== undefined && !waiting.hasLeft && !waiting.dismissed)
        report.violation(event, 'The client should call at the port that XFR names, and it did not come.');
      waiting = undefined;
    },
    asked([method]) {
      if (['leaveChat', 'logout', 'exit'].includes(method ?? '')) waiting = undefined;
    },
    over() {
      waiting = undefined;
    },
  });
};

export const switchboardSurvivalObservers: ObserverTable = {
  'C-SB-06': cSb06,
  'C-SB-11': cSb11,
  'C-SB-12': cSb12,
  'C-SB-13': cSb13,
  'C-SB-14': cSb14,
  'C-SB-15': cSb15,
  'C-SB-17': cSb17,
};
