import type { ClientMutant } from '../mutant';
import { chokesOn, clientsWith, sends, withWords } from './client-faults';

/** Faults in editing the lists. */
export const listMutants: readonly ClientMutant[] = clientsWith([
  {
    id: 'allows-into-a-group',
    rule: 'C-LST-01',
    fault: 'ADD AL and ADD BL name a group.',
    make: () => sends('ADD', (command) => withWords(command, (words) => (words[0] === 'FL' ? words : [...words, '0']))),
  },
  {
    id: 'adds-without-nickname',
    rule: 'C-LST-01',
    fault: 'ADD has no nickname.',
    make: () => sends('ADD', (command) => withWords(command, (words) => words.slice(0, 2))),
  },
  {
    id: 'blocks-by-number',
    rule: 'C-LST-01',
    fault: 'ADD names the list by its bit.',
    make: () =>
      sends('ADD', (command) => withWords(command, ([list, ...words]) => [list === 'AL' ? '2' : '4', ...words])),
  },
  {
    id: 'edits-the-reverse-list',
    rule: 'C-LST-02',
    fault: 'Whoever is allowed is also taken off RL.',
    make: () =>
      sends('ADD', (command, context) => [
        command,
        { name: 'REM', trid: context.nextTrid(), parameters: ['RL', command.parameters[1] ?? ''] },
      ]),
  },
  {
    id: 'adds-to-the-reverse-list',
    rule: 'C-LST-02',
    fault: 'ADD says RL in place of AL.',
    make: () =>
      sends('ADD', (command) => withWords(command, ([list = '', ...words]) => [list === 'AL' ? 'RL' : list, ...words])),
  },
  {
    id: 'blocks-whom-it-allows',
    rule: 'C-LST-03',
    fault: 'Blocking is ADD BL alone; the contact stays on AL.',
    make: () => ({ policy: { editsToBlock: () => [{ name: 'ADD', list: 'BL' }] } }),
  },
  {
    id: 'blocks-before-it-disallows',
    rule: 'C-LST-03',
    fault: 'Blocking is ADD BL, then REM AL.',
    make: () => ({
      policy: {
        editsToBlock: () => [
          { name: 'ADD', list: 'BL' },
          { name: 'REM', list: 'AL' },
        ],
      },
    }),
  },
  {
    id: 'gives-up-at-a-further-word',
    rule: 'C-LST-08',
    fault: 'The client leaves when the answer to ADD AL has a word behind the nickname.',
    make: () => chokesOn(/^ADD \d+ AL \d+ \S+ \S+ \d/m),
  },
  {
    id: 'renames-to-nothing',
    rule: 'C-REA-01',
    fault: 'REA has the account alone.',
    make: () => sends('REA', (command) => withWords(command, (words) => words.slice(0, 1))),
  },
  {
    id: 'renames-nobody',
    rule: 'C-REA-01',
    fault: 'REA has the name alone.',
    make: () => sends('REA', (command) => withWords(command, ([, name = '']) => [name])),
  },
  {
    id: 'renames-the-wrong-way-round',
    rule: 'C-REA-01',
    fault: 'REA has the name in front of the account.',
    make: () => sends('REA', (command) => withWords(command, ([account = '', name = '']) => [name, account])),
  },
]);
