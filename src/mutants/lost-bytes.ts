import type { BoundaryClass } from '../properties';

const PARTED = {
  'in-line-end': 'CR and LF',
  'in-escape': 'the signs of %XX',
  'in-character': 'the bytes of one character',
  'before-payload': 'a line and its payload',
  'before-payload-of-crlf': 'a line and a payload that begins with CRLF',
  'in-payload': 'the bytes of a payload',
  'behind-blank': 'a blank and what follows it',
  'in-name': 'the first letter of a command and the second',
} as const satisfies Partial<Record<BoundaryClass, string>>;

type PartedKind = keyof typeof PARTED;

/** The mutants that lose the byte behind a cut, one for each of these kinds of places. */
export function lostBytes(
  ...kinds: readonly PartedKind[]
): readonly { readonly kind: PartedKind; readonly id: string; readonly fault: string }[] {
  return kinds.map((kind) => ({
    kind,
    id: `loses-a-byte-${kind}`,
    fault: `Where a read ends between ${PARTED[kind]}, the next byte is lost.`,
  }));
}
