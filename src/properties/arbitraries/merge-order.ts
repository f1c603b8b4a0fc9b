import fc from 'fast-check';

/**
 * How several streams are merged without changing the order within any: at each step, the index of the stream whose turn it is among those that have
 * something left. 0 is the first of them, so that it shrinks to one stream after the other.
 */
export function mergeOrder(options: {
  /** Items of all streams together. */
  readonly items: number;
  readonly streams: number;
}): fc.Arbitrary<readonly number[]> {
  const { items, streams } = options;
  return fc.array(fc.integer({ min: 0, max: Math.max(0, streams - 1) }), { maxLength: items });
}

/** Merges streams by choices; where the choices end, the first stream that has something left goes on. */
export function mergeInOrder<Item>(streams: readonly (readonly Item[])[], choices: readonly number[]): Item[] {
  const left = streams.map((stream) => [...stream]);
  const merged: Item[] = [];
  for (let step = 0; ; step += 1) {
    const open = left.filter((stream) => stream.length > 0);
    const turn = open[(choices[step] ?? 0) % Math.max(1, open.length)];
    const item = turn?.shift();
    if (item === undefined) {
      return merged;
    }
    merged.push(item);
  }
}
