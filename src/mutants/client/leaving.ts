import type { ClientMutant } from '../mutant';
import { clientsWith, sends, withWords } from './client-faults';

/** Faults in ending a session. */
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
]);
