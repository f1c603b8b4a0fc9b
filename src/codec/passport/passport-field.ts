import { TextError } from '../text-error';
import type { TextProblem } from '../text-problem';

/** One piece of a Passport header: `name=value`, `name='value'`, or a name alone. */
export interface PassportField {
  readonly name: string;
  /** As sent, without the quotes; absent for a name alone. */
  readonly value?: string | undefined;
  readonly quoted?: true;
}

export type PassportProblem = TextProblem<
  /** The header does not begin with exactly `Passport1.4` and one blank. */
  | 'scheme'
  /** Blanks around a piece, or a piece with nothing in it. */
  | 'layout'
  /** A piece without `=`. Microsoft sent one (`prompt`); a client of 2004 broke on it. */
  | 'no-value'
  /** The name of a known field in other case than documented. */
  | 'name-case'
  | 'missing-field'
  | 'unclosed-quote'
  /** The ticket does not stand between single quotes. */
  | 'unquoted-ticket'
  /** A value that was to be URL-encoded holds reserved characters as they are. */
  | 'raw-org-url'
  | 'raw-sign-in'
  | 'raw-password'
  | 'bad-percent'
  | 'invalid-utf8'
  /** DALogin is neither `host/path` nor an https URL. */
  | 'bad-dalogin'
>;

/** A field and where it was found. */
export interface LocatedField extends PassportField {
  readonly index: number;
}

const scheme = 'Passport1.4';

/** Takes the scheme off. `index` is where the fields begin. */
export function splitScheme(header: string): { readonly index: number; readonly problems: PassportProblem[] } {
  if (header.startsWith(`${scheme} `) && !/^\s/.test(header.slice(scheme.length + 1))) {
    return { index: scheme.length + 1, problems: [] };
  }
  const problem: PassportProblem = {
    code: 'scheme',
    index: 0,
    message: `The header was expected to begin with ${scheme} and one blank, and does not.`,
  };
  const loose = /^\s*Passport1\.4(?:\s+|$)/i.exec(header);
  return { index: loose?.[0].length ?? 0, problems: [problem] };
}

/** Splits fields at commas, but not at those within quotes, and reports what deviates from `name=value,name='value'`. */
export function parseFields(options: {
  readonly text: string;
  /** Where the fields begin. */
  readonly start: number;
  readonly problems: PassportProblem[];
}): LocatedField[] {
  const { text, problems } = options;
  const fields: LocatedField[] = [];
  let at = options.start;
  while (at < text.length) {
    const { field, next } = parseField({ text, start: at, problems });
    if (field !== undefined) {
      fields.push(field);
    }
    at = next;
  }
  return fields;
}

function parseField(options: { readonly text: string; readonly start: number; readonly problems: PassportProblem[] }): {
  readonly field: LocatedField | undefined;
  readonly next: number;
} {
  const { text, start, problems } = options;
  const comma = endOf(text, ',', start);
  const equals = text.indexOf('=', start);
  if (equals !== -1 && equals < comma && text.charAt(equals + 1) === "'") {
    const name = trimReporting(text.slice(start, equals), { index: start, problems });
    const close = text.indexOf("'", equals + 2);
    if (close === -1) {
      const message = `The value of ${name} was expected to end in a single quote, and the header ends first.`;
      problems.push({ code: 'unclosed-quote', index: equals + 1, message });
      return { field: { name, value: text.slice(equals + 2), quoted: true, index: start }, next: text.length };
    }
    const end = endOf(text, ',', close);
    if (end !== close + 1) {
      const message = `A comma was expected behind the closing quote of ${name}, and something else came.`;
      problems.push({ code: 'layout', index: close + 1, message });
    }
    return { field: { name, value: text.slice(equals + 2, close), quoted: true, index: start }, next: end + 1 };
  }
  const piece = trimReporting(text.slice(start, comma), { index: start, problems });
  if (piece === '') {
    problems.push({
      code: 'layout',
      index: start,
      message: 'A field was expected between two commas, and nothing came.',
    });
    return { field: undefined, next: comma + 1 };
  }
  const split = piece.indexOf('=');
  if (split === -1) {
    const message = 'A field was expected to be name=value, and is a name alone.';
    problems.push({ code: 'no-value', index: start, message });
    return { field: { name: piece, index: start }, next: comma + 1 };
  }
  return { field: { name: piece.slice(0, split), value: piece.slice(split + 1), index: start }, next: comma + 1 };
}

function endOf(text: string, stop: string, from: number): number {
  const index = text.indexOf(stop, from);
  return index === -1 ? text.length : index;
}

function trimReporting(
  text: string,
  options: { readonly index: number; readonly problems: PassportProblem[] },
): string {
  const trimmed = text.trim();
  if (trimmed !== text && trimmed !== '') {
    const message = 'Fields were expected to be separated by a comma alone, and blanks came with it.';
    options.problems.push({ code: 'layout', index: options.index, message });
  }
  return trimmed;
}

/** The first field of that name, in any case of letters; other case than given is reported. */
export function findField(
  fields: readonly LocatedField[],
  options: { readonly name: string; readonly problems: PassportProblem[] },
): LocatedField | undefined {
  const { name, problems } = options;
  const found =
    fields.find((field) => field.name === name) ??
    fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined && found.name !== name) {
    const message = `The field ${name} was expected, and came in other case.`;
    problems.push({ code: 'name-case', index: found.index, message });
  }
  return found;
}

/** As `findField`; reports where there is none. */
export function requireField(
  fields: readonly LocatedField[],
  options: { readonly name: string; readonly problems: PassportProblem[] },
): LocatedField | undefined {
  const found = findField(fields, options);
  if (found?.value === undefined) {
    const message = `The field ${options.name} was expected, and did not come.`;
    options.problems.push({ code: 'missing-field', index: 0, message });
  }
  return found;
}

/** Drops where fields were found. */
export function plainFields(fields: readonly LocatedField[]): PassportField[] {
  return fields.map(({ index: _, ...field }) => field);
}

/**
 * Writes fields as `name=value,name='value'`.
 *
 * @throws TextError `passport-field` for what would not be read again as it was given: commas and quotes in the wrong place, blanks at the
 *   ends of a value, characters that no HTTP header holds
 */
export function printFields(fields: readonly PassportField[]): string {
  return fields.map(printField).join(',');
}

function printField({ name, value, quoted }: PassportField): string {
  if (!/^[!#$%&*+\-.^_`|~0-9A-Za-z]+$/.test(name)) {
    throw new TextError(
      'passport-field',
      'The name of a Passport field was expected to be a token without blanks, commas and quotes.',
    );
  }
  if (value === undefined) {
    return name;
  }
  const legal = quoted ? /^[\x20-\x26\x28-\x7e]*$/ : /^(?:[\x21-\x26\x28-\x2b\x2d-\x7e][\x21-\x2b\x2d-\x7e]*)?$/;
  if (!legal.test(value)) {
    throw new TextError(
      'passport-field',
      `The value of the Passport field ${name} was expected to be visible ASCII without ${quoted ? 'single quotes' : 'blanks, commas and a leading quote'}.`,
    );
  }
  return quoted ? `${name}='${value}'` : `${name}=${value}`;
}

/** Puts the scheme in front of printed fields. */
export function printWithScheme(fields: string): string {
  return `${scheme} ${fields}`;
}
