import { TextError } from '../text-error';
import {
  type PassportField,
  type PassportProblem,
  parseFields,
  plainFields,
  printFields,
  requireField,
} from './passport-field';

/** How DALogin names the login page: `login.passport.com/login2.srf`, as Microsoft did, or as a URL with `https://`. */
export type DaLoginForm = 'bare' | 'absolute';

export interface PassportUrls {
  /** DALogin as it came; absent where it did not. */
  readonly daLogin?: string | undefined;
  readonly form?: DaLoginForm | undefined;
  /** Where to ask for a ticket; absent where DALogin is missing or leads to no https page. */
  readonly loginUrl?: URL | undefined;
  readonly fields: readonly PassportField[];
  readonly problems: readonly PassportProblem[];
}

const defaultRealm: PassportField = { name: 'DARealm', value: 'Passport.Net' };

/** Reads the value of the `PassportURLs` header that the nexus answers with. Never fails. */
export function parsePassportUrls(header: string): PassportUrls {
  const problems: PassportProblem[] = [];
  const fields = parseFields({ text: header, start: 0, problems });
  const field = requireField(fields, { name: 'DALogin', problems });
  const daLogin = field?.value;
  const parsed = daLogin === undefined ? undefined : parseDaLogin(daLogin);
  if (field !== undefined && daLogin !== undefined && parsed === undefined) {
    const message = 'DALogin was expected to be host/path or an https URL, and is neither.';
    problems.push({ code: 'bad-dalogin', index: field.index, message });
  }
  return { daLogin, form: parsed?.form, loginUrl: parsed?.url, fields: plainFields(fields), problems };
}

function parseDaLogin(daLogin: string): { readonly form: DaLoginForm; readonly url: URL } | undefined {
  if (!/^[\x21-\x7e]+$/.test(daLogin)) {
    return undefined;
  }
  const form: DaLoginForm = /^[a-z][a-z0-9+.-]*:\/\//i.test(daLogin) ? 'absolute' : 'bare';
  const url = form === 'absolute' ? daLogin : `https://${daLogin}`;
  if (!URL.canParse(url)) {
    return undefined;
  }
  const parsed = new URL(url);
  return parsed.protocol === 'https:' ? { form, url: parsed } : undefined;
}

/**
 * Writes the value of the `PassportURLs` header. The realm `Passport.Net` stands in front, as with Microsoft's nexus.
 *
 * @throws TextError `dalogin` for a login URL that is not https, `passport-field`
 */
export function printPassportUrls(options: {
  readonly loginUrl: URL;
  readonly form: DaLoginForm;
  /** Fields behind DALogin. */
  readonly more?: readonly PassportField[];
}): string {
  const { loginUrl, form, more = [] } = options;
  if (loginUrl.protocol !== 'https:') {
    throw new TextError('dalogin', 'The login URL was expected to be an https URL.');
  }
  const value = form === 'absolute' ? loginUrl.href : loginUrl.href.slice('https://'.length);
  return printFields([defaultRealm, { name: 'DALogin', value }, ...more]);
}
