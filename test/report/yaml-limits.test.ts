import { parseBaseline, yamlLimit } from '../../src/report';

describe('a YAML file that no person writes', () => {
  test.each([
    ['brackets', '[ '.repeat(500_000), 'it has 1000000 characters, and no such file needs more than 262144'],
    ['maps in a line', '{a: '.repeat(101), 'its maps and lists stand more than 100 deep in each other'],
    ['lists in a line', '- '.repeat(101), 'its maps and lists stand more than 100 deep in each other'],
    ['maps below each other', `${' '.repeat(200)}a: 1`, 'its maps and lists stand more than 100 deep in each other'],
  ])('of %s is not given to a parser', (_, text, sentence) => {
    expect(yamlLimit(text)).toBe(sentence);
    expect(() => parseBaseline({ text, file: 'b.yaml', kit: '0.1.0', cases: new Set() })).toThrow(
      `b.yaml, line 1, column 1: This is no baseline: ${sentence}.`,
    );
  });

  test('may nest up to the limit', () => {
    expect(yamlLimit('['.repeat(100) + ']'.repeat(100))).toBeUndefined();
    expect(yamlLimit('a: 1\n'.repeat(1000))).toBeUndefined();
    expect(yamlLimit('#'.repeat(262_144))).toBeUndefined();
  });
});
