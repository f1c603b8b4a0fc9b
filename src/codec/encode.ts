import type { Command } from './command';
import { type FormId, formById, type GivenFieldsOf } from './form-table';
import type { Form } from './grammar';
import { isFit } from './read-words';

/** Why a command cannot be written. The codes are stable; messages are for people. */
export type EncodeErrorCode =
  /** Neither three upper-case letters nor three digits. */
  | 'bad-name'
  /** Not a whole number from 0 to 4294967295, or there, or missing, against the form. */
  | 'bad-trid'
  /** Would not come out as it went in, or is not of the type that the form wants. */
  | 'bad-parameter'
  | 'missing-parameter'
  /** A field that the form does not have. */
  | 'unknown-parameter'
  | 'missing-payload'
  | 'unexpected-payload';

/** A command cannot be put on the wire as it stands. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError';
  constructor(
    readonly code: EncodeErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Writes a command: name, trid, parameters, and behind a payload's length the payload itself.
 *
 * @throws EncodeError when a word would break the line apart, being empty or with a blank or a control character in it, or has half a surrogate pair.
 */
export function encode(command: Command): Buffer {
  const { name, trid, parameters, payload } = command;
  if (!/^([A-Z]{3}|\d{3})$/.test(name)) {
    throw new EncodeError(
      'bad-name',
      `A command is three upper-case letters or three digits; "${name}" was to be sent.`,
    );
  }
  if (trid !== undefined && (!Number.isInteger(trid) || trid < 0 || trid > 4_294_967_295)) {
    throw new EncodeError(
      'bad-trid',
      `A transaction id is a whole number from 0 to 4294967295; ${trid} was to be sent with ${name}.`,
    );
  }
  for (const parameter of parameters) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the bytes that part words and lines
    if (!/^[^\x00-\x20\x7f\ud800-\udfff]+$/u.test(parameter)) {
      throw new EncodeError(
        'bad-parameter',
        `A parameter of ${name} is a word of Unicode without blanks and control characters; ${JSON.stringify(parameter)} was to be sent.`,
      );
    }
  }
  let line = trid === undefined ? name : `${name} ${trid}`;
  for (const parameter of parameters) {
    line += ` ${parameter}`;
  }
  return payload === undefined
    ? Buffer.from(`${line}\r\n`, 'utf8')
    : Buffer.concat([Buffer.from(`${line} ${payload.length}\r\n`, 'utf8'), payload]);
}

/** An error's name is its number, so there is nothing to build: `{ name: '540', trid, parameters: [] }`. */
type BuildableId = Exclude<FormId, 'S.ERROR'>;

interface BuildOptions<Id extends BuildableId> {
  readonly trid?: number | undefined;
  readonly fields?: GivenFieldsOf<Id>;
  readonly payload?: Uint8Array;
}

/**
 * Composes a command of a known form from its fields, in wire form. Words that a form fixes (`TWN`, `OK`, the closing `0`) are filled in where the
 * fields leave them out.
 *
 * @throws EncodeError when a field is missing, not of the form or not of its type, or when trid or payload are there or not against the form.
 */
export function build<const Id extends BuildableId>(id: Id, options: BuildOptions<Id> = {}): Command {
  const form = formById(id);
  if (form === undefined) {
    throw new EncodeError('bad-name', `There is no form ${id}.`);
  }
  const fields: Readonly<Record<string, string | undefined>> = options.fields ?? {};
  const stranger = Object.keys(fields).find((name) => !form.parameters.some((parameter) => parameter.name === name));
  if (stranger !== undefined) {
    throw new EncodeError('unknown-parameter', `The form ${id} has no parameter "${stranger}".`);
  }
  if (form.payload === true && options.payload === undefined) {
    throw new EncodeError('missing-payload', `The form ${id} carries a payload.`);
  }
  if (form.payload !== true && options.payload !== undefined) {
    throw new EncodeError('unexpected-payload', `The form ${id} carries no payload.`);
  }
  return {
    name: form.name,
    trid: tridFor(form, options.trid),
    parameters: parametersFor(form, fields),
    payload: options.payload,
  };
}

function tridFor(form: Form, trid: number | undefined): number | undefined {
  if (form.trid === 'zero') {
    return 0;
  }
  if (form.trid === 'required' && trid === undefined) {
    throw new EncodeError('bad-trid', `The form ${form.id} carries a transaction id.`);
  }
  if (form.trid === 'none' && trid !== undefined) {
    throw new EncodeError('bad-trid', `The form ${form.id} carries no transaction id; ${trid} was given.`);
  }
  return trid;
}

function parametersFor(form: Form, fields: Readonly<Record<string, string | undefined>>): string[] {
  const parameters: string[] = [];
  for (const parameter of form.parameters) {
    const fixed = parameter.values?.length === 1 && parameter.optional !== true ? parameter.values[0] : undefined;
    const value = fields[parameter.name] ?? fixed;
    if (value === undefined && parameter.optional === true) {
      break;
    }
    if (value === undefined) {
      throw new EncodeError('missing-parameter', `The form ${form.id} needs its ${parameter.name}.`);
    }
    if (!isFit(parameter, value)) {
      const wanted = parameter.values === undefined ? `a ${parameter.type}` : `one of ${parameter.values.join(' ')}`;
      throw new EncodeError('bad-parameter', `The ${parameter.name} of ${form.id} is ${wanted}; "${value}" was given.`);
    }
    parameters.push(...(parameter.rest === true ? value.split(' ') : [value]));
  }
  return parameters;
}
