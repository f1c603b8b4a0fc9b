import { Mask } from './mask';
import type { Trace } from './trace';
import type { SegmentEvent } from './trace-event';

/** What may be shown of a trace: everything, or everything but its secrets. */
export interface ShownTrace {
  bytes(event: SegmentEvent): Uint8Array;
  text(text: string): string;
  words(words: readonly string[]): readonly string[];
  headerValue(value: string): string;
}

/** A finished trace for printing: masked unless `unmask`. */
export function shownTrace(
  trace: Pick<Trace, 'events' | 'secrets'>,
  options: { readonly unmask?: boolean | undefined },
): ShownTrace {
  if (options.unmask === true) {
    return {
      bytes: (event) => event.bytes,
      text: (text) => text,
      words: (words) => words,
      headerValue: (value) => value,
    };
  }
  const mask = new Mask(trace.secrets);
  let segments: ReadonlyMap<number, Uint8Array> | undefined;
  const text = (shown: string) => mask.text(shown);
  return {
    bytes: (event) => {
      segments ??= mask.segments(trace.events);
      return segments.get(event.index) ?? event.bytes;
    },
    text,
    words: (words) => mask.words(words),
    // The password of a client under test may be one that the kit does not know, or too short to be looked for.
    headerValue: (value) =>
      text(value).replace(
        /((?:^|[\s,])pwd=)([^,\s]*)/gi,
        (_, name: string, password: string) => name + '*'.repeat(password.length),
      ),
  };
}
