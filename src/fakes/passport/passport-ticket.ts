import { X509Certificate } from 'node:crypto';
import {
  type PassportAnswer,
  parsePassportAnswer,
  parsePassportUrls,
  printAuthorization,
  type Side,
  TextError,
} from '../../codec';
import type { Trace } from '../../wire';
import { type HttpsAnswer, type HttpsGetOptions, hostOf, httpsGet, placeOf } from './https-get';
import { legibleText } from './legible-text';
import { PassportError } from './passport-error';
import { PassportLog } from './passport-log';

export interface PassportTicketOptions {
  /** `https://nexus.passport.com/rdr/pprdr.asp`, or another's. */
  readonly nexusUrl: string;
  readonly account: string;
  readonly password: string;
  /** As the server gave it in `USR … TWN S`; sent on unchanged. */
  readonly challenge: string;
  /** Certificate authorities to trust, PEM. Default: those that Node knows. */
  readonly ca?: string | undefined;
  /** Accepts any certificate. */
  readonly insecure?: true | undefined;
  /** Where to connect instead of the host and port of a URL. The names in TLS and HTTP stay. */
  connectTo?(address: { readonly host: string; readonly port: number }): {
    readonly host: string;
    readonly port: number;
  };
  /** Changes the `Authorization` header; for mutants. */
  authorization?(header: string): string;
  /** The `Authorization` header behind a redirect, given that before it; for mutants. Default: the same. */
  authorizationBehindRedirect?(header: string): string;
  /** Whether `name` is the header `wanted`, which is in lower case; for mutants. Default: in any case. */
  isHeader?(name: string, wanted: string): boolean;
  readonly trace: Trace;
  /** Limit for all requests together, in milliseconds. */
  readonly timeoutMs: number;
  /** What each nexus has been asked: it is not asked again, and what it is asked now is added. Default: the nexus is asked. */
  readonly loginPages?: LoginPages | undefined;
  /** Ends the requests when it is aborted, as the time limit does. */
  readonly signal?: AbortSignal | undefined;
  /** Redirects followed, at the nexus and at the login server together. Default 10. */
  readonly maxRedirects?: number | undefined;
  /** The end that the subject holds: `server` when these Passport servers are under test. */
  readonly subject?: Side | undefined;
  /** Account or persona, for people. */
  readonly label?: string | undefined;
}

/** Login pages that a nexus has named, or is being asked for, by its URL. */
export type LoginPages = Map<string, Promise<URL>>;

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Obtains a ticket by Passport 1.4 as a client does: asks the nexus for the login page, in either form of DALogin, asks the login page with
 * account, password and challenge, and follows redirects with the same credentials (C-AUT-02 to C-AUT-07).
 *
 * Password and ticket are made known to the trace as secrets. All connections are closed when the promise settles.
 *
 * @returns the text of from-PP, for `USR … TWN S` as it stands
 * @throws PassportError
 */
export async function passportTicket(options: PassportTicketOptions): Promise<string> {
  const nexusUrl = parseNexusUrl(options.nexusUrl);
  requireUsableCa(options.ca);
  const authorization = authorizationFor(options);
  addSecrets(options);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error('the time limit ran out')), options.timeoutMs);
  const end = () => stop.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', end);
  if (options.signal?.aborted === true) end();
  try {
    const walk = new Walk(options, stop.signal);
    const page = await loginPage({ nexusUrl, walk, options });
    const login = await walk.get(page, [['Authorization', authorization]]);
    const ticket = ticketOf(login, options);
    options.trace.addSecret(ticket);
    return ticket;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', end);
  }
}

async function loginPage(asking: {
  readonly nexusUrl: URL;
  readonly walk: Walk;
  readonly options: PassportTicketOptions;
}): Promise<URL> {
  const { nexusUrl, walk } = asking;
  const known = asking.options.loginPages;
  // Whoever asked in vain tells of it; asking again may go better.
  const named = await known?.get(nexusUrl.href)?.catch(() => undefined);
  if (named !== undefined) {
    return named;
  }
  const asked = walk.get(nexusUrl, []).then((nexus) => loginUrlOf(nexus, asking.options));
  known?.set(nexusUrl.href, asked);
  return asked;
}

/** An answer and the page that gave it at last. */
interface Arrival extends HttpsAnswer {
  readonly url: URL;
}

/** Requests that follow redirects out of one allowance. */
class Walk {
  readonly #options: PassportTicketOptions;
  readonly #signal: AbortSignal;
  #redirects = 0;

