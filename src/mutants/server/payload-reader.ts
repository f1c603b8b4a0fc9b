import type { ServerHookContext } from '../../fakes';
import { perSession } from './faults';

interface Position {
  line: string;
  /** Bytes of the payload that are still to come. */
  payload: number;
  /** Bytes behind the payload that are still to be swallowed. */
  swallow: number;
}

/**
 * A faulty reader of QRY and its payload: what comes of the payload in a later segment than its line is taken for NUL or kept, and `behind` bytes that
 * follow the payload are swallowed.
 */
export function payloadReader(fault: {
  readonly late: 'taken for NUL' | 'kept';
  readonly behind: number;
}): (text: string, context: ServerHookContext) => string {
  const positions = perSession((): Position => ({ line: '', payload: 0, swallow: 0 }));
  return (text, context) => {
    const position = positions(context);
    const isLate = position.payload > 0;
    let kept = '';
    for (const character of text) {
      if (position.payload > 0) {
        position.payload -= 1;
        position.swallow = position.payload === 0 ? fault.behind : 0;
        kept += isLate && fault.late === 'taken for NUL' ? '\0' : character;
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
