import type { RunDescription } from '../report';
import { SelectorError } from './select-cases';

/**
 * The cases of one shard: they are dealt out one by one, as cards are, so that each shard has some of every feature. `joinShards` puts them together again.
 *
 * @throws SelectorError when there are fewer cases than shards
 */
export function dealCases<Case>(cases: readonly Case[], shard: NonNullable<RunDescription['shard']>): Case[] {
  const { index, of } = shard;
  if (of > cases.length) {
    throw new SelectorError(`${of} shards need ${of} cases at least, and this run has ${cases.length}.`);
  }
  return cases.filter((_, position) => position % of === index - 1);
}
