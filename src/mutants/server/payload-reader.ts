import type { ServerHookContext } from '../../fakes';
import { perSession } from './faults';

interface Position {
  line: string;
  /** Bytes of the payload that are still to come. */
  payload: number;
  /** Bytes behind the payload that are still to be swallowed. */
  swallow: number;
}

/** A faulty reader of QRY and its payload. */
export function payloadReader(fault: {
  /** What becomes of a byte of the payload that came in a later segment than the line. Default: it is kept. */
  readonly late?: (byte: string, context: ServerHookContext) => string;
  /** How many bytes behind the payload are swallowed. Default none. */
  readonly swallowed?: number;
}): (text: string, context: ServerHookContext) => string {
  const positions = perSession((): Position => ({ line: '', payload: 0, swallow: 0 }));
  return (text, context) => {
    const position = positions(context);
    const isLate = position.payload > 0;
    let kept = '';
    for (const character of text) {
      if (position.payload > 0) {
        position.payload -= 1;
        position.swallow = position.payload === 0 ? (fault.swallowed ?? 0) : 0;
        kept += isLate && fault.late !== undefined ? fault.late(character, context) : character;
      } else if (position.swallow > 0) {
        position.swallow -= 1;
      } else {
        kept += character;
        position.line += character;
        if (character === '\n') {
          position.payload = Number(/^QRY .* (\d+)\r\n$/.exec(position.line)?.[1] ?? 0);
          position.line = '';
        }
      }
    }
    return kept;
  };
}
