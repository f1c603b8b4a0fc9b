import fc from 'fast-check';
import { z } from 'zod';
import type { Service, Side } from '../../codec';
import { type BoundaryClass, boundaryClasses, boundaryKinds } from '../boundary-classes';

/** One place at which a stream is cut: the place number `index`, from 0, of its kind. `anywhere` counts every place between two bytes. */
export interface Cut {
  readonly at: BoundaryClass | 'anywhere';
  readonly index: number;
}

/** How a cut stands in a file. */
export const cutSchema: z.ZodType<Cut> = z.strictObject({
  at: z.enum(['anywhere', ...boundaryKinds]),
  index: z.int().min(0),
});

/** Up to `most` cuts, every other one at a place of the kinds that broke real programs. Shrinks to fewer cuts, and to earlier ones. */
export function cuts(options: {
  readonly most: number;
  /** Bytes in which places are looked for. */
  readonly length: number;
}): fc.Arbitrary<readonly Cut[]> {
  const { most, length } = options;
  const anywhere = fc.record({ at: fc.constant('anywhere' as const), index: fc.nat({ max: Math.max(0, length - 2) }) });
  const known = fc.record({
    at: fc.constantFrom(...boundaryKinds),
    index: fc.nat({ max: Math.max(1, Math.floor(length / 24)) }),
  });
  return fc.array(fc.oneof(anywhere, known), { maxLength: most });
}

/** Where a stream is cut, one part of it after the other. */
export class CutPlan {
  readonly #cuts: readonly Cut[];
  /** How many places of each kind there have been so far. */
  readonly #passed = new Map<Cut['at'], number>();

  constructor(cuts: readonly Cut[]) {
    this.#cuts = cuts;
  }

  /** The offsets, rising, at which the next part of the stream is cut. */
  next(part: Uint8Array, from: { readonly service: Service; readonly side: Side }): readonly number[] {
    const anywhere = { kind: 'anywhere' as const, offsets: Array.from({ length: part.length }, (_, at) => at + 1) };
    const places = [anywhere, ...boundaryClasses(part, { service: from.service, from: from.side })];
    const offsets = new Set<number>();
    for (const { kind, offsets: own } of places) {
      const passed = this.#passed.get(kind) ?? 0;
      for (const { at, index } of this.#cuts) {
        const offset = at === kind ? own[index - passed] : undefined;
        if (offset !== undefined && offset < part.length) {
          offsets.add(offset);
        }
      }
      this.#passed.set(kind, passed + own.length);
    }
    return [...offsets].sort((a, b) => a - b);
  }
}
