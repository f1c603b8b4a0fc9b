import { visibleText } from '../report';
import type { Check } from '../suite';
import type { Io } from './io';

/** Writes one check of a doctor: its outcome and text on a line, what to do about it on the next. */
export function showCheck({ outcome, text, mend }: Check, io: Io): void {
  io.stdout.write(`${outcome.padEnd(7)} ${visibleText(text)}\n`);
  if (mend !== undefined) {
    io.stdout.write(`        ${visibleText(mend)}\n`);
  }
}
