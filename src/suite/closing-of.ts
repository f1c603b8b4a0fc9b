import type { DecodedCommand } from '../codec';
import type { Closing } from '../report';
import type { Role } from '../rules';
import type { TraceEvent } from '../wire';

/** A close later than this behind what called for it, in milliseconds, is late: five round trips of a slow line. */
const LATE_MS = 1000;

/**
 * How the subject closed the last notification connection of a case, or the last one on which the kit did wrong: not at all (`none`, also where the kit closed first), in order (`clean`), only after a
 * second (`late`), by a reset (`abrupt`), or where the other side should have (`wrong side`).
 */
export function closingOf(events: readonly TraceEvent[], role: Role): Closing {
  const provoked = events.findLast((event) => event.kind === 'remark' && event.topic === 'provoked');
  const opened = events.findLast(
    (event) =>
      event.kind === 'open' &&
      event.service === 'notification' &&
      (provoked === undefined || event.connection === provoked.connection),
  );
  const close = events.find((event) => event.kind === 'close' && event.connection === opened?.connection);
  if (opened === undefined || close?.kind !== 'close' || close.by !== role) {
    return 'none';
  }
  if (close.how === 'reset') {
    return 'abrupt';
  }
  const farewell = events.find(
    (event) =>
      event.connection === opened.connection &&
      event.kind === 'command' &&
      (event.command.name === 'OUT' || (event.from === 'server' && isTransfer(event.command))),
  );
  if (role === 'client') {
    return farewell === undefined ? 'wrong side' : 'clean';
  }
  return farewell !== undefined && close.time - farewell.time > LATE_MS ? 'late' : 'clean';
}

/** Whether the client is sent to another notification server; a referral to a switchboard closes nothing. */
function isTransfer({ name, parameters }: DecodedCommand): boolean {
  return name === 'XFR' && parameters[0] === 'NS';
}
