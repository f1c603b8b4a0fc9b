import { type Command, type DecodedCommand, sameAccount } from '../../codec';
import { documentedLimits, referenceServerPolicy, type ServerHookContext, type ServerPolicy } from '../../fakes';
import type { ServerMutant } from '../mutant';
import {
  cutAt,
  ignores,
  implied,
  perSession,
  type ServerFault,
  sends,
  serversWith,
  withWord,
  withWords,
} from './faults';

function isOnSwitchboard({ session }: ServerHookContext): boolean {
  return session.connection.service === 'switchboard';
}

/** Changes what goes out on switchboards. */
function says(
  names: string,
  change: (command: Command, context: ServerHookContext) => Command | readonly Command[],
): ServerFault {
  return sends(names, (command, context) => (isOnSwitchboard(context) ? change(command, context) : command));
}

/** Answers requests on switchboards in its own way. */
function instead(
  isMeant: (command: DecodedCommand, context: ServerHookContext) => boolean,
  act: (command: DecodedCommand, context: ServerHookContext) => void,
): ServerFault {
  return ignores((command, context) => {
    const found = isOnSwitchboard(context) && isMeant(command, context);
    if (found) {
      act(command, context);
    }
    return found;
  });
}

function decides(policy: Partial<ServerPolicy>): ServerFault {
  return { policy };
}

function isReferral({ name, parameters }: Command): boolean {
  return name === 'XFR' && parameters[0] === 'SB';
}

function isSelf(command: Command, { session }: ServerHookContext): boolean {
  return command.name === 'CAL' && sameAccount(command.parameters[0] ?? '', session.account?.account ?? '');
}

function typeOf({ payload = new Uint8Array() }: Command): string {
  return /^Content-Type: ([\w/-]+)/m.exec(Buffer.from(payload).toString('latin1'))?.[1] ?? '';
}

function withMessageBytes(messageBytes: number): ServerFault {
  return { knobs: { limits: { ...documentedLimits, messageBytes } } };
}

const { acceptsKey, acknowledges } = referenceServerPolicy;

