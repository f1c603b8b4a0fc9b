import { FakeClient, FakeClientError, obedientBehaviour, PassportError, ServerRefusal } from '../fakes';
import { type ServerSubject, SubjectError } from '../subjects';
import { Trace, WireError } from '../wire';
import { editsWritten, emptyAccount, type Persona } from './scenes';

/**
 * Empties the lists of those who played in a run, at its end. Resolves with a whole sentence for each account that something may be left in; a server that
 * refuses has been judged before.
 */
export async function leaveEmpty(options: {
  readonly subject: ServerSubject;
  readonly personas: readonly Persona[];
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
  readonly writesLate: boolean;
}): Promise<readonly string[]> {
  const left = await Promise.all(options.personas.map((persona) => emptied({ ...options, persona })));
  return left.filter((sentence) => sentence !== undefined);
}

async function emptied(options: {
  readonly subject: ServerSubject;
  readonly persona: Persona;
  readonly timeoutMs: number;
  readonly writesLate: boolean;
}): Promise<string | undefined> {
  const { subject, persona, timeoutMs, writesLate } = options;
  const account = subject.accounts[persona]?.account;
  if (account === undefined) {
    return undefined;
  }
  const trace = new Trace();
  let client: FakeClient | undefined;
  try {
    client = await FakeClient.connect({
      account,
      server: subject.address,
      resolve: subject.resolve,
      ticket: (challenge) => subject.ticket({ persona, challenge, trace }),
      behaviour: obedientBehaviour,
      trace,
      timeoutMs,
    });
    await client.advance('synchronised');
    await emptyAccount(client);
    if (writesLate) {
      await editsWritten(trace);
    }
    await client.logout();
    return undefined;
  } catch (error) {
    const known = [FakeClientError, PassportError, ServerRefusal, SubjectError, WireError];
    if (!(error instanceof Error) || !known.some((type) => error instanceof type)) {
      throw error;
    }
    return `The lists of ${account} may not be empty: ${error.message}`;
  } finally {
    await client?.close();
  }
}
