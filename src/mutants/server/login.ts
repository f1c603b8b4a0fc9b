import { documentedProfile, type ServerHookContext } from '../../fakes';
import type { ServerMutant } from '../mutant';
import {
  cutAt,
  ignores,
  implied,
  isReply,
  perSession,
  reads,
  sends,
  serversWith,
  withWord,
  withWords,
  writes,
} from './faults';
import { payloadReader } from './payload-reader';

/** Faults between the connection and the profile. */
export const loginMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'chooses-what-was-not-offered',
    rule: 'S-VER-01',
    fault: 'VER answers with MSNP9 besides MSNP8, which the client did not offer.',
    make: () => sends('VER', (command) => withWords(command, (words) => [...words, 'MSNP9'])),
  },
  {
    id: 'greets',
    rule: 'S-VER-02',
    fault: 'The server speaks before the client has sent anything.',
    make: () => ({
      hooks: {
        opened: ({ session }) => session.say({ name: 'NOT', parameters: [], payload: Buffer.from('<WELCOME/>') }),
      },
    }),
  },
  {
    id: 'drops-cvr0',
    rule: 'S-VER-07',
    fault: 'VER does not repeat the CVR0 that was offered.',
    make: () => ({ knobs: { versionReply: 'chosen' } }),
  },
  {
    id: 'advises-no-address',
    rule: 'S-CVR-01',
    fault: 'CVR has the three versions and no address.',
    make: () => sends('CVR', (command) => cutAt(command, 3)),
  },
  {
    id: 'advises-no-version',
    rule: 'S-CVR-01',
    fault: 'CVR has addresses where versions should stand.',
    make: () => sends('CVR', (command) => withWords(command, (words) => words.slice(3))),
  },
  {
    id: 'transfers-without-zero',
    rule: 'S-USR-01',
    fault: 'XFR lacks the 0 between the two addresses.',
    make: () =>
      sends('XFR', (command) =>
        command.parameters[0] === 'NS'
          ? withWords(command, ([service = '', to = '', , from = '']) => [service, to, from])
          : command,
      ),
  },
  {
    id: 'challenges-another-scheme',
    rule: 'S-USR-01',
    fault: 'USR I is answered in the scheme MD5.',
    make: () =>
      sends('USR', (command) => withWord(command, { at: 0, word: (scheme) => (scheme === 'TWN' ? 'MD5' : scheme) })),
  },
  {
    id: 'transfers-to-nowhere',
    rule: 'S-USR-02',
    fault: 'Nobody listens at the address in XFR.',
    make: () => sends('XFR', (command) => withWord(command, { at: 1, word: () => '127.0.0.1:1' })),
  },
  {
    id: 'challenges-with-two-words',
    rule: 'S-USR-03',
    fault: 'The Passport challenge is parted by a space.',
    make: () =>
      sends('USR', (command) => withWords(command, (words) => (words[1] === 'S' ? [...words, 'kv=5'] : words))),
  },
  {
    id: 'lets-in-without-flags',
    rule: 'S-USR-04',
    fault: 'USR OK ends behind the name.',
    make: () => sends('USR', (command) => (command.parameters[0] === 'OK' ? cutAt(command, 3) : command)),
  },
  {
    id: 'lets-somebody-else-in',
    rule: 'S-USR-04',
    fault: 'USR OK bears an account that nobody named, as the published session has it (Q-01).',
    make: () =>
      sends('USR', (command) =>
        command.parameters[0] === 'OK' ? withWord(command, { at: 1, word: () => 'example@passport.com' }) : command,
      ),
  },
  {
    id: 'grants-no-ticket',
    rule: 'S-AUT-01',
    fault: 'The login page takes the password and gives no ticket.',
    make: () => ({
      hooks: { login: () => ({ kind: 'http', status: 200, reason: 'OK', headers: [['Content-Type', 'text/html']] }) },
    }),
  },
  {
    id: 'refuses-without-a-reason',
    rule: 'S-AUT-01',
    fault: 'The login page refuses without saying so in WWW-Authenticate.',
    make: () => ({ hooks: { login: () => ({ kind: 'http', status: 401, reason: 'Unauthorized', headers: [] }) } }),
  },
  {
    id: 'counts-transaction-ids-itself',
    rule: 'S-LOG-02',
    fault: 'The replies of the login bear a count of the server in place of the transaction id.',
    implies: implied('S-VER-01 S-VER-03 S-VER-06 S-CVR-01 S-ROB-06', 'A reply with another number answers no request.'),
    make: () => {
      const counts = perSession(() => ({ value: 0 }));
      return sends('VER CVR USR', (command, context) => {
        const count = counts(context);
        count.value += 1;
        return { ...command, trid: count.value };
      });
    },
  },
  {
    id: 'refuses-a-repeated-transaction-id',
    rule: 'S-LOG-02',
    fault: 'A transaction id that is not higher than the one before ends the connection.',
    implies: implied('S-CVR-01 S-SB-13', 'A request with such a number ends the connection.'),
    make: () => {
      const counts = perSession(() => ({ last: -1 }));
      return ignores(({ trid }, context) => {
        const count = counts(context);
        const isLow = trid !== undefined && trid <= count.last;
        count.last = trid ?? count.last;
        if (isLow) {
          context.session.close('a transaction id came again');
        }
        return isLow;
      });
    },
  },
  {
    id: 'wants-the-account-of-cvr',
    rule: 'S-LOG-03',
    fault: 'USR with another account than CVR is refused.',
    make: () => {
      const named = perSession(() => ({ account: '' }));
      return ignores((command, context) => {
        const known = named(context);
        if (command.name === 'CVR') {
          known.account = command.parameters.at(-1) ?? '';
        }
        const isRefused =
          command.name === 'USR' && command.parameters[1] === 'I' && command.parameters[2] !== known.account;
        if (isRefused) {
          context.session.fail(command, 911);
        }
        return isRefused;
      });
    },
  },
  {
    id: 'sends-no-profile',
    rule: 'S-PRO-01',
    fault: 'No profile follows USR OK.',
    make: () => sends('MSG', (command, { session }) => (isProfile(session) ? [] : command)),
  },
  {
    id: 'sends-a-profile-of-another-type',
    rule: 'S-PRO-01',
    fault: 'The profile is of the type text/plain.',
    make: () => ({
      knobs: {
        profile: (account) =>
          documentedProfile(account).map(([name, value]) => [name, name === 'Content-Type' ? 'text/plain' : value]),
      },
    }),
  },
  {
    id: 'sends-a-profile-from-nobody',
    rule: 'S-PRO-01',
    fault: 'The profile comes from Hotmail under the name of the account.',
    make: () =>
      sends('MSG', (command, { session }) =>
        isProfile(session)
          ? withWord(command, { at: 1, word: (sender) => session.account?.account ?? sender })
          : command,
      ),
  },
  {
    id: 'announces-491-bytes-of-478',
    rule: 'S-PRO-01',
    fault: 'The profile is announced with thirteen bytes too many, as the published session has it (Q-05).',
    implies: implied('X-FRM-03', 'The length is not that of the bytes.'),
    make: () => writes('MSG', (text) => text.replace(/(\d+)\r\n/, (_, length) => `${Number(length) + 13}\r\n`)),
  },
  {
    id: 'tells-no-client-address',
    rule: 'S-PRO-02',
    fault: 'The profile lacks ClientIP and ClientPort.',
    make: () => ({
      knobs: { profile: (account) => documentedProfile(account).filter(([name]) => !name.startsWith('Client')) },
    }),
  },
  {
    id: 'answers-one-by-zero',
    rule: 'S-ROB-06',
    fault: 'A request with the transaction id 1 is answered with 0.',
    implies: implied('S-VER-01 S-LOG-02', 'A reply with another number answers no request.'),
    make: () =>
      sends('VER CVR USR', (command, context) =>
        isReply(command, context) && command.trid === 1 ? { ...command, trid: 0 } : command,
      ),
  },
  {
    id: 'closes-upon-half-a-payload',
    rule: 'S-ROB-07',
    fault: 'A payload that does not come with its line ends the connection.',
    implies: implied('X-FRM-09 S-CHL-02', 'An answer to a challenge that is cut ends the connection.'),
    make: () =>
      reads(
        payloadReader({
          late: (_byte, { session }) => {
            session.close('a payload was not complete');
            return '';
          },
        }),
      ),
  },
  {
    id: 'stays-behind-a-transfer',
    rule: 'S-USR-02',
    fault: 'The dispatch server does not close behind XFR.',
    make: () => ({ knobs: { closeAfterTransfer: 'never' } }),
  },
]);

/** Whether what a session sends as MSG is a profile: what people say goes over the switchboard. */
function isProfile({ connection }: ServerHookContext['session']): boolean {
  return connection.service !== 'switchboard';
}
