import type { ObserverTable } from '../observer-table';

/** Observers of the rules that bind servers. */
export const serverObservers: ObserverTable = {};
