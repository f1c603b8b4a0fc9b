import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Certificates } from '../fakes';
import type { CaseResult, ExitCode, Results } from '../report';
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
import { RunStop } from './run-stop';

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
  /** Called when a case has ended and has its verdict; the next one waits for it. Its trace is not kept. Where it throws, the run ends and rejects. */
  readonly onCase?: (ended: EndedCase) => void | Promise<void>;
  /** Ends the run: the case at hand is broken off, and those that are left do not run. The reason has to be a `RunStop`. */
  readonly signal?: AbortSignal;
}

/** A case that has run. */
export interface EndedCase {
  readonly definition: CaseDefinition;
  readonly record: CaseRecord;
  readonly result: CaseResult;
  /** How many cases have ended, and how many there are. */
  readonly done: number;
  readonly of: number;
}

const DEFAULT_TIMEOUT_MS = 5000;
/** A server far away gets this many of its latencies for a reply. */
const LATENCIES = 50;

/** So many cases that the subject floods end a run: the others would bring nothing else, slowly. */
const MOST_FLOODS = 3;

/** A finished run. */
export interface SuiteRun {
  readonly results: Results;
  /** A sentence for each account on the server that may not have been left empty. */
  readonly left: readonly string[];
}

/** Runs cases against a subject and judges every trace. Never rejects because of what a subject does; see `onCase`. */
export async function runSuite(options: RunSuiteOptions): Promise<SuiteRun> {
  const started = new Date();
  const begin = performance.now();
  const judged = new Map<CaseDefinition, JudgedCase>();
  const levels = options.levels ?? ['MUST', 'SHOULD', 'MAY'];
  const byPlace = new Map(options.cases.map((definition) => [placeOf(definition), definition]));
  const authority = new AuthorityKeeper(options.certificates);
  const stop = new AbortController();
  const stopRun = (reason: RunStop) => stop.abort(reason);
  const heed = () => stopRun(stopOf(options.signal));
  options.signal?.addEventListener('abort', heed);
  if (options.signal?.aborted === true) {
    heed();
  }
  let floods = 0;
  let unkept: RunStop | undefined;
  const run = {
    stopped: stop.signal,
    id: randomUUID(),
    subject: options.subject,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    authority: () => authority.get(),
    finished: async (record: CaseRecord) => {
      const definition = byPlace.get(record.place);
      // What was broken off has shown nothing.
      if (definition === undefined || stop.signal.aborted) {
        return;
      }
      const judgement = judgeCase({ definition, record, role: options.subject.role, levels });
      judged.set(definition, judgement);
      try {
        const { result } = judgement;
        await options.onCase?.({ definition, record, result, done: judged.size, of: options.cases.length });
      } catch (error) {
        unkept = new RunStop('What became of a case could not be kept.', { exitCode: 4, cause: error });
        stopRun(unkept);
      }
      floods += record.outcome.flooded === true ? 1 : 0;
      if (floods === MOST_FLOODS) {
        stopRun(new RunStop(`${MOST_FLOODS} cases ended in a flood: ${record.outcome.reason}`, { exitCode: 1 }));
      }
    },
  };
  const active = activate(run);
  let left: readonly string[] = [];
  let stopped: { readonly exitCode: ExitCode; readonly reason: string } | undefined;
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
    if (options.subject.role === 'server' && options.subject.kind === 'remote' && !stop.signal.aborted) {
      const played = new Set(options.cases.flatMap(({ needs }) => needs));
      left = await leaveEmpty({ subject: options.subject, personas: [...played], timeoutMs: run.timeoutMs });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    stopped = { exitCode: error instanceof SubjectError ? 3 : 4, reason };
  } finally {
    options.signal?.removeEventListener('abort', heed);
    active.release();
    await authority.close();
  }
  if (unkept !== undefined) {
    throw unkept.cause;
  }
  if (stop.signal.aborted) {
    const { exitCode, message } = stopOf(stop.signal);
    stopped = { exitCode, reason: message };
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
    ...(stopped === undefined ? {} : { stopped }),
  });
  return { results, left };
}

function stopOf(signal: AbortSignal | undefined): RunStop {
  const reason: unknown = signal?.reason;
  return reason instanceof RunStop ? reason : new RunStop('The run was stopped.', { exitCode: 5, cause: reason });
}

function placeOf(definition: CaseDefinition): string {
  return `${definition.uri}:${definition.line}`;
}
