import { performance } from 'node:perf_hooks';
import { After, Before, Status } from '@cucumber/cucumber';
import type { Closing } from '../src/report';
import { neededPersonas, outcomeOf, requireAccounts } from '../src/suite';
import type { KitWorld } from './world';

const begins = new WeakMap<KitWorld, number>();

Before(async function (this: KitWorld, { pickle }) {
  begins.set(this, performance.now());
  const { subject } = this.run;
  if (subject.role === 'server') {
    try {
      this.cast = neededPersonas(pickle);
      requireAccounts(subject, this.cast);
      await subject.reset?.();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
});

After(async function (this: KitWorld, { pickle, result }) {
  let failure: unknown =
    this.failure ??
    (result?.status === Status.PASSED ? undefined : new Error(`A step could not be run: ${result?.status}.`));
  let closing: Closing = 'none';
  try {
    closing = await this.scene.finish({ failed: failure !== undefined });
  } catch (error) {
    // A case that cannot be ended is recorded all the same; what ended it first counts more.
    failure ??= error;
  }
  this.run.finished({
    place: `${pickle.uri}:${pickle.location?.line ?? 0}`,
    trace: this.scene.trace,
    outcome: outcomeOf(failure),
    closing,
    shown: this.scene.shown,
    durationMs: performance.now() - (begins.get(this) ?? performance.now()),
  });
});