/** Faults of a switchboard, and of the way to it. */
export const switchboardMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'has-more-to-say-behind-the-key',
    rule: 'S-SB-01',
    fault: 'Words of later dialects follow the key in XFR.',
    make: () =>
      sends('XFR', (command) =>
        isReferral(command) ? withWords(command, (words) => [...words, 'U', 'messenger.msn.com']) : command,
      ),
  },
  {
    id: 'refers-without-a-key',
    rule: 'S-SB-01',
    fault: 'XFR SB has no CKI and no key.',
    make: () => sends('XFR', (command) => (isReferral(command) ? cutAt(command, 2) : command)),
  },
  {
    id: 'refers-nobody',
    rule: 'S-SB-01',
    fault: 'XFR SB is not answered.',
    make: () => ignores((command) => isReferral(command)),
  },
  {
    id: 'refers-the-hidden',
    rule: 'S-SB-02',
    fault: 'Who hides gets a switchboard.',
    make: () => decides({ opensChats: ({ status }) => status !== undefined }),
  },
  {
    id: 'refers-before-any-presence',
    rule: 'S-SB-02',
    fault: 'Who has not set a presence gets a switchboard.',
    make: () => decides({ opensChats: ({ status }) => status !== 'HDN' }),
  },
  {
    id: 'refuses-the-hidden-by-201',
    rule: 'S-SB-02',
    fault: 'Who hides is refused a switchboard with 201.',
    make: () => sends('913', (command) => ({ ...command, name: '201' })),
  },
  {
    id: 'forgets-the-name-at-the-switchboard',
    rule: 'S-SB-03',
    fault: 'USR OK of a switchboard ends behind the account.',
    make: () => says('USR', (command) => cutAt(command, 2)),
  },
  {
    id: 'greets-somebody-else-at-the-switchboard',
    rule: 'S-SB-03',
    fault: 'USR OK of a switchboard names another account.',
    make: () => says('USR', (command) => withWord(command, { at: 1, word: (account) => `not-${account}` })),
  },
  {
    id: 'takes-any-key',
    rule: 'S-SB-04',
    fault: 'Keys that were never given let in.',
    make: () => decides({ acceptsKey: (options) => options.key === undefined || acceptsKey(options) }),
  },
  {
    id: 'takes-the-keys-of-others',
    rule: 'S-SB-04',
    fault: 'A key lets in whoever shows it.',
    make: () =>
      decides({
        acceptsKey: (options) => acceptsKey({ ...options, account: options.key?.account.account ?? options.account }),
      }),
  },
  {
    id: 'passes-over-wrong-keys',
    rule: 'S-SB-04',
    fault: 'A wrong key brings no answer and no close.',
    make: () =>
      instead(
        ({ name, parameters }) => name === 'USR' && parameters[1] === '1.2.3',
        () => undefined,
      ),
  },
  {
    id: 'takes-any-chat-id',
    rule: 'S-SB-04',
    fault: 'The id of the chat in ANS is not looked at.',
    make: () => decides({ acceptsKey: (options) => acceptsKey({ ...options, chatId: undefined }) }),
  },
  {
    id: 'lets-call-who-is-not-in',
    rule: 'S-SB-04',
    fault: 'CAL before USR is answered with RINGING.',
    make: () =>
      instead(
        ({ name }, { session }) => name === 'CAL' && session.account === undefined,
        ({ trid }, { session }) => session.say({ name: 'CAL', trid, parameters: ['RINGING', '11752013'] }),
      ),
  },
  {
    id: 'takes-keys-twice',
    rule: 'S-SB-05',
    fault: 'A key lets in as often as it is shown.',
    make: () =>
      decides({
        acceptsKey: (options) =>
          acceptsKey({ ...options, key: options.key === undefined ? undefined : { ...options.key, isSpent: false } }),
      }),
  },
  {
    id: 'rings-nowhere',
    rule: 'S-SB-07',
    fault: 'RINGING is said, and it rings nowhere.',
    make: () => sends('RNG', () => []),
  },
  {
    id: 'rings-without-a-name',
    rule: 'S-SB-07',
    fault: 'RNG lacks the name of the caller.',
    make: () => sends('RNG', (command) => cutAt(command, 5)),
  },
  {
    id: 'does-not-say-that-it-rings',
    rule: 'S-SB-07',
    fault: 'CAL is not answered where it rings.',
    make: () => says('CAL', () => []),
  },
  {
    id: 'introduces-nobody-to-who-joins',
    rule: 'S-SB-08',
    fault: 'No IRO comes before ANS OK.',
    make: () => says('IRO', () => []),
  },
  {
    id: 'counts-who-joins',
    rule: 'S-SB-08',
    fault: 'The total of IRO counts the joiner as well.',
    make: () => says('IRO', (command) => withWord(command, { at: 1, word: (total) => String(Number(total) + 1) })),
  },
  {
    id: 'counts-from-naught',
    rule: 'S-SB-08',
    fault: 'IRO numbers begin at 0.',
    make: () => says('IRO', (command) => withWord(command, { at: 0, word: (index) => String(Number(index) - 1) })),
  },
  {
    id: 'introduces-who-joins-to-itself',
    rule: 'S-SB-08',
    fault: 'An IRO more names the joiner.',
    make: () =>
      says('ANS', (command, { request }) => [
        { ...command, name: 'IRO', parameters: ['2', '2', request?.parameters[0] ?? '', 'Myself'] },
        command,
      ]),
  },
  {
    id: 'lets-join-without-a-word',
    rule: 'S-SB-08',
    fault: 'ANS OK does not come.',
    make: () => says('ANS', () => []),
  },
  {
    id: 'tells-nobody-who-joins',
    rule: 'S-SB-09',
    fault: 'There is no JOI.',
    make: () => says('JOI', () => []),
  },
  {
    id: 'tells-twice-who-joins',
    rule: 'S-SB-09',
    fault: 'JOI comes twice.',
    make: () => says('JOI', (command) => [command, command]),
  },
  {
    id: 'tells-who-joins-of-itself',
    rule: 'S-SB-09',
    fault: 'JOI goes to who joins as well.',
    make: () => ({ knobs: { joinerHearsOfItself: true } }),
  },
  {
    id: 'waits-for-ever-for-a-first-word',
    rule: 'S-SB-06',
    fault: 'Who connects to the switchboard and says nothing is not shown out.',
    make: () => ({ knobs: { firstCommandMs: 3_600_000 } }),
  },
  {
    id: 'rings-at-the-offline',
    rule: 'S-SB-10',
    fault: 'Who is offline is called with RINGING.',
    make: () => decides({ takesCalls: () => true }),
  },
  {
    id: 'refuses-calls-of-the-offline-by-201',
    rule: 'S-SB-10',
    fault: 'CAL of somebody who is offline is refused with 201.',
    make: () => says('217', (command) => ({ ...command, name: '201' })),
  },
  {
    id: 'refuses-words-by-201',
    rule: 'S-SB-10',
    fault: 'CAL of a word without an at-sign is refused with 201.',
    make: () => says('208', (command) => ({ ...command, name: '201' })),
  },
  {
    id: 'closes-where-nobody-can-be-called',
    rule: 'S-SB-10',
    fault: 'CAL of a word without an at-sign ends the chat, behind the right error.',
    make: () =>
      instead(
        ({ name, parameters }) => name === 'CAL' && parameters[0] === 'hello',
        (command, { session }) => {
          session.fail(command, 208);
          session.close('a call failed');
        },
      ),
  },
  {
    id: 'rings-at-oneself',
    rule: 'S-SB-11',
    fault: 'Who calls itself is told that it rings.',
    make: () =>
      instead(isSelf, ({ trid }, { session }) =>
        session.say({ name: 'CAL', trid, parameters: ['RINGING', '11752013'] }),
      ),
  },
  {
    id: 'calls-who-is-there',
    rule: 'S-SB-11',
    fault: 'CAL of who is there, or called already, is answered with RINGING.',
    make: () => says('215', (command) => ({ ...command, name: 'CAL', parameters: ['RINGING', '11752013'] })),
  },
  {
    id: 'rings-at-those-who-block',
    rule: 'S-SB-12',
    fault: 'Who blocks the caller hears it ring.',
    make: () => decides({ mayCall: () => true }),
  },
  {
    id: 'refuses-the-blocked-by-201',
    rule: 'S-SB-12',
    fault: 'A blocked caller is refused with 201.',
    make: () => says('216', (command) => ({ ...command, name: '201' })),
  },
  {
    id: 'tells-the-speaker-too',
    rule: 'S-SB-13',
    fault: 'Who speaks gets the own message as well.',
    implies: implied('S-SB-24', 'A message comes that nobody else has said.'),
    make: () =>
      ignores((command, context) => {
        if (command.name === 'MSG' && isOnSwitchboard(context)) {
          const account = context.session.account?.account ?? '';
          context.session.say({ name: 'MSG', parameters: [account, account], payload: command.payload });
        }
        return false;
      }),
  },
  {
    id: 'translates-line-ends',
    rule: 'S-SB-13',
    fault: 'CR LF in a message becomes LF.',
    implies: implied('S-SB-16 S-SB-24', 'The bytes are others.'),
    make: () =>
      says('MSG', (command) => ({
        ...command,
        payload: Buffer.from(
          Buffer.from(command.payload ?? [])
            .toString('latin1')
            .replaceAll('\r\n', '\n'),
          'latin1',
        ),
      })),
  },
  {
    id: 'reads-messages-as-text',
    rule: 'S-SB-13',
    fault: 'Bytes of a message that are no UTF-8 are replaced.',
    make: () =>
      says('MSG', (command) => ({
        ...command,
        payload: Buffer.from(Buffer.from(command.payload ?? []).toString('utf8'), 'utf8'),
      })),
  },
  {
    id: 'forgets-who-speaks',
    rule: 'S-SB-13',
    fault: 'MSG names somebody else in the place of the account.',
    implies: implied('S-SB-16 S-SB-24', 'The sender has said no such message.'),
    make: () => says('MSG', (command) => withWord(command, { at: 0, word: () => 'Hotmail' })),
  },
  {
    id: 'tells-one-of-several',
    rule: 'S-SB-13',
    fault: 'Of several others one is not told.',
    make: () => says('MSG', (command, { session }) => (session.account?.name === 'Carol' ? [] : command)),
  },
  {
    id: 'acknowledges-what-nobody-asked-for',
    rule: 'S-SB-14',
    fault: 'A message with U is acknowledged.',
    make: () =>
      decides({
        acknowledges: (options) => acknowledges({ ...options, type: options.type === 'U' ? 'A' : options.type }),
      }),
  },
  {
    id: 'acknowledges-success',
    rule: 'S-SB-14',
    fault: 'A message with N that all have is acknowledged.',
    make: () =>
      decides({
        acknowledges: (options) => acknowledges({ ...options, type: options.type === 'N' ? 'A' : options.type }),
      }),
  },
  {
    id: 'acknowledges-nothing',
    rule: 'S-SB-14',
    fault: 'A message with A brings no ACK.',
    make: () => says('ACK', () => []),
  },
  {
    id: 'denies-delivery',
    rule: 'S-SB-14',
    fault: 'A message with A that all have brings NAK.',
    make: () => says('ACK', (command) => ({ ...command, name: 'NAK' })),
  },
  {
    id: 'delivers-to-nobody',
    rule: 'S-SB-15',
    fault: 'A message that nobody can hear counts as delivered.',
    make: () => decides({ acknowledges: (options) => acknowledges({ ...options, isDelivered: true }) }),
  },
  {
    id: 'has-room-for-1663-bytes',
    rule: 'S-SB-16',
    fault: 'A message of 1664 bytes ends the chat.',
    make: () => withMessageBytes(1663),
  },
  {
    id: 'has-room-for-1665-bytes',
    rule: 'S-SB-16',
    fault: 'A message of 1665 bytes is delivered.',
    make: () => withMessageBytes(1665),
  },
  {
    id: 'cuts-long-messages',
    rule: 'S-SB-16',
    fault: 'Of a message only 1600 bytes are delivered.',
    make: () => says('MSG', (command) => ({ ...command, payload: command.payload?.slice(0, 1600) })),
  },
  {
    id: 'takes-small-letters',
    rule: 'S-SB-17',
    fault: 'The letter of a message may be small.',
    make: () => decides({ isMessageType: (type) => 'UNAuna'.includes(type) }),
  },
  {
    id: 'takes-any-letter',
    rule: 'S-SB-17',
    fault: 'Any letter may stand in a message.',
    make: () => decides({ isMessageType: () => true }),
  },
  {
    id: 'loses-empty-messages',
    rule: 'S-SB-18',
    fault: 'A message of no bytes is not handed on.',
    make: () =>
      instead(
        ({ name, payload }) => name === 'MSG' && payload?.length === 0,
        () => undefined,
      ),
  },
  {
    id: 'closes-upon-empty-messages',
    rule: 'S-SB-18',
    fault: 'A message of no bytes ends the chat.',
    make: () =>
      instead(
        ({ name, payload }) => name === 'MSG' && payload?.length === 0,
        (_command, { session }) => session.close('a message was empty'),
      ),
  },
  {
    id: 'misses-nobody',
    rule: 'S-SB-19',
    fault: 'There is no BYE.',
    make: () => says('BYE', () => []),
  },
  {
    id: 'misses-only-who-says-so',
    rule: 'S-SB-19',
    fault: 'BYE comes after OUT, and not after a close.',
    make: () => {
      const said = new Set<string>();
      return {
        hooks: {
          ...ignores(({ name }, { session }) => {
            if (name === 'OUT') {
              said.add(session.account?.account ?? '');
            }
            return false;
          }).hooks,
          ...says('BYE', (command) => (said.delete(command.parameters[0] ?? '') ? command : [])).hooks,
        },
      };
    },
  },
  {
    id: 'misses-everybody-twice',
    rule: 'S-SB-19',
    fault: 'BYE comes twice.',
    make: () => says('BYE', (command) => [command, command]),
  },
  {
    id: 'takes-a-chat-for-the-session',
    rule: 'S-SB-20',
    fault: 'Who leaves a chat by OUT is signed out.',
    implies: implied('S-PNG-01 S-SB-07', 'The session ends with the chat.'),
    make: () => {
      const sessions = new Set<ServerHookContext['session']>();
      return {
        hooks: {
          opened: ({ session }) => {
            sessions.add(session);
          },
          incoming: (command, context) => {
            const account = context.session.account?.account ?? '';
            for (const session of command.name === 'OUT' && isOnSwitchboard(context) ? sessions : []) {
              if (session.connection.service === 'notification' && session.account?.account === account) {
                session.close('a chat is over');
              }
            }
            return 'continue';
          },
        },
      };
    },
  },
  {
    id: 'joins-with-a-client-id',
    rule: 'S-SB-21',
    fault: 'A client id stands behind the name in JOI.',
    make: () => says('JOI', (command) => withWords(command, (words) => [...words, '24'])),
  },
  {
    id: 'introduces-with-a-client-id',
    rule: 'S-SB-21',
    fault: 'A client id stands behind the name in IRO.',
    make: () => says('IRO', (command) => withWords(command, (words) => [...words, '24'])),
  },
  {
    id: 'lets-only-the-first-call',
    rule: 'S-SB-23',
    fault: 'Who was called in cannot call others.',
    implies: implied('S-SB-10', 'The call of somebody who is offline is refused for another reason.'),
    make: () => {
      const states = perSession(() => ({ isGuest: false }));
      return instead(
        ({ name }, context) => {
          const state = states(context);
          state.isGuest ||= name === 'ANS';
          return name === 'CAL' && state.isGuest;
        },
        (command, { session }) => session.fail(command, 216),
      );
    },
  },
  {
    id: 'introduces-one-of-two',
    rule: 'S-SB-23',
    fault: 'The third is told of one alone.',
    make: () =>
      says('IRO', (command) => (command.parameters[0] === '1' ? withWord(command, { at: 1, word: () => '1' }) : [])),
  },
  {
    id: 'hands-on-no-typing',
    rule: 'S-SB-24',
    fault: 'Typing notices are not handed on.',
    make: () => says('MSG', (command) => (typeOf(command) === 'text/x-msmsgscontrol' ? [] : command)),
  },
  {
    id: 'hands-on-no-invitations',
    rule: 'S-SB-24',
    fault: 'Invitations are not handed on.',
    make: () => says('MSG', (command) => (typeOf(command) === 'text/x-msmsgsinvite' ? [] : command)),
  },
  {
    id: 'says-itself-who-is-typing',
    rule: 'S-SB-24',
    fault: 'Typing notices are worded anew, with the account of the sender.',
    make: () =>
      says('MSG', (command) => {
        const header = 'MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: ';
        return typeOf(command) === 'text/x-msmsgscontrol'
          ? { ...command, payload: Buffer.from(`${header}${command.parameters[0]}\r\n\r\n\r\n`) }
          : command;
      }),
  },
  {
    id: 'has-ids-of-two-kinds',
    rule: 'S-SB-25',
    fault: 'The id of the chat in RNG is another than in RINGING.',
    implies: implied('S-SB-07 S-SB-08', 'RNG and ANS bear an id that the switchboard does not know.'),
    make: () => sends('RNG', (command) => withWord(command, { at: 0, word: (id) => `1${id}` })),
  },
  {
    id: 'numbers-chats-in-hexadecimal',
    rule: 'S-SB-25',
    fault: 'The ids of chats are hexadecimal.',
    make: () => ({ knobs: { chatIdForm: 'hexadecimal' } }),
  },
  {
    id: 'names-chats-by-uuid',
    rule: 'S-SB-25',
    fault: 'The ids of chats are UUIDs.',
    make: () => ({ knobs: { chatIdForm: 'uuid' } }),
  },
  {
    id: 'lets-hear-before-it-introduces',
    rule: 'S-SB-26',
    fault: 'Who joins hears a message before ANS OK.',
    make: () =>
      says('ANS', (command) => [
        {
          name: 'MSG',
          parameters: ['alice@passport.com', 'Alice'],
          payload: Buffer.from('Content-Type: text/x-early\r\n\r\n'),
        },
        command,
      ]),
  },
  {
    id: 'tells-of-joining-before-it-welcomes',
    rule: 'S-SB-26',
    fault: 'Who joins hears a JOI before ANS OK.',
    make: () => says('ANS', (command) => [{ name: 'JOI', parameters: ['alice@passport.com', 'Alice'] }, command]),
  },
  {
    id: 'introduces-after-the-welcome',
    rule: 'S-SB-26',
    fault: 'The IRO lines come behind ANS OK.',
    implies: implied('S-SB-08', 'Before the OK there are fewer IRO lines than they count.'),
    make: () => {
      const kept = perSession((): Command[] => []);
      return says('IRO ANS', (command, context) => {
        if (command.name === 'IRO') {
          kept(context).push(command);
          return [];
        }
        return [command, ...kept(context).splice(0)];
      });
    },
  },
]);
