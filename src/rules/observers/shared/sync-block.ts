import { type DecodedCommand, type List, listsOf } from '../../../codec';
import { accountKey, isNumber } from './words';

export interface BlockContact {
  readonly account: string;
  readonly name: string;
  readonly lists: ReadonlySet<List>;
  /** Undefined where the line has no group field. */
  readonly groups: readonly string[] | undefined;
}

const blockNames = new Set(['GTC', 'BLP', 'PRP', 'LSG', 'LST', 'BPR']);

/** The lists behind one `SYN trid version contacts groups`, while they come in. */
export class SyncBlock {
  readonly version: number;
  readonly wantedContacts: number;
  readonly wantedGroups: number;
  contactLines = 0;
  groupLines = 0;
  readonly contacts = new Map<string, BlockContact>();
  /** Names in wire form by id. */
  readonly groups = new Map<string, string>();
  gtc: string | undefined;
  blp: string | undefined;
  readonly settings = new Map<string, string>();

  constructor(syn: DecodedCommand) {
    this.version = Number(syn.parameters[0]);
    this.wantedContacts = Number(syn.parameters[1]);
    this.wantedGroups = Number(syn.parameters[2]);
  }

  /** Whether a SYN reply announces a block, with numbers that can be counted. */
  static announcedBy(command: DecodedCommand): boolean {
    return command.name === 'SYN' && command.parameters.length === 3 && command.parameters.every(isNumber);
  }

  /** All lines that were announced have come. BPRs of the last contact may still follow. */
  get complete(): boolean {
    return this.contactLines >= this.wantedContacts && this.groupLines >= this.wantedGroups;
  }

  /** Whether the command is a line of the block. A transaction id is wrong there (S-SYN-04); the line counts all the same. */
  static holds(command: DecodedCommand): boolean {
    return blockNames.has(command.name);
  }

  add(command: DecodedCommand): void {
    const [first = '', second = '', third = '', fourth] = command.parameters;
    if (command.name === 'GTC') this.gtc = first;
    else if (command.name === 'BLP') this.blp = first;
    else if (command.name === 'PRP') this.settings.set(first, second);
    else if (command.name === 'LSG') {
      this.groupLines += 1;
      this.groups.set(first, second);
    } else if (command.name === 'LST') {
      this.contactLines += 1;
      this.contacts.set(accountKey(first), {
        account: accountKey(first),
        name: second,
        lists: new Set(isNumber(third) ? listsOf(Number(third)) : []),
        groups: fourth?.split(','),
      });
    }
  }
}
