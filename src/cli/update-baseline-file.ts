import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type BaselineDifference, type ExitCode, updateBaseline, visibleText } from '../report';
import { asUsage, baselineText, caseIds, USUAL_BASELINE } from './baseline-options';
import type { Io } from './io';
import { oneRun } from './one-run';
import { UsageError } from './usage-error';

/** Options of `baseline update`, as commander hands them over. */
export interface UpdateOptions {
  readonly baseline?: string;
  readonly why?: string;
  readonly prune?: true;
}

/**
 * `msnp8 baseline update RESULTS.json`: takes what a run came to as expected.
 *
 * @throws UsageError when results or baseline cannot be read, when the run did not come to its end, or when the file cannot be written
 */
export async function updateBaselineFile(input: {
  readonly files: readonly string[];
  readonly options: UpdateOptions;
  readonly io: Io;
}): Promise<ExitCode> {
  const { files, options, io } = input;
  const file = options.baseline ?? USUAL_BASELINE;
  const results = await oneRun(files, io);
  if (results.reason !== '') {
    throw new UsageError(
      `A baseline is written from a run that came to its end, and this one did not: ${visibleText(results.reason)}`,
    );
  }
  if (options.why?.trim() === '') {
    throw new UsageError('--why is to say why it is no pass.');
  }
  const [text, cases] = [await baselineText({ file, io }), await caseIds()];
  const { selectors, shard, levels } = results.run;
  const isWhole = selectors.length === 0 && shard === undefined && levels.length === 3;
  if (options.prune === true && !isWhole) {
    throw new UsageError(
      '--prune needs the results of a whole run: what passes in a part of the cases may still fail in the others.',
    );
  }
  const today = new Date(results.started);
  const update = (whyOf: (difference: Pick<BaselineDifference, 'id' | 'got'>) => string | undefined) =>
    asUsage(() => updateBaseline({ text, file, results, cases, today, whyOf, isWhole, prune: options.prune === true }));
  const seen = new Map<string, string>();
  const first = update(({ id, got }) => {
    seen.set(id, got);
    return options.why;
  });
  const reasons = await asked({ ids: first.unreasoned, seen, io });
  const updated = reasons.size === 0 ? first : update(({ id }) => options.why ?? reasons.get(id));
  if (updated.text !== text) {
    await writeFile(resolve(io.cwd, file), updated.text).catch((error: Error) => {
      throw new UsageError(`The baseline ${visibleText(file)} cannot be written: ${visibleText(error.message)}.`);
    });
  }
  const { added, changed, removed, stale, expired, unreasoned } = updated;
  const lines = [
    `${file}: ${added.length} added, ${changed.length} changed, ${removed.length} removed`,
    ...added.map(({ id, got }) => `  added    ${id}: ${got}`),
    ...changed.map(({ id, got }) => `  changed  ${id}: ${got}`),
    ...removed.map(({ id }) => `  removed  ${id}`),
    ...stale.map(({ id }) => `  stale    ${id} passes; --prune takes it out`),
    ...expired.map(({ sentence }) => `  expired  ${sentence} Mend it, or set another date.`),
    ...unreasoned.map((id) => `  TODO     say why ${id} is no pass: no run takes the baseline before`),
  ];
  io.stdout.write(lines.map((line) => `${visibleText(line)}\n`).join(''));
  return 0;
}

/** Asks a person for reasons. Where nobody sits at a terminal, or nothing is said, there are none. */
async function asked(question: {
  readonly ids: readonly string[];
  readonly seen: ReadonlyMap<string, string>;
  readonly io: Io;
}): Promise<ReadonlyMap<string, string>> {
  const { ids, seen, io } = question;
  const reasons = new Map<string, string>();
  if (ids.length === 0 || io.stdin === undefined || !isTerminal(io.stdin) || io.stdout.isTTY !== true) {
    return reasons;
  }
  const lines = createInterface({ input: io.stdin, output: io.stdout });
  const left = new Promise<undefined>((resolve) => {
    lines.once('close', () => resolve(undefined));
  });
  try {
    for (const id of ids) {
      const said = await Promise.race([lines.question(`Why is ${id} ${seen.get(id) ?? 'no pass'}? `), left]);
      if (said === undefined) {
        break;
      }
      if (said.trim() !== '') {
        reasons.set(id, said.trim());
      }
    }
  } finally {
    lines.close();
  }
  return reasons;
}

function isTerminal(input: object): boolean {
  return 'isTTY' in input && input.isTTY === true;
}
