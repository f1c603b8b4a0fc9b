import { answerChallenge, decodeText, encodeText, normalizeAccount } from '../../codec';
import type { AccountRoster, DirectoryAccount, ServerHookContext, ServerHooks } from '../../fakes';
import type { BoundaryClass } from '../../properties';
import { ReadEnds } from '../end-of-read';
import { lostBytes } from '../lost-bytes';
import type { ServerMutant } from '../mutant';
import type { PropertyMutant } from '../property-mutant';
import { perSession, type ServerFault, sends, withWord } from './faults';

/** The reference server with one fault at a time that no scenario shows. */
export const serverPropertyMutants: readonly PropertyMutant<ServerMutant>[] = [
  ...lostBytes('in-line-end', 'in-escape', 'in-character', 'behind-blank', 'in-name').map(({ kind, ...told }) =>
    cutsOf({ ...told, make: () => losesByte(kind) }),
  ),
  ...lostBytes('before-payload', 'before-payload-of-crlf', 'in-payload').map(({ kind, ...told }) =>
    messagesOf({
      ...told,
      rule: 'X-FRM-09',
      make: () => losesByte(kind),
      isSmallest: ({ bytes, cuts, glued, head }) => bytes <= 3 && cuts === 1 && !glued && !head,
      smallest: 'one cut, a message of at most three bytes',
    }),
  ),
  messagesOf({
    id: 'doubles-a-byte-in-payload',
    rule: 'X-FRM-09',
    fault: 'Where a read ends inside a payload, the next byte is taken twice.',
    make: () =>
      readsWith((ends, read) => (ends.kindBefore(read) === 'in-payload' ? [read.subarray(0, 1), read] : [read])),
    isSmallest: ({ bytes, cuts, glued, head }) => bytes === 2 && cuts === 1 && !glued && !head,
    smallest: 'one cut, a message of two bytes',
  }),
  messagesOf({
    id: 'loses-a-byte-behind-a-payload',
    rule: 'X-FRM-09',
    fault: 'Where a command follows a payload in the same read, its first byte is lost.',
    make: () => readsWith((_, read) => partsAroundPayload(read, { lost: 1 })),
    isSmallest: ({ bytes, cuts, glued, head }) => bytes <= 1 && cuts === 0 && glued && !head,
    smallest: 'a message of at most one byte with another behind it, no cut',
  }),
  messagesOf({
    id: 'counts-the-characters-of-a-message',
    rule: 'X-FRM-05',
    fault: 'The length of a message counts the characters of what is UTF-8.',
    make: () => readsWith((_, read) => [withCharactersCounted(read)]),
    isSmallest: ({ bytes, cuts, glued, head }) => bytes === 2 && cuts === 0 && !glued && !head,
    smallest: 'one character of two bytes, no cut',
  }),
  ...[0x80, 0x9d].map((value) =>
    messagesOf({
      id: `corrupts-the-byte-${value.toString(16)}`,
      rule: 'S-SB-13',
      fault: `The byte ${value} of a message arrives as a question mark.`,
      make: () =>
        sends('MSG', (command) => ({
          ...command,
          payload: command.payload?.map((byte) => (byte === value ? 0x3f : byte)),
        })),
      isSmallest: ({ bytes, cuts, glued, head }) => bytes === 1 && cuts === 0 && !glued && !head,
      smallest: 'a message of one byte, no cut',
    }),
  ),
  cutsOf({
    id: 'drops-a-byte-behind-a-parted-line-end',
    fault: 'Where a read ends between CR and LF, the byte behind the LF is lost.',
    make: dropsByteBehindLineEnd,
  }),
  cutsOf({
    id: 'takes-a-read-for-whole-lines',
    fault: 'What is behind the last line end of a read is forgotten.',
    make: () => readsWith((_, read) => [isInPayload(read) ? read : read.subarray(0, read.lastIndexOf('\n') + 1)]),
  }),
  {
    ...cutsOf({
      id: 'loses-a-byte-between-commands',
      fault: 'The last byte of a read that ends behind its second command is lost.',
      make: () => readsWith((_, read) => [/^[A-Z].*\r\n[A-Z].*\r\n$/.test(latin1(read)) ? read.subarray(0, -1) : read]),
    }),
    rule: 'X-FRM-07',
    isSmallest: (example) => sizeOf(example, 'requests') <= 2 && sizeOf(example, 'cuts') === 0,
    smallest: 'two commands, no cut',
  },
  {
    ...cutsOf({
      id: 'handles-two-commands-of-a-read',
      fault: 'Of the commands in one read, the first two are handled.',
      make: () =>
        readsWith((_, read) => [
          Buffer.from(latin1(read).replace(/^((?:[A-Z].*\r\n){2})(?:[A-Z].*\r\n)+/, '$1'), 'latin1'),
        ]),
    }),
    rule: 'X-FRM-07',
    isSmallest: (example) => [2, 3].includes(sizeOf(example, 'requests')) && sizeOf(example, 'cuts') === 0,
    smallest: 'three commands, no cut',
  },
  {
    ...cutsOf({
      id: 'mixes-pipelined-replies',
      fault:
        'Of two requests of the same name that stand behind each other in one read, each is answered with what belongs to the other.',
      make: () =>
        readsWith((_, read) => [
          Buffer.from(latin1(read).replace(/^([A-Z]{3}) (\d+)(.*\r\n)\1 (\d+) /m, '$1 $4$3$1 $2 '), 'latin1'),
        ]),
    }),
    rule: 'X-FRM-07',
    isSmallest: (example) => sizeOf(example, 'requests') <= 2 && sizeOf(example, 'cuts') === 0,
    smallest: 'two commands, no cut',
  },
  {
    role: 'server',
    id: 'loses-a-byte-of-a-cut-login',
    rule: 'X-FRM-06',
    property: 'cuts-of-the-login',
    fault: 'Before the login is over, a byte is lost where a read ends between CR and LF.',
    make: () => losesByte('in-line-end', ({ session }) => session.account === undefined),
    isSmallest: (example) => Object(example).last === 'VER' && sizeOf(example, 'cuts') === 1,
    smallest: 'VER, one cut',
  },
  {
    role: 'server',
    id: 'loses-the-last-edit-of-three',
    rule: 'S-SYN-11',
    property: 'list-edits',
    fault: 'Where a session has made three edits of lists or more, the last one is not written down.',
    make: losesLastEdit,
    isSmallest: (example) => Array.isArray(example) && example.length === 3,
    smallest: 'three edits',
  },
  {
    role: 'server',
    id: 'takes-digests-in-capitals',
    rule: 'S-CHL-03',
    property: 'challenge-answers',
    fault: 'The answer to a challenge is compared without case.',
    make: () => acceptsAnswers((digest, right) => digest.toLowerCase() === right),
    isSmallest: (example) => Object(example).answer === 'upper-case',
    smallest: 'the right digits in capitals',
  },
  {
    role: 'server',
    id: 'compares-31-digits',
    rule: 'S-CHL-03',
    property: 'challenge-answers',
    fault: 'Of the answer to a challenge the first 31 digits are compared.',
    make: () => acceptsAnswers((digest, right) => digest.slice(0, 31) === right.slice(0, 31)),
    isSmallest: (example) => Object(example).answer === 'digit' && Object(example).at === 31,
    smallest: 'one wrong digit, the last',
  },
  namesOf({
    id: 'decodes-names-twice',
    fault: 'In the reply to REA a name is decoded once more.',
    change: (name) => decodeText(name).text,
    length: 3,
  }),
  namesOf({
    id: 'has-no-characters-beyond-16-bits',
    fault: 'In the reply to REA a character beyond 16 bits is a question mark.',
    change: (name) => name.replace(/[\u{10000}-\u{10ffff}]/gu, '?'),
    length: 2,
  }),
];

