import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { type Role, ruleById } from '../../rules';
import { visibleText } from '../legal-text';
import type { Verdict } from '../results';
import { yamlLimit } from '../yaml-limits';
import { type Baseline, type BaselineLine, NO_REASON } from './baseline';
import { BaselineError, type BaselineErrorCode } from './baseline-error';
import { isLaterKit, kitVersion } from './kit-version';

/** Outcomes that may be expected. What is not exercised is never unexpected. */
const OUTCOMES: readonly Verdict[] = ['pass', 'warn', 'fail', 'unsupported', 'blocked', 'inconclusive'];

export interface ParseBaselineOptions {
  readonly text: string;
  /** The name of the file, for messages. */
  readonly file: string;
  /** Version of the kit that reads it. */
  readonly kit: string;
  /** Ids of every case of both roles. */
  readonly cases: ReadonlySet<string>;
  /** Lets reasons be that nobody has given yet. */
  readonly unfinished?: true | undefined;
}

/**
 * Reads a baseline.
 *
 * @throws BaselineError with line and column at the first fault
 */
export function parseBaseline(options: ParseBaselineOptions): Baseline {
  return readBaseline(options).baseline;
}

/** A baseline, and the document that it was read from. */
export function readBaseline(options: ParseBaselineOptions): {
  readonly baseline: Baseline;
  readonly document: Document.Parsed;
} {
  const limit = yamlLimit(options.text);
  if (limit !== undefined) {
    const place = { line: 1, column: 1 };
    throw new BaselineError('yaml', { file: options.file, place, sentence: `This is no baseline: ${limit}.` });
  }
  const lines = new LineCounter();
  const document = parseDocument(options.text, { lineCounter: lines });
  const reader = new Reader(options, lines);
  return { baseline: reader.read(document), document };
}

class Reader {
  #subject: Role | undefined;

  constructor(
    private readonly options: ParseBaselineOptions,
    private readonly lines: LineCounter,
  ) {}

