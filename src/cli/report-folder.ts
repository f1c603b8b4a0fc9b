import { constants } from 'node:fs';
import { access, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Results, reporters } from '../report';
import { printTrace, shownTrace, type Trace, traceToNdjson } from '../wire';

/** Characters of one trace file at the most. */
const MOST_IN_FILE = 2 * 1024 * 1024;
/** What a trace file may have however many there are. */
const LEAST_IN_FILE = 64 * 1024;
/** Characters that the trace files of a run may have, but for what each may have anyway. */
const MOST_IN_RUN = 64 * 1024 * 1024;

/**
 * Where the reports of one run go: `results.json`, `junit.xml` and `traces/`. What a run writes is bounded, whatever the subject sends: a trace file
 * has 2 Mi characters at the most, and less once a run has written much.
 */
export class ReportFolder {
  #left = MOST_IN_RUN;
  #written: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private readonly masking: { readonly unmask?: true },
  ) {}

  /**
   * Makes the folder where it is not there, and shows that it can be written. The reports of an earlier run are removed: none of them may be taken for
   * one of a run that does not come to its end.
   *
   * @throws the error of the file system when the folder cannot be written
   */
  static async prepare(options: {
    readonly path: string;
    /** Leaves passwords and tickets readable in the traces. */
    readonly unmask?: true | undefined;
  }): Promise<ReportFolder> {
    const { path, unmask } = options;
    await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
    for (const name of ['results.json', 'junit.xml', 'traces']) {
      await rm(join(path, name), { recursive: true, force: true });
    }
    await mkdir(join(path, 'traces'));
    return new ReportFolder(path, unmask === true ? { unmask } : {});
  }

  /**
   * Writes the trace of one case, as a transcript and as JSON lines. `file` is its name in the results. Resolves when the trace before it is written:
   * the disk works while the next case runs. An error of the file system comes with the next call.
   */
  async writeTrace(options: { readonly file: string; readonly trace: Trace }): Promise<void> {
    const { file, trace } = options;
    await this.#written;
    const target = join(this.path, file);
    const shown = shownTrace(trace, this.masking);
    const transcript = this.#bounded((maxLength) => printTrace(trace, { shown, maxLength }));
    const lines = this.#bounded((maxLength) => traceToNdjson(trace, { shown, maxLength }));
    this.#written = Promise.all([writeFile(target, transcript), writeFile(target.replace(/\.txt$/, '.ndjson'), lines)]);
    // It is heard of at the next call; until then nobody waits for it.
    this.#written.catch(() => {});
  }

  async writeResults(results: Results): Promise<void> {
    await this.#written;
    for (const { name, file, render } of reporters) {
      if (file !== undefined && ['json', 'junit'].includes(name)) {
        await writeFile(join(this.path, file), render([results], { color: false }));
      }
    }
  }

  #bounded(print: (maxLength: number) => string): string {
    const text = print(Math.max(LEAST_IN_FILE, Math.min(MOST_IN_FILE, Math.floor(this.#left / 2))));
    this.#left = Math.max(0, this.#left - text.length);
    return text;
  }
}

/** One by one from above: node's own recursive `mkdir` never comes back where a folder refuses to have others in it, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  const isThere = await stat(path).then(
    (found) => {
      if (!found.isDirectory()) {
        throw new Error(`${path} is no folder`);
      }
      return true;
    },
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && dirname(path) !== path) {
        return false;
      }
      throw error;
    },
  );
  if (!isThere) {
    await makeFolder(dirname(path));
    await mkdir(path).catch((error: NodeJS.ErrnoException) => {
      // Somebody else may have made it meanwhile.
      if (error.code !== 'EEXIST') {
        throw error;
      }
    });
  }
}
