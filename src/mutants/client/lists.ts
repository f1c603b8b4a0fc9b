import type { ClientMutant } from '../mutant';
import { chokesOn, clientsWith, givesUpAt, sends, withWords } from './client-faults';

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
  {
    id: 'chokes-on-admirers',
    rule: 'C-LST-04',
    fault: 'The client gives up when somebody takes it off a list.',
    make: () =>
      givesUpAt('notification', ({ name, trid, parameters }) => name === 'REM' && trid === 0 && parameters[0] === 'RL'),
  },
  {
    id: 'ignores-admirers',
    rule: 'C-LST-05',
    fault: 'Whoever adds the client is put on no list, and the user is not asked.',
    make: () => ({
      hooks: {
        incoming: ({ name, trid, parameters }) =>
          name === 'ADD' && trid === 0 && parameters[0] === 'RL' ? 'handled' : 'continue',
      },
    }),
  },
  {
    id: 'wants-answers-in-order',
    rule: 'C-LST-06',
    fault: 'The client gives up when a later edit is answered before an earlier one.',
    make: () => {
      const open: (number | undefined)[] = [];
      return {
        hooks: {
          outgoing: (command) => {
            if (command.name === 'ADD' || command.name === 'REM') open.push(command.trid);
            return [command];
          },
          incoming: ({ trid }, context) => {
            const at = open.indexOf(trid);
            if (trid === undefined || at < 0) return 'continue';
            open.splice(at, 1);
            if (at === 0) return 'continue';
            context.giveUp();
            return 'handled';
          },
        },
      };
    },
  },
  {
    id: 'gives-up-at-a-refusal',
    rule: 'C-LST-07',
    fault: 'The client leaves when an edit is refused.',
    make: () => givesUpAt('notification', ({ name }) => /^2\d\d$/.test(name)),
  },
  {
    id: 'takes-names-of-any-length',
    rule: 'C-LST-09',
    fault: 'A name may have any number of bytes.',
    make: () => ({ policy: { mayName: () => true } }),
  },
  {
    id: 'chokes-on-edits-made-elsewhere',
    rule: 'C-LST-10',
    fault: 'The client gives up at a change of its lists that it has not asked for.',
    make: () =>
      givesUpAt(
        'notification',
        ({ name, trid, parameters }) => ['ADD', 'REM'].includes(name) && trid === 0 && parameters[0] === 'FL',
      ),
  },
  {
    id: 'adds-to-no-group',
    rule: 'C-LST-11',
    fault: 'ADD FL names no group.',
    make: () => sends('ADD', (command) => withWords(command, (words) => words.slice(0, 3))),
  },
  {
    id: 'chokes-on-numbers-behind-add',
    rule: 'C-LST-12',
    fault: 'The client gives up at a number of somebody whom it has just added.',
    make: () => chokesOn(/^BPR \d+ \S+ PHH/m),
  },
  {
    id: 'renames-groups-in-short',
    rule: 'C-GRP-01',
    fault: 'REG lacks the closing 0.',
    make: () => sends('REG', (command) => withWords(command, (words) => words.slice(0, 2))),
  },
]);
