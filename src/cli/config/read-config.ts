import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { visibleText, yamlLimit } from '../../report';
import { UsageError } from '../usage-error';
import { configSections } from './config-sections';
import type { Setting } from './setting';

/** What a config says: values as the options of the command line have them, by key. */
export interface Config {
  readonly shared: ReadonlyMap<string, unknown>;
  readonly server: ReadonlyMap<string, unknown>;
  readonly client: ReadonlyMap<string, unknown>;
}

/**
 * Reads a config, YAML or JSON. Paths in it are relative to its folder; the values have them relative to `cwd` where they lie below it.
 *
 * @throws UsageError, one sentence with line and column, for what is no config
 */
export async function readConfig(options: {
  /** Absolute, or relative to `cwd`. */
  readonly file: string;
  readonly cwd: string;
  readonly program: Command;
}): Promise<Config> {
  const { file, cwd, program } = options;
  const text = await readFile(resolve(cwd, file), 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `The config ${visibleText(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  });
  return new ConfigReader({ ...options, text }).read(program);
}

class ConfigReader {
  readonly #file: string;
  readonly #cwd: string;
  readonly #text: string;
  readonly #lines = new LineCounter();

  constructor(options: { readonly file: string; readonly cwd: string; readonly text: string }) {
    this.#file = options.file;
    this.#cwd = options.cwd;
    this.#text = options.text;
  }

  read(program: Command): Config {
    const limit = yamlLimit(this.#text);
    if (limit !== undefined) {
      throw this.#wrong(0, limit);
    }
    const document = parseDocument(this.#text, { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: true });
    const [problem = document.warnings[0]] = document.errors;
    if (problem !== undefined) {
      throw this.#wrong(problem.pos[0], `it is not YAML: ${problem.message}`);
    }
    const { shared, server, client } = configSections(program);
    const top = document.contents;
    if (top === null || (isScalar(top) && top.value === null)) {
      return { shared: new Map(), server: new Map(), client: new Map() };
    }
    const resolved = this.#resolve(top, document);
    if (!isMap(resolved)) {
      throw this.#wrong(top.range?.[0], 'a config is a list of keys with values');
    }
    const section = (name: string, settings: ReadonlyMap<string, Setting>) => {
      const pair = resolved.items.find(({ key }) => isScalar(key) && key.value === name);
      if (pair === undefined || (isScalar(pair.value) && pair.value.value === null)) {
        return new Map<string, unknown>();
      }
      const value = this.#resolve(pair.value, document);
      if (!isMap(value)) {
        throw this.#wrong(offsetOf(pair.value) ?? offsetOf(pair.key), `"${name}" holds keys with values`);
      }
      return this.#values({ map: value, settings, document, others: [], where: ` of "${name}"` });
    };
    return {
      shared: this.#values({
        map: resolved,
        settings: shared,
        document,
        others: ['$schema', 'server', 'client'],
        where: '',
      }),
      server: section('server', server),
      client: section('client', client),
    };
  }

  #values(input: {
    readonly map: YAMLMap;
    readonly settings: ReadonlyMap<string, Setting>;
    readonly document: ReturnType<typeof parseDocument>;
    /** Keys that are read elsewhere. */
    readonly others: readonly string[];
    readonly where: string;
  }): Map<string, unknown> {
    const { map, settings, document, others, where } = input;
    const values = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : String(key);
      const setting = settings.get(name);
      if (setting !== undefined) {
        const given = this.#resolve(value, document);
        const at = offsetOf(value) ?? offsetOf(key);
        values.set(name, this.#value({ setting, node: given, at }));
      } else if (!others.includes(name)) {
        throw this.#wrong(
          offsetOf(key),
          `"${visibleText(name)}" is no key${where}; ${nearest(name, settings, others)}`,
        );
      }
    }
    return values;
  }

  #value(input: {
    readonly setting: Setting;
    readonly node: Node | undefined;
    readonly at: number | undefined;
  }): unknown {
    const { setting, node, at } = input;
    const { key, shape } = setting;
    const plain: unknown = isScalar(node) ? node.value : undefined;
    switch (shape.type) {
      case 'boolean':
        if (typeof plain === 'boolean') {
          return plain;
        }
        throw this.#wrong(at, `"${key}" is true or false`);
      case 'integer':
        if (typeof plain === 'number') {
          return this.#read({ setting, text: String(plain), earlier: undefined, at });
        }
        throw this.#wrong(at, `"${key}" is a whole number from ${shape.minimum} to ${shape.maximum}`);
      case 'string':
        if (typeof plain === 'string') {
          return this.#read({ setting, text: plain, earlier: undefined, at });
        }
        throw this.#wrong(at, `"${key}" is a text, in quotes where it looks like something else`);
      default: {
        if (!isSeq(node)) {
          throw this.#wrong(at, `"${key}" is a list of texts`);
        }
        let values: unknown = [];
        for (const item of node.items) {
          if (!isScalar(item) || typeof item.value !== 'string') {
            throw this.#wrong(
              offsetOf(item) ?? at,
              `"${key}" is a list of texts, in quotes where they look like something else`,
            );
          }
          values = this.#read({ setting, text: item.value, earlier: values, at: offsetOf(item) });
        }
        return values;
      }
    }
  }

  #read(input: {
    readonly setting: Setting;
    readonly text: string;
    readonly earlier: unknown;
    readonly at: number | undefined;
  }): unknown {
    const { setting, text, earlier, at } = input;
    const choices = 'enum' in setting.shape ? setting.shape.enum : undefined;
    if (choices !== undefined && !choices.includes(text)) {
      throw this.#wrong(at, `"${setting.key}" is one of ${choices.join(', ')}`);
    }
    try {
      return setting.read(setting.isPath ? this.#path(text) : text, earlier);
    } catch (error) {
      throw this.#wrong(
        at,
        `"${setting.key}" does not take ${JSON.stringify(visibleText(text))}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #path(text: string): string {
    const path = resolve(dirname(resolve(this.#cwd, this.#file)), text);
    const below = relative(this.#cwd, path);
    return below === '' ? '.' : below.startsWith('..') || isAbsolute(below) ? path : below;
  }

  #resolve(node: unknown, document: ReturnType<typeof parseDocument>): Node | undefined {
    const meant = isAlias(node) ? node.resolve(document) : node;
    return isMap(meant) || isSeq(meant) || isScalar(meant) ? meant : undefined;
  }

  #wrong(offset: number | undefined, what: string): UsageError {
    const { line, col } = this.#lines.linePos(offset ?? 0);
    const sentence = what.replace(/[.\s]+$/, '').replace(/\s+/g, ' ');
    return new UsageError(
      `${visibleText(this.#file)}, line ${Math.max(line, 1)}, column ${Math.max(col, 1)}: ${sentence}.`,
    );
  }
}

function offsetOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined;
}

/** The key that was probably meant. */
function nearest(name: string, settings: ReadonlyMap<string, Setting>, others: readonly string[]): string {
  const keys = [...settings.keys(), ...others];
  const [best] = keys
    .map((key) => ({ key, distance: distance(name.toLowerCase().replace(/[-_]/g, ''), key.toLowerCase()) }))
    .filter((one) => one.distance <= 2)
    .sort((one, other) => one.distance - other.distance);
  return best === undefined ? `there are ${keys.join(', ')}` : `"${best.key}" is one`;
}

/** Letters to put in, take away or change. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [place, another] of [...other].entries()) {
      const changed = (row[place] ?? 0) + (letter === another ? 0 : 1);
      next.push(Math.min(changed, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
