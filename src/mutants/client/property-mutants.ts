import { answerChallenge, type DecodedCommand } from '../../codec';
import type { ClientHookContext } from '../../fakes';
import { type BoundaryClass, rosterSchema } from '../../properties';
import { ReadEnds } from '../end-of-read';
import { lostBytes } from '../lost-bytes';
import type { ClientMutant } from '../mutant';
import type { PropertyMutant } from '../property-mutant';
import type { ClientFault } from './client-faults';

/** The reference client with one fault at a time that no scenario shows. */
export const clientPropertyMutants: readonly PropertyMutant<ClientMutant>[] = [
  ...lostBytes(
    'in-line-end',
    'in-escape',
    'in-character',
    'before-payload',
    'before-payload-of-crlf',
    'in-payload',
    'behind-blank',
    'in-name',
  ).map(({ kind, ...told }) => cutsOf({ ...told, make: () => losesByte(kind) })),
  cutsOf({
    id: 'takes-a-read-for-whole-lines',
    fault: 'What is behind the last line end of a read is forgotten.',
    make: () => readsWith(forgetsUnfinished),
  }),
  {
    ...cutsOf({
      id: 'loses-a-byte-behind-a-payload',
      fault: 'A byte is lost where a command is glued to a payload.',
      make: () => readsWith(losesByteBehindPayload),
    }),
    rule: 'X-FRM-07',
    isSmallest: (example) => sizeOf(example, 'cuts') === 0 && sizeOf(example, 'pushes') === 1,
    smallest: 'one payload, no cut',
  },
  {
    role: 'client',
    id: 'counts-characters-of-a-chat',
    rule: 'X-FRM-05',
    property: 'cuts-of-a-chat',
    fault: 'The length of a payload counts characters.',
    make: () => readsWith(countsCharacters),
    isSmallest: (example) => sizeOf(example, 'cuts') === 0 && sizeOf(example, 'said') === 1,
    smallest: 'one text of one character',
  },
  {
    role: 'client',
    id: 'mixes-interleaved-replies',
    rule: 'C-PRS-01',
    property: 'interleavings',
    fault: 'An ILN behind the reply to ADD, which has others in front of it, is taken for a part of that reply.',
    make: mixesReplies,
    isSmallest: (example) => sizeOf(example, 'choices') === 1 && sizeOf(example, 'presences') === 2,
    smallest: 'one merge choice, two presences',
  },
  challengesOf({
    id: 'answers-some-in-capitals',
    rule: 'C-CHL-03',
    fault: 'A digest that begins with a letter is in upper case.',
    answer: (digest) => (/^[a-f]/.test(digest) ? digest.toUpperCase() : digest),
    longest: 1,
  }),
  challengesOf({
    id: 'drops-a-leading-zero',
    rule: 'C-CHL-03',
    fault: 'A leading zero of the digest is dropped, and one put behind it.',
    answer: (digest) => digest.replace(/^0/, '').padEnd(32, '0'),
    longest: 3,
  }),
  {
    role: 'client',
    id: 'cuts-challenges-at-twenty',
    rule: 'C-CHL-01',
    property: 'challenges',
    fault: 'Of a challenge only the first twenty characters count.',
    make: () => ({
      policy: {
        answerChallenge: ({ challenge, clientId }) => answerChallenge({ challenge: challenge.slice(0, 20), clientId }),
      },
    }),
    isSmallest: (example) => textOf(example, 'challenge').length === 21,
    smallest: 'a challenge of 21 characters',
  },
  {
    role: 'client',
    id: 'encodes-no-percent-before-digits',
    rule: 'X-ENC-01',
    property: 'names',
    fault: 'A percent sign in front of two hexadecimal digits is not encoded.',
    make: () => ({
      hooks: {
        bytes: (bytes, { name }) =>
          name === 'REA'
            ? Buffer.from(
                Buffer.from(bytes)
                  .toString('latin1')
                  .replace(/%25(?=[0-9A-F]{2})/g, '%'),
                'latin1',
              )
            : bytes,
      },
    }),
    isSmallest: (example) => textOf(example, 'name').length === 3,
    smallest: 'a name of three characters',
  },
  {
    role: 'client',
    id: 'decodes-names-twice',
    rule: 'X-ENC-02',
    property: 'rosters',
    fault: 'What decodes to a percent sign and two hexadecimal digits is decoded again.',
    make: () =>
      readsWith(() => (read) => Buffer.from(read.toString('latin1').replace(/%25([0-9A-F]{2})/g, '%$1'), 'latin1')),
    isSmallest: (example) => JSON.stringify(textsOf(example)) === JSON.stringify([3]),
    smallest: 'one contact or group, with a name of three characters',
  },
];

