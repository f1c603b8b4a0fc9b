import type { Command } from '../../codec';
import type { ServerHookContext } from '../../fakes';
import type { ServerMutant } from '../mutant';
import { cutAt, implied, isReply, sends, serversWith, withWord, withWords } from './faults';

/** The reply with a word taken out. */
function without(command: Command, at: number): Command {
  return withWords(command, (words) => words.filter((_, index) => index !== at));
}

/** Faults in the replies to requests, not in what the server sends by itself under the same name. */
function answers(
  names: string,
  change: (command: Command, context: ServerHookContext) => Command | readonly Command[],
) {
  return sends(names, (command, context) => (isReply(command, context) ? change(command, context) : command));
}

function isFor(command: Command, ...lists: readonly string[]): boolean {
  return lists.includes(command.parameters[0] ?? '');
}

/** Faults of list edits, names, versions, groups and settings. */
export const listMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'adds-a-group-to-the-allow-list',
    rule: 'S-ADD-01',
    fault: 'A group stands behind an addition to AL or BL, as the published session has it (Q-16).',
    make: () =>
      answers('ADD', (command) =>
        isFor(command, 'AL', 'BL') ? withWords(command, (words) => [...words, '1']) : command,
      ),
  },
  {
    id: 'confirms-the-allow-list-without-version',
    rule: 'S-ADD-01',
    fault: 'The reply to an addition to AL or BL has no version.',
    implies: implied('S-VRS-01', 'There is no version in the reply.'),
    make: () => answers('ADD', (command) => (isFor(command, 'AL', 'BL') ? without(command, 1) : command)),
  },
  {
    id: 'confirms-contacts-without-group',
    rule: 'S-ADD-02',
    fault: 'The reply to an addition to the FL lacks the group.',
    make: () => answers('ADD', (command) => (isFor(command, 'FL') ? cutAt(command, 4) : command)),
  },
  {
    id: 'confirms-contacts-under-another-name',
    rule: 'S-ADD-02',
    fault: 'The reply to an addition to the FL has the account for a nickname.',
    make: () =>
      answers('ADD', (command) =>
        isFor(command, 'FL') ? withWord(command, { at: 3, word: (name) => command.parameters[2] ?? name }) : command,
      ),
  },
  {
    id: 'leaves-the-presence-of-the-added-open',
    rule: 'S-ADD-11',
    fault: 'No presence follows the addition of a contact who is online.',
    make: () => ({ knobs: { presenceAfterAdd: 'none' } }),
  },
  {
    id: 'tells-of-an-addition-without-name',
    rule: 'S-ADD-03',
    fault: 'ADD 0 RL ends behind the account.',
    make: () => sends('ADD', (command) => (isFor(command, 'RL') ? cutAt(command, 3) : command)),
  },
  {
    id: 'forgets-who-added-the-absent',
    rule: 'S-ADD-04',
    fault: 'Who is added while offline never learns of it.',
    make: () =>
      answers('ADD', (command, { session }) => {
        const [list, , account = ''] = command.parameters;
        const { community } = session.host;
        if (list === 'FL' && community.member(account) === undefined) {
          community.directory.find(account)?.takeOff('RL', session.account?.account ?? '');
        }
        return command;
      }),
  },
  {
    id: 'adds-twice',
    rule: 'S-ADD-06',
    fault: 'An addition of somebody who is there already is confirmed.',
    make: () =>
      sends('215', (command, { request, session }) => {
        const [list = '', ...words] = request?.parameters ?? [];
        const version = String(session.account?.listVersion ?? 0);
        return { name: 'ADD', trid: command.trid, parameters: [list, version, ...words] };
      }),
  },
  {
    id: 'refuses-a-second-addition-by-201',
    rule: 'S-ADD-06',
    fault: 'An addition of somebody who is there already is refused with 201.',
    make: () => sends('215', (command) => ({ ...command, name: '201' })),
  },
  {
    id: 'confirms-removals-without-version',
    rule: 'S-REM-01',
    fault: 'The reply to REM has no version.',
    implies: implied('S-REM-03 S-VRS-01', 'There is no version in the reply.'),
    make: () => answers('REM', (command) => without(command, 1)),
  },
  {
    id: 'confirms-the-removal-of-somebody-else',
    rule: 'S-REM-01',
    fault: 'The reply to REM bears the account of the remover.',
    implies: implied('S-REM-03', 'The reply bears another account there, too.'),
    make: () =>
      answers('REM', (command, { session }) =>
        withWord(command, { at: 2, word: (account) => session.account?.account ?? account }),
      ),
  },
  {
    id: 'removes-who-is-not-there',
    rule: 'S-REM-02',
    fault: 'A removal of somebody who is not on the list is confirmed.',
    make: () =>
      sends('216', (command, { request, session }) => {
        const [list = '', account = ''] = request?.parameters ?? [];
        const version = String(session.account?.listVersion ?? 0);
        return request?.name === 'REM'
          ? { name: 'REM', trid: command.trid, parameters: [list, version, account] }
          : command;
      }),
  },
  {
    id: 'refuses-a-removal-by-201',
    rule: 'S-REM-02',
    fault: 'A removal of somebody who is not on the list is refused with 201.',
    make: () => sends('216', (command) => ({ ...command, name: '201' })),
  },
  {
    id: 'tells-of-a-removal-with-a-name',
    rule: 'S-REM-04',
    fault: 'A name stands behind the account in REM 0 RL.',
    make: () =>
      sends('REM', (command) =>
        isFor(command, 'RL') ? withWords(command, (words) => [...words, words[2] ?? '']) : command,
      ),
  },
  {
    id: 'tells-of-a-removal-without-version',
    rule: 'S-REM-04',
    fault: 'REM 0 RL has no version.',
    make: () => sends('REM', (command) => (isFor(command, 'RL') ? without(command, 1) : command)),
  },
  {
    id: 'removes-from-every-list',
    rule: 'S-REM-05',
    fault: 'Who is taken off the FL loses the place on the AL as well.',
    make: () =>
      answers('REM', (command, { session }) => {
        const [list, , account = ''] = command.parameters;
        if (list === 'FL') {
          session.account?.takeOff('AL', account);
        }
        return command;
      }),
  },
  {
    id: 'confirms-names-without-version',
    rule: 'S-REA-01',
    fault: 'The reply to REA has no version.',
    implies: implied('S-VRS-01', 'There is no version in the reply.'),
    make: () => answers('REA', (command) => without(command, 0)),
  },
  {
    id: 'confirms-another-name',
    rule: 'S-REA-01',
    fault: 'The reply to REA bears the account for a name.',
    make: () =>
      answers('REA', (command) => withWord(command, { at: 2, word: (name) => command.parameters[1] ?? name })),
  },
  {
    id: 'forgets-ones-own-name',
    rule: 'S-REA-03',
    fault: 'USR OK always bears the name that the account had at first.',
    implies: implied('S-SB-07', 'RNG has that name, too.'),
    make: () => {
      const first = new Map<string, string>();
      return sends('USR', (command) => {
        const [word, account = '', name = ''] = command.parameters;
        if (word !== 'OK') {
          return command;
        }
        const known = first.get(account) ?? name;
        first.set(account, known);
        return withWord(command, { at: 2, word: () => known });
      });
    },
  },
  {
    id: 'confirms-edits-without-version',
    rule: 'S-VRS-01',
    fault: 'The replies to ADD and REM have the account where the version should stand.',
    implies: implied('S-ADD-01 S-ADD-02 S-REM-01 S-REM-03', 'There is no version in the reply.'),
    make: () =>
      answers('ADD REM', (command) =>
        withWord(command, { at: 1, word: (version) => command.parameters[2] ?? version }),
      ),
  },
  {
    id: 'repeats-versions',
    rule: 'S-VRS-02',
    fault: 'A change does not raise the version, as the published session has it (Q-20).',
    make: () => ({ policy: { nextVersion: (version) => version } }),
  },
  {
    id: 'counts-versions-down',
    rule: 'S-VRS-02',
    fault: 'Versions go down with every change.',
    make: () => ({ policy: { nextVersion: (version) => (version > 1 ? version - 1 : 4711) } }),
  },
  {
    id: 'gives-taken-group-ids',
    rule: 'S-GRP-01',
    fault: 'Every new group is said to have the id 0.',
    implies: implied('S-ADD-02 S-GRP-03', 'What is said to a group meets group 0.'),
    make: () => answers('ADG', (command) => withWord(command, { at: 2, word: () => '0' })),
  },
  {
    id: 'confirms-groups-without-zero',
    rule: 'S-GRP-01',
    fault: 'The reply to ADG lacks its closing 0.',
    make: () => answers('ADG', (command) => cutAt(command, 3)),
  },
  {
    id: 'confirms-removed-groups-without-version',
    rule: 'S-GRP-03',
    fault: 'The reply to RMG has no version.',
    make: () => answers('RMG', (command) => without(command, 0)),
  },
  {
    id: 'refuses-to-remove-groups',
    rule: 'S-GRP-03',
    fault: 'RMG of a group that exists is answered by 224.',
    implies: implied('S-GRP-01', 'The ids of groups that should be gone are given again.'),
    make: () => answers('RMG', (command) => ({ name: '224', trid: command.trid, parameters: [] })),
  },
  {
    id: 'confirms-settings-without-value',
    rule: 'S-SET-04',
    fault: 'The reply to PRP ends behind the type.',
    make: () => answers('PRP', (command) => cutAt(command, 2)),
  },
  {
    id: 'lists-numbers-of-somebody-else',
    rule: 'S-SET-04',
    fault: 'Settings are confirmed, and the next list has another number in their place.',
    implies: implied('S-SYN-05', 'PRP has another value than was set.'),
    make: () =>
      sends('PRP', (command) =>
        command.trid === undefined ? withWord(command, { at: 1, word: () => '0190%20666' }) : command,
      ),
  },
  {
    id: 'tells-nobody-of-additions',
    rule: 'S-ADD-03',
    fault: 'Who is added by somebody is not told.',
    make: () => sends('ADD', (command) => (isFor(command, 'RL') ? [] : command)),
  },
  {
    id: 'tells-nobody-of-removals',
    rule: 'S-REM-04',
    fault: 'Who is taken off by somebody is not told.',
    make: () => sends('REM', (command) => (isFor(command, 'RL') ? [] : command)),
  },
]);
