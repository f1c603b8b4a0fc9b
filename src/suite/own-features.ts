import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { FeatureError, literalPath } from './cucumber';
import { packageRoot } from './package-root';

/**
 * Features that are not of the kit. Cucumber reads copies of them: it takes paths for patterns, and a folder may have any name. `close` removes the copies.
 */
export class OwnFeatures {
  /** For cucumber. */
  readonly paths: readonly string[];
  readonly #copies: string;
  /** Names as the user knows them, by the names of the copies. */
  readonly #names: ReadonlyMap<string, string>;

  private constructor(copies: string, names: ReadonlyMap<string, string>) {
    this.#copies = copies;
    this.#names = names;
    this.paths = [...names.keys()].map((copy) => literalPath(relative(packageRoot, join(copies, copy))));
  }

  /**
   * Finds the features of a folder and of those below it, but for `node_modules` and hidden ones.
   *
   * @throws FeatureError where there are none
   */
  static async open(folder: string): Promise<OwnFeatures> {
    const found = await readdir(folder, { recursive: true }).catch((error: unknown) => {
      throw new FeatureError(
        `The features in ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      );
    });
    const names = found.filter((name) => name.endsWith('.feature') && !isAside(name)).sort();
    if (names.length === 0) {
      throw new FeatureError(`There is no .feature file in ${folder}.`);
    }
    const copies = await mkdtemp(join(tmpdir(), 'msnp8-features-'));
    try {
      const copied = new Map(names.map((name, index) => [`own-${index + 1}.feature`, name]));
      for (const [copy, name] of copied) {
        await copyFile(join(folder, name), join(copies, copy));
      }
      return new OwnFeatures(copies, copied);
    } catch (error) {
      await rm(copies, { recursive: true, force: true });
      throw new FeatureError(
        `The features in ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
  }

  /** Name of a feature, relative to its folder, by the address that cucumber has for it. */
  nameOf(uri: string): string {
    return this.#names.get(basename(uri)) ?? uri;
  }

  /** A sentence of cucumber in one line, with the names that the user knows. */
  named(sentence: string): string {
    const places = sentence.replace(/[^\s"(]*(own-\d+\.feature)/g, (uri, copy: string) => this.#names.get(copy) ?? uri);
    return places.replace(/\s+/g, ' ').trim();
  }

  async close(): Promise<void> {
    await rm(this.#copies, { recursive: true, force: true });
  }
}

function isAside(name: string): boolean {
  return name.split(/[\\/]/).some((part) => part === 'node_modules' || part.startsWith('.'));
}
