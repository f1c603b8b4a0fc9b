import { FakeClientError, PassportError, ScriptFailure, ServerRefusal } from '../fakes';
import { SubjectError } from '../subjects';
import { WireError } from '../wire';
import { CaseCut } from './case-cut';
import type { CaseOutcome } from './case-record';
import { BeliefMismatch } from './compare-beliefs';

/** What an error that ended a case says about the subject, or about the kit. */
export function outcomeOf(failure: unknown): CaseOutcome {
  if (failure === undefined) {
    return { verdict: 'pass', reason: '', rules: [] };
  }
  if (failure instanceof CaseCut) {
    const verdict = failure.code === 'flooded' ? 'inconclusive' : 'blocked';
    return { verdict, reason: failure.message, rules: [], cut: failure.code };
  }
  if (failure instanceof ScriptFailure) {
    const verdict =
      failure.code === 'not-offered' ? 'unsupported' : failure.code === 'stalled' ? 'inconclusive' : 'fail';
    const { message: reason, rules, connection, expected: accepted, came } = failure;
    return { verdict, reason, rules, accepted, connection, came };
  }
  if (failure instanceof BeliefMismatch) {
    return { verdict: 'fail', reason: failure.message, rules: failure.rules };
  }
  if (failure instanceof SubjectError) {
    const verdict =
      failure.code === 'unsupported' ? 'unsupported' : failure.code === 'failed' ? 'inconclusive' : 'blocked';
    return {
      verdict,
      reason: failure.message,
      rules: [],
      ...(failure.code === 'missing-account' ? { lacksAccounts: true } : {}),
    };
  }
  if (
    [FakeClientError, ServerRefusal, PassportError, WireError].some((type) => failure instanceof type) &&
    failure instanceof Error
  ) {
    return { verdict: 'blocked', reason: failure.message, rules: [] };
  }
  const error = failure instanceof Error ? failure : new Error(String(failure));
  return { verdict: 'inconclusive', reason: `The kit failed: ${error.message}`, rules: [], kitFault: error };
}
