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
    expect(listsOf(Number.NaN)).toEqual([]);
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
