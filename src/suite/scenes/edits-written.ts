import { setTimeout as delay } from 'node:timers/promises';
import type { Trace } from '../../wire';

/** How long a server that has lost edits gets to write them down, in milliseconds: those that are known take a second. */
const WRITING_MS = 1500;

const EDITS: ReadonlySet<string> = new Set('ADD REM REA ADG REG RMG GTC BLP PRP'.split(' '));

/**
 * Resolves when the last edit in the trace is `WRITING_MS` old. Only for servers that have been seen to lose what they had confirmed, and
 * were accused of it: what else there is to say about them shall not depend on when the kit logs out.
 */
export async function editsWritten(trace: Trace): Promise<void> {
  const last = trace.events.findLast(
    (event) => event.kind === 'command' && event.from === 'client' && EDITS.has(event.command.name),
  );
  const left = last === undefined ? 0 : WRITING_MS - (trace.elapsedMs - last.time);
  if (left > 0) {
    trace.remark({
      topic: 'writes-late',
      text: `This server has lost edits: the kit waits ${Math.round(left)} ms for the last one to be written.`,
    });
    await delay(left);
  }
}
