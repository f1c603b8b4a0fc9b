import type { Observer } from '../rule';

/** Observers by the id of the rule that they judge. */
export type ObserverTable = Readonly<Record<string, Observer>>;
