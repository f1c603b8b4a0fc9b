import { header, parseMime } from '../../codec';
import type { ClientMutant } from '../mutant';
import { chokesOn, clientsWith, givesUpAt } from './client-faults';

/** Faults in taking what is unknown. */
export const robustnessMutants: readonly ClientMutant[] = clientsWith([
  {
    id: 'chokes-on-not',
    rule: 'C-NOT-01',
    fault: 'The client gives up at NOT.',
    make: () => givesUpAt('notification', ({ name }) => name === 'NOT'),
  },
  {
    id: 'reads-notifications-line-by-line',
    rule: 'C-NOT-01',
    fault: 'What NOT announces is not skipped, and the client gives up at what it finds there.',
    make: () => chokesOn(/^NOT (?!0\r)\d+\r\n/m),
  },
  {
    id: 'chokes-on-unknown-mail',
    rule: 'C-MSG-01',
    fault: 'The client gives up at a message of the server of an unknown type.',
    make: () =>
      givesUpAt('notification', ({ name, payload }) => {
        const type = payload === undefined ? undefined : header(parseMime(payload), 'Content-Type');
        return name === 'MSG' && type?.startsWith('application/') === true;
      }),
  },
  {
    id: 'chokes-on-unknown-commands',
    rule: 'C-UNK-01',
    fault: 'The client gives up at an unknown command.',
    make: () => givesUpAt('notification', ({ form }) => form === undefined),
  },
  {
    id: 'chokes-on-unknown-errors',
    rule: 'C-ERR-01',
    fault: 'The client gives up at an error of an unknown number.',
    make: () => givesUpAt('notification', ({ name }) => name === '999'),
  },
  {
    id: 'chokes-on-errors-without-number',
    rule: 'C-ERR-02',
    fault: 'The client gives up at an error without a transaction id.',
    make: () => givesUpAt('notification', ({ name, trid }) => /^\d{3}$/.test(name) && trid === undefined),
  },
  {
    id: 'chokes-on-errors-with-words',
    rule: 'C-ERR-02',
    fault: 'The client gives up at an error with words behind its transaction id.',
    make: () => givesUpAt('notification', ({ name, parameters }) => /^\d{3}$/.test(name) && parameters.length > 0),
  },
]);
