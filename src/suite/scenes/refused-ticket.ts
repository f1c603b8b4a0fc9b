import { ScriptFailure, ServerRefusal } from '../../fakes';
import { SubjectError } from '../../subjects';

/** Errors by which a server refuses a ticket. */
const REFUSALS = /^error (911|928)\b/;

/**
 * What a login came to when the server refused a ticket that Passport did not give to the kit itself: such a ticket may be stale, which is no fault of
 * the server. Undefined for any other error.
 */
export function refusedTicket(error: unknown, account: string): SubjectError | undefined {
  const answer = answerOf(error);
  return answer !== undefined && REFUSALS.test(answer)
    ? new SubjectError(
        'unusable',
        `The server refuses the ticket that was given for ${account} with ${answer}; it may be stale.`,
        { cause: error },
      )
    : undefined;
}

/** The error that the server gave in place of `USR … OK`. */
function answerOf(error: unknown): string | undefined {
  if (error instanceof ServerRefusal && error.command.name === 'USR') {
    return `error ${error.code}`;
  }
  return error instanceof ScriptFailure && /^USR \S+ OK( |$)/.test(error.expected) ? error.got : undefined;
}
