import type { Service, Side } from './command';

/** How the words of a parameter are to be read. The names are those of the reference; `docs/` explains each. */
export type ParameterType =
  | 'word' // opaque, one token
  | 'text' // free text, URL-encoded
  | 'account'
  | 'dialect'
  | 'number' // unsigned decimal, 32 bits
  | 'listVersion'
  | 'list' // FL AL BL RL
  | 'listBits' // sum of FL=1 AL=2 BL=4 RL=8, 1 to 15
  | 'group' // one group id
  | 'groups' // comma list of group ids
  | 'status' // NLN BSY IDL BRB AWY PHN LUN HDN
  | 'clientId' // unsigned decimal, 32 bits
  | 'address' // host:port, the port optional where the reference says so
  | 'flag' // 0 or 1
  | 'url';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** The only words allowed here, where the reference closes the set (for example `TWN`, `AL`). Case counts. */
  readonly values?: readonly string[];
  /** May be missing; only at the end. */
  readonly optional?: true;
  /** Takes all words from here on, one or more. Only at the end. The field value joins them by one space. */
  readonly rest?: true;
}

export interface Form {
  /** `C.` or `S.` for the sender, the command, and what tells it from its siblings: `S.SYN`, `S.SYN.equal`, `S.GTC.block`. */
  readonly id: string;
  readonly name: string;
  readonly services: readonly Service[];
  readonly from: Side;
  /** `zero`: always 0 (asynchronous). */
  readonly trid: 'required' | 'none' | 'optional' | 'zero';
  readonly parameters: readonly Parameter[];
  /** The last word of the line is the byte length of a payload that follows. */
  readonly payload?: true;
  /** Stage in which a server takes it from a client. */
  readonly stage?: 'login' | 'online';
  /** Keys of the sources that state it. */
  readonly source: string;
  readonly confidence: 'spec' | 'observed' | 'lore';
  /** What it is for, one line. */
  readonly summary: string;
}
