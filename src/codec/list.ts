/** The four lists in the order of their bits: forward, allow, block, reverse. */
export const lists = ['FL', 'AL', 'BL', 'RL'] as const;

export type List = (typeof lists)[number];

const bits: Readonly<Record<List, number>> = { FL: 1, AL: 2, BL: 4, RL: 8 };

/** Case counts. */
export function isList(word: string): word is List {
  return Object.hasOwn(bits, word);
}

/**
 * The lists whose bits are set in the third field of `LST`, in the order of the bits. Bits above RL mean nothing and are passed over. A number of
 * any size is taken, as it may come from a peer.
 *
 * @throws RangeError where `sum` is negative, a fraction or no number
 */
export function listsOf(sum: number): List[] {
  if (!Number.isInteger(sum) || sum < 0) {
    throw new RangeError(`The lists of a contact are a sum of bits, a whole number from 0; ${sum} is none.`);
  }
  return lists.filter((list) => (sum & bits[list]) !== 0);
}

/** The sum for the third field of `LST`, 0 to 15. A list named twice counts once. */
export function bitsOf(members: Iterable<List>): number {
  let sum = 0;
  for (const list of members) {
    sum |= bits[list];
  }
  return sum;
}
