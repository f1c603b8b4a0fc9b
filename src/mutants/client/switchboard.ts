import type { Command } from '../../codec';
import type { ClientHookContext } from '../../fakes';
import type { ClientMutant } from '../mutant';
import { type ClientFault, clientsWith, givesUpAt, sends, withWords } from './client-faults';

/** Changes the payload of messages, taken as Latin-1. */
function says(change: (text: string) => string): ClientFault {
  return sends('MSG', (command) => ({
    ...command,
    payload: Buffer.from(change(Buffer.from(command.payload ?? new Uint8Array()).toString('latin1')), 'latin1'),
  }));
}

/** Changes commands that go out on a switchboard. */
function sendsInChat(
  names: string,
  change: (command: Command, context: ClientHookContext) => Command | readonly Command[],
): ClientFault {
  return sends(names, (command, context) => (context.service === 'switchboard' ? change(command, context) : command));
}

/** Faults in chats. */
export const switchboardMutants: readonly ClientMutant[] = clientsWith([
  {
    id: 'asks-for-a-switchboard-in-lower-case',
    rule: 'C-SB-01',
    fault: 'XFR says sb.',
    make: () => sends('XFR', (command) => withWords(command, () => ['sb'])),
  },
  {
    id: 'agrees-on-a-dialect-in-a-chat',
    rule: 'C-SB-02',
    fault: 'VER comes before USR on the switchboard.',
    make: () =>
      sendsInChat('USR', (command, context) => [
        { name: 'VER', trid: context.nextTrid(), parameters: ['MSNP8', 'CVR0'] },
        command,
      ]),
  },
  {
    id: 'opens-a-chat-with-its-name-alone',
    rule: 'C-SB-02',
    fault: 'USR on the switchboard has the account without its domain.',
    make: () =>
      sendsInChat('USR', (command) =>
        withWords(command, ([account = '', ...words]) => [account.replace(/@.*/, ''), ...words]),
      ),
  },
  {
    id: 'calls-by-two-words',
    rule: 'C-SB-03',
    fault: 'CAL has the display name behind the account.',
    make: () => sends('CAL', (command) => withWords(command, (words) => [...words, 'Bob'])),
  },
  {
    id: 'speaks-to-nobody',
    rule: 'C-SB-04',
    fault: 'A message goes out before anybody has been called.',
    make: () =>
      sendsInChat('CAL', (command, context) => [
        {
          name: 'MSG',
          trid: context.nextTrid(),
          parameters: ['U'],
          payload: Buffer.from('MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nHello?'),
        },
        command,
      ]),
  },
  {
    id: 'answers-without-the-session',
    rule: 'C-SB-05',
    fault: 'ANS lacks the session.',
    make: () => sends('ANS', (command) => withWords(command, (words) => words.slice(0, 2))),
  },
  {
    id: 'cannot-join-an-empty-chat',
    rule: 'C-SB-06',
    fault: 'ANS OK without IRO makes the client give up.',
    make: () =>
      givesUpAt('switchboard', ({ name }, { chat }) => name === 'ANS' && (chat?.participants.size ?? 0) === 0),
  },
  {
    id: 'cannot-join-others',
    rule: 'C-SB-06',
    fault: 'ANS OK behind IRO makes the client give up.',
    make: () => givesUpAt('switchboard', ({ name }, { chat }) => name === 'ANS' && (chat?.participants.size ?? 0) > 0),
  },
  {
    id: 'wants-an-answer-of-msnp9',
    rule: 'C-SB-07',
    fault: 'MSG has the letter D.',
    make: () => sends('MSG', (command) => withWords(command, () => ['D'])),
  },
  {
    id: 'speaks-too-long',
    rule: 'C-SB-07',
    fault: 'A message may have any number of bytes.',
    make: () => ({ policy: { maySend: () => true } }),
  },
  {
    id: 'speaks-in-another-charset',
    rule: 'C-SB-08',
    fault: 'Text is in a charset of its own.',
    make: () => says((text) => text.replace('charset=UTF-8', 'charset=windows-1252')),
  },
  {
    id: 'speaks-without-headers',
    rule: 'C-SB-08',
    fault: 'A message is the text alone.',
    make: () => says((text) => text.replace(/^[\s\S]*?\r\n\r\n/, '')),
  },
  {
    id: 'names-the-type-first',
    rule: 'C-SB-09',
    fault: 'Content-Type comes before MIME-Version.',
    make: () => says((text) => text.replace(/^(MIME-Version: 1\.0\r\n)(Content-Type: [^\r]*\r\n)/, '$2$1')),
  },
  {
    id: 'types-without-a-name',
    rule: 'C-SB-10',
    fault: 'A typing notice has no TypingUser.',
    make: () => says((text) => text.replace(/TypingUser: [^\r]*\r\n/, '')),
  },
  {
    id: 'chokes-on-unknown-messages',
    rule: 'C-SB-11',
    fault: 'A message of an unknown type makes the client give up.',
    make: () => givesUpAt('switchboard', ({ name, payload }) => name === 'MSG' && !isKnown(payload)),
  },
  {
    id: 'chokes-on-a-time-out',
    rule: 'C-SB-12',
    fault: 'BYE with a second word makes the client give up.',
    make: () => givesUpAt('switchboard', ({ name, parameters }) => name === 'BYE' && parameters.length > 1),
  },
  {
    id: 'signs-out-when-nobody-answers',
    rule: 'C-SB-13',
    fault: 'Error 217 to CAL makes the client give up.',
    make: () => givesUpAt('switchboard', ({ name }) => name === '217'),
  },
  {
    id: 'chokes-on-nak',
    rule: 'C-SB-14',
    fault: 'NAK makes the client give up.',
    make: () => givesUpAt('switchboard', ({ name }) => name === 'NAK'),
  },
  {
    id: 'knows-one-port',
    rule: 'C-SB-15',
    fault: 'The switchboard is sought at port 1863 whatever XFR says.',
    make: () => ({ policy: { switchboardAt: (word) => ({ host: word.replace(/:\d+$/, ''), port: 1863 }) } }),
  },
  {
    id: 'signs-out-when-hidden',
    rule: 'C-SB-16',
    fault: 'Error 913 makes the client give up.',
    make: () => givesUpAt('notification', ({ name }) => name === '913'),
  },
  {
    id: 'chokes-on-itself',
    rule: 'C-SB-17',
    fault: 'JOI with the own account makes the client give up.',
    make: () =>
      givesUpAt('switchboard', ({ name, parameters }, { chat }) => name === 'JOI' && parameters[0] === chat?.account),
  },
  {
    id: 'counts-sessions',
    rule: 'C-SB-18',
    fault: 'The session of RNG is kept as a number.',
    make: () =>
      sends('ANS', (command) =>
        withWords(command, ([account = '', cookie = '', session = '']) => [
          account,
          cookie,
          String(Number.parseInt(session, 10) || 0),
        ]),
      ),
  },
]);

function isKnown(payload: Uint8Array | undefined): boolean {
  return Buffer.from(payload ?? new Uint8Array())
    .toString('latin1')
    .includes('text/');
}