function cutsOf(mutant: Pick<ServerMutant, 'id' | 'fault' | 'make'>): PropertyMutant<ServerMutant> {
  return {
    ...mutant,
    role: 'server',
    rule: 'X-FRM-06',
    property: 'cuts-of-a-command-stream',
    isSmallest: (example) => sizeOf(example, 'cuts') === 1 && sizeOf(example, 'requests') <= 1,
    smallest: 'one cut, one request',
  };
}

function messagesOf(
  mutant: Pick<PropertyMutant<ServerMutant>, 'id' | 'rule' | 'fault' | 'make' | 'smallest'> & {
    readonly isSmallest: (size: {
      readonly bytes: number;
      readonly cuts: number;
      readonly glued: boolean;
      readonly head: boolean;
    }) => boolean;
  },
): PropertyMutant<ServerMutant> {
  return {
    ...mutant,
    role: 'server',
    property: 'message-payloads',
    isSmallest: (example) =>
      mutant.isSmallest({
        bytes: sizeOf(example, 'bytes'),
        cuts: sizeOf(example, 'cuts'),
        glued: Object(example).glued === true,
        head: Object(example).head === true,
      }),
  };
}

function namesOf(mutant: {
  readonly id: string;
  readonly fault: string;
  readonly change: (name: string) => string;
  /** UTF-16 units of the shortest name that shows it. */
  readonly length: number;
}): PropertyMutant<ServerMutant> {
  const { id, fault, change, length } = mutant;
  return {
    role: 'server',
    id,
    rule: 'X-ENC-02',
    property: 'names',
    fault,
    make: () =>
      sends('REA', (command) =>
        withWord(command, { at: 2, word: (word) => encodeText(change(decodeText(word).text)) }),
      ),
    isSmallest: (example) => String(Object(Object(example).name).text).length === length,
    smallest: `a name of length ${length}`,
  };
}

