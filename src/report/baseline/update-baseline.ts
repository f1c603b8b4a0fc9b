import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import type { BaselineDifference, Results, Verdict } from '../results';
import { type Baseline, type BaselineLine, NO_REASON } from './baseline';
import { compareWithBaseline } from './compare-baseline';
import { failureMarks } from './failure-marks';
import { readBaseline } from './parse-baseline';

export interface UpdateBaselineOptions {
  /** The baseline as it is; undefined where there is none yet. */
  readonly text: string | undefined;
  readonly file: string;
  readonly results: Results;
  /** Ids of every case of both roles. */
  readonly cases: ReadonlySet<string>;
  readonly today: Date;
  /** The reason of a line that is new, or that still has none; undefined where nobody gives one. */
  readonly whyOf: (difference: Pick<BaselineDifference, 'id' | 'got'>) => string | undefined;
  /** Takes out what is not needed any more, and the ways to fail that were not seen again. */
  readonly prune: boolean;
  /** The results are those of a whole run, not of selected cases, a shard, or some levels. */
  readonly isWhole: boolean;
}

export interface UpdatedBaseline {
  readonly text: string;
  readonly added: readonly BaselineDifference[];
  /** Lines that now expect something else. */
  readonly changed: readonly BaselineDifference[];
  readonly removed: readonly BaselineDifference[];
  /** Lines that are not needed any more and stay. */
  readonly stale: readonly BaselineDifference[];
  /** Lines whose `until` is past. They stay as they are: whether they may go on is for people to say. */
  readonly expired: readonly BaselineDifference[];
  /** Ids of lines without a reason. */
  readonly unreasoned: readonly string[];
}

/**
 * Takes what results came to as expected: adds lines, mends those that expect something else, and pins the version of the kit. Comments, reasons and
 * the order of lines stay.
 *
 * @throws BaselineError where there is a baseline that cannot be read
 */
export function updateBaseline(options: UpdateBaselineOptions): UpdatedBaseline {
  const { results, file, text = emptyBaseline(results), today, prune } = options;
  const reading = { file, kit: results.kit.version, cases: options.cases, unfinished: true as const };
  const { baseline, document } = readBaseline({ ...reading, text });
  // What a part of the cases came to says nothing of rules that are new.
  if (options.isWhole) {
    document.set('kit', results.kit.version);
  }
  const editor = new Editor(document, options);
  const before = compareWithBaseline(results, baseline, today);
  const stale = prune ? [] : before.stale;
  const removed = prune ? before.stale : [];
  for (const difference of removed) {
    editor.remove(difference);
  }
  const ofRules = [...before.unexpected, ...before.newRules].filter(({ kind }) => kind === 'rule');
  for (const difference of [...ofRules, ...before.changed]) {
    editor.put(difference, lineOf(baseline, difference));
  }
  // What the rules now explain needs no lines of cases.
  const between = readBaseline({ ...reading, text: printed(document, text) }).baseline;
  const ofCases = compareWithBaseline(results, between, today).unexpected.filter(({ kind }) => kind === 'case');
  for (const difference of ofCases) {
    editor.put(difference, lineOf(between, difference));
  }
  editor.giveReasons(readBaseline({ ...reading, text: printed(document, text) }).baseline.lines);
  const updated = printed(document, text);
  const { lines } = readBaseline({ ...reading, text: updated }).baseline;
  const isOld = ({ id, kind }: BaselineDifference) => baseline.lines.some((one) => one.id === id && one.kind === kind);
  const put = [...ofRules, ...ofCases];
  return {
    text: updated,
    added: put.filter((one) => !isOld(one)),
    changed: [...put.filter(isOld), ...before.changed],
    removed,
    stale,
    expired: before.expired,
    unreasoned: lines.filter(({ why }) => why === NO_REASON).map(({ id }) => id),
  };
}