  constructor(options: PassportTicketOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  async get(start: URL, first: HttpsGetOptions['headers']): Promise<Arrival> {
    let url = start;
    let headers = first;
    for (;;) {
      const answer = await this.#getOnce(url, headers);
      if (!redirectStatuses.has(answer.status)) return { ...answer, url };
      this.#redirects += 1;
      const allowed = this.#options.maxRedirects ?? 10;
      if (this.#redirects > allowed) {
        throw new PassportError('redirect-loop', `${placeOf(url)} redirects once more after ${allowed} redirects.`);
      }
      url = locationOf(answer, url);
      headers = headers.map(([name, value]) => [name, this.#options.authorizationBehindRedirect?.(value) ?? value]);
    }
  }

  #getOnce(url: URL, headers: HttpsGetOptions['headers']): Promise<HttpsAnswer> {
    const { ca, insecure, trace, subject, label, connectTo } = this.#options;
    const named = { host: hostOf(url), port: url.port === '' ? 443 : Number(url.port) };
    return httpsGet({
      url,
      headers: [['User-Agent', 'MSMSGS'], ...headers],
      address: connectTo?.(named) ?? named,
      ca,
      insecure,
      signal: this.#signal,
      openLog: () => new PassportLog(trace, { subject, label }),
    });
  }
}

function parseNexusUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') {
    throw new PassportError(
      'bad-input',
      `The nexus URL was expected to be an https URL, and is "${legibleText(text)}".`,
    );
  }
  return url;
}

/** The last that was looked at: a run comes with the same hundreds of times. */
let usableCa: string | undefined;

/** Node ignores what is no certificate, and then trusts nobody. */
function requireUsableCa(ca: string | undefined): void {
  try {
    if (ca !== undefined && ca !== usableCa) new X509Certificate(ca);
    usableCa = ca;
  } catch {
    throw new PassportError(
      'bad-input',
      'The certificate authority was expected to be a certificate in PEM, and is not.',
    );
  }
}

function authorizationFor(options: PassportTicketOptions): string {
  const { account, password, challenge } = options;
  try {
    const header = printAuthorization({ account, password, challenge });
    return options.authorization?.(header) ?? header;
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    throw new PassportError('bad-input', error.message);
  }
}

function addSecrets({ password, trace }: PassportTicketOptions): void {
  if (password !== '') trace.addSecret(password);
}

/** C-AUT-07: names are the same in any case. */
function headersOf(
  answer: HttpsAnswer,
  wanted: { readonly name: string; readonly options: PassportTicketOptions },
): string[] {
  const { isHeader = (name, other) => name.toLowerCase() === other } = wanted.options;
  return answer.headers.filter(([name]) => isHeader(name, wanted.name)).map(([, value]) => value);
}

function loginUrlOf(nexus: Arrival, options: PassportTicketOptions): URL {
  const place = placeOf(nexus.url);
  if (nexus.status !== 200) {
    throw new PassportError('bad-answer', `${place} was expected to answer 200, and answered ${nexus.status}.`);
  }
  const [urls] = headersOf(nexus, { name: 'passporturls', options });
  if (urls === undefined) {
    throw new PassportError('bad-answer', `${place} was expected to send the header PassportURLs, and did not.`);
  }
  const { loginUrl, problems } = parsePassportUrls(urls);
  if (loginUrl === undefined) {
    const problem = problems.find(({ code }) => code === 'bad-dalogin' || code === 'missing-field');
    throw new PassportError(
      'bad-answer',
      `PassportURLs of ${place} names no login page. ${problem?.message ?? ''}`.trimEnd(),
    );
  }
  return loginUrl;
}

function locationOf(answer: HttpsAnswer, from: URL): URL {
  const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  const place = placeOf(from);
  if (location === undefined) {
    throw new PassportError('bad-answer', `${place} redirects, and has no Location header that says where to.`);
  }
  const url = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (url?.protocol !== 'https:') {
    // Credentials follow a redirect (C-AUT-05), yet never unencrypted.
    throw new PassportError('bad-answer', `${place} redirects to what is no https URL.`);
  }
  return url;
}

function ticketOf(login: Arrival, options: PassportTicketOptions): string {
  const { account, password } = options;
  const place = placeOf(login.url);
  const answer = passportAnswerOf(login, options);
  const failed = login.status === 401 || answer?.status === 'failed' || answer?.status === 'fail-noretry';
  if (failed) {
    // The server's own words might repeat the password.
    const words = password === '' ? answer?.text : answer?.text?.replaceAll(password, '*'.repeat(8));
    const said = words === undefined ? 'and gives no reason' : `and says: ${legibleText(words)}`;
    throw new PassportError('refused', `${place} refuses ${legibleText(account)}, ${said}`);
  }
  if (login.status !== 200) {
    throw new PassportError('bad-answer', `${place} was expected to answer 200 or 401, and answered ${login.status}.`);
  }
  const ticket = answer?.ticket;
  if (ticket === undefined || ticket === '') {
    throw new PassportError('bad-answer', `${place} answered 200, and sent no ticket in Authentication-Info.`);
  }
  if (!/^[\x21-\x7e]+$/.test(ticket)) {
    throw new PassportError(
      'bad-answer',
      `The ticket of ${place} was expected to be one word of visible ASCII, and is not.`,
    );
  }
  return ticket;
}

/** Other schemes may be offered beside Passport's. */
function passportAnswerOf(login: HttpsAnswer, options: PassportTicketOptions): PassportAnswer | undefined {
  const values = ['authentication-info', 'www-authenticate'].flatMap((name) => headersOf(login, { name, options }));
  const value = values.find((each) => /^\s*Passport1\.4/i.test(each)) ?? values[0];
  return value === undefined ? undefined : parsePassportAnswer(value);
}
