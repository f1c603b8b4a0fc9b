import { constants } from 'node:fs';
import { access, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Results, reporters, type TextOptions } from '../report';
import { printTrace, shownTrace, type Trace, traceToNdjson } from '../wire';

/** Characters of one trace file at the most. */
const MOST_IN_FILE = 2 * 1024 * 1024;
/** What a trace file may have however many there are. */
const LEAST_IN_FILE = 64 * 1024;
/** Characters that the trace files of a run may have, but for what each may have anyway. */
const MOST_IN_RUN = 64 * 1024 * 1024;

/**
 * Where reports go: a file each, and `traces/`. What a run writes is bounded, whatever the subject sends: a trace file
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
    const folder = await ReportFolder.open(path, unmask === true ? { unmask } : {});
    for (const name of [...reporters.flatMap(({ file }) => file ?? []), 'traces', 'failures']) {
      await rm(join(path, name), { recursive: true, force: true });
    }
    await mkdir(join(path, 'traces'));
    return folder;
  }

  /**
   * Makes the folder where it is not there, and shows that it can be written. What is in it stays.
   *
   * @throws the error of the file system when the folder cannot be written
   */
  static async open(path: string, masking: { readonly unmask?: true } = {}): Promise<ReportFolder> {
    await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
    return new ReportFolder(path, masking);
  }

  /**
   * Writes the trace of one case, as a transcript and as JSON lines. `file` is its name in the results. Resolves when the trace before it is written:
   * the disk works while the next case runs. An error of the file system comes with the next call.
   */
  async writeTrace(options: {
    readonly file: string;
    readonly trace: Trace;
    /** Stands beside it in a folder of its own. */
    readonly attachment?: { readonly file: string; readonly text: string } | undefined;
  }): Promise<void> {
    const { file, trace, attachment } = options;
    await this.#written;
    const target = join(this.path, file);
    const shown = shownTrace(trace, this.masking);
    const transcript = this.#bounded((maxLength) => printTrace(trace, { shown, maxLength }));
    const lines = this.#bounded((maxLength) => traceToNdjson(trace, { shown, maxLength }));
    this.#written = Promise.all([
      writeFile(target, transcript),
      writeFile(target.replace(/\.txt$/, '.ndjson'), lines),
      ...(attachment === undefined ? [] : [this.#attach(attachment)]),
    ]);
    // It is heard of at the next call; until then nobody waits for it.
    this.#written.catch(() => {});
  }

  async #attach({ file, text }: { readonly file: string; readonly text: string }): Promise<void> {
    const target = join(this.path, file);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }

  /** Writes the files of those reporters. The results document is written in any case by whoever runs cases: all else can be made of it later. */
  async writeReports(options: {
    readonly results: readonly Results[];
    readonly names: readonly string[];
    readonly text: TextOptions;
    /** Every run, for the reporters that take the earlier ones of a subject, too; default: `results`. */
    readonly everyRun?: readonly Results[];
  }): Promise<void> {
    const { results, names, text, everyRun = results } = options;
    await this.#written;
    for (const { name, file, render, everyRun: takesAll } of reporters) {
      if (file !== undefined && names.includes(name)) {
        await writeFile(join(this.path, file), render(takesAll ? everyRun : results, { ...text, color: false }));
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
