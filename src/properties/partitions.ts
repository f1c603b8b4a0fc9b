import type { Cut } from './arbitraries/cut';
import { boundaryKinds } from './boundary-classes';

/** All ways to cut `length` bytes in two places. */
export function* twoCuts(length: number): Generator<readonly Cut[]> {
  for (let first = 0; first < length - 1; first += 1) {
    for (let second = first + 1; second < length - 1; second += 1) {
      yield [anywhere(first), anywhere(second)];
    }
  }
}

/** All ways to cut `length` bytes in one place. */
export function* oneCuts(length: number): Generator<readonly Cut[]> {
  for (let index = 0; index < length - 1; index += 1) {
    yield [anywhere(index)];
  }
}

/** One cut at each of the first `most` places of each kind that broke real programs. */
export function* oneCutOfEachKind(most: number): Generator<readonly Cut[]> {
  for (const at of boundaryKinds) {
    for (let index = 0; index < most; index += 1) {
      yield [{ at, index }];
    }
  }
}

function anywhere(index: number): Cut {
  return { at: 'anywhere', index };
}
