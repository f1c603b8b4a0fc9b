import { z } from 'zod';
import type { FakeServerOptions } from '../fakes';
import { UsageError } from './usage-error';

const yes = z.enum(['yes', 'no']).transform((word) => word === 'yes');
const number = (from: number, to: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(from).max(to));
const day = 86_400_000;

/** The knobs that a command line can turn, with the words that each takes. */
const serverKnobs = {
  transfers: number(0, 9),
  closeAfterTransfer: z.enum(['at-once', 'late', 'never']),
  transferShowsCurrent: yes,
  versionReply: z.enum(['chosen-and-cvr0', 'chosen', 'offered']),
  synchronisation: z.enum(['short-when-equal', 'always-full', 'never-full']),
  groupsWithoutForwardList: yes,
  presencesBeforePipelinedEdit: number(0, 1000),
  numbersAfterAdd: z.enum(['all', 'set', 'none']),
  presenceAfterAdd: z.enum(['iln', 'nln', 'none']),
  notifyListChanges: yes,
  challenges: z.enum(['after-first-status', 'off']),
  challengeTimeoutMs: number(1, day),
  pingSeconds: number(1, 86_400),
  echoOut: yes,
  unknownCommand: z.enum(['close', 'ignore']),
  duplicateGroupName: z.enum(['accept', 'refuse']),
  textStyle: z.enum(['ascii', 'minimal', 'reserved', 'every-byte']),
  switchboardAddress: z.string().regex(/^\S+$/),
  switchboardRefusal: number(200, 999),
  switchboardKeyForm: z.enum(['dotted', 'hexadecimal']),
  ringTimeoutMs: number(1, day),
  firstCommandMs: number(1, day),
  chatIdleMs: number(1, day),
  chatIdForm: z.enum(['decimal', 'long', 'hexadecimal', 'uuid']),
  joinerHearsOfItself: yes,
} as const;

const passportKnobs = {
  daLogin: z.enum(['bare', 'absolute']),
  headerCase: z.enum(['documented', 'capitalised', 'lower', 'upper']),
  redirects: number(0, 99),
  connection: z.enum(['close', 'keep-alive']),
} as const;

const shapes: Readonly<Record<string, z.ZodType>> = { ...serverKnobs, ...passportKnobs };

/** The names of the knobs, each with what it takes. */
export function knobLines(): string[] {
  return Object.entries(shapes).map(([name, shape]) => `${name}=${wordsOf(shape)}`);
}

/**
 * Reads `NAME=VALUE` words.
 *
 * @throws UsageError for a name or a value that does not exist
 */
export function knobsFrom(words: readonly string[]): NonNullable<FakeServerOptions['knobs']> {
  const given: Record<string, string> = {};
  for (const word of words) {
    const [, name = word, value = ''] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    if (shapes[name] === undefined) {
      throw new UsageError(`There is no knob "${name}"; msnp8 serve --list-knobs shows all.`);
    }
    given[name] = value;
  }
  const server = parse(z.object(serverKnobs).partial(), pick(given, serverKnobs));
  const passport = parse(z.object(passportKnobs).partial(), pick(given, passportKnobs));
  return { ...defined(server), passport: defined(passport) };
}

function parse<Output>(schema: z.ZodType<Output>, given: Readonly<Record<string, string>>): Output {
  const parsed = schema.safeParse(given);
  if (parsed.success) {
    return parsed.data;
  }
  const name = String(parsed.error.issues[0]?.path[0] ?? '');
  const shape = shapes[name];
  throw new UsageError(
    `The knob ${name} takes ${shape === undefined ? 'another value' : wordsOf(shape)}, and was given "${given[name] ?? ''}".`,
  );
}

function pick(given: Readonly<Record<string, string>>, of: object): Record<string, string> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name in of));
}

type Defined<Knobs> = { [Name in keyof Knobs]?: Exclude<Knobs[Name], undefined> };

/** Without the names that have no value. */
function defined<Knobs extends object>(knobs: Knobs): Defined<Knobs> {
  const kept: Defined<Knobs> = {};
  for (const name of keysOf(knobs)) {
    const value = knobs[name];
    if (isDefined(value)) {
      kept[name] = value;
    }
  }
  return kept;
}

function keysOf<Knobs extends object>(knobs: Knobs): (keyof Knobs)[] {
  return Object.keys(knobs).filter((name): name is Extract<keyof Knobs, string> => name in knobs);
}

function isDefined<Value>(value: Value): value is Exclude<Value, undefined> {
  return value !== undefined;
}

function wordsOf(shape: z.ZodType): string {
  const { anyOf, enum: words, minimum, maximum } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' });
  if (words !== undefined) {
    return words.join('|');
  }
  return anyOf === undefined && minimum !== undefined ? `${minimum} to ${maximum}` : rangeOf(shape);
}

/** What a number is made from is text. */
function rangeOf(shape: z.ZodType): string {
  const { minimum, maximum } = z.toJSONSchema(shape, { io: 'output', unrepresentable: 'any' });
  return minimum === undefined ? 'a word' : `${minimum} to ${maximum}`;
}
