import { bitsOf, isList, listsOf } from '../../src/codec';

describe('list bits', () => {
  test.each([
    [0, []],
    [1, ['FL']],
    [2, ['AL']],
    [3, ['FL', 'AL']],
    [4, ['BL']],
    [8, ['RL']],
    [11, ['FL', 'AL', 'RL']],
    [12, ['BL', 'RL']],
    [13, ['FL', 'BL', 'RL']],
    [15, ['FL', 'AL', 'BL', 'RL']],
  ] as const)('%d is %j', (bits, lists) => {
    expect(listsOf(bits)).toEqual(lists);
    expect(bitsOf(lists)).toBe(bits);
  });

  test('bitsOf undoes listsOf for every sum', () => {
    for (let bits = 0; bits < 16; bits += 1) {
      expect(bitsOf(listsOf(bits))).toBe(bits);
    }
  });

  test('bits that mean nothing are passed over', () => {
    expect(listsOf(16)).toEqual([]);
    expect(listsOf(0xffffffff)).toEqual(['FL', 'AL', 'BL', 'RL']);
    expect(listsOf(1e300)).toEqual([]);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a sum of %p is refused', (sum) => {
    expect(() => listsOf(sum)).toThrow(
      new RangeError(`The lists of a contact are a sum of bits, a whole number from 0; ${sum} is none.`),
    );
  });

  test('order and repetition do not count', () => {
    expect(bitsOf(['RL', 'FL', 'RL'])).toBe(9);
    expect(bitsOf(new Set())).toBe(0);
  });

  test('isList counts case and knows no other lists', () => {
    expect(['FL', 'AL', 'BL', 'RL'].every(isList)).toBe(true);
    expect(['fl', 'PL', '', 'toString'].some(isList)).toBe(false);
  });
});
