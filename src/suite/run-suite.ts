import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Certificates } from '../fakes';
import type { ExitCode, Results, Verdict } from '../report';
import type { Level } from '../rules';
import { type ClientSubject, type ServerSubject, SubjectError } from '../subjects';
import { activate } from './active-run';
import { assembleResults } from './assemble-results';
import { AuthorityKeeper } from './authority';
import type { CaseDefinition } from './case-definition';
import type { CaseRecord } from './case-record';
import { cucumber } from './cucumber';
import { type JudgedCase, judgeCase } from './judge-case';
import { leaveEmpty } from './leave-empty';
import { probeServer } from './probe-server';

export interface RunSuiteOptions {
  readonly subject: ServerSubject | ClientSubject;
  /** The cases to run, in this order unless `shuffle` is set; see `loadCases` and `selectCases`. */
  readonly cases: readonly CaseDefinition[];
  /** Limit for one awaited reply, in milliseconds. Default 5000 (rules.md), or 50 times as long as the server takes to answer a connection. Only failures wait so long. */
  readonly timeoutMs?: number;
  /** Seeds everything that is drawn at random; stands in the results. */
  readonly seed: number;
  /** Runs the cases in an order drawn from the seed. The results keep the order of `cases`. */
  readonly shuffle?: true;
  /** The rules that are judged; default all. */
  readonly levels?: readonly Level[];
  /** A SHOULD that is broken makes the run fail too. */
  readonly strict?: true;
  /** Certificates for the kit's Passport servers; made where there are none. */
  readonly certificates?: Certificates;
  /** Called when a case has ended and has its verdict, for progress. */
  readonly onCase?: (progress: {
    readonly definition: CaseDefinition;
    readonly verdict: Verdict;
    readonly done: number;
    readonly of: number;
  }) => void;
}

const DEFAULT_TIMEOUT_MS = 5000;
/** A server far away gets this many of its latencies for a reply. */
const LATENCIES = 50;

/** A finished run: the results document, and the records that its trace files are written from. */
export interface SuiteRun {
  readonly results: Results;
  readonly records: ReadonlyMap<CaseDefinition, CaseRecord>;
  /** A sentence for each account on the server that may not have been left empty. */
  readonly left: readonly string[];
}

/** Runs cases against a subject and judges every trace. Never rejects because of what a subject does. */
export async function runSuite(options: RunSuiteOptions): Promise<SuiteRun> {
  const started = new Date();
  const begin = performance.now();
  const records = new Map<CaseDefinition, CaseRecord>();
  const judged = new Map<CaseDefinition, JudgedCase>();
  const levels = options.levels ?? ['MUST', 'SHOULD', 'MAY'];
  const byPlace = new Map(options.cases.map((definition) => [placeOf(definition), definition]));
  const authority = new AuthorityKeeper(options.certificates);
  const run = {
    id: randomUUID(),
    subject: options.subject,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    authority: () => authority.get(),
    finished: (record: CaseRecord) => {
      const definition = byPlace.get(record.place);
      if (definition !== undefined) {
        records.set(definition, record);
        const judgement = judgeCase({ definition, record, role: options.subject.role, levels });
        judged.set(definition, judgement);
        options.onCase?.({
          definition,
          verdict: judgement.result.verdict,
          done: records.size,
          of: options.cases.length,
        });
      }
    },
  };
  const active = activate(run);
  let reason = '';
  let left: readonly string[] = [];
  let exitCode: ExitCode | undefined;
  try {
    if (options.subject.role === 'server') {
      const { latencyMs } = await options.subject.reach();
      run.timeoutMs = options.timeoutMs ?? Math.max(DEFAULT_TIMEOUT_MS, Math.round(latencyMs * LATENCIES));
      // The embedded server is there, whatever fault it was given.
      if (options.subject.kind === 'remote') {
        await probeServer({ subject: options.subject, timeoutMs: run.timeoutMs });
      }
    }
    await cucumber({
      paths: options.cases.map(placeOf),
      runId: run.id,
      ...(options.shuffle === undefined ? {} : { shuffle: options.seed }),
      onEnvelope: () => {},
    });
    // What is in the accounts of the embedded server is gone with it.
    if (options.subject.role === 'server' && options.subject.kind === 'remote') {
      const played = new Set(options.cases.flatMap(({ needs }) => needs));
      left = await leaveEmpty({ subject: options.subject, personas: [...played], timeoutMs: run.timeoutMs });
    }
  } catch (error) {
    exitCode = error instanceof SubjectError ? 3 : 4;
    reason = error instanceof Error ? error.message : String(error);
  } finally {
    active.release();
    await authority.close();
  }
  const results = assembleResults({
    subject: options.subject,
    cases: options.cases,
    judged,
    seed: options.seed,
    levels,
    strict: options.strict ?? false,
    started,
    durationMs: performance.now() - begin,
    ...(exitCode === undefined ? {} : { stopped: { exitCode, reason } }),
  });
  return { results, records, left };
}

function placeOf(definition: CaseDefinition): string {
  return `${definition.uri}:${definition.line}`;
}
