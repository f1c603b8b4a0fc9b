import {
  type DecodedCommand,
  decodeText,
  formById,
  listsOf,
  type ParameterType,
  type Part,
  parseMime,
  sameAccount,
} from '../../codec';
import { type ExpectedCommand, type ExpectedWord, literalText } from './expected-command';

/** Values of the fields of a script, by name, in wire form. */
export type Bindings = Map<string, string>;

export type MatchResult =
  | { readonly kind: 'match'; readonly bound: ReadonlyMap<string, string> }
  /** The command is plainly another one: other name, or the answer to another request. */
  | { readonly kind: 'other' }
  | (Difference & { readonly kind: 'different' });

/** The command is the one expected and says something else. */
export interface Difference {
  /** The first word that differs, from 0 behind the name, the transaction id among them; -1 is the payload. */
  readonly position: number;
  /** The first byte of the payload that differs, from 0; absent where it is not compared byte by byte. */
  readonly payloadByte?: number;
  readonly expected: string;
  readonly got: string;
}

/**
 * Compares a command that came with one that a transcript expects. Meaning is compared, not spelling: names decoded, accounts without
 * regard to case, numbers as numbers, group lists as sets. Neither argument is changed; what a match binds is in the result.
 */
export function matchCommand(
  expected: ExpectedCommand,
  command: DecodedCommand,
  bindings: ReadonlyMap<string, string>,
): MatchResult {
  if (expected.name !== command.name) {
    return { kind: 'other' };
  }
  const bound = new Map(bindings);
  const came = [...(command.trid === undefined ? [] : [String(command.trid)]), ...command.parameters];
  const types = typesOf(command);
  const words = expected.payload === undefined ? expected.words : expected.words.slice(0, -1);
  for (const [index, word] of words.entries()) {
    const isRest = index === words.length - 1 && (types[index]?.rest === true || takesAllWords(word));
    const got = isRest ? came.slice(index).join(' ') : came[index];
    const type = types[index]?.type ?? 'word';
    if (index === 0 && bearsAnyNumber(command)) {
      continue;
    }
    if (got === undefined || !matchWord({ word, got, type, bound })) {
      const isTrid = index === 0 && command.trid !== undefined;
      if (isTrid) {
        return { kind: 'other' };
      }
      return { kind: 'different', position: index, expected: showWord(word, bound), got: got ?? 'nothing' };
    }
    if (isRest) {
      came.length = words.length;
    }
  }
  if (came.length > words.length && !mayHaveMore(command)) {
    const extra = came.slice(words.length).join(' ');
    return { kind: 'different', position: words.length, expected: 'the end of the line', got: extra };
  }
  return matchPayload(expected, command, bound);
}

/** S-CHG-02: servers are known that give every ILN the number 0. Observers say so; what it tells is right all the same. */
function bearsAnyNumber({ name, trid }: DecodedCommand): boolean {
  return name === 'ILN' && trid !== undefined;
}

/** Words that a right server may put behind what a transcript shows: their rules are not those of the transcript. */
function mayHaveMore(command: DecodedCommand): boolean {
  if (command.form === 'S.LST') {
    const sum = Number(command.fields.lists);
    return !(Number.isSafeInteger(sum) && sum >= 0 && listsOf(sum).includes('FL')); // S-SYN-08: a group field for contacts that are not on FL
  }
  // S-PNG-01: the number of later dialects; X-ERR-01: words behind an error; BYE account 1: timed out
  // S-SB-21: what the kit's clients pass over in IRO and JOI
  return ['S.QNG', 'S.ERROR', 'S.BYE'].includes(command.form ?? '') || ['IRO', 'JOI'].includes(command.name);
}

/** A field whose name begins with `rest` takes every word up to the end of the line, none as well. */
function takesAllWords(word: ExpectedWord): boolean {
  const [only] = word;
  return word.length === 1 && only?.kind === 'field' && only.name.startsWith('rest');
}

interface WordType {
  readonly type: ParameterType;
  readonly rest?: true | undefined;
}

function typesOf(command: DecodedCommand): WordType[] {
  const form = command.form === undefined ? undefined : formById(command.form);
  const trid: WordType[] = command.trid === undefined ? [] : [{ type: 'number' }];
  return [...trid, ...(form?.parameters ?? []).map(({ type, rest }) => ({ type, rest }))];
}

