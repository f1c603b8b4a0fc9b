import { isVisibleStatus } from '../../codec';
import type { ServerHookContext } from '../../fakes';
import type { ServerMutant } from '../mutant';
import { cutAt, ignores, implied, perSession, type ServerFault, sends, serversWith, withWord } from './faults';

/** The accounts of the contacts on the FL. */
function forwardContacts({ session }: ServerHookContext): readonly string[] {
  const contacts = session.account?.contacts ?? [];
  return contacts.filter(({ lists }) => lists.has('FL')).map(({ account }) => account);
}

function isPresent(account: string, { session }: ServerHookContext): boolean {
  return session.host.community.presenceOf(account) !== undefined;
}

/** A server that sends FLN for those who left by OUT, or for those whose connection was lost, and not for both. */
function tellingWhoIsGone(told: { readonly left: boolean; readonly lost: boolean }): ServerFault {
  const left = new Set<string>();
  return {
    hooks: {
      incoming: ({ name }, { session }) => {
        const account = session.account?.account;
        if (account !== undefined && name === 'OUT') {
          left.add(account);
        } else if (account !== undefined) {
          left.delete(account);
        }
        return 'continue';
      },
      outgoing: (command, context) => {
        const [account = ''] = command.parameters;
        const isDeparture = command.name === 'FLN' && !isPresent(account, context);
        return isDeparture && !told[left.has(account) ? 'left' : 'lost'] ? [] : [command];
      },
    },
  };
}