function emptyBaseline({ kit, subject }: Results): string {
  return `# What this ${subject.role} is known to do otherwise. Whatever is not listed is expected to pass.
# docs/baseline.md of ${kit.name} says what a line may have.
kit: ${kit.version}
subject: ${subject.role}
`;
}

/** The document, with the lines that are as they were in `before` in their own layout: who reviews a change sees that change only. */
function printed(document: Document, before: string): string {
  const plain = document.toString({ lineWidth: 0, indent: indentOf(before) });
  const known = new Map(before.split('\n').map((line) => [withoutBlanks(line), line]));
  const kept = plain
    .split('\n')
    .map((line) => known.get(withoutBlanks(line)) ?? line.replaceAll(/\[ ([a-z, ]+) \]/g, '[$1]'))
    .join('\n');
  // Lines in the layout of another place might mean something else.
  const meant = parseDocument(kept);
  return meant.errors.length === 0 && isDeepStrictEqual(meant.toJS(), document.toJS()) ? kept : plain;
}

function withoutBlanks(line: string): string {
  return line.replaceAll(/\s+/g, '');
}

/** How far the lines of a section stand in. */
function indentOf(text: string): number {
  return Math.min(8, /^( +)[^\s#-]/m.exec(text)?.[1]?.length ?? 2);
}

function lineOf(baseline: Baseline, { id, kind }: BaselineDifference): BaselineLine | undefined {
  return baseline.lines.find((line) => line.id === id && line.kind === kind);
}

class Editor {
  constructor(
    private readonly document: Document,
    private readonly options: UpdateBaselineOptions,
  ) {}

  remove({ id, kind }: BaselineDifference): void {
    const section = this.#section(kind);
    section.delete(id);
    if (section.items.length === 0) {
      this.document.delete(`${kind}s`);
    }
  }

  put(difference: BaselineDifference, old: BaselineLine | undefined): void {
    const { id, kind, got } = difference;
    const { results, prune, whyOf } = this.options;
    const seen = failureMarks({ id, kind, results });
    if (old === undefined) {
      const line = {
        expect: got,
        why: whyOf(difference) ?? NO_REASON,
        ...(seen.length === 0 ? {} : { fails: seen.join(' ') }),
      };
      this.#section(kind).add({
        key: this.document.createNode(id),
        value: this.document.createNode(line, { flow: true }),
      });
      return;
    }
    const place = [`${kind}s`, id];
    if (!old.expect.includes(got)) {
      // Who allowed several outcomes knows that they change; who allowed one is told of another.
      const expect: Verdict | readonly Verdict[] = old.expect.length > 1 ? [...old.expect, got] : got;
      this.document.setIn([...place, 'expect'], this.document.createNode(expect, { flow: true }));
    }
    if (old.fails !== undefined) {
      const marks = [...new Set([...(prune ? [] : old.fails), ...seen])].sort();
      if (seen.length === 0) {
        this.document.deleteIn([...place, 'fails']);
      } else {
        this.document.setIn([...place, 'fails'], marks.join(' '));
      }
    }
  }

  giveReasons(lines: readonly BaselineLine[]): void {
    for (const { id, kind, expect, why } of lines) {
      const [got = 'fail'] = expect;
      const given = why === NO_REASON ? this.options.whyOf({ id, got }) : undefined;
      if (given !== undefined) {
        this.document.setIn([`${kind}s`, id, 'why'], given);
      }
    }
  }

  /** The map of the rules or the cases, made where there is none. */
  #section(kind: BaselineDifference['kind']): YAMLMap {
    const key = `${kind}s`;
    const found = this.document.get(key, true);
    if (isMap(found)) {
      return found;
    }
    const made = new Document({}).createNode({});
    if (!isMap(made)) {
      throw new Error('An empty map is a map.');
    }
    made.flow = false;
    // What stood behind an empty `rules:` stays.
    if (isScalar(found) && typeof found.comment === 'string') {
      made.commentBefore = found.comment;
    }
    this.document.set(key, made);
    return made;
  }
}
