import type { DecodedCommand } from '../../codec';
import type { ServerHookContext } from '../../fakes';
import type { ServerMutant } from '../mutant';
import { ignores, implied, type ServerFault, sends, serversWith, withWord } from './faults';

/** Answers the requests for which `isMeant` is true in its own way; `answer` gives the words behind name and transaction id. */
function answers(
  isMeant: (command: DecodedCommand, context: ServerHookContext) => boolean,
  answer: (command: DecodedCommand) => readonly string[],
): ServerFault {
  return ignores((command, context) => {
    const isAnswered = isMeant(command, context);
    if (isAnswered) {
      context.session.say({ name: command.name, trid: command.trid, parameters: answer(command) });
    }
    return isAnswered;
  });
}

/** Refuses the requests for which `isMeant` is true by an error and a close. */
function refuses(code: number, isMeant: (command: DecodedCommand, context: ServerHookContext) => boolean): ServerFault {
  return ignores((command, { session, ...context }) => {
    const isRefused = isMeant(command, { session, ...context });
    if (isRefused) {
      session.fail(command, code);
      session.close('the server has a fault');
    }
    return isRefused;
  });
}

function isSignIn({ name, parameters }: DecodedCommand): boolean {
  return name === 'USR' && parameters[0] === 'TWN' && parameters[1] === 'I';
}

const passportChallenge = ['TWN', 'S', 'ct=1'];
const early = ['SYN', 'CHG', 'ADD', 'XFR'];

