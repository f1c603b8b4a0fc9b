import { performance } from 'node:perf_hooks';
import { After, Before, type ITestCaseHookParameter, Status } from '@cucumber/cucumber';
import type { Closing } from '../src/report';
import { type CaseOutcome, neededPersonas, outcomeOf, requireAccounts } from '../src/suite';
import { type KitWorld, unguarded } from './world';

const begins = new WeakMap<KitWorld, number>();

Before(
  unguarded(function (this: KitWorld, { pickle }: ITestCaseHookParameter) {
    if (!this.run.stop.aborted) {
      begins.set(this, performance.now());
    }
    // Before anything asks for the scene.
    this.cast = this.run.subject.role === 'server' ? neededPersonas(pickle) : [];
  }),
);

Before(async function (this: KitWorld, { pickle }: ITestCaseHookParameter) {
  const { subject } = this.run;
  if (subject.role === 'client') {
    const place = placeOf(pickle);
    await subject.begin?.({ caseId: this.run.caseId?.(place) ?? place });
  }
  if (subject.role === 'server') {
    try {
      requireAccounts(subject, this.cast);
      await subject.reset?.();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
});

After(
  unguarded(async function (this: KitWorld, { pickle, result }: ITestCaseHookParameter) {
    const begin = begins.get(this);
    if (begin === undefined) {
      return; // The run had been stopped: there is nothing to record.
    }
    this.guard.close();
    let failure: unknown =
      // A case that was cut short while its steps went on has not shown what it should.
      this.guard.cut ??
      this.failure ??
      (result?.status === Status.PASSED ? undefined : new Error(`A step could not be run: ${result?.status}.`));
    let closing: Closing = 'none';
    try {
      closing = await this.scene.finish({ failed: failure !== undefined });
    } catch (error) {
      // A case that cannot be ended is recorded all the same; what ended it first counts more.
      failure ??= error;
    }
    await this.run.finished({
      place: placeOf(pickle),
      trace: this.scene.trace,
      outcome: explained(outcomeOf(failure), this.scene.trouble),
      closing,
      shown: this.scene.shown,
      durationMs: performance.now() - begin,
    });
  }),
);

function placeOf({ uri, location }: ITestCaseHookParameter['pickle']): string {
  return `${uri}:${location?.line ?? 0}`;
}

/** An outcome with what went wrong beside the wire, where that is not what it says already. */
function explained(outcome: CaseOutcome, trouble: string | undefined): CaseOutcome {
  return trouble === undefined || outcome.verdict === 'pass' || outcome.reason.includes(trouble)
    ? outcome
    : { ...outcome, reason: `${outcome.reason} ${trouble}` };
}
