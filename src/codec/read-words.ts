import type { OddityCode, Service, Side } from './command';
import { formsElsewhere, formsFor } from './form-table';
import type { Form, Parameter, ParameterType } from './grammar';

/** What the words of a line mean. `position` counts words of the line, the command word being 0. */
export interface ReadWords {
  readonly form: Form | undefined;
  readonly trid: number | undefined;
  /** Words behind name and trid, without the length of a payload. */
  readonly parameters: readonly string[];
  /** The word that announces a payload; undefined for commands without one. */
  readonly announced: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
  readonly problems: readonly { readonly code: OddityCode; readonly position: number; readonly message: string }[];
}

const NO_FIELDS: Readonly<Record<string, string>> = Object.freeze({});
const NO_PROBLEMS: ReadWords['problems'] = Object.freeze([]);

/** Finds the grammar form that fits a line's words, and what is odd about them. */
export function readWords(options: {
  readonly words: readonly string[];
  readonly name: string;
  readonly service: Service;
  readonly from: Side;
}): ReadWords {
  const { words, name } = options;
  const candidates = formsFor(options);
  const known = candidates[0] ?? formsElsewhere(name)[0];
  const hasPayload =
    candidates.length > 0 ? known?.payload === true : known?.payload === true && isDecimal(words.at(-1));
  const rest = hasPayload ? words.slice(1, -1) : words.slice(1);
  const announced = hasPayload ? (words.length > 1 ? (words.at(-1) ?? '') : '') : undefined;
  for (const form of candidates) {
    const read = fitForm({ form, rest, loosely: false });
    if (read !== undefined) {
      return { form, announced, ...read, problems: NO_PROBLEMS };
    }
  }
  for (const form of candidates) {
    const read = fitForm({ form, rest, loosely: true });
    if (read !== undefined) {
      const shift = read.trid === undefined ? 1 : 2;
      return { form, announced, ...read, problems: problemsOf({ form, read, shift }) };
    }
  }
  return {
    form: undefined,
    announced,
    fields: NO_FIELDS,
    ...guess({ candidates, rest, name, isKnown: known !== undefined }),
  };
}

interface Fitted {
  readonly trid: number | undefined;
  readonly parameters: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
}

function fitForm(options: {
  readonly form: Form;
  readonly rest: readonly string[];
  readonly loosely: boolean;
}): Fitted | undefined {
  const { form, rest, loosely } = options;
  const trid = takeTrid(options);
  if (trid === 'unfit') {
    return undefined;
  }
  const parameters = trid === undefined ? rest : rest.slice(1);
  if (!countFits(form.parameters, parameters.length)) {
    return undefined;
  }
  const fields: Record<string, string> = {};
  for (let index = 0; index < form.parameters.length; index += 1) {
    const parameter = form.parameters[index];
    const value = parameter?.rest === true ? parameters.slice(index).join(' ') : parameters[index];
    if (parameter === undefined || value === undefined || (parameter.rest === true && parameters.length <= index)) {
      break;
    }
    if (!(loosely ? isKeywordFit(parameter, value) : isFit(parameter, value))) {
      return undefined;
    }
    fields[parameter.name] = value;
  }
  return { trid, parameters, fields };
}

function takeTrid(options: {
  readonly form: Form;
  readonly rest: readonly string[];
  readonly loosely: boolean;
}): number | undefined | 'unfit' {
  const { form, rest, loosely } = options;
  const [first] = rest;
  switch (form.trid) {
    case 'required':
      return isTrid(first) ? Number(first) : 'unfit';
    case 'zero':
      return isTrid(first) && Number(first) === 0 ? 0 : 'unfit';
    case 'optional':
      return isTrid(first) ? Number(first) : undefined;
    case 'none':
      // `OUT 17`: an id where none belongs, and only where the words would not fit without one.
      return loosely && isTrid(first) && !countFits(form.parameters, rest.length) ? Number(first) : undefined;
  }
}

function countFits(parameters: readonly Parameter[], count: number): boolean {
  const last = parameters.at(-1);
  const needed = parameters.filter(({ optional }) => optional !== true).length;
  return count >= needed && (last?.rest === true || count <= parameters.length);
}

/** A word that tells one shape of a command from another has to be right even when the rest is read loosely. */
function isKeywordFit(parameter: Parameter, value: string): boolean {
  return parameter.values?.length !== 1 || parameter.name === 'zero' || parameter.values[0] === value;
}

