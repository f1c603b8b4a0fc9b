import { baselineLines, type ExitCode, visibleText } from '../report';
import { baselineJudge, USUAL_BASELINE } from './baseline-options';
import type { Io } from './io';
import { oneRun } from './one-run';

/**
 * `msnp8 baseline diff RESULTS.json`: how a run differs from a baseline. The exit code is 1 where it does in anything.
 *
 * @throws UsageError when results or baseline cannot be read
 */
export async function showBaselineDiff(input: {
  readonly files: readonly string[];
  readonly options: { readonly baseline?: string };
  readonly io: Io;
}): Promise<ExitCode> {
  const { files, io } = input;
  const { baseline: file = USUAL_BASELINE } = input.options;
  const run = await oneRun(files, io);
  const judge = await baselineJudge({ options: { baseline: file }, io, roles: [run.subject.role] });
  const results = judge(run);
  const lines = baselineLines(results.baseline);
  io.stdout.write(lines.length === 0 ? `All is as ${visibleText(file)} has it.\n` : `${lines.join('\n')}\n`);
  return lines.length === 0 ? 0 : 1;
}
