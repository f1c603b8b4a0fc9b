import type { ClientMutant } from '../mutant';
import { chokesOn, clientsWith, reads, sends, withWords } from './client-faults';

/** Faults in showing oneself and in taking in how others show themselves. */
export const presenceMutants: readonly ClientMutant[] = clientsWith([
  {
    id: 'is-online',
    rule: 'C-CHG-01',
    fault: 'CHG has the state ONL, which does not exist.',
    make: () => sends('CHG', (command) => withWords(command, ([, ...words]) => ['ONL', ...words])),
  },
  {
    id: 'is-busy-in-small-letters',
    rule: 'C-CHG-01',
    fault: 'The state in CHG is in lower case.',
    make: () =>
      sends('CHG', (command) => withWords(command, ([status = '', ...words]) => [status.toLowerCase(), ...words])),
  },
  {
    id: 'has-no-client-id',
    rule: 'C-CHG-02',
    fault: 'CHG has no client id.',
    make: () => ({ behaviour: { clientId: undefined } }),
  },
  {
    id: 'hexadecimal-client-id',
    rule: 'C-CHG-02',
    fault: 'The client id in CHG is hexadecimal.',
    make: () => sends('CHG', (command) => withWords(command, ([status = '']) => [status, '0x18'])),
  },
  {
    id: 'shows-an-object',
    rule: 'C-CHG-03',
    fault: 'CHG has a word behind the client id.',
    make: () => sends('CHG', (command) => withWords(command, (words) => [...words, '0'])),
  },
  {
    id: 'stops-listening-behind-an-answer',
    rule: 'C-PRS-01',
    fault: 'ILN is no longer taken once an answer to ADD has come in between.',
    make: () => {
      let isOver = false;
      return {
        hooks: {
          incoming: ({ name }) => {
            if (name === 'ADD') isOver = true;
            return name === 'ILN' && isOver ? 'handled' : 'continue';
          },
        },
      };
    },
  },
  {
    id: 'takes-the-first-iln-only',
    rule: 'C-PRS-01',
    fault: 'Of several ILN only the first is taken.',
    make: () => {
      let count = 0;
      return {
        hooks: {
          incoming: ({ name }) => {
            if (name !== 'ILN') return 'continue';
            count += 1;
            return count > 1 ? 'handled' : 'continue';
          },
        },
      };
    },
  },
  {
    id: 'gives-up-at-strangers',
    rule: 'C-PRS-02',
    fault: 'The client leaves when the presence of somebody unknown comes.',
    make: () => chokesOn(/^ILN \d+ [A-Z]{3} emily@/m),
  },
  {
    id: 'never-sees-anyone-leave',
    rule: 'C-PRS-03',
    fault: 'FLN is passed over.',
    make: () => ({ hooks: { incoming: ({ name }) => (name === 'FLN' ? 'handled' : 'continue') } }),
  },
  {
    id: 'gives-up-at-nln',
    rule: 'C-PRS-03',
    fault: 'The client leaves when a contact changes its state.',
    make: () => chokesOn(/^NLN /m),
  },
  {
    id: 'keeps-client-ids-in-31-bits',
    rule: 'C-PRS-04',
    fault: 'The client gives up at a client id above 2147483647.',
    make: () => chokesOn(/^NLN \S+ \S+ \S+ 4294967295\r$/m),
  },
  {
    id: 'takes-digits-for-a-transaction-id',
    rule: 'C-PRS-06',
    fault: 'FLN of an account that begins with digits is not understood.',
    make: () => reads((text) => text.replace(/^FLN \d\S*\r\n/gm, '')),
  },
  {
    id: 'wants-its-own-number-in-iln',
    rule: 'C-PRS-07',
    fault: 'The client gives up at ILN with a transaction id of no request.',
    make: () => chokesOn(/^ILN (?:0|4294967295) /m),
  },
]);
