import type { Command, DecodedCommand } from '../../codec';
import { documentedLimits, type ServerHookContext, type ServerLimits } from '../../fakes';
import type { ServerMutant } from '../mutant';
import { cutAt, ignores, implied, isReply, type ServerFault, sends, serversWith, withWord, withWords } from './faults';

/** The confirmation of an edit, as if it had been made. */
function confirmationOf({ name, trid, parameters }: DecodedCommand, { session }: ServerHookContext): Command {
  const version = String(session.account?.listVersion ?? 0);
  const [list = '', ...words] = parameters;
  const isOfList = name === 'ADD' || name === 'REM';
  return { name, trid, parameters: isOfList ? [list, version, ...words] : [version, ...parameters] };
}

/** Confirms requests of these names that the reference refuses by this error, and does nothing. */
function confirms(code: string, names: string): ServerFault {
  const meant = new Set(names.split(' '));
  return sends(code, (command, context) => {
    const { request } = context;
    return request !== undefined && meant.has(request.name) ? confirmationOf(request, context) : command;
  });
}

/** Refuses requests of these names by another error. */
function refusesBy(other: string, { code, names }: { readonly code: string; readonly names: string }): ServerFault {
  const meant = new Set(names.split(' '));
  return sends(code, (command, { request }) =>
    meant.has(request?.name ?? '') ? { ...command, name: other } : command,
  );
}

type IsMeant = (command: DecodedCommand, context: ServerHookContext) => boolean;

/** Does `act` in place of the server. */
function instead(isMeant: IsMeant, act: (command: DecodedCommand, context: ServerHookContext) => void): ServerFault {
  return ignores((command, context) => {
    const found = isMeant(command, context);
    if (found) {
      act(command, context);
    }
    return found;
  });
}

function confirming(isMeant: IsMeant): ServerFault {
  return instead(isMeant, (command, context) => context.session.say(confirmationOf(command, context)));
}

function closing(isMeant: IsMeant): ServerFault {
  return instead(isMeant, (_command, { session }) => session.close('the server has a fault'));
}

function refusing(code: number, isMeant: IsMeant): ServerFault {
  return instead(isMeant, (command, { session }) => session.fail(command, code));
}

function withLimits(limits: Partial<ServerLimits>): ServerFault {
  return { knobs: { limits: { ...documentedLimits, ...limits } } };
}

function isEditOfReverseList({ name, parameters }: DecodedCommand): boolean {
  return (name === 'ADD' || name === 'REM') && parameters[0] === 'RL';
}

function isUnknownMode({ name, parameters }: DecodedCommand): boolean {
  const modes: Readonly<Record<string, readonly string[]>> = { GTC: ['A', 'N'], BLP: ['AL', 'BL'] };
  return modes[name]?.includes(parameters[0] ?? '') === false;
}

/** Replies to REM with a group, when the reference has done what was asked. */
function whenTakenOutOfGroup(act: (account: string, context: ServerHookContext) => void): ServerFault {
  return sends('REM', (command, context) => {
    const [, , account = '', group] = command.parameters;
    if (isReply(command, context) && group !== undefined) {
      act(account, context);
    }
    return command;
  });
}

