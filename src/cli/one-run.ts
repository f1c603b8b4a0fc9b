import { joinShards, type Results, ShardError } from '../report';
import type { Io } from './io';
import { readResults } from './read-results';
import { UsageError } from './usage-error';

/**
 * The results of one run: a document, or all its shards.
 *
 * @throws UsageError when a file is no results document, or when there is another number of runs
 */
export async function oneRun(files: readonly string[], io: Io): Promise<Results> {
  const documents = await readResults(files, { io, base: io.cwd });
  try {
    const [run, other] = joinShards(documents);
    if (run === undefined || other !== undefined) {
      throw new UsageError('A baseline is of one subject: give the results of one run, or all its shards.');
    }
    return run.results;
  } catch (error) {
    throw error instanceof ShardError ? new UsageError(error.message) : error;
  }
}
