import type { ObserverTable } from '../observer-table';
import { dialectObservers } from './dialect';
import { encodingObservers } from './encoding';
import { errorLineObservers } from './error-lines';
import { framingObservers } from './framing';
import { receivingObservers } from './receiving';

/** Observers of the rules that bind both sides. */
export const bothObservers: ObserverTable = {
  ...framingObservers,
  ...receivingObservers,
  ...encodingObservers,
  ...dialectObservers,
  ...errorLineObservers,
};