function cutsOf(mutant: Pick<ClientMutant, 'id' | 'fault' | 'make'>): PropertyMutant<ClientMutant> {
  return {
    ...mutant,
    role: 'client',
    rule: 'X-FRM-06',
    property: 'cuts-of-the-session',
    isSmallest: (example) => sizeOf(example, 'cuts') === 1 && sizeOf(example, 'pushes') <= 1,
    smallest: 'one cut, at most one command',
  };
}

function challengesOf(mutant: {
  readonly id: string;
  readonly rule: string;
  readonly fault: string;
  readonly answer: (digest: string) => string;
  /** Characters of the shortest challenge that shows it. */
  readonly longest: number;
}): PropertyMutant<ClientMutant> {
  const { id, rule, fault, answer, longest } = mutant;
  return {
    role: 'client',
    id,
    rule,
    property: 'challenges',
    fault,
    make: () => ({ policy: { answerChallenge: (options) => answer(answerChallenge(options)) } }),
    isSmallest: (example) => textOf(example, 'challenge').length <= longest,
    smallest: `a challenge of ${longest} characters or fewer`,
  };
}

/** Changes the reads of one stream in order. */
type Reader = (read: Buffer) => Buffer;

/** What is read of each stream of the client goes through a reader of its own. A stream begins with the reply to VER, or to the first command on a switchboard. */
function readsWith(make: (service: ClientHookContext['service']) => Reader): ClientFault {
  const readers = new Map<string, Reader>();
  return {
    hooks: {
      input: (bytes, { service }) => {
        const read = Buffer.from(bytes);
        const isBegin = /^(?:VER|IRO|ANS|USR) \d/.test(read.toString('latin1', 0, 8));
        let reader = readers.get(service);
        if (reader === undefined || isBegin) {
          reader = make(service);
          readers.set(service, reader);
        }
        return reader(read);
      },
    },
  };
}

function losesByte(kind: BoundaryClass): ClientFault {
  return readsWith((service) => {
    const ends = new ReadEnds({ service, from: 'server' });
    return (read) => {
      const end = ends.kindBefore(read);
      ends.read(read);
      return end === kind ? read.subarray(1) : read;
    };
  });
}

function forgetsUnfinished(service: ClientHookContext['service']): Reader {
  const ends = new ReadEnds({ service, from: 'server' });
  return (read) => {
    ends.read(read);
    const isInLine = ![
      'between-commands',
      'behind-payload',
      'in-payload',
      'before-payload',
      'before-payload-of-crlf',
    ].includes(ends.kindBefore(Buffer.alloc(0)) ?? '');
    return isInLine ? read.subarray(0, read.lastIndexOf('\n') + 1) : read;
  };
}

/** Only where something is glued to it: nothing is lost between two reads. */
function losesByteBehindPayload(): Reader {
  return (read) => {
    const text = read.toString('latin1');
    const [head = '', size = ''] = /^(?:.*\r\n)*?(?:MSG|NOT) (?:.* )?(\d+)\r\n/.exec(text) ?? [];
    const end = head.length + Number(size);
    return head === '' || end >= read.length ? read : Buffer.concat([read.subarray(0, end), read.subarray(end + 1)]);
  };
}

function countsCharacters(service: ClientHookContext['service']): Reader {
  return (read) => {
    if (service !== 'switchboard') {
      return read;
    }
    const text = read.toString('latin1');
    const [head = '', size = ''] = /^(?:.*\r\n)*?MSG (?:.* )?(\d+)\r\n/.exec(text) ?? [];
    const end = head.length + Number(size);
    const payload = read.subarray(head.length, end);
    const surplus = payload.length - payload.toString('utf8').length;
    return head === '' || surplus === 0 || end + surplus > read.length
      ? read
      : Buffer.concat([read.subarray(0, end), read.subarray(end + surplus)]);
  };
}

function mixesReplies(): ClientFault {
  let hasPresence = false;
  let isInReply = false;
  return {
    hooks: {
      incoming: (command: DecodedCommand) => {
        if (command.name === 'CHL' || command.name === 'CHG') {
          [hasPresence, isInReply] = [false, false];
        } else if (command.name === 'ILN' && isInReply) {
          isInReply = false;
          return 'handled';
        } else if (command.name === 'ILN') {
          hasPresence = true;
        } else if (command.form === 'S.ADD' || command.name === 'ADD') {
          isInReply = hasPresence;
        }
        return 'continue';
      },
    },
  };
}

/** How long each text of a list is, names and numbers, those that are empty left out. */
function textsOf(example: unknown): readonly number[] {
  const { groups, contacts } = rosterSchema.parse(example);
  const texts = [...groups, ...contacts.flatMap(({ name, home, mobile }) => [name, home, mobile])];
  return texts.map(({ length }) => length).filter((length) => length > 0);
}

function sizeOf(example: unknown, part: string): number {
  const value = Object(example)[part];
  return Array.isArray(value) ? value.length : -1;
}

function textOf(example: unknown, part: string): string {
  return String(Object(example)[part]);
}
