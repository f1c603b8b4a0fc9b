import type { DecodedCommand } from '../../../codec';
import type { SegmentEvent } from '../../../wire';

/** Remembers where one direction of a stream was cut into segments, as far as commands still to come may lie across the cuts. */
export class SegmentCuts {
  #segments: SegmentEvent[] = [];

  /** Offset behind the last payload that was asked about; for rules about what follows one. */
  payloadEnd = -1;

  see(segment: SegmentEvent): void {
    this.#segments.push(segment);
  }

  /** Number of cuts inside the command's bytes, or from byte `start` of it on. Forgets what lies before the command. */
  within(command: DecodedCommand, { start = 0 }: { readonly start?: number } = {}): number {
    this.#segments = this.#segments.filter(({ offset, bytes }) => offset + bytes.length > command.offset);
    const from = command.offset + start;
    const to = command.offset + command.raw.length;
    return this.#segments.filter(({ offset }) => offset > from && offset < to).length;
  }

  /** Whether the command begins inside a segment, behind another one. */
  isGlued(command: DecodedCommand): boolean {
    return (
      command.offset > 0 &&
      this.#segments.some(({ offset, bytes }) => offset < command.offset && offset + bytes.length > command.offset)
    );
  }

  /** Whether one of the command's segments is a single space. */
  hasLoneSpace(command: DecodedCommand): boolean {
    const to = command.offset + command.raw.length;
    return this.#segments.some(
      ({ offset, bytes }) => bytes.length === 1 && bytes[0] === 0x20 && offset > command.offset && offset < to,
    );
  }
}
