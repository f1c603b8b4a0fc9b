import type { Level } from '../rules';
import type { ClientSubject, ServerSubject } from '../subjects';
import type { Authority } from './authority';
import type { CaseDefinition } from './case-definition';
import type { CaseRecord } from './case-record';
import type { JudgedCase } from './judge-case';

/** Cases that are no scenarios. They are run behind these, on the same subject. */
export interface FurtherCases {
  readonly definitions: readonly CaseDefinition[];
  /**
   * Runs them one by one, and says of each what it came to. Never rejects because of what a subject does. Resolves with a whole sentence where the time
   * that they were given did not last for all.
   */
  run(context: FurtherContext): Promise<string | undefined>;
}

/** What further cases get of the run. */
export interface FurtherContext {
  readonly subject: ServerSubject | ClientSubject;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
  readonly seed: number;
  readonly levels: readonly Level[];
  readonly authority: () => Promise<Authority>;
  /** Aborted when the run is stopped. */
  readonly stop: AbortSignal;
  /** A case has ended. */
  readonly ended: (ended: EndedCase) => Promise<void>;
}

export interface EndedCase {
  readonly definition: CaseDefinition;
  readonly record: CaseRecord;
  readonly judged: JudgedCase;
  /** A file that stands beside the trace: its name relative to the results document, built from nothing of a peer, and what is in it. */
  readonly attachment?: { readonly file: string; readonly text: string } | undefined;
}
