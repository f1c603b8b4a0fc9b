import type { DaLoginForm } from '../../codec';

/** In what case the login server and the nexus write the names of the Passport headers. `Passporturls` was seen behind a proxy. */
export type HeaderCase = 'documented' | 'capitalised' | 'lower' | 'upper';

/** What real nexus and login servers vary. May be changed at any time; the next request sees it. */
export interface PassportKnobs {
  /** Microsoft sent DALogin without a scheme, others send `https://`. Default `bare`. */
  daLogin: DaLoginForm;
  /** Default `documented`. C-AUT-07 */
  headerCase: HeaderCase;
  /** How many 302 answers come before the login page decides, 0 to 99. Default 0. C-AUT-05 */
  redirects: number;
  /** cbtxt of a refusal; undefined leaves it out, as some servers do. Default a sentence. C-AUT-06 */
  refusalText: string | undefined;
  /** `close` ends the connection after each answer; `keep-alive` does as HTTP/1.1 clients wish. Default `close`. */
  connection: 'close' | 'keep-alive';
}

/** What Microsoft's servers did. */
export function defaultPassportKnobs(): PassportKnobs {
  return {
    daLogin: 'bare',
    headerCase: 'documented',
    redirects: 0,
    refusalText: 'The e-mail address or the password is wrong.',
    connection: 'close',
  };
}