  read(document: Document.Parsed): Baseline {
    this.#refuseFaults(document);
    const { contents } = document;
    const known = ['kit', 'subject', 'rules', 'cases'];
    const entries = this.#entries({ node: contents, what: 'A baseline', known });
    const kit = this.#kit(entries.get('kit'), contents);
    this.#subject = this.#role(entries.get('subject'));
    return {
      file: this.options.file,
      kit,
      ...(this.#subject === undefined ? {} : { subject: this.#subject }),
      lines: [
        ...this.#section({ entry: entries.get('rules'), kind: 'rule' }),
        ...this.#section({ entry: entries.get('cases'), kind: 'case' }),
      ],
    };
  }

  #refuseFaults(document: Document.Parsed): void {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) {
      const [offset] = fault.pos;
      if (fault.code === 'DUPLICATE_KEY') {
        const key = visibleText(/^["']?([^"':\s]*)/.exec(this.options.text.slice(offset))?.[1] ?? '');
        throw this.#fault('duplicate-key', { offset, sentence: `"${key}" is there twice.` });
      }
      const told = fault.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '';
      throw this.#fault('yaml', { offset, sentence: `This is no YAML: ${lowerFirst(visibleText(told))}.` });
    }
    visit(document, (_key, node) => {
      if (isAlias(node)) {
        const sentence = `An alias (*${visibleText(node.source)}) is not allowed: each line is read by itself.`;
        throw this.#fault('alias', { offset: offsetOf(node), sentence });
      }
    });
  }

  #kit(entry: Entry | undefined, root: unknown): string {
    const { kit: own } = this.options;
    const version = textOf(entry?.value);
    if (version === undefined || kitVersion(version) === undefined) {
      throw this.#fault('bad-kit', {
        offset: entry?.offset ?? offsetOf(root),
        sentence: `"kit" is to be the version of the kit that the baseline was written for, such as "kit: ${own}".`,
      });
    }
    if (isLaterKit(version, own)) {
      throw this.#fault('newer-kit', {
        offset: entry?.offset ?? 0,
        sentence: `The baseline was written for the kit ${visibleText(version)}, which is newer than this one, ${own}.`,
      });
    }
    return version;
  }

  #role(entry: Entry | undefined): Role | undefined {
    const role = entry === undefined ? undefined : textOf(entry.value);
    if (entry === undefined || role === 'server' || role === 'client') {
      return role === 'server' || role === 'client' ? role : undefined;
    }
    throw this.#fault('bad-subject', { offset: entry.offset, sentence: '"subject" is to be server or client.' });
  }

  #section({ entry, kind }: { readonly entry: Entry | undefined; readonly kind: BaselineLine['kind'] }) {
    // `rules:` with nothing behind it is a section without lines.
    if (entry === undefined || entry.value === null || (isScalar(entry.value) && entry.value.value === null)) {
      return [];
    }
    const lines: BaselineLine[] = [];
    for (const [id, line] of this.#entries({ node: entry.value, what: `"${kind}s"`, offset: entry.offset })) {
      this.#refuseUnknown({ id, kind, offset: line.offset });
      lines.push(this.#line({ id, kind, entry: line }));
    }
    return lines;
  }

  #refuseUnknown({ id, kind, offset }: Pick<BaselineLine, 'id' | 'kind'> & { readonly offset: number }): void {
    if (kind === 'case') {
      if (!this.options.cases.has(id)) {
        throw this.#fault('unknown-case', {
          offset,
          sentence: `There is no case "${visibleText(id)}"; msnp8 list shows all.`,
        });
      }
      return;
    }
    const rule = ruleById(id);
    // The catalogue finds ids in any case; results name them as they are.
    if (rule === undefined || rule.id !== id) {
      throw this.#fault('unknown-rule', {
        offset,
        sentence: `There is no rule "${visibleText(id)}"; msnp8 rules shows all.`,
      });
    }
    if (this.#subject !== undefined && !rule.roles.includes(this.#subject)) {
      throw this.#fault('unknown-rule', { offset, sentence: `${id} is no rule of a ${this.#subject}.` });
    }
  }

  #line({ id, kind, entry }: Pick<BaselineLine, 'id' | 'kind'> & { readonly entry: Entry }): BaselineLine {
    const known = ['expect', 'why', 'issue', 'until', 'fails'];
    const entries = this.#entries({ node: entry.value, what: `The line of ${id}`, offset: entry.offset, known });
    const line = { id, offset: entry.offset };
    const expect = this.#expect(entries.get('expect'), line);
    const why = this.#why(entries.get('why'), line);
    const issue = this.#issue(entries.get('issue'), line);
    const until = this.#until(entries.get('until'), line);
    const fails = this.#fails(entries.get('fails'), line);
    return {
      id,
      kind,
      expect,
      why,
      ...(issue === undefined ? {} : { issue }),
      ...(until === undefined ? {} : { until }),
      ...(fails === undefined ? {} : { fails }),
    };
  }

  #expect(entry: Entry | undefined, line: Line): readonly Verdict[] {
    const node = entry?.value;
    const words = isSeq(node) ? node.items.map(textOf) : [textOf(node)];
    const outcomes = words.map((word) => OUTCOMES.find((outcome) => outcome === word));
    const found = outcomes.filter((outcome) => outcome !== undefined);
    const offset = entry?.offset ?? line.offset;
    if (found.length === 0 || found.length < words.length || new Set(found).size < found.length) {
      throw this.#fault('bad-expect', {
        offset,
        sentence: `"expect" of ${line.id} is to be one of ${OUTCOMES.join(', ')}, or a list of some of them such as [pass, inconclusive].`,
      });
    }
    if (found.every((outcome) => outcome === 'pass')) {
      throw this.#fault('bad-expect', {
        offset,
        sentence: `${line.id} is expected to pass, as is whatever a baseline does not name: take the line out.`,
      });
    }
    return found;
  }

  #why(entry: Entry | undefined, line: Line): string {
    const why = textOf(entry?.value)?.trim() ?? '';
    const offset = entry?.offset ?? line.offset;
    if (why === '') {
      throw this.#fault('no-why', { offset, sentence: `"why" of ${line.id} is to say why it is no pass.` });
    }
    if (why === NO_REASON && this.options.unfinished === undefined) {
      throw this.#fault('no-why', {
        offset,
        sentence: `"why" of ${line.id} is still ${NO_REASON}: say why it is no pass before anybody relies on it.`,
      });
    }
    return why;
  }

  #issue(entry: Entry | undefined, line: Line): string | undefined {
    const issue = textOf(entry?.value);
    if (entry !== undefined && (issue === undefined || !/^https?:\/\/\S+$/.test(issue))) {
      throw this.#fault('bad-issue', {
        offset: entry.offset,
        sentence: `"issue" of ${line.id} is to be a URL, https://… or http://….`,
      });
    }
    return issue;
  }

  #until(entry: Entry | undefined, line: Line): string | undefined {
    const until = textOf(entry?.value);
    if (entry !== undefined && (until === undefined || !isDate(until))) {
      throw this.#fault('bad-until', {
        offset: entry.offset,
        sentence: `"until" of ${line.id} is to be a month or a day that there is, such as 2027-01 or 2027-01-31.`,
      });
    }
    return until;
  }

  #fails(entry: Entry | undefined, line: Line): readonly string[] | undefined {
    const words = textOf(entry?.value)?.split(' ');
    if (entry !== undefined && (words === undefined || words.some((word) => !/^[k-z]{8}$/.test(word)))) {
      throw this.#fault('bad-fails', {
        offset: entry.offset,
        sentence: `"fails" of ${line.id} is what msnp8 baseline update writes, words of eight letters: take it out, or update the baseline.`,
      });
    }
    return words;
  }

  /** The entries of a map, whose keys are words. */
  #entries(map: {
    readonly node: unknown;
    readonly what: string;
    readonly offset?: number;
    readonly known?: readonly string[];
  }): ReadonlyMap<string, Entry> {
    const { node, what, offset = offsetOf(node), known } = map;
    if (!isMap(node)) {
      throw this.#fault('not-as-expected', { offset, sentence: `${what} is to be a map, "key: value".` });
    }
    const entries = new Map<string, Entry>();
    for (const pair of pairsOf(node)) {
      const key = textOf(pair.key);
      const place = offsetOf(pair.key);
      if (key === undefined) {
        throw this.#fault('unknown-key', { offset: place, sentence: `A key of ${lowerFirst(what)} is no word.` });
      }
      if (known !== undefined && !known.includes(key)) {
        const sentence = `${what} has no "${visibleText(key)}"; there are ${known.join(', ')}.`;
        throw this.#fault('unknown-key', { offset: place, sentence });
      }
      entries.set(key, { value: pair.value, offset: place });
    }
    return entries;
  }

  #fault(
    code: BaselineErrorCode,
    { offset, sentence }: { readonly offset: number; readonly sentence: string },
  ): BaselineError {
    const { line, col: column } = this.lines.linePos(Math.max(0, offset));
    return new BaselineError(code, {
      file: visibleText(this.options.file),
      place: { line: Math.max(1, line), column: Math.max(1, column) },
      sentence,
    });
  }
}

interface Entry {
  readonly value: unknown;
  /** Of the key, in characters. */
  readonly offset: number;
}

/** The line that a fault is in. */
interface Line {
  readonly id: string;
  readonly offset: number;
}

function pairsOf(map: YAMLMap): readonly Pair[] {
  return map.items;
}

/** A scalar as it is written: `2027` and `null` are words too. */
function textOf(node: unknown): string | undefined {
  if (!isScalar(node)) {
    return undefined;
  }
  return typeof node.value === 'string' ? node.value : node.source;
}

function offsetOf(node: unknown): number {
  const hasRange = (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) && Array.isArray(node.range);
  return hasRange ? (node.range?.[0] ?? 0) : 0;
}

function isDate(text: string): boolean {
  const [, year = '', month = '', day = '01'] = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(text) ?? [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}

function lowerFirst(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}