function isFit(parameter: Parameter, value: string): boolean {
  return parameter.values === undefined ? typeFits(parameter.type, value) : parameter.values.includes(value);
}

function typeFits(type: ParameterType, value: string): boolean {
  switch (type) {
    case 'number':
    case 'listVersion':
    case 'clientId':
    case 'group':
      return isTrid(value);
    case 'listBits':
      return isDecimal(value) && Number(value) >= 1 && Number(value) <= 15;
    case 'groups':
      return /^\d+(,\d+)*$/.test(value);
    case 'flag':
      return value === '0' || value === '1';
    case 'status':
      return /^(NLN|FLN|BSY|IDL|BRB|AWY|PHN|LUN|HDN)$/.test(value);
    case 'text':
      return !/%(?![0-9A-Fa-f]{2})/.test(value);
    default:
      return true;
  }
}

function problemsOf(options: {
  readonly form: Form;
  readonly read: Fitted;
  readonly shift: number;
}): ReadWords['problems'] {
  const { form, read, shift } = options;
  const problems: { code: OddityCode; position: number; message: string }[] = [];
  if (form.trid === 'none' && read.trid !== undefined) {
    problems.push({
      code: 'trid-unexpected',
      position: 1,
      message: `${form.name} carries no transaction id here; ${read.trid} came.`,
    });
  }
  for (const [index, parameter] of form.parameters.entries()) {
    const value = read.fields[parameter.name];
    if (value !== undefined && !isFit(parameter, value)) {
      const code = parameter.type === 'text' ? 'bad-percent' : 'parameter-type';
      const wanted = parameter.values === undefined ? `a ${parameter.type}` : `one of ${parameter.values.join(' ')}`;
      problems.push({
        code,
        position: index + shift,
        message: `The ${parameter.name} of ${form.name} is ${wanted}; "${value}" came.`,
      });
    }
  }
  return problems;
}

/** No form fits. An id is still recognised, so that an answer can find its request. */
function guess(options: {
  readonly candidates: readonly Form[];
  readonly rest: readonly string[];
  readonly name: string;
  readonly isKnown: boolean;
}): Pick<ReadWords, 'trid' | 'parameters' | 'problems'> {
  const { candidates, rest, name, isKnown } = options;
  const [first] = rest;
  if (candidates.length === 0) {
    const code = isKnown ? 'wrong-direction' : 'unknown-command';
    const message = isKnown
      ? `${name} does not belong here: another service or the other side sends it.`
      : `MSNP8 has no command ${name}.`;
    const trid = isTrid(first) ? Number(first) : undefined;
    return { trid, parameters: trid === undefined ? rest : rest.slice(1), problems: [{ code, position: 0, message }] };
  }
  const wantsTrid = candidates.every((form) => form.trid === 'required' || form.trid === 'zero');
  const mayHaveTrid = candidates.some((form) => form.trid !== 'none');
  if (wantsTrid && !isTrid(first)) {
    const code = first === undefined || !/^[+-]?\d/.test(first) ? 'trid-missing' : 'trid-invalid';
    const message = `${name} carries a transaction id from 0 to 4294967295; ${first === undefined ? 'nothing' : `"${first}"`} came.`;
    return { trid: undefined, parameters: rest, problems: [{ code, position: first === undefined ? 0 : 1, message }] };
  }
  const trid = mayHaveTrid && isTrid(first) ? Number(first) : undefined;
  const parameters = trid === undefined ? rest : rest.slice(1);
  const rightCount = candidates.some((form) => countFits(form.parameters, parameters.length));
  const code = rightCount ? 'parameter-type' : 'parameter-count';
  const message = rightCount
    ? `The parameters of ${name} fit no form of it: "${parameters.join(' ')}".`
    : `${name} does not come with ${parameters.length} parameters.`;
  return { trid, parameters, problems: [{ code, position: rest.length === 0 ? 0 : 1, message }] };
}

function isDecimal(word: string | undefined): word is string {
  if (word === undefined || word.length === 0 || word.length > 10) {
    return false;
  }
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index);
    if (code < 0x30 || code > 0x39) {
      return false;
    }
  }
  return true;
}

function isTrid(word: string | undefined): word is string {
  return isDecimal(word) && Number(word) <= 4_294_967_295;
}
