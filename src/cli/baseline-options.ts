import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { propertyCases } from '../properties';
import { type Baseline, BaselineError, judgeByBaseline, parseBaseline, type Results, visibleText } from '../report';
import type { Role } from '../rules';
import { guidedSessionId, kit, loadCases } from '../suite';
import { exampleFeatures } from './features';
import type { Io } from './io';
import { UsageError } from './usage-error';

/** Options that hold a run against a baseline, as commander hands them over. */
export interface BaselineOptions {
  readonly baseline?: string;
  readonly strictBaseline?: true;
}

/** The baseline that is taken where it is there and none is named. */
export const USUAL_BASELINE = 'msnp8-baseline.yaml';

/** Adds `--baseline` and `--strict-baseline`. */
export function withBaselineOptions(command: Command): Command {
  return command
    .option('--baseline <file>', `what is expected; default: ${USUAL_BASELINE}, if it is there`)
    .option('--strict-baseline', 'a line of it that is not needed any more fails the run');
}

/**
 * Reads the baseline that was named, or the usual one where it is there; gives what holds results against it. Read before a run begins: nobody should
 * wait for a run and then hear that it cannot be judged.
 *
 * @throws UsageError when a baseline cannot be read, is asked for and not there, or is of another role
 */
export async function baselineJudge(input: {
  readonly options: BaselineOptions;
  readonly io: Io;
  /** The roles of what is to be judged. */
  readonly roles: readonly Role[];
}): Promise<(results: Results) => Results> {
  const { options, io, roles } = input;
  const baseline = await namedOrUsual(input);
  const strict = options.strictBaseline === true;
  if (baseline === undefined) {
    if (strict) {
      throw new UsageError(`--strict-baseline goes with --baseline FILE: there is no ${USUAL_BASELINE} in ${io.cwd}.`);
    }
    return (results) => results;
  }
  const isNamed = options.baseline !== undefined;
  if (isNamed && baseline.subject !== undefined && !roles.includes(baseline.subject)) {
    throw new UsageError(
      `${visibleText(baseline.file)} is the baseline of a ${baseline.subject}, and this is a ${roles.join(' and a ')}.`,
    );
  }
  return (results) => {
    const { role, kind } = results.subject;
    // Results that are held against the same baseline later come to the same.
    const today = new Date(results.started);
    // What a product is known to do says nothing of the subjects of the kit, nor of the other role.
    const isOfIt = (isNamed || kind !== 'embedded') && (baseline.subject ?? role) === role;
    return isOfIt ? judgeByBaseline({ results, baseline, today, strict }) : results;
  };
}

async function namedOrUsual({ options, io }: { readonly options: BaselineOptions; readonly io: Io }) {
  const file = options.baseline ?? USUAL_BASELINE;
  const text = await baselineText({ file, io });
  if (text === undefined && options.baseline !== undefined) {
    throw new UsageError(`There is no baseline ${visibleText(file)}; msnp8 baseline update RESULTS.json writes one.`);
  }
  return text === undefined ? undefined : baselineFrom({ text, file });
}

/**
 * The text of a baseline; undefined where there is none.
 *
 * @throws UsageError when it is there and cannot be read
 */
export async function baselineText({ file, io }: { readonly file: string; readonly io: Io }) {
  try {
    return await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The baseline ${visibleText(file)} cannot be read: ${visibleText(why)}.`);
  }
}

/**
 * Reads a baseline that is complete.
 *
 * @throws UsageError at its first fault
 */
export async function baselineFrom(source: { readonly text: string; readonly file: string }): Promise<Baseline> {
  const { text, file } = source;
  const cases = await caseIds(text);
  return asUsage(() => parseBaseline({ text, file, kit: kit.version, cases }));
}

/** Ids of every case of both roles. The features are read only where something asks for them. */
export async function caseIds(text = 'cases'): Promise<ReadonlySet<string>> {
  if (!text.includes('cases')) {
    return new Set();
  }
  const cases = [guidedSessionId];
  for (const role of ['client', 'server'] as const) {
    const scenarios = await loadCases({ role, features: exampleFeatures, slow: true });
    cases.push(...[...scenarios, ...propertyCases(role)].map(({ id }) => id));
  }
  return new Set(cases);
}

/** A fault of a baseline is one of the command line that names it. */
export function asUsage<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof BaselineError ? new UsageError(error.message) : error;
  }
}
