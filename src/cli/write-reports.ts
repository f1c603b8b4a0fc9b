import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { junit } from '../report';
import type { SuiteRun } from '../suite';
import { printTrace, traceToNdjson } from '../wire';

/**
 * Writes `results.json`, `junit.xml` and `traces/` into a folder, which is made if it is not there. Traces of an earlier run are removed.
 *
 * @throws the error of the file system when the folder cannot be written.
 */
export async function writeReports(options: {
  readonly run: SuiteRun;
  readonly out: string;
  /** Leaves passwords and tickets readable in the traces. */
  readonly unmask?: true;
}): Promise<void> {
  const { run, out } = options;
  await mkdir(out, { recursive: true });
  await rm(join(out, 'traces'), { recursive: true, force: true });
  await mkdir(join(out, 'traces'));
  await writeFile(join(out, 'results.json'), `${JSON.stringify(run.results, null, 2)}\n`);
  await writeFile(join(out, 'junit.xml'), junit(run.results));
  const masking = options.unmask === true ? { unmask: true as const } : {};
  for (const [definition, record] of run.records) {
    const entry = run.results.cases.find(({ id }) => id === definition.id);
    if (entry === undefined) {
      continue;
    }
    const file = join(out, entry.trace);
    await writeFile(file, printTrace(record.trace, masking));
    await writeFile(file.replace(/\.txt$/, '.ndjson'), traceToNdjson(record.trace, masking));
  }
}
