import type { Service } from '../../codec';
import type { Cut } from '../arbitraries/cut';
import { boundaryClasses } from '../boundary-classes';

/** One cut at each of the first `most` places, and at the last one, of each kind that a stream of a client has. */
export function* oneCutAtBoundaries(
  bytes: Uint8Array,
  options: { readonly most: number; readonly service?: Service },
): Generator<Cut> {
  const classes = boundaryClasses(bytes, { service: options.service ?? 'notification', from: 'client' });
  for (const { kind, offsets } of classes) {
    const last = offsets.length - 1;
    for (let index = 0; index <= last; index += 1) {
      if (index < options.most || index === last) {
        yield { at: kind, index };
      }
    }
  }
}
