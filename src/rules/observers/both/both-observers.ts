import type { ObserverTable } from '../observer-table';

/** Observers of the rules that bind both sides. */
export const bothObservers: ObserverTable = {};
