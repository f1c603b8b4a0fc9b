import { maskedSegments, maskText, maskWords } from './mask';
import type { Trace } from './trace';
import type { SegmentEvent } from './trace-event';

/** What may be shown of a trace: everything, or everything but its secrets. */
export interface ShownTrace {
  bytes(event: SegmentEvent): Uint8Array;
  text(text: string): string;
  words(words: readonly string[]): readonly string[];
  headerValue(value: string): string;
}

/** The trace for printing: masked unless `unmask`. */
export function shownTrace(trace: Trace, options: { readonly unmask?: boolean | undefined }): ShownTrace {
  if (options.unmask === true) {
    return {
      bytes: (event) => event.bytes,
      text: (text) => text,
      words: (words) => words,
      headerValue: (value) => value,
    };
  }
  const segments = maskedSegments(trace);
  const text = (shown: string) => maskText(shown, trace.secrets);
  return {
    bytes: (event) => segments.get(event.index) ?? event.bytes,
    text,
    words: (words) => maskWords(words, trace.secrets),
    // The password of a client under test may be one that the kit does not know, or too short to be looked for.
    headerValue: (value) =>
      text(value).replace(
        /((?:^|[\s,])pwd=)([^,\s]*)/gi,
        (_, name: string, password: string) => name + '*'.repeat(password.length),
      ),
  };
}
