import { appendFile } from 'node:fs/promises';
import { type Results, reporters, type TextOptions } from '../report';
import type { Io } from './io';

/**
 * Writes the reports that go to standard output; in a job on GitHub the Markdown goes to its summary, too.
 *
 * @throws the error of the file system when the summary of the job cannot be written
 */
export async function printReports(options: {
  readonly results: readonly Results[];
  readonly names: readonly string[];
  readonly text: TextOptions;
  /** The verdict in place of the text. */
  readonly quiet?: true | undefined;
  readonly io: Io;
}): Promise<void> {
  const { results, names, text, quiet, io } = options;
  for (const { name, file, render } of reporters) {
    if (file === undefined && names.includes(name)) {
      const isShort = name === 'text' && quiet === true;
      io.stdout.write(isShort ? results.map(({ verdict }) => `${verdict}\n`).join('') : render(results, text));
    }
  }
  const summary = jobSummary(io);
  const markdown = reporters.find(({ name }) => name === 'markdown');
  if (summary !== undefined && markdown !== undefined && names.includes('markdown')) {
    await appendFile(summary, markdown.render(results, text));
  }
}

/** The file of the summary of a job on GitHub. */
export function jobSummary({ env }: Io): string | undefined {
  return env.GITHUB_STEP_SUMMARY === '' ? undefined : env.GITHUB_STEP_SUMMARY;
}
