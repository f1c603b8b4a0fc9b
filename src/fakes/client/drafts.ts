import { encodeText } from '../../codec';
import { type Beliefs, contactOf } from './beliefs';
import type { ClientBehaviour } from './client-behaviour';
import type { ClientPolicy, ListEdit } from './client-policy';
import type { Draft } from './draft';
import { FakeClientError } from './fake-client-error';

/** Words the client's requests. What must not go out is refused here, before a byte is sent. */
export class Drafts {
  /** What CHG tells of the client's abilities; undefined where it tells nothing. */
  clientId: number | undefined;

  constructor(
    private readonly behaviour: ClientBehaviour,
    private readonly policy: ClientPolicy,
  ) {
    this.clientId = behaviour.clientId;
  }

  /** C-CHG-01 to 03 */
  status(status: string): Draft {
    const { clientId } = this;
    return { name: 'CHG', parameters: [status, ...(clientId === undefined ? [] : [String(clientId)])] };
  }

  /** C-LST-01, C-LST-11: a group goes with FL, always, and with nothing else. */
  addToForward(options: {
    readonly account: string;
    readonly nameWord: string;
    readonly group?: string | undefined;
  }): Draft {
    return { name: 'ADD', parameters: ['FL', options.account, options.nameWord, options.group ?? '0'] };
  }

  addTo(options: { readonly list: 'AL' | 'BL'; readonly account: string; readonly nameWord: string }): Draft {
    return { name: 'ADD', parameters: [options.list, options.account, options.nameWord] };
  }

  edits(options: {
    readonly account: string;
    readonly edits: readonly ListEdit[];
    readonly beliefs: Beliefs;
  }): readonly Draft[] {
    const { account, edits, beliefs } = options;
    return edits.map(({ name, list }) =>
      name === 'ADD'
        ? this.addTo({ list, account, nameWord: this.listName(account, beliefs) })
        : { name, parameters: [list, account] },
    );
  }

  /** The name by which a contact goes onto a list: the one that is known and fits, or else the account. */
  listName(account: string, beliefs: Beliefs): string {
    const known = contactOf(beliefs, account)?.name;
    const word = known === undefined ? '' : this.text(known);
    return this.policy.mayName(word) ? word : this.name(account);
  }

  /** @throws FakeClientError `bad-argument` for a name that is empty or longer than 387 bytes when encoded (C-LST-09) */
  name(name: string): string {
    const word = this.text(name);
    if (!this.policy.mayName(word)) {
      const bytes = Buffer.byteLength(word, 'utf8');
      throw new FakeClientError('bad-argument', `A name has 1 to 387 bytes when encoded, and this one has ${bytes}.`);
    }
    return word;
  }

  /** @throws FakeClientError `bad-argument` for an empty name */
  groupName(name: string): string {
    const word = this.text(name);
    if (word === '') {
      throw new FakeClientError('bad-argument', 'A group needs a name: no line can carry an empty one.');
    }
    return word;
  }

  /** An empty number unsets it. @throws FakeClientError `bad-argument` for one of more than 95 bytes when encoded */
  setting(options: { readonly type: string; readonly value: string }): Draft {
    const word = this.text(options.value);
    if (!this.policy.mayNumber(word)) {
      const bytes = Buffer.byteLength(word, 'utf8');
      throw new FakeClientError(
        'bad-argument',
        `A phone number has at most 95 bytes when encoded, and this one has ${bytes}.`,
      );
    }
    return { name: 'PRP', parameters: [options.type, ...(word === '' ? [] : [word])] };
  }

  /** X-ENC-01 */
  text(text: string): string {
    return encodeText(text, { style: this.behaviour.textStyle });
  }
}
