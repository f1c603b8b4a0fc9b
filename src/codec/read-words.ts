import type { OddityCode } from './command';
import { formsNamed } from './form-table';
import type { Form, Parameter, ParameterType } from './grammar';
import type { LineGrammar, Shape, Slot } from './line-grammar';
import { isStatus } from './status';

/** Something odd about a word. `position` counts the words of the line, the command word being 0. */
export interface Problem {
  readonly code: OddityCode;
  readonly position: number;
  readonly message: string;
}

/** What the words of a line mean. */
export interface ReadWords {
  /** Id of the form; undefined where none fits. */
  readonly form: string | undefined;
  readonly trid: number | undefined;
  /** Words behind name and trid, without the length of a payload. */
  readonly parameters: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** Words that may be read as a number: the grammar's numbers have 32 bits. */
const maxNumber = 4_294_967_295;
const NO_FIELDS: Readonly<Record<string, string>> = Object.freeze({});
export const NO_PROBLEMS: readonly Problem[] = Object.freeze([]);

/** Finds the grammar form that fits the words behind a command's name (without the length of a payload), and what is odd about them. */
export function readWords(line: LineGrammar, words: readonly string[]): ReadWords {
  const number = numberOf(words[0]);
  for (const shape of line.shapes) {
    const read = fitStrictly({ shape, words, number });
    if (read !== undefined) {
      return read;
    }
  }
  for (const shape of line.shapes) {
    const read = fitLoosely({ shape, words, number });
    if (read !== undefined) {
      return read;
    }
  }
  return guess({ line, words, number });
}

interface Candidate {
  readonly shape: Shape;
  readonly words: readonly string[];
  /** The first word as a number; undefined where it is none. */
  readonly number: number | undefined;
}

function fitStrictly({ shape, words, number }: Candidate): ReadWords | undefined {
  const { trid: wanted, slots } = shape;
  const trid = wanted === 'none' ? undefined : number;
  if ((wanted === 'required' && trid === undefined) || (wanted === 'zero' && trid !== 0)) {
    return undefined;
  }
  const first = trid === undefined ? 0 : 1;
  const count = words.length - first;
  if (!countFits(shape, count)) {
    return undefined;
  }
  const fields: Record<string, string> = {};
  for (let index = 0; index < count && index < slots.length; index += 1) {
    const slot = slots[index];
    const value = slot?.rest === true ? words.slice(first + index).join(' ') : words[first + index];
    if (slot === undefined || value === undefined || !isFit(slot, value)) {
      return undefined;
    }
    fields[slot.name] = value;
  }
  return {
    form: shape.id,
    trid,
    parameters: first === 0 ? words : words.slice(1),
    fields,
    problems: NO_PROBLEMS,
  };
}

/** Takes words of a wrong type, and a transaction id where none belongs, as long as it is clear which form is meant. */
function fitLoosely({ shape, words, number }: Candidate): ReadWords | undefined {
  const { form, trid: wanted, slots } = shape;
  const isUnexpected = wanted === 'none' && number !== undefined && !countFits(shape, words.length);
  const trid = wanted === 'none' && !isUnexpected ? undefined : number;
  if ((wanted === 'required' && trid === undefined) || (wanted === 'zero' && trid !== 0)) {
    return undefined;
  }
  const parameters = trid === undefined ? words : words.slice(1);
  if (!countFits(shape, parameters.length)) {
    return undefined;
  }
  const position = trid === undefined ? 1 : 2;
  const fields: Record<string, string> = {};
  const problems: Problem[] = [];
  if (isUnexpected) {
    problems.push({
      code: 'trid-unexpected',
      position: 1,
      message: `${form.name} carries no transaction id here; ${number} came.`,
    });
  }
  for (const [index, { parameter, name, rest }] of slots.entries()) {
    if (index >= parameters.length) {
      break;
    }
    const value = (rest ? parameters.slice(index) : parameters.slice(index, index + 1)).join(' ');
    fields[name] = value;
    if (!isFit(parameter, value)) {
      if (tellsForms(parameter)) {
        return undefined;
      }
      problems.push(unfit({ form, parameter, value, position: position + index }));
    }
  }
  return { form: shape.id, trid, parameters, fields, problems };
}

function unfit(options: {
  readonly form: Form;
  readonly parameter: Parameter;
  readonly value: string;
  readonly position: number;
}): Problem {
  const { form, parameter, value, position } = options;
  const wanted = parameter.values === undefined ? `a ${parameter.type}` : `one of ${parameter.values.join(' ')}`;
  return {
    code: parameter.type === 'text' ? 'bad-percent' : 'parameter-type',
    position,
    message: `The ${parameter.name} of ${form.name} is ${wanted}; "${value}" came.`,
  };
}

/** No form fits. An id is still recognised, so that an answer can find its request. */
function guess(options: {
  readonly line: LineGrammar;
  readonly words: readonly string[];
  readonly number: number | undefined;
}): ReadWords {
  const { line, words, number } = options;
  const { name, shapes } = line;
  const [first] = words;
  const read = (trid: number | undefined, problem: Problem): ReadWords => ({
    form: undefined,
    trid,
    parameters: trid === undefined ? words : words.slice(1),
    fields: NO_FIELDS,
    problems: [problem],
  });
  if (shapes.length === 0) {
    return formsNamed(name).length > 0
      ? read(number, {
          code: 'wrong-direction',
          position: 0,
          message: `${name} does not belong here: another service or the other side sends it.`,
        })
      : read(number, { code: 'unknown-command', position: 0, message: `MSNP8 has no command ${name}.` });
  }
  if (number === undefined && shapes.every(({ trid }) => trid === 'required' || trid === 'zero')) {
    return read(undefined, {
      code: first !== undefined && standsForTrid({ line, words, first }) ? 'trid-invalid' : 'trid-missing',
      position: first === undefined ? 0 : 1,
      message: `${name} carries a transaction id from 0 to ${maxNumber}; ${first === undefined ? 'nothing' : `"${first}"`} came.`,
    });
  }
  const trid = shapes.some((shape) => shape.trid !== 'none') ? number : undefined;
  const count = trid === undefined ? words.length : words.length - 1;
  const position = words.length === 0 ? 0 : 1;
  return shapes.some((shape) => countFits(shape, count))
    ? read(trid, {
        code: 'parameter-type',
        position,
        message: `The parameters of ${name} fit no form of it: "${words.join(' ')}".`,
      })
    : read(trid, { code: 'parameter-count', position, message: `${name} does not come with ${count} parameters.` });
}

/** Whether a first word that is no transaction id was meant for one: the number of words says so, and where it does not, how the word looks. */
function standsForTrid(options: {
  readonly line: LineGrammar;
  readonly words: readonly string[];
  readonly first: string;
}): boolean {
  const { line, words, first } = options;
  const fitsBehind = line.shapes.some((shape) => countFits(shape, words.length - 1));
  const fitsWithout = line.shapes.some((shape) => countFits(shape, words.length));
  return fitsBehind === fitsWithout ? /^[+-]?\d/.test(first) : fitsBehind;
}

function countFits(shape: Shape, count: number): boolean {
  return count >= shape.fewest && count <= shape.most;
}

/** A word that tells one form of a command from another has to be right even when the rest is read loosely. The closing `0` tells nothing. */
function tellsForms(parameter: Parameter): boolean {
  return parameter.values?.length === 1 && parameter.name !== 'zero';
}

/** Whether a word may stand for a parameter. */
export function isFit(parameter: Pick<Parameter | Slot, 'type' | 'values'>, value: string): boolean {
  return parameter.values === undefined ? typeFits(parameter.type, value) : parameter.values.includes(value);
}

function typeFits(type: ParameterType, value: string): boolean {
  switch (type) {
    case 'number':
    case 'listVersion':
    case 'clientId':
    case 'group':
      return numberOf(value) !== undefined;
    case 'listBits': {
      const bits = numberOf(value) ?? 0;
      return bits >= 1 && bits <= 15;
    }
    case 'groups':
      return /^\d+(,\d+)*$/.test(value);
    case 'flag':
      return value === '0' || value === '1';
    case 'status':
      return value === 'FLN' || isStatus(value);
    case 'text':
      return !value.includes('%') || !/%(?![0-9A-Fa-f]{2})/.test(value);
    default:
      return true;
  }
}

/** The number that a word stands for: unsigned, decimal, 32 bits. */
export function numberOf(word: string | undefined): number | undefined {
  if (word === undefined || word.length === 0 || word.length > 10) {
    return undefined;
  }
  let number = 0;
  for (let index = 0; index < word.length; index += 1) {
    const digit = word.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) {
      return undefined;
    }
    number = number * 10 + digit;
  }
  return number <= maxNumber ? number : undefined;
}
