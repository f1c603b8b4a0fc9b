import { Decoder, type Service, type Side } from '../codec';

/**
 * Kinds of places at which real programs broke when a segment ended there: between CR and LF, inside `%XX`, inside the bytes of one character, between a
 * line and its payload, the same where the payload begins with CRLF, inside a payload, behind one, behind a blank, inside the name of a command, between
 * two commands.
 */
export const boundaryKinds = [
  'in-line-end',
  'in-escape',
  'in-character',
  'before-payload',
  'before-payload-of-crlf',
  'in-payload',
  'behind-payload',
  'behind-blank',
  'in-name',
  'between-commands',
] as const;

export type BoundaryClass = (typeof boundaryKinds)[number];

export interface BoundaryOffsets {
  readonly kind: BoundaryClass;
  /** Rising; each lies inside the stream, so that a cut there parts it. */
  readonly offsets: readonly number[];
}

const PERCENT = 0x25;
const BLANK = 0x20;
const CR = 0x0d;
const LF = 0x0a;

/** Finds the places of each class in a stream of whole commands. What cannot be taken apart has only classes that need no commands. */
export function boundaryClasses(
  bytes: Uint8Array,
  options: { readonly service?: Service; readonly from?: Side } = {},
): readonly BoundaryOffsets[] {
  const found = new Map<BoundaryClass, Set<number>>();
  const add = (kind: BoundaryClass, offset: number) => {
    if (offset > 0 && offset < bytes.length) {
      found.set(kind, (found.get(kind) ?? new Set()).add(offset));
    }
  };
  const payloads = new Set<number>();
  const decoder = new Decoder({ service: options.service ?? 'notification', from: options.from ?? 'server' });
  for (const item of decoder.push(bytes)) {
    const end = item.offset + item.raw.length;
    add('between-commands', end);
    if (item.kind === 'command') {
      add('in-name', item.offset + 1);
      if (item.payload !== undefined) {
        const begin = end - item.payload.length;
        const [first, second] = item.payload;
        add(first === CR && second === LF ? 'before-payload-of-crlf' : 'before-payload', begin);
        for (let offset = begin + 1; offset < end; offset += 1) {
          add('in-payload', offset);
        }
        for (let offset = begin; offset < end; offset += 1) {
          payloads.add(offset);
        }
        add('behind-payload', end);
      }
    }
  }
  for (const [offset, byte] of bytes.entries()) {
    if (payloads.has(offset)) {
      continue;
    }
    if (byte === CR && bytes[offset + 1] === LF) {
      add('in-line-end', offset + 1);
    }
    if (byte === PERCENT) {
      add('in-escape', offset + 1);
      add('in-escape', offset + 2);
    }
    if (byte === BLANK) {
      add('behind-blank', offset + 1);
    }
    // A byte that goes on with a character: there is one before it.
    if ((byte & 0xc0) === 0x80) {
      add('in-character', offset);
    }
  }
  return [...found].map(([kind, offsets]) => ({ kind, offsets: [...offsets].sort((a, b) => a - b) }));
}
