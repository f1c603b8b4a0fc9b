import { type ClientMethod, SubjectError } from '../../subjects';

/** What the client answers to `method`; rejects with `SubjectError` `failed` where that takes longer than `timeoutMs` milliseconds. */
export function inTime<Result>(
  answer: Promise<Result>,
  { method, timeoutMs }: { readonly method: ClientMethod; readonly timeoutMs: number },
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const text = `The client has not answered "${method}" within ${Math.round(timeoutMs)} ms.`;
      reject(new SubjectError('failed', text));
    }, timeoutMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
