import fc from 'fast-check';

const digit = fc.constantFrom(...'0123456789');
const letter = fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_');

/** Challenges as Microsoft's servers sent them, some twenty digits, and others of 1 to 64 letters and digits (C-CHL-03). Shrinks to `0`. */
export function challengeText(): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: textOf(digit, { least: 18, most: 21 }), weight: 3 },
    { arbitrary: textOf(digit, { least: 1, most: 40 }), weight: 1 },
    { arbitrary: textOf(letter, { least: 1, most: 64 }), weight: 1 },
  );
}

function textOf(
  unit: fc.Arbitrary<string>,
  { least, most }: { readonly least: number; readonly most: number },
): fc.Arbitrary<string> {
  return fc.array(unit, { minLength: least, maxLength: most }).map(
    (characters) => characters.join(''),
    (text) => Array.from(String(text)),
  );
}
