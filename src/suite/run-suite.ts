import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Certificates } from '../fakes';
import type { ExitCode, Results, Verdict } from '../report';
import type { Level } from '../rules';
import { type ClientSubject, type ServerSubject, SubjectError } from '../subjects';
import { activate } from './active-run';
import { type AskedRun, assembleResults } from './assemble-results';
import { AuthorityKeeper } from './authority';
import { CaseCut } from './case-cut';
import type { CaseDefinition } from './case-definition';
import type { CaseRecord } from './case-record';
import { cucumber, literalPath } from './cucumber';
import type { EndedCase, FurtherCases } from './further-cases';
import { type JudgedCase, judgeCase } from './judge-case';
import { leaveEmpty } from './leave-empty';
import { probeServer } from './probe-server';

export interface RunSuiteOptions {
  readonly subject: ServerSubject | ClientSubject;
  /** The cases to run, in this order unless `shuffle` is set; see `loadCases` and `selectCases`. */
  readonly cases: readonly CaseDefinition[];
  /** Cases that are no scenarios, run behind `cases`. */
  readonly further?: FurtherCases | undefined;
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
  /** How the run was asked for, for the results; default: by no command. */
  readonly asked?: AskedRun;
  /** Certificates for the kit's Passport servers; made where there are none. */
  readonly certificates?: Certificates;
  /** Stops the run when it is aborted: the case at hand is cut short and the others are not run. The reason, an `Error`, stands in the results. */
  readonly stop?: AbortSignal;
  /** Called when a case has ended and has its verdict; the next one waits for it. Must not throw. */
  readonly onCase?: (progress: CaseProgress) => void | Promise<void>;
}

export interface CaseProgress {
  readonly definition: CaseDefinition;
  /** What the case was judged by. Nobody else keeps it: a run would take the memory of all its traces. */
  readonly record: CaseRecord;
  readonly verdict: Verdict;
  /** Ids of the rules that are accused in its trace. */
  readonly accused: readonly string[];
  /** Its trace file, relative to the results document. */
  readonly trace: string;
  readonly done: number;
  readonly of: number;
  /** A file that stands beside the trace. */
  readonly attachment?: EndedCase['attachment'];
}

const DEFAULT_TIMEOUT_MS = 5000;
/** A server far away gets this many of its latencies for a reply. */
const LATENCIES = 50;

/** A finished run. */
export interface SuiteRun {
  readonly results: Results;
  /** A sentence for each account on the server that may not have been left empty. */
  readonly left: readonly string[];
}

/** Rules that a server breaks which loses edits, or writes them late. */
const OF_LOST_EDITS: ReadonlySet<string> = new Set(['S-SYN-11', 'S-ADD-04', 'S-REM-01', 'S-REM-04']);

/** After so many cases in which the subject brought more than it may, no further one is begun. */
const MOST_FLOODS = 3;

