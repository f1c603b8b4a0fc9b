import { decodeText } from '../decode-text';
import { encodeText } from '../encode-text';
import { TextError } from '../text-error';
import {
  type LocatedField,
  type PassportProblem,
  printFields,
  printWithScheme,
  requireField,
  splitScheme,
} from './passport-field';

/** What a client asks for a ticket with. Values are decoded; what is absent did not come. */
export interface Authorization {
  readonly orgVerb?: string | undefined;
  readonly orgUrl?: string | undefined;
  readonly signIn?: string | undefined;
  readonly password?: string | undefined;
  /** The password as sent. A client that does not encode means this one, even where it happens to hold `%XX`. */
  readonly rawPassword?: string | undefined;
  /** All that follows the four fields, as it stands. */
  readonly challenge?: string | undefined;
  readonly problems: readonly PassportProblem[];
}

const ownFields = ['OrgVerb', 'OrgURL', 'sign-in', 'pwd'] as const;

/** Unreserved characters, those that `encodeURIComponent` also leaves, and `%XX`. */
const encoded = /^(?:[A-Za-z0-9\-._~!*'()]|%[0-9A-Fa-f]{2})*$/;

/**
 * Reads the value of the `Authorization` header of a login request:
 * `Passport1.4 OrgVerb=…,OrgURL=…,sign-in=…,pwd=…,` and the challenge of `USR … TWN S` as it stands. Never fails.
 *
 * Values may be URL-encoded or raw (reported). A raw password may hold commas; only `challenge`, the one that was given out, can then tell
 * where it ends. Some clients put fields of their own in front of it, under names that it has too: they belong to neither.
 */
export function parseAuthorization(header: string, options: { readonly challenge?: string } = {}): Authorization {
  const { index: start, problems } = splitScheme(header);
  const known =
    options.challenge !== undefined && header.endsWith(`,${options.challenge}`) ? options.challenge : undefined;
  const text = known === undefined ? header : withoutFieldsOf(known, header.slice(0, -known.length - 1));
  const { fields, end } = leadingFields({ text, start, extendsLast: known !== undefined, problems });
  const challenge = known ?? (end < text.length ? text.slice(end) : undefined);
  if (challenge === undefined) {
    problems.push({
      code: 'missing-field',
      index: header.length,
      message: 'The challenge was expected behind the fields, and did not come.',
    });
  }
  const orgVerb = requireField(fields, { name: 'OrgVerb', problems });
  const orgUrl = requireField(fields, { name: 'OrgURL', problems });
  const signIn = requireField(fields, { name: 'sign-in', problems });
  const password = requireField(fields, { name: 'pwd', problems });
  return {
    orgVerb: orgVerb?.value,
    orgUrl: decodeValue(orgUrl, { raw: 'raw-org-url', problems }),
    signIn: decodeValue(signIn, { raw: 'raw-sign-in', problems }),
    password: decodeValue(password, { raw: 'raw-password', problems }),
    rawPassword: password?.value,
    challenge,
    problems,
  };
}

/** Takes off what stands at the end under names that the challenge has as well. */
function withoutFieldsOf(challenge: string, text: string): string {
  const names = new Set(challenge.split(',').map((piece) => piece.split('=', 1)[0]));
  const pieces = text.split(',');
  const last = pieces.findLastIndex((piece) => !piece.includes('=') || !names.has(piece.split('=', 1)[0]));
  return pieces.slice(0, last + 1).join(',');
}

/** The four fields in whatever order. What follows them is the challenge, even where it looks like fields. */
function leadingFields(options: {
  readonly text: string;
  readonly start: number;
  /** The challenge is off already, so that the last field goes to the end. */
  readonly extendsLast: boolean;
  readonly problems: PassportProblem[];
}): { readonly fields: LocatedField[]; readonly end: number } {
  const { text, start, extendsLast, problems } = options;
  const fields: LocatedField[] = [];
  let at = start;
  while (at < text.length && fields.length < ownFields.length) {
    const comma = text.indexOf(',', at);
    const isLast = fields.length === ownFields.length - 1;
    const end = comma === -1 || (extendsLast && isLast) ? text.length : comma;
    const name = text.slice(at, end).split('=', 1)[0]?.trim().toLowerCase() ?? '';
    const isOwn = ownFields.some((own) => own.toLowerCase() === name);
    if (!isOwn || fields.some((field) => field.name.toLowerCase() === name)) {
      break;
    }
    fields.push(locate({ piece: text.slice(at, end), index: at, problems }));
    at = end + 1;
  }
  return { fields, end: at };
}

/** One of the client's own fields. A quote or a comma in it is part of the value. */
function locate(options: {
  readonly piece: string;
  readonly index: number;
  readonly problems: PassportProblem[];
}): LocatedField {
  const { piece, index, problems } = options;
  const trimmed = piece.trimStart();
  if (trimmed !== piece) {
    problems.push({
      code: 'layout',
      index,
      message: 'Fields were expected to be separated by a comma alone, and blanks came with it.',
    });
  }
  const equals = trimmed.indexOf('=');
  return equals === -1
    ? { name: trimmed, index }
    : { name: trimmed.slice(0, equals).trim(), value: trimmed.slice(equals + 1), index };
}

function decodeValue(
  field: LocatedField | undefined,
  options: {
    readonly raw: 'raw-org-url' | 'raw-sign-in' | 'raw-password';
    readonly problems: PassportProblem[];
  },
): string | undefined {
  if (field?.value === undefined) {
    return undefined;
  }
  if (!encoded.test(field.value)) {
    const message = `The value of ${field.name} was expected to be URL-encoded, and holds reserved characters as they are.`;
    options.problems.push({ code: options.raw, index: field.index, message });
  }
  const { text, problems } = decodeText(field.value);
  for (const problem of problems) {
    options.problems.push({ ...problem, index: field.index });
  }
  return text;
}

/**
 * Writes the value of the `Authorization` header as the official client did: OrgURL, account and password URL-encoded, the challenge
 * unchanged at the end (C-AUT-02, C-AUT-03, C-AUT-04).
 *
 * @throws TextError `passport-field` for a challenge that is empty or holds blanks, controls or characters beyond ASCII
 */
export function printAuthorization(options: {
  readonly account: string;
  readonly password: string;
  readonly challenge: string;
  /** `http://messenger.msn.com` unless told otherwise. */
  readonly orgUrl?: string;
}): string {
  const { account, password, challenge, orgUrl = 'http://messenger.msn.com' } = options;
  if (!/^[\x21-\x7e]+$/.test(challenge)) {
    throw new TextError('passport-field', 'The challenge was expected to be one word of visible ASCII.');
  }
  const fields = printFields([
    { name: 'OrgVerb', value: 'GET' },
    { name: 'OrgURL', value: encodeOrgUrl(orgUrl) },
    { name: 'sign-in', value: encodeText(account, { style: 'reserved' }) },
    { name: 'pwd', value: encodeText(password, { style: 'reserved' }) },
  ]);
  return printWithScheme(`${fields},${challenge}`);
}

/** The official client wrote the dots of this one as `%2E`. */
function encodeOrgUrl(url: string): string {
  return encodeText(url, { style: 'reserved' }).replaceAll('.', '%2E');
}
