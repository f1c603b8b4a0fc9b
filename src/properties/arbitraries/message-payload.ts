import fc from 'fast-check';

/** What a message on the switchboard may hold, in bytes (S-SB-16). */
export const MOST_PAYLOAD_BYTES = 1664;

/** A body that is one byte again and again, or bytes as they come; as numbers, so that it can be printed. */
export type PayloadBody = readonly number[];

/** Bodies of 0 to `most` bytes: short ones, those around the limit, those that begin with CRLF, every byte value. Shrinks to few and small bytes. */
export function payloadBody(options: { readonly most: number }): fc.Arbitrary<PayloadBody> {
  const byte = fc.integer({ min: 0, max: 255 });
  const { most } = options;
  const filled = fc
    .record({
      value: byte,
      size: fc.constantFrom(0, 1, 2, 255, 256, 1023, 1024, most - 1, most).filter((n) => n >= 0 && n <= most),
    })
    .map(({ value, size }) => Array.from({ length: size }, () => value));
  return fc.oneof(
    { arbitrary: fc.array(byte, { maxLength: Math.min(most, 64) }), weight: 4 },
    { arbitrary: fc.array(fc.constantFrom(13, 10, 32, 37, 0, 255), { maxLength: Math.min(most, 12) }), weight: 2 },
    { arbitrary: filled, weight: 1 },
    { arbitrary: fc.array(byte, { minLength: 0, maxLength: most }), weight: 1 },
  );
}