/** Runs cases against a subject and judges every trace. Never rejects because of what a subject does. */
export async function runSuite(options: RunSuiteOptions): Promise<SuiteRun> {
  const started = new Date();
  const begin = performance.now();
  const judged = new Map<CaseDefinition, JudgedCase>();
  const levels = options.levels ?? ['MUST', 'SHOULD', 'MAY'];
  const cases = [...options.cases, ...(options.further?.definitions ?? [])];
  const byPlace = new Map(options.cases.map((definition) => [placeOf(definition), definition]));
  const authority = new AuthorityKeeper(options.certificates);
  const stopping = new AbortController();
  const stopped = () => stopping.abort(CaseCut.from(options.stop?.reason));
  options.stop?.addEventListener('abort', stopped);
  if (options.stop?.aborted === true) {
    stopped();
  }
  let floods = 0;
  /** Somebody has been signed in, so that lists may have been changed. */
  let isTouched = false;
  const run = {
    id: randomUUID(),
    subject: options.subject,
    caseId: (place: string) => byPlace.get(place)?.id,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    writesLate: false,
    authority: () => authority.get(options.subject.role === 'client' ? options.subject.place?.certificates : undefined),
    stop: stopping.signal,
    finished: async (record: CaseRecord) => {
      const definition = byPlace.get(record.place);
      if (definition !== undefined) {
        const judgement = judgeCase({ definition, record, role: options.subject.role, levels });
        await run.ended({ definition, record, judged: judgement });
      }
    },
    ended: async ({ definition, record, judged: judgement, attachment }: EndedCase) => {
      judged.set(definition, judgement);
      isTouched ||= record.trace.events.some((event) => event.kind === 'command' && event.command.form === 'S.USR.ok');
      floods += record.outcome.cut === 'flooded' ? 1 : 0;
      if (floods === MOST_FLOODS) {
        stopping.abort(new CaseCut('flooded', gaveUp(record)));
      }
      const { verdict, trace, accused } = judgement.result;
      run.writesLate ||= options.subject.kind === 'remote' && accused.some((rule) => OF_LOST_EDITS.has(rule));
      await options.onCase?.({
        definition,
        record,
        verdict,
        accused,
        trace,
        done: judged.size,
        of: cases.length,
        ...(attachment === undefined ? {} : { attachment }),
      });
    },
  };
  const active = activate(run);
  let reason = '';
  let left: readonly string[] = [];
  let exitCode: ExitCode | undefined;
  try {
    if (options.subject.role === 'client') {
      await unlessStopped(options.subject.reach?.() ?? Promise.resolve(), stopping.signal);
    } else {
      const { latencyMs } = await unlessStopped(options.subject.reach(), stopping.signal);
      run.timeoutMs = options.timeoutMs ?? Math.max(DEFAULT_TIMEOUT_MS, Math.round(latencyMs * LATENCIES));
      // The embedded server is there, whatever fault it was given.
      if (options.subject.kind === 'remote') {
        await unlessStopped(probeServer({ subject: options.subject, timeoutMs: run.timeoutMs }), stopping.signal);
      }
    }
    if (options.cases.length > 0) {
      await cucumber({
        paths: options.cases.map((definition) => `${literalPath(definition.uri)}:${definition.line}`),
        runId: run.id,
        ...(options.shuffle === undefined ? {} : { shuffle: options.seed }),
        onEnvelope: () => {},
      });
    }
    if (!stopping.signal.aborted) {
      const { subject, seed } = options;
      const { timeoutMs, authority: authorityOf, stop, ended } = run;
      const late = await options.further?.run({
        subject,
        timeoutMs,
        seed,
        levels,
        authority: authorityOf,
        stop,
        ended,
      });
      if (late !== undefined) {
        exitCode = 5;
        reason = late;
      }
    }
    // What is in the accounts of the embedded server is gone with it.
    if (
      options.subject.role === 'server' &&
      options.subject.kind === 'remote' &&
      isTouched &&
      !stopping.signal.aborted
    ) {
      const played = new Set(cases.flatMap(({ needs }) => needs));
      left = await leaveEmpty({
        subject: options.subject,
        personas: [...played],
        timeoutMs: run.timeoutMs,
        writesLate: run.writesLate,
      });
    }
  } catch (error) {
    exitCode = error instanceof SubjectError || error instanceof CaseCut ? 3 : 4;
    reason = error instanceof Error ? error.message : String(error);
  } finally {
    options.stop?.removeEventListener('abort', stopped);
    active.release();
    await authority.close();
  }
  if (stopping.signal.aborted && exitCode !== 4) {
    const cut = CaseCut.from(stopping.signal.reason);
    exitCode = cut.code === 'flooded' ? 3 : 5;
    reason = cut.message;
  }
  const results = assembleResults({
    subject: options.subject,
    cases,
    judged,
    seed: options.seed,
    levels,
    strict: options.strict ?? false,
    asked: options.asked,
    started,
    durationMs: performance.now() - begin,
    ...(exitCode === undefined ? {} : { stopped: { exitCode, reason } }),
  });
  return { results, left };
}

function gaveUp({ outcome }: CaseRecord): string {
  return `The run was given up after ${MOST_FLOODS} cases in which the subject brought more than is taken. ${outcome.reason}`;
}

/** What `work` comes to; rejects where the run is stopped before. */
async function unlessStopped<Result>(work: Promise<Result>, stop: AbortSignal): Promise<Result> {
  let end = () => {};
  const stopped = new Promise<never>((_, reject) => {
    end = () => reject(CaseCut.from(stop.reason));
  });
  stop.addEventListener('abort', end);
  if (stop.aborted) {
    end();
  }
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', end);
  }
}

function placeOf(definition: CaseDefinition): string {
  return `${definition.uri}:${definition.line}`;
}
