import type { List } from '../../../codec';
import type { FinishedBlock } from './watch-accounts';

const editable = ['FL', 'AL', 'BL'] as const;

/**
 * Whether the lists behind SYN agree with the edits that the server confirmed. An accusation that rests on such a list alone waits until one has shown
 * what was added, and is dropped where one is wrong (S-SYN-11).
 */
export class ListTrust {
  readonly #state = new Map<List, 'right' | 'wrong'>();
  readonly #waiting = new Map<List, (() => void)[]>();

  see({ block, facts, request }: FinishedBlock): void {
    for (const list of editable) {
      for (const contact of facts.contacts) {
        const known = facts.isOn(list, contact);
        if (known?.confirmed === undefined || known.since >= request.event.index) continue;
        const isShown = block.contacts.get(contact)?.lists.has(list) === true;
        if (isShown !== known.value) this.#state.set(list, 'wrong');
        else if (isShown && this.#state.get(list) === undefined) this.#state.set(list, 'right');
      }
      this.#settle(list);
    }
  }

  /** Calls back once lists of this kind have been right, at once where they have. */
  whenRight(list: List, accuse: () => void): void {
    this.#waiting.set(list, [...(this.#waiting.get(list) ?? []), accuse]);
    this.#settle(list);
  }

  #settle(list: List): void {
    const state = this.#state.get(list);
    if (state === undefined) return;
    const waiting = this.#waiting.get(list) ?? [];
    this.#waiting.delete(list);
    if (state === 'right') for (const accuse of waiting) accuse();
  }
}
