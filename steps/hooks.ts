import { performance } from 'node:perf_hooks';
import { After, Before, Status } from '@cucumber/cucumber';
import { outcomeOf } from '../src/suite';
import type { KitWorld } from './world';

const begins = new WeakMap<KitWorld, number>();

Before(function (this: KitWorld) {
  begins.set(this, performance.now());
});

After(async function (this: KitWorld, { pickle, result }) {
  const failure =
    this.failure ??
    (result?.status === Status.PASSED ? undefined : new Error(`A step could not be run: ${result?.status}.`));
  const closing = await this.scene.finish({ failed: failure !== undefined });
  this.run.finished({
    place: `${pickle.uri}:${pickle.location?.line ?? 0}`,
    trace: this.scene.trace,
    outcome: outcomeOf(failure),
    closing,
    shown: this.scene.shown,
    durationMs: performance.now() - (begins.get(this) ?? performance.now()),
  });
});