/** Faults in whom the server lets in, and whom it should not. */
export const admissionMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'agrees-on-what-it-does-not-speak',
    rule: 'S-VER-03',
    fault: 'An offer without MSNP8 is answered with MSNP8.',
    make: () =>
      sends('VER', (command) => withWord(command, { at: 0, word: (word) => (word === '0' ? 'MSNP8' : word) })),
  },
  {
    id: 'keeps-silent-upon-a-strange-offer',
    rule: 'S-VER-03',
    fault: 'An offer without MSNP8 ends the connection without an answer.',
    make: () => sends('VER', (command) => (command.parameters[0] === '0' ? [] : command)),
  },
  {
    id: 'stays-without-a-dialect',
    rule: 'S-VER-03',
    fault: 'The server does not close behind VER 0.',
    make: () =>
      answers(
        ({ name, parameters }) => name === 'VER' && !parameters.includes('MSNP8'),
        () => ['0'],
      ),
  },
  {
    id: 'agrees-twice',
    rule: 'S-VER-04',
    fault: 'A second VER is answered like the first.',
    make: () =>
      answers(
        ({ name }, { session }) => name === 'VER' && session.stage !== 'connected',
        () => ['MSNP8', 'CVR0'],
      ),
  },
  {
    id: 'stays-upon-a-second-ver',
    rule: 'S-VER-04',
    fault: 'A second VER brings 715 and no close.',
    make: () =>
      ignores((command, { session }) => {
        const isSecond = command.name === 'VER' && session.stage !== 'connected';
        if (isSecond) {
          session.fail(command, 715);
        }
        return isSecond;
      }),
  },
  {
    id: 'chooses-the-dialect-in-between',
    rule: 'S-VER-06',
    fault: 'An offer of several dialects is answered with MSNP10.',
    make: () =>
      sends('VER', (command, { request }) =>
        (request?.parameters.length ?? 0) > 2 ? withWord(command, { at: 0, word: () => 'MSNP10' }) : command,
      ),
  },
  {
    id: 'knows-one-client',
    rule: 'S-CVR-02',
    fault: 'Clients of another name than MSNMSGR are refused with 710.',
    make: () => refuses(710, ({ name, parameters }) => name === 'CVR' && parameters[4] !== 'MSNMSGR'),
  },
  {
    id: 'knows-no-newer-client',
    rule: 'S-CVR-02',
    fault: 'Versions of two digits in front are passed over in silence.',
    make: () => ignores(({ name, parameters }) => name === 'CVR' && /^\d\d/.test(parameters[5] ?? '')),
  },
  {
    id: 'takes-any-ticket',
    rule: 'S-USR-05',
    fault: 'Every ticket lets in.',
    make: () => ({ policy: { acceptsTicket: () => true } }),
  },
  {
    id: 'refuses-tickets-without-a-word',
    rule: 'S-USR-05',
    fault: 'A bad ticket ends the connection without an error.',
    make: () => sends('911', () => []),
  },
  {
    id: 'speaks-md5',
    rule: 'S-USR-06',
    fault: 'USR MD5 is answered with a challenge, as in MSNP7.',
    make: () =>
      answers(
        ({ name, parameters }) => name === 'USR' && parameters[0] === 'MD5',
        () => ['MD5', 'S', '1013928519.693957190'],
      ),
  },
  {
    id: 'lets-in-who-is-in',
    rule: 'S-USR-07',
    fault: 'USR after USR OK is answered with a Passport challenge.',
    make: () =>
      answers(
        (command, { session }) => isSignIn(command) && session.stage === 'signed-in',
        () => passportChallenge,
      ),
  },
  {
    id: 'closes-upon-usr-behind-ok',
    rule: 'S-USR-07',
    fault: 'USR after USR OK ends the session.',
    make: () =>
      ignores((command, { session }) => {
        const isLate = command.name === 'USR' && session.stage === 'signed-in';
        if (isLate) {
          session.close('USR came late');
        }
        return isLate;
      }),
  },
  {
    id: 'speaks-inf',
    rule: 'S-USR-08',
    fault: 'INF is answered with MD5, as in MSNP7.',
    implies: implied('X-VER-01', 'INF is of an older dialect.'),
    make: () =>
      answers(
        ({ name }) => name === 'INF',
        () => ['MD5'],
      ),
  },
  {
    id: 'passes-over-inf',
    rule: 'S-USR-08',
    fault: 'INF is ignored.',
    make: () => ignores(({ name }) => name === 'INF'),
  },
  {
    id: 'knows-accounts-without-a-domain',
    rule: 'S-USR-09',
    fault: 'USR with an account that has no domain is answered with a Passport challenge.',
    make: () =>
      answers(
        (command) => isSignIn(command) && command.parameters[2]?.includes('@') === false,
        () => passportChallenge,
      ),
  },
  {
    id: 'compares-accounts-with-case',
    rule: 'S-USR-10',
    fault: 'The ticket of an account that was named in capitals is refused.',
    make: () =>
      refuses(911, ({ name, parameters }, { session }) => {
        const claimed = session.claimedAccount ?? '';
        return name === 'USR' && parameters[1] === 'S' && claimed !== claimed.toLowerCase();
      }),
  },
  {
    id: 'takes-any-password',
    rule: 'S-AUT-01',
    fault: 'The login page gives a ticket for every password.',
    make: () => ({
      hooks: {
        login: async (_request, proceed) => {
          const reply = await proceed();
          return reply.kind !== 'http' || reply.status !== 401
            ? reply
            : {
                ...reply,
                status: 200,
                reason: 'OK',
                headers: [['Authentication-Info', "Passport1.4 da-status=success,from-PP='t=1&p=1'"]],
              };
        },
      },
    }),
  },
  {
    id: 'serves-strangers',
    rule: 'S-LOG-01',
    fault: 'Requests before USR are answered as if somebody were signed in.',
    make: () =>
      answers(
        ({ name }, { session }) => early.includes(name) && session.stage === 'agreed',
        ({ parameters }) => parameters,
      ),
  },
  {
    id: 'passes-over-strangers',
    rule: 'S-LOG-01',
    fault: 'Requests before USR are ignored and do not end the connection.',
    make: () => ignores(({ name }, { session }) => early.includes(name) && session.stage === 'agreed'),
  },
]);
