import type { ClientSubject, ServerSubject } from '../subjects';
import type { Authority } from './authority';
import type { CaseRecord } from './case-record';

/** What the steps of one run may know of it. The cucumber API hands World parameters over as plain data, hence the registry of ids. */
export interface ActiveRun {
  readonly id: string;
  readonly subject: ServerSubject | ClientSubject;
  /** The id of the case at a place, `file:line`. */
  caseId?(place: string): string | undefined;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
  /** The server under test has lost an edit that it had confirmed: it is given time to write edits down before the kit goes away. */
  readonly writesLate: boolean;
  /** Certificates of the kit's Passport servers, made once for the run. */
  authority(): Promise<Authority>;
  /** Aborted when no further case is to run, and the one at hand has to end. */
  readonly stop: AbortSignal;
  /** Called once for each case that has ended; the next one begins when this is done. */
  finished(record: CaseRecord): Promise<void>;
}

const runs = new Map<string, ActiveRun>();

/** Makes a run known to the steps until `release` is called. */
export function activate(run: ActiveRun): { release(): void } {
  runs.set(run.id, run);
  return { release: () => void runs.delete(run.id) };
}

export function activeRun(id: string): ActiveRun {
  const run = runs.get(id);
  if (run === undefined) {
    throw new Error(`No run with the id ${id} is under way: the steps of this kit are started by the kit.`);
  }
  return run;
}
