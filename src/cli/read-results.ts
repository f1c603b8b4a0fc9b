import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Results, resultsSchema, type SourcedResults, visibleText } from '../report';
import type { Io } from './io';
import { UsageError } from './usage-error';

/** Files that are taken from one folder at the most. */
const MOST_FILES = 10_000;

interface Reading {
  readonly io: Io;
  /** The folder that names of files in the results are to be relative to. */
  readonly base: string;
}

/**
 * Reads results documents; `-` is standard input, and a file may hold a list of documents. The files that they name are then relative to `base`.
 *
 * @throws UsageError when a file cannot be read or is no results document
 */
export async function readResults(files: readonly string[], { io, base }: Reading): Promise<SourcedResults[]> {
  const read: SourcedResults[] = [];
  for (const file of files) {
    const source = file === '-' ? 'Standard input' : file;
    const folder = file === '-' ? io.cwd : dirname(resolve(io.cwd, file));
    const documents = documentsOf(parsed(await textOf(file, io), source));
    for (const [index, document] of documents.entries()) {
      const name = documents.length > 1 ? `${source}, number ${index + 1},` : source;
      read.push({ source: name, results: rebased(checked(document, name), { from: folder, to: base }) });
    }
  }
  return read;
}

/**
 * Reads the results of earlier runs: the `*.json` of a folder, and the `results.json` of each folder in it.
 *
 * @throws UsageError when the folder cannot be read or a file is no results document
 */
export async function readHistory(folder: string, { io, base }: Reading): Promise<SourcedResults[]> {
  const path = resolve(io.cwd, folder);
  const entries = await listing(path, folder);
  const files: string[] = [];
  for (const entry of [...entries].sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) {
      const inner = await listing(join(path, entry.name), file);
      files.push(...inner.filter(({ name }) => name === 'results.json').map(({ name }) => join(file, name)));
      // The endpoint of a badge may lie beside them.
    } else if (entry.name.endsWith('.json') && entry.name !== 'badge.json') {
      files.push(file);
    }
  }
  if (files.length > MOST_FILES) {
    throw new UsageError(
      `The history in ${folder} has ${files.length} files, and more than ${MOST_FILES} are not read.`,
    );
  }
  return readResults(files, { io, base });
}

async function listing(path: string, shown: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`The history in ${visibleText(shown)} cannot be read: ${reasonOf(error)}.`);
  }
}

async function textOf(file: string, io: Io): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of io.stdin ?? []) {
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks).toString('utf8');
  }
  try {
    return await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    const isFolder = error instanceof Error && 'code' in error && error.code === 'EISDIR';
    throw new UsageError(
      isFolder
        ? `${visibleText(file)} is a folder: give the results.json in it.`
        : `${visibleText(file)} cannot be read: ${reasonOf(error)}.`,
    );
  }
}

function parsed(text: string, source: string): unknown {
  if (text.trim() === '') {
    throw new UsageError(`${visibleText(source)} is empty: it is no results document.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${visibleText(source)} is no JSON: ${reasonOf(error)}.`);
  }
}

function documentsOf(document: unknown): readonly unknown[] {
  return Array.isArray(document) ? document : [document];
}

function checked(document: unknown, source: string): Results {
  const name = visibleText(source);
  const version = versionOf(document);
  if (version !== undefined && version < 2) {
    throw new UsageError(
      `${name} was made by an older kit, with schema ${version}: this one reads schema 2, so run it again.`,
    );
  }
  if (version !== undefined && version > 2) {
    throw new UsageError(`${name} was made by a newer kit, with schema ${version}: this one reads schema 2.`);
  }
  const result = resultsSchema.safeParse(document);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  const path = (issue?.path ?? []).map((part) => visibleText(String(part))).join('.');
  const where = path === '' ? '' : ` at ${path}`;
  throw new UsageError(`${name} is no results document:${where} ${lowerFirst(visibleText(issue?.message ?? ''))}.`);
}

function versionOf(document: unknown): number | undefined {
  const isObject = typeof document === 'object' && document !== null && 'schema' in document;
  return isObject && typeof document.schema === 'number' ? document.schema : undefined;
}

/** Documents that have moved, or are told of in another folder, name the same files. */
function rebased(results: Results, folders: { readonly from: string; readonly to: string }): Results {
  const file = (name: string) =>
    name === '' ? name : relative(folders.to, join(folders.from, name)).split(sep).join('/');
  return {
    ...results,
    rules: results.rules.map((rule) => ({
      ...rule,
      violations: rule.violations.map((one) => ({ ...one, trace: file(one.trace) })),
    })),
    cases: results.cases.map(({ property, ...one }) => ({
      ...one,
      trace: file(one.trace),
      ...(property === undefined
        ? {}
        : {
            property:
              property.counterexample === undefined
                ? property
                : {
                    ...property,
                    counterexample: { ...property.counterexample, file: file(property.counterexample.file) },
                  },
          }),
    })),
  };
}

function lowerFirst(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function reasonOf(error: unknown): string {
  return visibleText(error instanceof Error ? error.message : String(error));
}
