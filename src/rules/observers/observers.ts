import type { Observer } from '../rule';
import { bothObservers } from './both';
import { clientObservers } from './client';
import { serverObservers } from './server';

/** Every observer of the kit, by the id of the rule that it judges. */
export const observers: ReadonlyMap<string, Observer> = new Map([
  ...Object.entries(bothObservers),
  ...Object.entries(clientObservers),
  ...Object.entries(serverObservers),
]);
