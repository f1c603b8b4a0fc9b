import { resolve } from 'node:path';
import {
  type ExitCode,
  joinShards,
  type Results,
  reporters,
  ShardError,
  type SourcedResults,
  type TextOptions,
  type Trend,
  trendOf,
  usualReporters,
} from '../report';
import { type BaselineOptions, baselineJudge } from './baseline-options';
import { cannotWrite } from './certify-subject';
import type { Io } from './io';
import { jobSummary, printReports } from './print-reports';
import { readHistory, readResults } from './read-results';
import { ReportFolder } from './report-folder';
import { UsageError } from './usage-error';

/** Options of `report`, as commander hands them over. */
export interface ReportOptions extends BaselineOptions {
  readonly reporter?: readonly string[];
  readonly out?: string;
  readonly history?: string;
  readonly color: boolean;
  readonly quiet?: true;
  readonly verbose?: true;
}

/**
 * `msnp8 report FILE…`: makes reports of results. The exit code is that of the runs, the worst of them.
 *
 * @throws UsageError when a file is no results document, when shards do not make a run, or when the reports cannot be written
 */
export async function showReport(input: {
  readonly files: readonly string[];
  readonly options: ReportOptions;
  readonly io: Io;
}): Promise<ExitCode> {
  const { files, options, io } = input;
  const { out, history } = options;
  const names = [...new Set(options.reporter ?? (out === undefined ? ['text'] : usualReporters))];
  const printed = out === undefined ? printedFile({ names, io }) : undefined;
  const reading = { io, base: out === undefined ? io.cwd : resolve(io.cwd, out) };
  const runs = whole(await readResults(files, reading));
  const roles = [...new Set(runs.map(({ results: { subject } }) => subject.role))];
  const byBaseline = await baselineJudge({ options, io, roles });
  const given = runs.map((one) => ({ ...one, results: byBaseline(one.results) }));
  const earlier = history === undefined ? [] : whole(await readHistory(history, reading));
  const { results, trends } = newest({ given, earlier });
  const everyRun = given.map((one) => one.results);
  const color = options.color && io.stdout.isTTY === true && io.env.NO_COLOR === undefined;
  const text: TextOptions = { color, verbose: options.verbose === true, out, trends };
  try {
    if (out !== undefined) {
      const folder = await ReportFolder.open(resolve(io.cwd, out));
      await folder.writeReports({ results, names, text, everyRun });
    }
    await printReports({ results, names, text, quiet: options.quiet, io });
  } catch (error) {
    throw cannotWrite({ options: { out: out ?? jobSummary(io) ?? '' }, io, error });
  }
  if (printed !== undefined) {
    io.stdout.write(printed.render(printed.everyRun ? everyRun : results, { ...text, color: false }));
  }
  return worst(results.map(({ exitCode }) => exitCode));
}

/** The reporter whose file goes to standard output where no folder is given. */
function printedFile({ names, io }: { readonly names: readonly string[]; readonly io: Io }) {
  const hasSummary = jobSummary(io) !== undefined;
  const [first, ...rest] = reporters.filter(
    ({ name, file }) => names.includes(name) && file !== undefined && !(name === 'markdown' && hasSummary),
  );
  const hasOthers = reporters.some(({ name, file }) => names.includes(name) && file === undefined);
  if (first !== undefined && (rest.length > 0 || hasOthers)) {
    const written = [first, ...rest].map(({ file }) => file).join(', ');
    throw new UsageError(`Several reports do not go to standard output: --out DIR says where to write ${written}.`);
  }
  return first;
}

function whole(documents: readonly SourcedResults[]): SourcedResults[] {
  try {
    return joinShards(documents);
  } catch (error) {
    throw error instanceof ShardError ? new UsageError(error.message) : error;
  }
}

/** The youngest run of each subject among those that are given, and what has changed in it since the older ones. */
function newest(runs: { readonly given: readonly SourcedResults[]; readonly earlier: readonly SourcedResults[] }): {
  readonly results: readonly Results[];
  readonly trends: ReadonlyMap<Results, Trend>;
} {
  const subjects = new Map<string, SourcedResults[]>();
  for (const one of runs.given) {
    const { role, target } = one.results.subject;
    const key = JSON.stringify([role, target]);
    const known = subjects.get(key) ?? [];
    const same = known.find(({ results }) => when(results) === when(one.results));
    if (same !== undefined) {
      throw new UsageError(`${same.source} and ${one.source} are of one run: each is to be given once.`);
    }
    subjects.set(key, [...known, one]);
  }
  const results: Results[] = [];
  const trends = new Map<Results, Trend>();
  for (const [key, known] of subjects) {
    const [latest, ...older] = known.map((one) => one.results).sort((one, other) => when(other) - when(one));
    if (latest === undefined) {
      continue;
    }
    const before = runs.earlier
      .map((one) => one.results)
      .filter((one) => JSON.stringify([one.subject.role, one.subject.target]) === key && when(one) < when(latest));
    const trend = trendOf(latest, [...older, ...before]);
    results.push(latest);
    if (trend !== undefined) {
      trends.set(latest, trend);
    }
  }
  return { results, trends };
}

function when({ started }: Results): number {
  return Date.parse(started);
}

/** A fault of the kit says nothing of any subject; a run that could not go on says less than one that did. */
const FROM_WORST: readonly ExitCode[] = [4, 3, 5, 2, 1];

function worst(codes: readonly ExitCode[]): ExitCode {
  return FROM_WORST.find((code) => codes.includes(code)) ?? 0;
}
