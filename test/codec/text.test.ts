import fc from 'fast-check';
import { decodeText, encodeText, normalizeAccount, sameAccount, sameText, type TextStyle } from '../../src/codec';

describe('decodeText', () => {
  test.each([
    ['Alice', 'Alice'],
    ['Other%20Contacts', 'Other Contacts'],
    ['01%20234', '01 234'],
    ['100%25', '100%'],
    ['%61%62', 'ab'],
    ['a+b', 'a+b'],
    ['%2B%2b', '++'],
    ['%C3%A9%61', 'éa'],
    ['%c3%a9', 'é'],
    ['é%20€', 'é €'],
    ['%F0%9F%98%80😀', '😀😀'],
    ['%00%0d%0A', '\0\r\n'],
    ['%EF%BB%BFa', '\ufeffa'],
    ['%2541', '%41'],
    ['', ''],
  ])('%s', (word, text) => {
    expect(decodeText(word)).toEqual({ text, problems: [] });
  });

  test.each([
    ['100%', '100%', [3]],
    ['%', '%', [0]],
    ['%4', '%4', [0]],
    ['%zz%41', '%zzA', [0]],
    ['é%41%g1%', 'éA%g1%', [4, 7]],
    ['%%41', '%A', [0]],
    ['%-1', '%-1', [0]],
  ])('a percent sign without two digits stays: %s', (word, text, indexes) => {
    const decoded = decodeText(word);
    expect(decoded.text).toBe(text);
    expect(decoded.problems.map(({ code, index }) => [code, index])).toEqual(
      indexes.map((index) => ['bad-percent', index]),
    );
  });

  test.each([
    ['a byte that never occurs', 'a%FF', 'a\ufffd', 1],
    ['a sequence cut short', 'a%20%E2%82', 'a \ufffd', 4],
    ['an overlong form', '%C0%AF', '\ufffd\ufffd', 0],
    ['a surrogate', '%ED%A0%80', '\ufffd\ufffd\ufffd', 0],
    ['Latin-1', 'caf%E9!', 'caf\ufffd!', 3],
  ])('%s is replaced and reported', (_, word, text, index) => {
    const decoded = decodeText(word);
    expect(decoded.text).toBe(text);
    expect(decoded.problems).toEqual([expect.objectContaining({ code: 'invalid-utf8', index })]);
  });

  test('a word of 64 KiB of bad percent signs is decoded in bounded time', () => {
    expect(decodeText('%'.repeat(65536)).problems).toHaveLength(65536);
  });
});

describe('encodeText', () => {
  test.each<[TextStyle, string, string]>([
    ['minimal', 'a b%c', 'a%20b%25c'],
    ['minimal', 'é€😀', 'é€😀'],
    ['minimal', '\r\n\t\0\x7f', '%0D%0A%09%00%7F'],
    ['minimal', "+&,;:@=/?#[]<>'", "+&,;:@=/?#[]<>'"],
    ['reserved', 'Az09-._~', 'Az09-._~'],
    ['reserved', "a b%c+&,'!*()", 'a%20b%25c%2B%26%2C%27%21%2A%28%29'],
    ['reserved', 'é😀', '%C3%A9%F0%9F%98%80'],
    ['every-byte', 'Az é', '%41%7A%20%C3%A9'],
  ])('%s: %j', (style, text, word) => {
    expect(encodeText(text, { style })).toBe(word);
  });

  test('is minimal unless told otherwise', () => {
    expect(encodeText('Other Contacts')).toBe('Other%20Contacts');
  });

  test('a lone surrogate becomes U+FFFD', () => {
    expect(encodeText('a\ud800')).toBe('a\ufffd');
  });
});

describe('the laws of names', () => {
  const styles: TextStyle[] = ['minimal', 'reserved', 'every-byte'];

  test('every character of Unicode comes back in every style, and the word can stand in a line', () => {
    for (let start = 0; start < 0x110000; start += 0x400) {
      if (start >= 0xd800 && start < 0xe000) {
        continue;
      }
      const text = String.fromCodePoint(...Array.from({ length: 0x400 }, (_, index) => start + index));
      for (const style of styles) {
        const word = encodeText(text, { style });
        expect(decodeText(word)).toEqual({ text, problems: [] });
        expect(word).not.toMatch(/[\0- \x7f]/);
      }
    }
  });

  test('decode(encode(text)) = text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...styles), (text, style) => {
        expect(decodeText(encodeText(text, { style }))).toEqual({ text, problems: [] });
      }),
    );
  });

  test('every legal encoding, character by character as the sender likes it, says the same text', () => {
    const characters = fc.array(
      fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom(...styles), fc.boolean()),
    );
    fc.assert(
      fc.property(characters, (all) => {
        const text = all.map(([character]) => character).join('');
        const word = all
          .map(([character, style, isLower]) => {
            const encoded = encodeText(character, { style });
            return isLower ? encoded.replace(/%../g, (byte) => byte.toLowerCase()) : encoded;
          })
          .join('');
        expect(decodeText(word)).toEqual({ text, problems: [] });
        expect(sameText(word, encodeText(text))).toBe(true);
      }),
    );
  });

  test('decoding never fails, and replaces nothing without saying so', () => {
    const units = fc.constantFrom('%', 'a', 'F', '0', 'é', 'E2', '%82', '%C3', '%A9');
    fc.assert(
      fc.property(fc.string({ unit: units }), (word) => {
        const { text, problems } = decodeText(word);
        expect(text.includes('\ufffd')).toBe(problems.some(({ code }) => code === 'invalid-utf8'));
      }),
    );
  });
});

describe('sameText', () => {
  test('compares what is meant', () => {
    expect(sameText('%41lice', 'Alice')).toBe(true);
    expect(sameText('%c3%A9', 'é')).toBe(true);
    expect(sameText('Alice', 'alice')).toBe(false);
    expect(sameText('a+b', 'a%20b')).toBe(false);
  });
});

describe('sameAccount', () => {
  test('does not look at the case of ASCII letters', () => {
    expect(sameAccount('ALICE@Passport.com', 'alice@passport.com')).toBe(true);
    expect(sameAccount('alice@passport.com', 'alicia@passport.com')).toBe(false);
  });

  test('does not take other letters for ASCII ones', () => {
    // U+212A, the Kelvin sign, has k as its lower case.
    expect(sameAccount('\u212aim@passport.com', 'kim@passport.com')).toBe(false);
    expect(normalizeAccount('Ünal@Passport.COM')).toBe('Ünal@passport.com');
  });
});
