import type { Command } from '../../codec';
import type { ServerMutant } from '../mutant';
import { cutAt, implied, sends, serversWith, withWord, withWords } from './faults';

/** LST with another sum of lists. */
function withLists(command: Command, change: (bits: number) => number): Command {
  return withWord(command, { at: 2, word: (bits) => String(change(Number(bits))) });
}

/** The counts of contacts and groups that SYN announces. */
function announcing(
  command: Command,
  change: (contacts: number, groups: number) => readonly [number, number],
): Command {
  const [version = '', contacts, groups] = command.parameters;
  return withWords(command, (words) =>
    words.length === 3 ? [version, ...change(Number(contacts), Number(groups)).map(String)] : words,
  );
}

/** Faults in the lists that follow SYN. */
export const synchronisationMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'announces-no-groups',
    rule: 'S-SYN-01',
    fault: 'SYN has the number of contacts and not that of groups.',
    make: () => sends('SYN', (command) => cutAt(command, 2)),
  },
  {
    id: 'announces-a-group-too-few',
    rule: 'S-SYN-02',
    fault: 'SYN announces one group fewer than come.',
    make: () => sends('SYN', (command) => announcing(command, (contacts, groups) => [contacts, groups - 1])),
  },
  {
    id: 'loses-a-contact',
    rule: 'S-SYN-02',
    fault: 'The line of a contact that is in no group but 0 is left out.',
    implies: implied('S-SYN-03', 'The numbers of the contact stand alone.'),
    make: () => sends('LST', (command) => (command.parameters[3] === '0' ? [] : command)),
  },
  {
    id: 'sends-the-list-once-more',
    rule: 'S-SYN-10',
    fault: 'The list is sent to those who have it.',
    make: () => ({ policy: { needsList: () => true } }),
  },
  {
    id: 'sends-settings-behind-the-version-alone',
    rule: 'S-SYN-10',
    fault: 'GTC and BLP follow SYN with the version alone.',
    make: () =>
      sends('SYN', (command) =>
        command.parameters.length === 1
          ? [command, { name: 'GTC', parameters: ['A'] }, { name: 'BLP', parameters: ['AL'] }]
          : command,
      ),
  },
  {
    id: 'sends-blp-behind-groups',
    rule: 'S-SYN-03',
    fault: 'BLP comes behind the first group.',
    make: () =>
      sends('BLP LSG', (command, { session }) => {
        if (command.name === 'BLP') {
          return command.trid === undefined ? [] : command;
        }
        const blp = { name: 'BLP', parameters: [session.account?.blp ?? 'AL'] };
        return command.parameters[0] === '0' ? [command, blp] : command;
      }),
  },
  {
    id: 'sends-a-number-of-nobody',
    rule: 'S-SYN-03',
    fault: 'A BPR comes before any contact.',
    make: () =>
      sends('LSG', (command) =>
        command.parameters[0] === '0' ? [command, { name: 'BPR', parameters: ['MOB', 'Y'] }] : command,
      ),
  },
  {
    id: 'numbers-the-block',
    rule: 'S-SYN-04',
    fault: 'GTC and BLP of the block bear the transaction id of SYN.',
    make: () => sends('GTC BLP', (command, { request }) => ({ ...command, trid: request?.trid })),
  },
  {
    id: 'versions-the-block',
    rule: 'S-SYN-04',
    fault: 'PRP of the block bears the list version.',
    make: () =>
      sends('PRP', (command, { session }) =>
        command.trid === undefined
          ? withWords(command, (words) => [String(session.account?.listVersion ?? 0), ...words])
          : command,
      ),
  },
  {
    id: 'sends-gtc-of-blp',
    rule: 'S-SYN-05',
    fault: 'GTC has the value AL.',
    make: () =>
      sends('GTC', (command) => withWord(command, { at: 0, word: (value) => (value === 'A' ? 'AL' : value) })),
  },
  {
    id: 'sends-blp-of-gtc',
    rule: 'S-SYN-05',
    fault: 'BLP has the value A.',
    implies: implied('S-SET-01', 'It is not the value that was set.'),
    make: () =>
      sends('BLP', (command) => withWord(command, { at: 0, word: (value) => (value === 'AL' ? 'A' : value) })),
  },
  {
    id: 'ends-groups-behind-the-name',
    rule: 'S-SYN-06',
    fault: 'LSG lacks its closing 0.',
    implies: implied('S-GRP-01', 'ADG lacks it as well.'),
    make: () => sends('LSG', (command) => cutAt(command, 2)),
  },
  {
    id: 'has-no-group-0',
    rule: 'S-SYN-06',
    fault: 'Group 0 is neither counted nor sent.',
    implies: implied('S-SYN-07', 'Contacts are in a group that was not listed.'),
    make: () =>
      sends('SYN LSG', (command) => {
        if (command.name === 'SYN') {
          return announcing(command, (contacts, groups) => [contacts, groups - 1]);
        }
        return command.parameters[0] === '0' ? [] : command;
      }),
  },
  {
    id: 'sums-lists-above-15',
    rule: 'S-SYN-07',
    fault: 'The sum of lists has a bit of later dialects.',
    make: () => sends('LST', (command) => withLists(command, (bits) => bits | 16)),
  },
  {
    id: 'sends-no-groups-of-contacts',
    rule: 'S-SYN-07',
    fault: 'LST has no groups, even on the FL.',
    implies: implied('S-SYN-11 S-REM-03', 'The groups of a contact are not shown.'),
    make: () => sends('LST', (command) => cutAt(command, 3)),
  },
  {
    id: 'names-a-group-that-is-not',
    rule: 'S-SYN-07',
    fault: 'Contacts of group 0 are said to be in group 29.',
    implies: implied('S-SYN-11', 'The contact was added to another group.'),
    make: () =>
      sends('LST', (command) => withWord(command, { at: 3, word: (groups) => (groups === '0' ? '29' : groups) })),
  },
  {
    id: 'lists-contacts-twice',
    rule: 'S-SYN-09',
    fault: 'Every contact has two lines, and both are counted.',
    make: () =>
      sends('SYN LST', (command) =>
        command.name === 'SYN' ? announcing(command, (contacts, groups) => [contacts * 2, groups]) : [command, command],
      ),
  },
  {
    id: 'forgets-whom-it-allowed',
    rule: 'S-SYN-11',
    fault: 'An addition to the AL is confirmed and not kept.',
    make: () =>
      sends('ADD', (command, { session }) => {
        const [list, , account = ''] = command.parameters;
        if (list === 'AL') {
          session.account?.takeOff('AL', account);
        }
        return command;
      }),
  },
  {
    id: 'forgets-groups',
    rule: 'S-SYN-11',
    fault: 'Every contact is back in group 0 at the next synchronisation.',
    implies: implied('S-REM-03', 'The other groups of a contact are forgotten too.'),
    make: () => sends('LST', (command) => withWord(command, { at: 3, word: () => '0' })),
  },
  {
    id: 'forgets-nicknames',
    rule: 'S-SYN-11',
    fault: 'Contacts come with their account for a nickname.',
    make: () => sends('LST', (command) => withWord(command, { at: 1, word: (name) => command.parameters[0] ?? name })),
  },
  {
    id: 'keeps-the-version-of-the-list',
    rule: 'S-SYN-12',
    fault: 'SYN always tells the version that it told an account first.',
    make: () => {
      const first = new Map<string, string>();
      return sends('SYN', (command, { session }) => {
        const account = session.account?.account ?? '';
        const version = first.get(account) ?? command.parameters[0] ?? '';
        first.set(account, version);
        return withWord(command, { at: 0, word: () => version });
      });
    },
  },
  {
    id: 'sends-numbers-of-another-type',
    rule: 'S-SYN-13',
    fault: 'Numbers of contacts are of types that MSNP8 does not have.',
    implies: implied('S-SYN-11', 'The numbers are not found under their types.'),
    make: () =>
      sends('BPR', (command) =>
        command.parameters.length === 2 ? withWord(command, { at: 0, word: () => 'FAX' }) : command,
      ),
  },
  {
    id: 'allows-whom-it-blocks',
    rule: 'S-SYN-14',
    fault: 'Who is on the BL is on the AL as well.',
    implies: implied('S-SYN-11', 'Who was added to the BL alone is on the AL.'),
    make: () => sends('LST', (command) => withLists(command, (bits) => ((bits & 4) === 4 ? bits | 2 : bits))),
  },
  {
    id: 'announces-a-contact-too-many',
    rule: 'S-SYN-02',
    fault: 'SYN announces one contact more than come.',
    make: () =>
      sends('SYN', (command) =>
        command.parameters.length === 3
          ? withWords(command, ([version = '', contacts = '', groups = '']) => [
              version,
              String(Number(contacts) + 1),
              groups,
            ])
          : command,
      ),
  },
]);
