import { FakeClient, FakeClientError, obedientBehaviour, PassportError } from '../fakes';
import { type ServerSubject, SubjectError } from '../subjects';
import { Trace } from '../wire';

/**
 * Finds out before the first case whether there is anything to certify: Alice begins to sign in. What the server says to that is judged in the cases; here it
 * counts only that it says something, and that there are tickets. Every case would wait for them in vain.
 *
 * @throws SubjectError `unusable` where the server leaves a login unanswered, or where no ticket is to be had.
 */
export async function probeServer(options: {
  readonly subject: ServerSubject;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
}): Promise<void> {
  const { subject, timeoutMs } = options;
  const trace = new Trace();
  let ticketless: unknown;
  const ticket = (challenge: string) =>
    subject.ticket({ persona: 'alice', challenge, trace }).catch((error: unknown) => {
      ticketless = error;
      throw error;
    });
  let client: FakeClient | undefined;
  try {
    client = await FakeClient.connect({
      account: subject.accounts.alice?.account ?? '',
      server: subject.address,
      resolve: subject.resolve,
      ticket,
      behaviour: obedientBehaviour,
      trace,
      timeoutMs,
    });
    await client.advance('signed-in');
  } catch (error) {
    if (ticketless instanceof SubjectError || ticketless instanceof PassportError) {
      throw new SubjectError('unusable', ticketless.message, { cause: ticketless });
    }
    if (error instanceof FakeClientError && error.code === 'no-reply' && isSilent(trace)) {
      throw new SubjectError('unusable', `The server takes connections and says nothing. ${error.message}`, {
        cause: error,
      });
    }
  } finally {
    await client?.close();
  }
}

/** Whether nothing at all has come on the last connection to the server. */
function isSilent({ events }: Trace): boolean {
  const last = events.findLast(({ kind, connection }) => kind === 'open' && !connection.startsWith('passport'));
  return !events.some(
    (event) => event.kind === 'segment' && event.connection === last?.connection && event.from === 'server',
  );
}