function matchWord(options: {
  readonly word: ExpectedWord;
  readonly got: string;
  readonly type: ParameterType;
  readonly bound: Bindings;
}): boolean {
  const { word, got, type, bound } = options;
  const [only] = word;
  if (word.length === 1 && only?.kind === 'field') {
    const value = bound.get(only.name);
    if (value === undefined) {
      bound.set(only.name, got);
      return true;
    }
    return value === '' || got === '' ? value === got : sameWord(value, got, type);
  }
  if (word.every((part) => part.kind === 'literal' || bound.has(part.name))) {
    return sameWord(showWord(word, bound), got, type);
  }
  return false;
}

function showWord(word: ExpectedWord, bound: ReadonlyMap<string, string>): string {
  return word
    .map((part) =>
      part.kind === 'literal' ? Buffer.from(part.bytes).toString('utf8') : (bound.get(part.name) ?? `<${part.name}>`),
    )
    .join('');
}

function sameWord(expected: string, got: string, type: ParameterType): boolean {
  switch (type) {
    case 'text':
      return decodeText(expected).text === decodeText(got).text;
    case 'account':
      return sameAccount(expected, got);
    case 'number':
    case 'listVersion':
    case 'clientId':
    case 'listBits':
      return /^\d+$/.test(got) && Number(expected) === Number(got);
    case 'groups':
      return sortedIds(expected) === sortedIds(got);
    default:
      return expected === got;
  }
}

function sortedIds(groups: string): string {
  return groups
    .split(',')
    .sort((a, b) => Number(a) - Number(b))
    .join(',');
}

function matchPayload(expected: ExpectedCommand, command: DecodedCommand, bound: Bindings): MatchResult {
  const payload = command.payload ?? new Uint8Array();
  const parts = expected.payload;
  if (parts === undefined) {
    return { kind: 'match', bound };
  }
  const text = Buffer.from(payload).toString('utf8');
  const length = expected.words.at(-1) ?? [];
  const [only] = parts;
  if (expected.relayed) {
    if (parts.length === 1 && only?.kind === 'field' && !bound.has(only.name)) {
      bound.set(only.name, text);
      return { kind: 'match', bound };
    }
    const wanted = Buffer.concat(parts.map((part) => bytesOf(part, bound)));
    return wanted.equals(payload)
      ? { kind: 'match', bound }
      : {
          kind: 'different',
          position: -1,
          payloadByte: firstDifference(wanted, payload),
          expected: `${wanted.length} bytes`,
          got: `${payload.length} other bytes`,
        };
  }
  const isMime = command.name === 'MSG';
  if (isMime) {
    const wanted = contentTypeOf(Buffer.from(showWord(parts, bound)));
    const got = contentTypeOf(payload);
    if (wanted !== got) {
      return { kind: 'different', position: -1, expected: `Content-Type: ${wanted}`, got: `Content-Type: ${got}` };
    }
    return { kind: 'match', bound };
  }
  const announced = literalText(length);
  if (announced !== '' && Number(announced) !== payload.length) {
    return { kind: 'different', position: -1, expected: `${announced} bytes`, got: `${payload.length} bytes` };
  }
  if (parts.length === 1 && only?.kind === 'field' && !bound.has(only.name)) {
    bound.set(only.name, text);
    return { kind: 'match', bound };
  }
  const wanted = showWord(parts as readonly Part[], bound);
  if (wanted === text) {
    return { kind: 'match', bound };
  }
  const payloadByte = firstDifference(Buffer.from(wanted), payload);
  return { kind: 'different', position: -1, payloadByte, expected: wanted, got: text };
}

/** The first place where two runs of bytes differ: the end of the shorter one where it begins the other. */
function firstDifference(one: Uint8Array, other: Uint8Array): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) {
    at += 1;
  }
  return at;
}

function bytesOf(part: Part, bound: Bindings): Uint8Array {
  return part.kind === 'literal' ? part.bytes : Buffer.from(bound.get(part.name) ?? '', 'utf8');
}

/** The media type alone: parameters such as the charset may be spelled in many ways. */
function contentTypeOf(payload: Uint8Array): string {
  const value = parseMime(payload).headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return value.split(';')[0]?.trim().toLowerCase() ?? '';
}
