import type { Command } from '../../codec';
import type { ClientHookContext } from '../../fakes';
import type { ClientMutant } from '../mutant';
import { type ClientFault, clientsWith, givesUpAt, sends, withWords } from './client-faults';

/** Pings behind each CHG, as some clients do at login; that alone is no fault. */
function pingsBehindStatus(ping: (context: ClientHookContext) => Command): ClientFault {
  return sends('CHG', (command, context) => [command, ping(context)]);
}

/** Faults in keeping a session alive and in ending it. */
export const leavingMutants: readonly ClientMutant[] = clientsWith([
  {
    id: 'numbers-its-farewell',
    rule: 'C-OUT-01',
    fault: 'OUT has a transaction id.',
    make: () => sends('OUT', (command, context) => ({ ...command, trid: context.nextTrid() })),
  },
  {
    id: 'gives-a-reason',
    rule: 'C-OUT-01',
    fault: 'OUT has a word behind it.',
    make: () => sends('OUT', (command) => withWords(command, () => ['BYE'])),
  },
  {
    id: 'numbers-its-pings',
    rule: 'C-PNG-01',
    fault: 'PNG has a transaction id.',
    make: () => pingsBehindStatus((context) => ({ name: 'PNG', trid: context.nextTrid(), parameters: [] })),
  },
  {
    id: 'chokes-on-qng',
    rule: 'C-PNG-02',
    fault: 'The client gives up at QNG.',
    make: () => givesUpAt('notification', ({ name }) => name === 'QNG'),
  },
  {
    id: 'chokes-on-qng-with-a-number',
    rule: 'C-PNG-03',
    fault: 'The client gives up when its ping is answered with a number.',
    make: () => ({
      hooks: {
        ...pingsBehindStatus(() => ({ name: 'PNG', parameters: [] })).hooks,
        ...givesUpAt(
          'notification',
          ({ name, trid, parameters }) => name === 'QNG' && (trid !== undefined || parameters.length > 0),
        ).hooks,
      },
    }),
  },
  {
    id: 'comes-back-to-fight',
    rule: 'C-OUT-02',
    fault: 'The client signs in again when it was displaced by another login.',
    make: () => ({ policy: { returnsAfter: () => true } }),
  },
  {
    id: 'comes-back-to-where-it-was',
    rule: 'C-OUT-03',
    fault: 'When the server goes down the client calls at that server again, not at the first one.',
    make: () => ({ policy: { returnsTo: ({ last }) => last } }),
  },
]);
