import type { ObserverTable } from '../observer-table';

/** Observers of the rules that bind clients. */
export const clientObservers: ObserverTable = {};