/** Faults of one's own presence and that of contacts. */
export const presenceMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'echoes-no-client-id',
    rule: 'S-CHG-01',
    fault: 'The echo of CHG ends behind the status.',
    make: () => sends('CHG', (command) => cutAt(command, 1)),
  },
  {
    id: 'echoes-another-status',
    rule: 'S-CHG-01',
    fault: 'The echo of CHG always says NLN.',
    make: () =>
      sends('CHG', (command) => withWord(command, { at: 0, word: (status) => (status === 'NLN' ? 'BSY' : 'NLN') })),
  },
  {
    id: 'keeps-silent-upon-chg',
    rule: 'S-CHG-01',
    fault: 'CHG is not answered.',
    make: () => sends('CHG', () => []),
  },
  {
    id: 'shows-the-first-name',
    rule: 'S-PRS-10',
    fault: 'Others are shown the name that they were shown first.',
    make: () => {
      const names = new Map<string, string>();
      return sends('NLN ILN', (command) => {
        const [, account = '', name = ''] = command.parameters;
        const first = names.get(account) ?? name;
        names.set(account, first);
        return withWord(command, { at: 2, word: () => first });
      });
    },
  },
  {
    id: 'drops-the-second-iln',
    rule: 'S-CHG-02',
    fault: 'Of the contacts that are online only the first is shown.',
    implies: implied('S-PRS-01', 'Whoever was not shown is believed to be offline.'),
    make: () => {
      const counts = perSession(() => ({ value: 0 }));
      return sends('ILN', (command, context) => {
        const count = counts(context);
        count.value += 1;
        return count.value === 2 ? [] : command;
      });
    },
  },
  {
    id: 'shows-who-is-offline',
    rule: 'S-CHG-02',
    fault: 'ILN comes for contacts that are offline.',
    implies: implied('S-PRS-05 S-PRS-09', 'ILN comes for those who hide, too.'),
    make: () =>
      sends('CHG', (command, context) => {
        const away = forwardContacts(context).filter((account) => !isPresent(account, context));
        const lines = away.map((account) => ({
          name: 'ILN',
          trid: command.trid,
          parameters: ['NLN', account, context.session.account?.contact(account)?.name ?? account, '0'],
        }));
        return context.session.visible ? command : [command, ...lines];
      }),
  },
  {
    id: 'shows-initial-presence-of-another-request',
    rule: 'S-CHG-02',
    fault: 'ILN bears a transaction id that no request had.',
    make: () => sends('ILN', (command) => ({ ...command, trid: 4711 })),
  },
  {
    id: 'shows-initial-presence-without-client-id',
    rule: 'S-CHG-03',
    fault: 'ILN ends behind the name.',
    implies: implied('S-PRS-01', 'A presence that has too few words is not believed.'),
    make: () => sends('ILN', (command) => cutAt(command, 3)),
  },
  {
    id: 'shows-initial-presence-without-transaction-id',
    rule: 'S-CHG-03',
    fault: 'ILN has no transaction id.',
    implies: implied('S-CHG-02 S-PRS-01', 'It belongs to no CHG.'),
    make: () => sends('ILN', ({ name, parameters }) => ({ name, parameters })),
  },
  {
    id: 'shows-initial-presence-again',
    rule: 'S-CHG-07',
    fault: 'Every CHG brings the presence of all contacts.',
    make: () =>
      sends('CHG', (command, context) => {
        const { session } = context;
        const { community } = session.host;
        const lines = forwardContacts(context).flatMap((account) => {
          const target = community.directory.find(account);
          const sight = target && session.account && community.sightOf(target, session.account);
          return sight === undefined ? [] : [{ name: 'ILN', trid: command.trid, parameters: sight }];
        });
        return session.visible ? [command, ...lines] : command;
      }),
  },
  {
    id: 'tells-nobody-of-changes',
    rule: 'S-PRS-01',
    fault: 'NLN is never sent.',
    make: () => sends('NLN', () => []),
  },
  {
    id: 'tells-of-everybody-as-available',
    rule: 'S-PRS-01',
    fault: 'NLN always says that the contact is NLN.',
    implies: implied('S-PRS-06', 'The presence that is told is another.'),
    make: () => sends('NLN', (command) => withWord(command, { at: 0, word: () => 'NLN' })),
  },
  {
    id: 'tells-of-changes-without-client-id',
    rule: 'S-PRS-01',
    fault: 'NLN ends behind the name.',
    make: () => sends('NLN', (command) => cutAt(command, 3)),
  },
  {
    id: 'tells-nobody-who-left',
    rule: 'S-PRS-02',
    fault: 'Contacts are told whose connection broke and not who left by OUT.',
    make: () => tellingWhoIsGone({ left: false, lost: true }),
  },
  {
    id: 'says-goodbye-with-a-name',
    rule: 'S-PRS-02',
    fault: 'The account stands twice in FLN.',
    make: () => sends('FLN', ({ name, parameters }) => ({ name, parameters: [...parameters, ...parameters] })),
  },
  {
    id: 'tells-nobody-who-was-lost',
    rule: 'S-PRS-03',
    fault: 'Contacts are told who left by OUT and not whose connection broke.',
    make: () => tellingWhoIsGone({ left: true, lost: false }),
  },
  {
    id: 'shows-to-the-blocked',
    rule: 'S-PRS-05',
    fault: 'Who is on the BL is shown the presence all the same.',
    make: () => ({
      policy: { allows: ({ owner, watcher }) => owner.isOn('AL', watcher) || owner.blp === 'AL' },
    }),
  },
  {
    id: 'shows-to-the-allow-list-alone',
    rule: 'S-PRS-06',
    fault: 'With BLP AL too only those on the AL are shown the presence.',
    implies: implied('S-CHG-02 S-PRS-01 S-PRS-02 S-PRS-03 S-PRS-04 S-SB-07', 'Whoever is on no list is shown nothing.'),
    make: () => ({ policy: { allows: ({ owner, watcher }) => owner.isOn('AL', watcher) } }),
  },
  {
    id: 'shows-to-whom-it-does-not-concern',
    rule: 'S-PRS-07',
    fault: 'Presence is shown to everybody who is allowed, without regard to the FL.',
    make: () => ({
      policy: {
        isVisible: ({ owner, status, watcher, policy }) =>
          isVisibleStatus(status) && policy.allows({ owner, watcher: watcher.account }),
      },
    }),
  },
  {
    id: 'blocks-unnoticed',
    rule: 'S-PRS-08',
    fault: 'Who is blocked is not told FLN.',
    implies: implied('S-PRS-04', 'FLN is missing there.'),
    make: () => sends('FLN', (command, context) => (isPresent(command.parameters[0] ?? '', context) ? [] : command)),
  },
  {
    id: 'replaces-client-ids-at-first',
    rule: 'S-PRS-11',
    fault: 'ILN has 0 for every client id.',
    make: () => sends('ILN', (command) => withWord(command, { at: 3, word: () => '0' })),
  },
  {
    id: 'cuts-client-ids',
    rule: 'S-PRS-11',
    fault: 'The upper half of a client id is lost in NLN.',
    implies: implied('S-PRS-01', 'NLN has another client id.'),
    make: () => sends('NLN', (command) => withWord(command, { at: 3, word: (id) => String(Number(id) % 65_536) })),
  },
  {
    id: 'forgets-what-stands-behind-chg',
    rule: 'S-PRS-12',
    fault: 'A request that has come together with CHG is not handled.',
    implies: implied('X-FRM-07 S-ADD-01', 'A command in one segment with another is lost.'),
    make: () => {
      const states = perSession(() => ({ skips: false }));
      return ignores(({ name }, context) => {
        const state = states(context);
        const isSkipped = state.skips;
        state.skips = name === 'CHG' && context.session.nextRequest !== undefined;
        return isSkipped;
      });
    },
  },
  {
    id: 'closes-upon-fln',
    rule: 'S-CHG-04',
    fault: 'CHG FLN ends the session.',
    make: () =>
      ignores(({ name, parameters }, { session }) => {
        const isMeant = name === 'CHG' && parameters[0] === 'FLN';
        if (isMeant) {
          session.close('FLN came');
        }
        return isMeant;
      }),
  },
  {
    id: 'passes-over-fln',
    rule: 'S-CHG-04',
    fault: 'CHG FLN is not answered.',
    make: () => ignores(({ name, parameters }) => name === 'CHG' && parameters[0] === 'FLN'),
  },
  {
    id: 'takes-any-status',
    rule: 'S-CHG-05',
    fault: 'A presence that does not exist is echoed.',
    make: () =>
      ignores((command, { session }) => {
        const isMeant = command.name === 'CHG' && command.parameters[0] === 'XYZ';
        if (isMeant) {
          session.say(command);
        }
        return isMeant;
      }),
  },
  {
    id: 'passes-over-chg-without-client-id',
    rule: 'S-CHG-06',
    fault: 'CHG without a client id is not answered.',
    make: () => ignores(({ name, parameters }) => name === 'CHG' && parameters.length === 1),
  },
  {
    id: 'shows-the-hidden',
    rule: 'S-PRS-04',
    fault: 'Contacts are told HDN like any other presence.',
    implies: implied('S-PRS-01', 'HDN is no status of NLN.'),
    make: () => ({
      policy: {
        isVisible: ({ owner, watcher, policy }) =>
          watcher.isOn('FL', owner.account) && policy.allows({ owner, watcher: watcher.account }),
      },
    }),
  },
  {
    id: 'hides-unnoticed',
    rule: 'S-PRS-04',
    fault: 'Contacts are not told that somebody went into hiding.',
    make: () =>
      sends('FLN', (command, { session }) => {
        const [account = ''] = command.parameters;
        return session.host.community.presenceOf(account)?.status === 'HDN' ? [] : command;
      }),
  },
  {
    id: 'shows-the-hidden-to-who-comes',
    rule: 'S-PRS-04',
    fault: 'ILN comes for hidden contacts as for those that are online.',
    make: () =>
      sends('CHG', (command, context) => {
        const { community } = context.session.host;
        const hidden = forwardContacts(context).filter((one) => community.presenceOf(one)?.status === 'HDN');
        const lines = hidden.map((account) => ({
          name: 'ILN',
          trid: command.trid,
          parameters: ['NLN', account, account, '0'],
        }));
        return context.session.visible ? command : [command, ...lines];
      }),
  },
  {
    id: 'shows-who-has-only-signed-in',
    rule: 'S-PRS-09',
    fault: 'Who has got the list is NLN without a CHG.',
    implies: implied('S-SB-02', 'Who has set no status counts as online.'),
    make: () => ({
      hooks: {
        incoming: ({ name }, { session }) => {
          if (name === 'SYN' && session.account !== undefined) {
            session.host.community.setPresence(session.account, { status: 'NLN', clientId: '0' });
          }
          return 'continue';
        },
      },
    }),
  },
  {
    id: 'tells-nobody-of-new-names',
    rule: 'S-PRS-10',
    fault: 'NLN comes for another presence and not for another name.',
    make: () => {
      const last = perSession(() => new Map<string, string>());
      return sends('NLN', (command, context) => {
        const [status = '', account = '', , clientId = ''] = command.parameters;
        const before = last(context).get(account);
        last(context).set(account, `${status} ${clientId}`);
        return before === `${status} ${clientId}` ? [] : command;
      });
    },
  },
  {
    id: 'tells-of-everybody-by-the-first-name',
    rule: 'S-PRS-10',
    fault: 'NLN has the name under which the contact was seen first.',
    make: () => {
      const names = perSession(() => new Map<string, string>());
      return sends('NLN', (command, context) => {
        const [, account = '', name = ''] = command.parameters;
        const first = names(context).get(account) ?? name;
        names(context).set(account, first);
        return withWord(command, { at: 2, word: () => first });
      });
    },
  },
  {
    id: 'shows-to-everybody-who-is-not-blocked',
    rule: 'S-PRS-06',
    fault: 'BLP BL makes no difference to who is shown the presence.',
    make: () => ({ policy: { allows: ({ owner, watcher }) => !owner.isOn('BL', watcher) } }),
  },
  {
    id: 'unblocks-unnoticed',
    rule: 'S-PRS-08',
    fault: 'Who is blocked no more is not told the presence.',
    implies: implied('S-PRS-01', 'NLN is missing there.'),
    make: () => {
      let unblocking: string | undefined;
      return {
        hooks: {
          incoming: ({ name, parameters }, { session }) => {
            unblocking = name === 'REM' && parameters[0] === 'BL' ? session.account?.account : undefined;
            return 'continue';
          },
          outgoing: (command) => (command.name === 'NLN' && command.parameters[1] === unblocking ? [] : [command]),
        },
      };
    },
  },
]);
