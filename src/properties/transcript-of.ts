import { printBytes } from '../codec';
import type { SavedFailure } from './saved-failure';

/** Lines of a transcript that are shown: the end counts. */
const MOST_LINES = 60;
const LONGEST_LINE = 400;

/** What crossed the wire in a failure, a segment an arrow, in the notation of transcripts; only the connection of the last segment from the kit. */
export function transcriptOf({ segments }: Pick<SavedFailure, 'segments'>): readonly string[] {
  const last = segments.at(-1)?.connection;
  const lines = segments
    .filter(({ connection }) => connection === last)
    .map(({ from, base64 }) => `${from === 'client' ? '>>>' : '<<<'} ${printBytes(Buffer.from(base64, 'base64'))}`)
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  const left = lines.length - MOST_LINES;
  return left > 0 ? [`# ${left} segments before these are left out.`, ...lines.slice(-MOST_LINES)] : lines;
}
