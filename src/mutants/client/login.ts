import { parseServerAddress } from '../../fakes';
import type { ClientMutant } from '../mutant';
import { chokesOn, clientsWith, reads, sends, withWords, writes } from './client-faults';

/** A line that the client cannot make sense of, so that it gives up. */
const tooLong = `${'x'.repeat(20_000)}\r\n`;

/** Faults between the connection and USR OK. */
export const loginMutants: readonly ClientMutant[] = clientsWith([
  {
    id: 'greets-with-ping',
    rule: 'C-VER-01',
    fault: 'PNG comes before VER.',
    make: () => sends('VER', (command) => [{ name: 'PNG', parameters: [] }, command]),
  },
  {
    id: 'offers-msnp7',
    rule: 'C-VER-01',
    fault: 'VER does not offer MSNP8.',
    make: () => ({ behaviour: { dialects: ['MSNP7', 'CVR0'] } }),
  },
  {
    id: 'offers-no-cvr0',
    rule: 'C-VER-02',
    fault: 'VER offers MSNP8 alone.',
    make: () => ({ behaviour: { dialects: ['MSNP8'] } }),
  },
  {
    id: 'offers-cvr0-first',
    rule: 'C-VER-02',
    fault: 'VER names CVR0 in front of MSNP8.',
    make: () => ({ behaviour: { dialects: ['CVR0', 'MSNP8'] } }),
  },
  {
    id: 'refuses-cvr0-in-the-reply',
    rule: 'C-VER-03',
    fault: 'The client gives up when VER is answered with CVR0.',
    make: () => ({ policy: { agreesOn: (dialects) => dialects.length === 1 } }),
  },
  {
    id: 'demands-cvr0-in-the-reply',
    rule: 'C-VER-07',
    fault: 'The client gives up when VER is answered without CVR0.',
    make: () => ({ policy: { agreesOn: (dialects) => dialects.includes('CVR0') } }),
  },
  {
    id: 'names-no-account-in-cvr',
    rule: 'C-CVR-01',
    fault: 'CVR lacks the account.',
    make: () => sends('CVR', (command) => withWords(command, (words) => words.slice(0, 7))),
  },
  {
    id: 'names-no-system-in-cvr',
    rule: 'C-CVR-01',
    fault: 'CVR has seven words, without the version of the system.',
    make: () => sends('CVR', (command) => withWords(command, (words) => words.filter((_word, at) => at !== 2))),
  },
  {
    id: 'decimal-locale',
    rule: 'C-CVR-02',
    fault: 'The locale in CVR is a decimal number.',
    make: () => ({ behaviour: { versions: ['1033', 'win', '4.10', 'i386', 'MSNMSGR', '5.0.0544', 'MSMSGS'] } }),
  },
  {
    id: 'lettered-version',
    rule: 'C-CVR-02',
    fault: 'The version in CVR has a letter.',
    make: () => ({ behaviour: { versions: ['0x0409', 'win', '4.10', 'i386', 'MSNMSGR', '5.0beta', 'MSMSGS'] } }),
  },
  {
    id: 'gives-up-at-cvr',
    rule: 'C-CVR-03',
    fault: 'The client gives up when the server recommends another version.',
    make: () => chokesOn(/^CVR /m),
  },
  {
    id: 'asks-for-the-scheme',
    rule: 'C-CVR-04',
    fault: 'INF is sent in front of the first USR.',
    make: () =>
      sends('USR', (command, context) =>
        command.parameters[1] === 'I' ? [{ name: 'INF', trid: context.nextTrid(), parameters: [] }, command] : command,
      ),
  },
  {
    id: 'signs-in-with-md5',
    rule: 'C-USR-01',
    fault: 'USR names the scheme MD5.',
    make: () => sends('USR', (command) => withWords(command, ([, ...words]) => ['MD5', ...words])),
  },
  {
    id: 'signs-in-without-account',
    rule: 'C-USR-01',
    fault: 'USR TWN I names no account.',
    make: () =>
      sends('USR', (command) => withWords(command, (words) => (words[1] === 'I' ? words.slice(0, 2) : words))),
  },
  {
    id: 'does-not-wait',
    rule: 'C-USR-02',
    fault: 'A PNG follows each step of the login at once.',
    make: () => sends('VER CVR USR', (command) => [command, { name: 'PNG', parameters: [] }]),
  },
  {
    id: 'names-example-in-cvr',
    rule: 'C-USR-03',
    fault: 'CVR names another account than USR.',
    make: () =>
      sends('CVR', (command) => withWords(command, (words) => [...words.slice(0, 7), 'example@passport.com'])),
  },
  {
    id: 'goes-on-with-usr',
    rule: 'C-XFR-01',
    fault: 'The second connection begins with CVR.',
    make: () =>
      sends('VER', (command, { connectionNumber }) =>
        connectionNumber > 1 ? { ...command, name: 'CVR', parameters: ['0x0409'] } : command,
      ),
  },
  {
    id: 'skips-cvr-when-sent-on',
    rule: 'C-XFR-01',
    fault: 'The second connection has no CVR: USR comes in its place.',
    make: () =>
      sends('CVR', (command, { connectionNumber }) =>
        connectionNumber > 1
          ? { ...command, name: 'USR', parameters: ['TWN', 'I', command.parameters[7] ?? ''] }
          : command,
      ),
  },
  {
    id: 'quotes-the-ticket',
    rule: 'C-AUT-01',
    fault: 'The ticket keeps the quotes of from-PP.',
    make: () => ({ policy: { ticketWord: (ticket) => `'${ticket}'` } }),
  },
  {
    id: 'encodes-the-ticket',
    rule: 'C-AUT-01',
    fault: 'The ticket is URL-encoded.',
    make: () => ({ policy: { ticketWord: encodeURIComponent } }),
  },
  {
    id: 'cuts-the-ticket',
    rule: 'C-AUT-01',
    fault: 'Only the t= part of the ticket is sent.',
    make: () => ({ policy: { ticketWord: (ticket) => ticket.split('&', 1)[0] ?? '' } }),
  },
  {
    id: 'raises-ct',
    rule: 'C-AUT-02',
    fault: 'The client adds 200 to ct in the challenge.',
    make: () => reads((text) => text.replace(/\bct=(\d+)/, (_whole, seconds: string) => `ct=${Number(seconds) + 200}`)),
  },
  {
    id: 'cuts-the-challenge',
    rule: 'C-AUT-02',
    fault: 'The client drops all but lc, id and tw of the challenge.',
    make: () => reads((text) => text.replace(/,fs=[^\r\n]*/, '')),
  },
  {
    id: 'mistakes-the-restricted-flag',
    rule: 'C-AUT-09',
    fault: 'The client gives up at USR OK.',
    make: () => chokesOn(/^USR \d+ OK /m),
  },
  {
    id: 'counts-nothing',
    rule: 'C-TRI-01',
    fault: 'CHG has no transaction id.',
    make: () => writes('CHG', (text) => text.replace(/^CHG \d+/, 'CHG')),
  },
  {
    id: 'counts-in-hexadecimal',
    rule: 'C-TRI-01',
    fault: 'The transaction id of VER is no decimal number.',
    make: () => writes('VER', (text) => text.replace(/^VER (\d+)/, 'VER 0x$1')),
  },
  {
    id: 'counts-from-nought',
    rule: 'C-TRI-02',
    fault: 'Every CHG has the transaction id 0.',
    make: () => sends('CHG', (command) => ({ ...command, trid: 0 })),
  },
  {
    id: 'counts-once-for-two',
    rule: 'C-TRI-02',
    fault: 'An ADD has the transaction id of the CHG before it.',
    make: () => {
      let last: number | undefined;
      return sends('CHG ADD', (command) => {
        if (command.name === 'CHG') last = command.trid;
        return command.name === 'ADD' && last !== undefined ? { ...command, trid: last } : command;
      });
    },
  },
  {
    id: 'waits-for-the-close-behind-xfr',
    rule: 'C-XFR-03',
    fault: 'Upon XFR the client goes nowhere before the server has closed the connection.',
    make: () => ({ policy: { movesBeforeClose: () => false } }),
  },
  {
    id: 'asks-without-its-password',
    rule: 'C-AUT-03',
    fault: 'The Authorization header has no pwd.',
    make: () => ({ policy: { authorization: (header) => header.replace(/pwd=[^,]*,/, '') } }),
  },
  {
    id: 'sends-its-password-raw',
    rule: 'C-AUT-04',
    fault: 'The password stands in the Authorization header without URL-encoding.',
    make: () => ({
      policy: {
        authorization: (header) =>
          header.replace(/pwd=([^,]*)/, (_, word: string) => `pwd=${decodeURIComponent(word)}`),
      },
    }),
  },
  {
    id: 'stops-at-unknown-profile-headers',
    rule: 'C-PRO-02',
    fault: 'The client gives up at a profile with a header that it does not know.',
    make: () => chokesOn(/^X-Unknown:/m),
  },
  {
    id: 'demands-msnp8-first',
    rule: 'C-VER-04',
    fault: 'The client gives up when CVR0 stands in front of MSNP8 in the answer to VER.',
    make: () => ({ policy: { agreesOn: (dialects) => dialects[0] === 'MSNP8' } }),
  },
  {
    id: 'takes-0-for-a-dialect',
    rule: 'C-VER-05',
    fault: 'The login goes on when the server knows none of the dialects.',
    make: () => ({ policy: { agreesOn: () => true } }),
  },
  {
    id: 'takes-any-dialect',
    rule: 'C-VER-06',
    fault: 'The login goes on with a dialect that was not offered.',
    make: () => ({ policy: { agreesOn: (dialects) => dialects[0] !== '0' } }),
  },
  {
    id: 'demands-a-dispatch-server',
    rule: 'C-XFR-02',
    fault: 'The client gives up when the first server does not send it on.',
    make: () =>
      reads((text, { connectionNumber }) => (connectionNumber === 1 && /^USR \d+ TWN S /m.test(text) ? tooLong : text)),
  },
  {
    id: 'is-sent-on-once',
    rule: 'C-XFR-04',
    fault: 'The client gives up when it is sent on a second time.',
    make: () =>
      reads((text, { connectionNumber }) => (connectionNumber === 2 && /^XFR \d+ NS /m.test(text) ? tooLong : text)),
  },
  {
    id: 'stays-where-it-is',
    rule: 'C-XFR-06',
    fault: 'XFR in the middle of a session is ignored.',
    make: () => ({ behaviour: { followsTransfers: false } }),
  },
  {
    id: 'knows-no-names',
    rule: 'C-XFR-07',
    fault: 'The address in XFR has to be a number.',
    make: () => ({ policy: { addressOf: (word) => (/^\d/.test(word) ? parseServerAddress(word) : undefined) } }),
  },
  {
    id: 'is-redirected-without-credentials',
    rule: 'C-AUT-05',
    fault: 'Behind a redirect the Authorization header has another password.',
    make: () => ({ policy: { authorizationBehindRedirect: (header) => header.replace(/pwd=[^,]*/, 'pwd=none') } }),
  },
  {
    id: 'shows-a-ticket-of-its-own',
    rule: 'C-AUT-06',
    fault: 'When Passport refuses the password the client shows a ticket all the same.',
    make: () => ({ policy: { ticketWithoutPassport: () => 't=0&p=0' } }),
  },
  {
    id: 'knows-one-spelling-of-headers',
    rule: 'C-AUT-07',
    fault: 'The Passport headers are found only in the usual spelling.',
    make: () => ({
      policy: {
        isPassportHeader: (name, wanted) =>
          name === 'PassportURLs'
            ? wanted === 'passporturls'
            : wanted !== 'passporturls' && name.toLowerCase() === wanted,
      },
    }),
  },
  {
    id: 'goes-on-unauthenticated',
    rule: 'C-AUT-08',
    fault: 'An error to USR is passed over, and SYN follows.',
    make: () => ({
      hooks: {
        incoming: (command, context) => {
          if (/^\d{3}$/.test(command.name) && !context.beliefs.signedIn)
            context.send(Buffer.from(`SYN ${context.nextTrid()} 0\r\n`, 'latin1'));
          return 'continue';
        },
      },
    }),
  },
]);
