import fc from 'fast-check';
import { decodeText, encodeText } from '../../src/codec';
import { challengeText } from '../../src/properties/arbitraries/challenge-text';
import { CutPlan, cutSchema, cuts } from '../../src/properties/arbitraries/cut';
import { displayName, wireText } from '../../src/properties/arbitraries/display-name';
import { mergeInOrder, mergeOrder } from '../../src/properties/arbitraries/merge-order';
import { payloadBody } from '../../src/properties/arbitraries/message-payload';
import { roster, rosterSchema } from '../../src/properties/arbitraries/roster';
import { boundaryClasses } from '../../src/properties/boundary-classes';
import { oneCutOfEachKind, oneCuts, twoCuts } from '../../src/properties/partitions';

const server = { service: 'notification', side: 'server' } as const;

describe('the kinds of places at which programs broke', () => {
  test('are found in a stream', () => {
    const bytes = Buffer.from('NLN NLN b@b.b %C3 é 0\r\nMSG A A 4\r\n\r\nabNOT 1\r\nxQNG\r\n');
    const found = Object.fromEntries(boundaryClasses(bytes).map(({ kind, offsets }) => [kind, offsets]));
    expect(found).toEqual({
      'between-commands': [24, 39, 47],
      'in-name': [1, 25, 40, 48],
      'before-payload-of-crlf': [35],
      'before-payload': [46],
      'in-payload': [36, 37, 38],
      'behind-payload': [39, 47],
      'in-line-end': [23, 34, 45, 51],
      'in-escape': [15, 16],
      'in-character': [19],
      'behind-blank': [4, 8, 14, 18, 21, 28, 30, 32, 43],
    });
  });

  test('are none in nothing', () => {
    expect(boundaryClasses(Buffer.alloc(0))).toEqual([]);
  });
});

describe('partitions', () => {
  test('are all there are', () => {
    expect([...oneCuts(3)]).toEqual([[{ at: 'anywhere', index: 0 }], [{ at: 'anywhere', index: 1 }]]);
    expect([...oneCuts(1)]).toEqual([]);
    expect([...twoCuts(4)].map((pair) => pair.map(({ index }) => index))).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect([...oneCutOfEachKind(2)]).toHaveLength(20);
  });
});

describe('a plan of cuts', () => {
  test('cuts at the places that it names', () => {
    const plan = new CutPlan([
      { at: 'anywhere', index: 0 },
      { at: 'in-line-end', index: 0 },
      { at: 'in-line-end', index: 7 },
    ]);
    expect(plan.next(Buffer.from('QNG\r\nQNG\r\n'), server)).toEqual([1, 4]);
  });

  test('goes on counting from one part of a stream to the next', () => {
    const plan = new CutPlan([
      { at: 'in-line-end', index: 1 },
      { at: 'anywhere', index: 5 },
    ]);
    expect(plan.next(Buffer.from('QNG\r\n'), server)).toEqual([]);
    expect(plan.next(Buffer.from('QNG\r\n'), server)).toEqual([1, 4]);
  });

  test('any cuts lie inside, rise, and are there once', () => {
    fc.assert(
      fc.property(cuts({ most: 8, length: 60 }), fc.string({ unit: 'binary-ascii', maxLength: 60 }), (some, text) => {
        const bytes = Buffer.from(text);
        const offsets = new CutPlan(some).next(bytes, server);
        expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
        expect(offsets.every((offset) => offset > 0 && offset < bytes.length)).toBe(true);
        expect(some.map((cut) => cutSchema.parse(JSON.parse(JSON.stringify(cut))))).toEqual(some);
      }),
    );
  });
});

describe('a merge', () => {
  const streams = fc.array(fc.array(fc.string(), { maxLength: 4 }), { maxLength: 4 });

  test('keeps the order of each stream, and loses nothing', () => {
    fc.assert(
      fc.property(streams, mergeOrder({ items: 16, streams: 4 }), (some, choices) => {
        const marked = some.map((stream, of) => stream.map((item, place) => ({ of, place, item })));
        const merged = mergeInOrder(marked, choices);
        expect(some.map((_, of) => merged.filter((one) => one.of === of).map(({ item }) => item))).toEqual(some);
      }),
    );
  });

  test('without choices is one stream behind the other', () => {
    expect(mergeInOrder([['a', 'b'], [], ['c']], [])).toEqual(['a', 'b', 'c']);
    expect(mergeInOrder([['a', 'b'], ['c']], [1])).toEqual(['c', 'a', 'b']);
  });
});

describe('texts', () => {
  test('names survive every encoding, and fit', () => {
    fc.assert(
      fc.property(wireText(), ({ text, style }) => {
        const word = encodeText(text, { style });
        expect(decodeText(word).text).toBe(text);
        expect(Buffer.byteLength(word)).toBeGreaterThan(0);
        expect(Buffer.byteLength(word)).toBeLessThanOrEqual(387);
        expect(word).not.toMatch(/[\0- \x7f]/);
      }),
    );
  });

  test('names can be as long as they may', () => {
    const longest = fc
      .sample(displayName(), { seed: 1, numRuns: 2000 })
      .map((text) => encodeText(text, { style: 'every-byte' }).length);
    expect(Math.max(...longest)).toBeGreaterThan(300);
  });

  test('challenges are one word', () => {
    fc.assert(fc.property(challengeText(), (text) => expect(text).toMatch(/^[\w.-]{1,64}$/)));
  });

  test('payloads go up to the limit', () => {
    const sizes = new Set(
      fc.sample(payloadBody({ most: 1664 }), { seed: 1, numRuns: 1000 }).map(({ length }) => length),
    );
    expect([0, 1, 1663, 1664].filter((size) => !sizes.has(size))).toEqual([]);
    expect(Math.max(...sizes)).toBe(1664);
  });

  test('a list is the same when it has been written and read', () => {
    fc.assert(fc.property(roster(), (one) => expect(rosterSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one)));
  });
});