/** What is read of each session is changed in order; `ends` knows where the read before ended. */
function readsWith(
  change: (ends: ReadEnds, read: Buffer, context: ServerHookContext) => readonly Uint8Array[],
): ServerFault {
  const streams = new WeakMap<ServerHookContext['session'], ReadEnds>();
  const input: NonNullable<ServerHooks['input']> = (bytes, context) => {
    const { session } = context;
    const ends = streams.get(session) ?? new ReadEnds({ service: session.connection.service, from: 'client' });
    streams.set(session, ends);
    const read = Buffer.from(bytes);
    const changed = Buffer.concat(change(ends, read, context));
    ends.read(read);
    return changed;
  };
  return { hooks: { input } };
}

function losesByte(kind: BoundaryClass, isMeant: (context: ServerHookContext) => boolean = () => true): ServerFault {
  return readsWith((ends, read, context) => [
    ends.kindBefore(read) === kind && isMeant(context) ? read.subarray(1) : read,
  ]);
}

function dropsByteBehindLineEnd(): ServerFault {
  const states = perSession(() => ({ isDue: false }));
  return readsWith((ends, read, context) => {
    const state = states(context);
    const at = state.isDue ? 0 : 1;
    state.isDue ||= ends.kindBefore(read) === 'in-line-end';
    if (!state.isDue || read.length <= at) {
      return [read];
    }
    state.isDue = false;
    return [read.subarray(0, at), read.subarray(at + 1)];
  });
}

function isInPayload(read: Buffer): boolean {
  return /^(?:MSG|QRY) .*\r\n/.test(latin1(read)) || !/^[A-Z]{1,3}(?: |\r|$)/.test(latin1(read));
}

/** A read that begins with MSG, taken apart behind its payload, where something follows that. */
function partsAroundPayload(read: Buffer, { lost }: { readonly lost: number }): readonly Buffer[] {
  const [line = '', length = ''] = /^MSG .* (\d+)\r\n/.exec(latin1(read)) ?? [];
  const end = line.length + Number(length);
  return line === '' || end >= read.length ? [read] : [read.subarray(0, end), read.subarray(end + lost)];
}

/** A read that is one MSG, with so many more bytes announced as a reader takes that counts characters. */
function withCharactersCounted(read: Buffer): Buffer {
  const [line = '', head = '', length = ''] = /^(MSG .* )(\d+)\r\n/.exec(latin1(read)) ?? [];
  const payload = read.subarray(line.length, line.length + Number(length));
  const text = payload.toString('utf8');
  const isText = line !== '' && payload.length === Number(length) && Buffer.from(text, 'utf8').equals(payload);
  const surplus = isText ? payload.length - text.length : 0;
  return surplus === 0
    ? read
    : Buffer.concat([Buffer.from(`${head}${Number(length) + surplus}\r\n`), read.subarray(line.length)]);
}

const EDITS: ReadonlySet<string> = new Set(['ADD', 'REM']);

function losesLastEdit(): ServerFault {
  const sessions = perSession(() => ({ edits: 0 }));
  /** What each account held before the last edit of its last session, where there were three. */
  const before = new Map<string, AccountRoster>();
  return {
    hooks: {
      incoming: ({ name }, context) => {
        const { account } = context.session;
        if (account === undefined) {
          return 'continue';
        }
        const key = normalizeAccount(account.account);
        if (EDITS.has(name)) {
          const session = sessions(context);
          session.edits += 1;
          if (session.edits >= 3) {
            before.set(key, rosterOf(account));
          }
        } else if (name === 'SYN') {
          account.setRoster(before.get(key) ?? {});
          before.delete(key);
        }
        return 'continue';
      },
    },
  };
}

function rosterOf({ contacts }: DirectoryAccount): AccountRoster {
  return {
    contacts: contacts.map(({ account, name, lists, groups }) => ({
      account,
      name,
      lists: [...lists],
      groups: [...groups],
    })),
  };
}

function acceptsAnswers(isRight: (digest: string, right: string) => boolean): ServerFault {
  return {
    policy: {
      acceptsAnswer: ({ challenge, clientId, digest }) =>
        clientId === 'msmsgs@msnmsgr.com' && isRight(digest, answerChallenge({ challenge, clientId })),
    },
  };
}

function latin1(read: Buffer): string {
  return read.toString('latin1');
}

function sizeOf(example: unknown, part: string): number {
  const value = Object(example)[part];
  return Array.isArray(value) ? value.length : -1;
}