/** Faults in edits that should be refused, in those that end somebody's place in a group, and in what the next list shows of them. */
export const refusalMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'adds-nobody',
    rule: 'S-ADD-05',
    fault: 'An addition of an account that does not exist is confirmed.',
    implies: implied('S-ADD-09', 'It is not looked at who is added to the other lists, either.'),
    make: () => confirms('205', 'ADD'),
  },
  {
    id: 'adds-what-is-no-account',
    rule: 'S-ADD-05',
    fault: 'An addition of a word without @ is confirmed.',
    make: () => confirms('201', 'ADD'),
  },
  {
    id: 'closes-upon-strangers',
    rule: 'S-ADD-05',
    fault: 'An addition of an account that does not exist ends the session.',
    implies: implied('S-ADD-09', 'The session ends in place of the refusal.'),
    make: () =>
      closing(({ name, parameters }, { session }) => {
        const account = parameters[1] ?? '';
        return name === 'ADD' && session.host.community.directory.find(account) === undefined;
      }),
  },
  {
    id: 'passes-over-additions-of-strangers',
    rule: 'S-ADD-05',
    fault: 'An addition of an account that does not exist is not answered.',
    implies: implied('S-ADD-01 S-ADD-02 S-ADD-09', 'The request has no answer.'),
    make: () => sends('205', () => []),
  },
  {
    id: 'allows-and-blocks-at-once',
    rule: 'S-ADD-07',
    fault: 'Who is on the BL may be put on the AL, and the other way round.',
    make: () => confirms('219', 'ADD'),
  },
  {
    id: 'says-that-the-blocked-are-allowed-already',
    rule: 'S-ADD-07',
    fault: 'An addition of somebody who is on the opposite list is refused with 215.',
    make: () => refusesBy('215', { code: '219', names: 'ADD' }),
  },
  {
    id: 'edits-the-reverse-list',
    rule: 'S-ADD-08',
    fault: 'Additions to the RL and removals from it are confirmed.',
    make: () => confirming(isEditOfReverseList),
  },
  {
    id: 'stays-upon-edits-of-the-reverse-list',
    rule: 'S-ADD-08',
    fault: 'Edits of the RL are ignored, and the session goes on.',
    make: () => ignores(isEditOfReverseList),
  },
  {
    id: 'adds-to-groups-that-are-not',
    rule: 'S-ADD-09',
    fault: 'An addition to a group that does not exist is confirmed.',
    make: () => confirms('224', 'ADD'),
  },
  {
    id: 'refuses-groups-that-are-not-by-201',
    rule: 'S-ADD-09',
    fault: 'An addition to a group that does not exist is refused with 201.',
    make: () => refusesBy('201', { code: '224', names: 'ADD' }),
  },
  {
    id: 'looks-at-the-group-first',
    rule: 'S-ADD-10',
    fault: 'A group that does not exist is found before an account that does not.',
    make: () =>
      refusing(224, ({ name, parameters }, { session }) => {
        const group = parameters[3] ?? '0';
        return name === 'ADD' && session.account?.groups.has(group) === false;
      }),
  },
  {
    id: 'confirms-the-end-of-a-group-without-it',
    rule: 'S-REM-03',
    fault: 'The reply to REM lacks the group.',
    make: () => sends('REM', (command, context) => (isReply(command, context) ? cutAt(command, 3) : command)),
  },
  {
    id: 'takes-out-of-every-group',
    rule: 'S-REM-03',
    fault: 'Who is taken out of one group is off the FL.',
    implies: implied('S-SYN-11', 'The contact is in none of the other groups.'),
    make: () => whenTakenOutOfGroup((account, { session }) => session.account?.takeOff('FL', account)),
  },
  {
    id: 'takes-out-of-groups-that-are-not',
    rule: 'S-REM-06',
    fault: 'A removal from a group that does not exist is confirmed.',
    make: () => confirms('224', 'REM'),
  },
  {
    id: 'takes-out-of-groups-of-others',
    rule: 'S-REM-06',
    fault: 'A removal from a group that the contact is not in is confirmed.',
    make: () => confirms('225', 'REM'),
  },
  {
    id: 'keeps-who-is-in-no-group',
    rule: 'S-REM-07',
    fault: 'Who is taken out of the only group stays on the FL, in group 0.',
    make: () =>
      whenTakenOutOfGroup((account, { session }) => {
        if (session.account?.isOn('FL', account) === false) {
          session.account.putOn('FL', { account, name: account });
        }
      }),
  },
  {
    id: 'renames-strangers',
    rule: 'S-REA-02',
    fault: 'Accounts that are on no list can be renamed.',
    make: () => confirms('216', 'REA'),
  },
  {
    id: 'has-room-for-long-names',
    rule: 'S-REA-04',
    fault: 'Names may have 1000 bytes.',
    make: () => withLimits({ nameBytes: 1000 }),
  },
  {
    id: 'confirms-renamed-groups-without-zero',
    rule: 'S-GRP-02',
    fault: 'The reply to REG lacks its closing 0.',
    make: () => sends('REG', (command) => cutAt(command, 3)),
  },
  {
    id: 'confirms-another-name-of-a-group',
    rule: 'S-GRP-02',
    fault: 'The reply to REG has the id of the group for its name.',
    make: () => sends('REG', (command) => withWord(command, { at: 2, word: (name) => command.parameters[1] ?? name })),
  },
  {
    id: 'renames-groups-that-are-not',
    rule: 'S-GRP-02',
    fault: 'Groups that do not exist can be renamed.',
    make: () => confirms('224', 'REG'),
  },
  {
    id: 'removes-group-0',
    rule: 'S-GRP-03',
    fault: 'The removal of group 0 is confirmed.',
    make: () => confirms('230', 'RMG'),
  },
  {
    id: 'removes-groups-that-are-not',
    rule: 'S-GRP-03',
    fault: 'The removal of a group that does not exist is confirmed.',
    make: () => confirms('224', 'RMG'),
  },
  {
    id: 'has-room-for-long-groups',
    rule: 'S-GRP-04',
    fault: 'Names of groups may have 1000 bytes.',
    make: () => withLimits({ groupNameBytes: 1000, groupNameBytesAtMost: 1000 }),
  },
  {
    id: 'closes-upon-62-letters',
    rule: 'S-GRP-04',
    fault: 'The name of a group with 62 bytes ends the session.',
    make: () => withLimits({ groupNameBytesAtMost: 61 }),
  },
  {
    id: 'has-room-for-many-groups',
    rule: 'S-GRP-05',
    fault: 'There may be 100 groups.',
    make: () => withLimits({ groups: 100 }),
  },
  {
    id: 'refuses-many-groups-by-224',
    rule: 'S-GRP-05',
    fault: 'A group too many is refused with 224.',
    make: () => refusesBy('224', { code: '223', names: 'ADG' }),
  },
  {
    id: 'keeps-contacts-of-removed-groups',
    rule: 'S-GRP-07',
    fault: 'With a group nobody leaves the FL; those who were in it alone are in group 0.',
    implies: implied('S-SYN-11', 'The contact is in group 0, to which nobody has added it.'),
    make: () => ({
      hooks: {
        incoming: ({ name, parameters }, { session }) => {
          const [id = ''] = parameters;
          const members = session.account?.contacts.filter(({ groups }) => groups.has(id)) ?? [];
          for (const { groups } of name === 'RMG' && id !== '0' ? members : []) {
            groups.add('0');
          }
          return 'continue';
        },
      },
    }),
  },
  {
    id: 'keeps-removed-groups',
    rule: 'S-GRP-07',
    fault: 'The removal of a group is confirmed, and the group is still there.',
    implies: implied('S-GRP-01', 'The ids of groups that should be gone are given again.'),
    make: () =>
      confirming(
        ({ name, parameters }, { session }) =>
          name === 'RMG' && parameters[0] !== '0' && session.account?.groups.has(parameters[0] ?? '') === true,
      ),
  },
  {
    id: 'confirms-modes-without-version',
    rule: 'S-SET-01',
    fault: 'The replies to GTC and BLP have no version.',
    implies: implied('S-VRS-01', 'There is no version in the reply.'),
    make: () =>
      sends('GTC BLP', (command, context) =>
        isReply(command, context) ? withWords(command, (words) => words.slice(1)) : command,
      ),
  },
  {
    id: 'forgets-modes',
    rule: 'S-SET-01',
    fault: 'Every list has GTC A and BLP AL.',
    implies: implied('S-SET-02 S-SB-07', 'It goes by the modes that it tells.'),
    make: () =>
      sends('GTC BLP', (command) =>
        command.trid === undefined
          ? withWord(command, { at: 0, word: () => (command.name === 'GTC' ? 'A' : 'AL') })
          : command,
      ),
  },
  {
    id: 'sets-modes-again',
    rule: 'S-SET-02',
    fault: 'A mode can be set to what it is already.',
    make: () => confirms('218', 'GTC BLP'),
  },
  {
    id: 'takes-any-mode',
    rule: 'S-SET-03',
    fault: 'Modes that do not exist are confirmed.',
    make: () => confirming(isUnknownMode),
  },
  {
    id: 'refuses-modes-by-201',
    rule: 'S-SET-03',
    fault: 'A mode that does not exist is refused with 201.',
    make: () => refusing(201, isUnknownMode),
  },
  {
    id: 'takes-any-type',
    rule: 'S-SET-05',
    fault: 'Numbers of a type that does not exist are confirmed.',
    make: () => confirms('715', 'PRP'),
  },
  {
    id: 'has-room-for-long-numbers',
    rule: 'S-SET-05',
    fault: 'Numbers may have 1000 bytes.',
    make: () => withLimits({ phoneBytes: 1000 }),
  },
  {
    id: 'refuses-long-types-by-715',
    rule: 'S-SET-05',
    fault: 'A type of four letters is refused with 715.',
    make: () => refusing(715, ({ name, parameters }) => name === 'PRP' && (parameters[0] ?? '').length > 3),
  },
]);
