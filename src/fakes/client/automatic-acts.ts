import { type Command, type DecodedCommand, decodeText, EncodeError, encode, normalizeAccount } from '../../codec';
import { type Beliefs, type Contact, contactOf } from './beliefs';
import type { ClientBehaviour } from './client-behaviour';
import type { ClientPolicy } from './client-policy';
import type { Draft } from './draft';
import type { Drafts } from './drafts';
import { OpenActs } from './open-acts';

/** Challenges that may wait for the end of the login. */
const mostEarlyChallenges = 16;

export interface AutomaticActsOptions {
  readonly behaviour: ClientBehaviour;
  readonly policy: ClientPolicy;
  readonly drafts: Drafts;
  beliefs(): Beliefs;
  nextTrid(): number;
  /** Sends commands in one segment, if that is still possible. */
  send(commands: readonly Command[]): void;
}

/** What a client sends without being told: answers to challenges, to who added it, to new names. */
export class AutomaticActs {
  readonly #options: AutomaticActsOptions;
  readonly #open = new OpenActs();
  readonly #earlyChallenges: string[] = [];

  constructor(options: AutomaticActsOptions) {
    this.#options = options;
  }

  /** A new connection begins: nothing is open on it. */
  reset(): void {
    this.#open.clear();
    this.#earlyChallenges.length = 0;
  }

  /** Takes note that the request with this id has been answered. */
  settle(trid: number): void {
    this.#open.end(trid);
  }

  /** Acts on a command that the beliefs hold already. */
  actOn(command: DecodedCommand): void {
    if (command.name === 'CHL') {
      this.#meetChallenge(command.fields.challenge);
    } else if (command.form === 'S.USR.ok') {
      for (const challenge of this.#earlyChallenges.splice(0)) {
        this.#meetChallenge(challenge);
      }
    } else if (command.name === 'NLN') {
      this.#followName(command);
    } else if (command.form === 'S.ADD.unasked' && command.fields.list === 'RL') {
      this.#answerOneReverse(command);
    }
  }

  /** The requests that answer whoever has added the client and waits (C-SYN-12, C-LST-05). */
  answersToReverse(contacts: Iterable<Contact>): readonly Command[] {
    const { behaviour, policy, drafts } = this.#options;
    const answers: Command[] = [];
    for (const contact of behaviour.answersReverse ? contacts : []) {
      const { account } = contact;
      const beliefs = this.#options.beliefs();
      const list = policy.listForReverse(contact, beliefs);
      // An account that is too long to be a name, too, is none that a user would let in.
      if (list !== undefined && policy.mayName(drafts.text(account))) {
        const draft = drafts.addTo({ list, account, nameWord: drafts.listName(account, beliefs) });
        answers.push(...this.#begin(`ADD ${normalizeAccount(account)}`, draft));
      }
    }
    return answers;
  }

  /** C-CHL-01 to 05. A challenge in the middle of the login waits: until USR OK every step is awaited in silence (C-USR-02). */
  #meetChallenge(challenge: string | undefined): void {
    const { behaviour, policy } = this.#options;
    if (!behaviour.answersChallenges || challenge === undefined) {
      return;
    }
    if (!this.#options.beliefs().signedIn) {
      if (this.#earlyChallenges.length < mostEarlyChallenges) {
        this.#earlyChallenges.push(challenge);
      }
      return;
    }
    const clientId = behaviour.challengeId;
    const digest = policy.answerChallenge({ challenge, clientId });
    this.#options.send([
      { name: 'QRY', trid: this.#options.nextTrid(), parameters: [clientId], payload: Buffer.from(digest, 'latin1') },
    ]);
  }

  /** C-PRS-05 */
  #followName({ fields }: DecodedCommand): void {
    const { behaviour, policy, drafts } = this.#options;
    const contact = fields.account === undefined ? undefined : contactOf(this.#options.beliefs(), fields.account);
    if (!behaviour.followsNames || contact?.lists.includes('FL') !== true || fields.name === undefined) {
      return;
    }
    const { text, problems } = decodeText(fields.name);
    if (problems.length > 0 || text === contact.name || fields.status === 'FLN') {
      return;
    }
    const word = drafts.text(text);
    if (policy.mayName(word)) {
      const key = `REA ${normalizeAccount(contact.account)} ${word}`;
      this.#options.send(this.#begin(key, { name: 'REA', parameters: [contact.account, word] }));
    }
  }

  #answerOneReverse({ fields }: DecodedCommand): void {
    const beliefs = this.#options.beliefs();
    const contact = fields.account === undefined ? undefined : contactOf(beliefs, fields.account);
    // Before the list has come nobody can tell on which lists the account is.
    if (contact !== undefined && beliefs.synchronised) {
      this.#options.send(this.answersToReverse([contact]));
    }
  }

  /** Gives an act its transaction id, unless the very same is open, or the server named something that no line can carry. */
  #begin(key: string, draft: Draft): readonly Command[] {
    if (!this.#open.mayBegin(key) || !canBeEncoded(draft)) {
      return [];
    }
    const trid = this.#options.nextTrid();
    this.#open.begin(key, trid);
    return [{ ...draft, trid }];
  }
}

function canBeEncoded(draft: Draft): boolean {
  try {
    encode({ ...draft, trid: 0 });
    return true;
  } catch (error) {
    if (error instanceof EncodeError) {
      return false;
    }
    throw error;
  }
}
