import type { ClientSubject, ServerSubject } from '../subjects';
import { AuthorityKeeper } from '../suite';
import type { Tried } from './define-property';
import { replayFailure } from './replay-failure';
import { readSavedFailure } from './saved-failure';

/**
 * Tries a failure, as `msnp8` has saved it, on a subject, and closes that: for tests of the subject's own repository.
 *
 * @param options `timeoutMs`: limit for one awaited reply, in milliseconds, default 5000
 * @throws SavedFailureError, SubjectError: see {@link replayFailure}
 */
export async function replayOn(
  subject: ClientSubject | ServerSubject,
  failure: unknown,
  options: { readonly timeoutMs?: number } = {},
): Promise<Tried> {
  const saved = readSavedFailure(JSON.stringify(failure));
  const keeper = new AuthorityKeeper();
  try {
    await subject.reach?.();
    const certificates = subject.role === 'client' ? subject.place?.certificates : undefined;
    return await replayFailure(saved, {
      subject,
      timeoutMs: options.timeoutMs ?? 5000,
      authority: () => keeper.get(certificates),
    });
  } finally {
    await subject.close();
    await keeper.close();
  }
}
