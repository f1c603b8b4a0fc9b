import { normalizeAccount } from '../../codec';
import type { ServerHookContext } from '../../fakes';
import type { ServerMutant } from '../mutant';
import { ignores, implied, perSession, reads, sends, serversWith } from './faults';

/** Notes what each session has read last, and asks about every command. */
function readingAndHearing(fault: {
  readonly read: (text: string, context: ServerHookContext) => void;
  readonly isIgnored: Parameters<typeof ignores>[0];
}): ReturnType<ServerMutant['make']> {
  const { read, isIgnored } = fault;
  return {
    hooks: {
      ...reads((text, context) => {
        read(text, context);
        return text;
      }).hooks,
      ...ignores(isIgnored).hooks,
    },
  };
}

/** Faults of a server in whose way something comes that it does not know. */
export const robustnessMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'takes-everybody-along',
    rule: 'S-ROB-01',
    fault: 'A line that is not as it should be ends every connection.',
    make: () => {
      const sessions = new Set<ServerHookContext['session']>();
      return {
        hooks: {
          opened: ({ session }) => {
            sessions.add(session);
          },
          incoming: ({ oddities }) => {
            for (const session of oddities.length > 0 ? sessions : []) {
              session.close('somebody sent an odd line');
            }
            return 'continue';
          },
        },
      };
    },
  },
  {
    id: 'repeats-what-it-does-not-know',
    rule: 'S-ROB-02',
    fault: 'An unknown command comes back.',
    make: () =>
      ignores((command, { session }) => {
        if (command.name === 'ZZZ') {
          session.say(command);
        }
        return command.name === 'ZZZ';
      }),
  },
  {
    id: 'is-stuck-upon-what-it-does-not-know',
    rule: 'S-ROB-02',
    fault: 'Behind an unknown command the connection answers nothing more.',
    make: () => {
      const states = perSession(() => ({ isStuck: false }));
      return ignores(({ name }, context) => {
        const state = states(context);
        state.isStuck ||= name === 'ZZZ';
        return state.isStuck;
      });
    },
  },
  {
    id: 'repeats-what-servers-say',
    rule: 'S-ROB-03',
    fault: 'ILN and ACK of a client come back.',
    implies: implied('S-CHG-02 S-PRS-07 S-PRS-11', 'An ILN comes that nobody is shown by.'),
    make: () =>
      ignores((command, { session }) => {
        const isMeant = command.name === 'ILN' || command.name === 'ACK';
        if (isMeant) {
          session.say(command);
        }
        return isMeant;
      }),
  },
  {
    id: 'makes-up-what-is-missing',
    rule: 'S-ROB-08',
    fault: 'CHG without a status is taken for NLN.',
    make: () =>
      ignores((command, { session }) => {
        const isMeant = command.name === 'CHG' && command.parameters.length === 0;
        if (isMeant) {
          session.say({ name: 'CHG', trid: command.trid, parameters: ['NLN', '0'] });
        }
        return isMeant;
      }),
  },
  {
    id: 'passes-over-what-lacks-words',
    rule: 'S-ROB-08',
    fault: 'ADD and REM with less than two words are ignored.',
    make: () => ignores(({ name, parameters }) => ['ADD', 'REM'].includes(name) && parameters.length < 2),
  },
  {
    id: 'notifies-without-xml',
    rule: 'S-ROB-09',
    fault: 'A NOT that is no XML document follows ADD 0 RL.',
    make: () =>
      sends('ADD', (command) =>
        command.trid === 0 ? [command, { name: 'NOT', parameters: [], payload: Buffer.from('Somebody') }] : command,
      ),
  },
  {
    id: 'remembers-torn-connections',
    rule: 'S-ROB-10',
    fault: 'Whose connection ended in the middle of a line is refused at the next login.',
    implies: implied('X-FRM-05 S-CHL-03', 'The fresh login that shows that a close was no crash is refused.'),
    make: () => {
      const torn = new Set<string>();
      return readingAndHearing({
        read: (text, { session }) => {
          const account = normalizeAccount(session.account?.account ?? '');
          if (text.endsWith('\n')) {
            torn.delete(account);
          } else {
            torn.add(account);
          }
        },
        isIgnored: (command, { session }) => {
          const isRefused =
            command.name === 'USR' &&
            command.parameters[1] === 'S' &&
            torn.delete(normalizeAccount(session.claimedAccount ?? ''));
          if (isRefused) {
            session.fail(command, 911);
          }
          return isRefused;
        },
      });
    },
  },
]);
