import { decodeText } from '../decode-text';
import { encodeText } from '../encode-text';
import {
  findField,
  type LocatedField,
  type PassportField,
  type PassportProblem,
  parseFields,
  plainFields,
  printFields,
  printWithScheme,
  requireField,
  splitScheme,
} from './passport-field';

/** What the login server says in `Authentication-Info` or `WWW-Authenticate`. */
export interface PassportAnswer {
  /** `success`, `failed`, `redir`, `fail-noretry`, or whatever came. */
  readonly status?: string | undefined;
  /** The text between the quotes of from-PP, to be sent as it stands in `USR … TWN S`. */
  readonly ticket?: string | undefined;
  /** What to show to the user: cbtxt, decoded. */
  readonly text?: string | undefined;
  readonly fields: readonly PassportField[];
  readonly problems: readonly PassportProblem[];
}

/** Reads the value of either header. Never fails. Success without a ticket is a problem; failure without cbtxt is none. */
export function parsePassportAnswer(header: string): PassportAnswer {
  const { index, problems } = splitScheme(header);
  const fields = parseFields({ text: header, start: index, problems });
  const status = requireField(fields, { name: 'da-status', problems })?.value;
  return {
    status,
    ticket: ticketOf(fields, { isSuccess: status === 'success', problems }),
    text: textOf(fields, problems),
    fields: plainFields(fields),
    problems,
  };
}

function ticketOf(
  fields: readonly LocatedField[],
  options: { readonly isSuccess: boolean; readonly problems: PassportProblem[] },
): string | undefined {
  const { isSuccess, problems } = options;
  const find = isSuccess ? requireField : findField;
  const field = find(fields, { name: 'from-PP', problems });
  if (field?.value !== undefined && !field.quoted) {
    const message = 'The ticket was expected between single quotes, and has none.';
    problems.push({ code: 'unquoted-ticket', index: field.index, message });
  }
  return field?.value;
}

function textOf(fields: readonly LocatedField[], problems: PassportProblem[]): string | undefined {
  const field = findField(fields, { name: 'cbtxt', problems });
  if (field?.value === undefined) {
    return undefined;
  }
  const decoded = decodeText(field.value);
  for (const problem of decoded.problems) {
    problems.push({ ...problem, index: field.index });
  }
  return decoded.text;
}

/**
 * Writes the value of `Authentication-Info`: with a ticket for status 200, without one for the redirect of status 302.
 *
 * @throws TextError `passport-field` for a ticket that holds a single quote, a control or a character beyond ASCII
 */
export function printAuthenticationInfo(
  options:
    | { readonly status: 'redir' }
    | { readonly status: 'success'; readonly ticket: string; readonly returnUrl?: string },
): string {
  if (options.status === 'redir') {
    return printWithScheme(printFields([{ name: 'da-status', value: 'redir' }]));
  }
  return printWithScheme(
    printFields([
      { name: 'da-status', value: 'success' },
      { name: 'tname', value: 'MSPAuth' },
      { name: 'tname', value: 'MSPProf' },
      { name: 'tname', value: 'MSPSec' },
      { name: 'from-PP', value: options.ticket, quoted: true },
      { name: 'ru', value: options.returnUrl ?? 'http://messenger.msn.com' },
    ]),
  );
}

/** Writes the value of `WWW-Authenticate` for status 401. Without `text` there is no cbtxt, as with some servers. */
export function printWwwAuthenticate(
  options: { readonly status?: 'failed' | 'fail-noretry'; readonly text?: string } = {},
): string {
  const fields: PassportField[] = [
    { name: 'da-status', value: options.status ?? 'failed' },
    { name: 'srealm', value: 'Passport.NET' },
    { name: 'ts', value: '-3' },
  ];
  const text =
    options.text === undefined ? [] : [{ name: 'cbtxt', value: encodeText(options.text, { style: 'reserved' }) }];
  return printWithScheme(printFields([...fields, ...text]));
}
