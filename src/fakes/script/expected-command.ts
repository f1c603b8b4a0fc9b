import type { DecodedCommand, Part, Service, Side, TranscriptItem, TranscriptSegment } from '../../codec';
import { formsFor } from '../../codec';

/** One word of an expected line: the parts between two blanks. */
export type ExpectedWord = readonly Part[];

/** One command that a transcript says the peer will send. */
export interface ExpectedCommand {
  readonly kind: 'command';
  readonly from: Side;
  readonly name: string;
  /** The words behind the name, the transaction id and the length of a payload included. */
  readonly words: readonly ExpectedWord[];
  /** Present where the grammar says that the command carries a payload. */
  readonly payload: readonly Part[] | undefined;
  /** The payload has to come byte for byte: what a switchboard relays. Others are compared by meaning. */
  readonly relayed: boolean;
  /** Rule ids that the comment lines directly above name. A mismatch here is a mismatch of these. */
  readonly rules: readonly string[];
  /** Line in the transcript text, from 1. */
  readonly line: number;
}

/** The kit's own turn: segments that it writes as they are drawn. */
export interface SendStep {
  readonly kind: 'send';
  readonly segments: readonly TranscriptSegment[];
}

/** The peer's turn: commands, in the order of the transcript. */
export interface ExpectStep {
  readonly kind: 'expect';
  readonly commands: readonly ExpectedCommand[];
}

export interface CloseStep {
  readonly kind: 'close';
  readonly by: Side;
  readonly how: 'clean' | 'reset';
  readonly rules: readonly string[];
  readonly line: number;
}

export type ScriptStep = SendStep | ExpectStep | CloseStep;

/** A rule that a comment line names, for one command of the segment below or, without `command`, for all of them. */
interface NamedRule {
  readonly command: string | undefined;
  readonly rule: string;
}

/** Reads `# S-CHG-01`, or `# CHG S-CHG-01 ILN S-CHG-02 S-PRS-11`: a rule belongs to the command word before it. */
function rulesNamedIn(comment: string): NamedRule[] {
  let command: string | undefined;
  const rules: NamedRule[] = [];
  for (const word of comment.split(/[\s,;.:]+/)) {
    if (/^([A-Z]{3}|\d{3})$/.test(word)) {
      command = word;
    } else if (/^[CSX]-[A-Z]+-\d\d$/.test(word)) {
      rules.push({ command, rule: word });
    }
  }
  return rules;
}

/** Thrown for a transcript that can be parsed and cannot be played. `line` counts from 1 in the transcript text. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  constructor(
    readonly code: 'unframed',
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/**
 * Turns a transcript into turns: what the kit, playing `side`, sends and what it expects.
 *
 * Runs of segments of the peer are joined before they are taken apart, since TCP keeps no boundaries; the kit's own segments stay as
 * they are drawn.
 */
export function stepsOf(options: {
  readonly items: readonly TranscriptItem[];
  readonly side: Side;
  readonly service: Service;
}): ScriptStep[] {
  const steps: ScriptStep[] = [];
  let pendingRules: NamedRule[] = [];
  let expecting: DrawnSegment[] = [];
  const flush = () => {
    if (expecting.length > 0) {
      steps.push({ kind: 'expect', commands: commandsOf(expecting, options.service) });
      expecting = [];
    }
  };
  for (const item of options.items) {
    if (item.kind === 'comment') {
      pendingRules.push(...rulesNamedIn(item.text));
      continue;
    }
    const rules = pendingRules;
    pendingRules = [];
    if (item.kind === 'close') {
      flush();
      steps.push({ kind: 'close', by: item.by, how: item.how, rules: rules.map(({ rule }) => rule), line: item.line });
    } else if (item.from === options.side) {
      flush();
      const last = steps.at(-1);
      if (last?.kind === 'send') {
        steps[steps.length - 1] = { kind: 'send', segments: [...last.segments, item] };
      } else {
        steps.push({ kind: 'send', segments: [item] });
      }
    } else {
      expecting.push({ segment: item, rules });
    }
  }
  flush();
  return steps;
}

interface DrawnSegment {
  readonly segment: TranscriptSegment;
  readonly rules: readonly NamedRule[];
}

interface Atom {
  readonly part: Part;
  readonly rules: readonly NamedRule[];
  readonly line: number;
  readonly endsSegment: boolean;
}

/** Literal parts byte by byte, fields whole: what a line can be cut from. */
function atomsOf(segments: readonly DrawnSegment[]): Atom[] {
  const atoms: Atom[] = [];
  for (const { segment, rules } of segments) {
    for (const part of segment.parts) {
      if (part.kind === 'field') {
        atoms.push({ part, rules, line: segment.line, endsSegment: false });
      } else {
        for (const byte of part.bytes) {
          atoms.push({
            part: { kind: 'literal', bytes: Uint8Array.of(byte) },
            rules,
            line: segment.line,
            endsSegment: false,
          });
        }
      }
    }
    const last = atoms.pop();
    if (last !== undefined) {
      atoms.push({ ...last, endsSegment: true });
    }
  }
  return atoms;
}

function commandsOf(segments: readonly DrawnSegment[], service: Service): ExpectedCommand[] {
  const atoms = atomsOf(segments);
  const commands: ExpectedCommand[] = [];
  let at = 0;
  while (at < atoms.length) {
    const first = atoms[at];
    const lineEnd = atoms.findIndex((atom, index) => index >= at && isByte(atom.part, 0x0a));
    if (first === undefined || lineEnd === -1 || !isByte(atoms[lineEnd - 1]?.part, 0x0d)) {
      throw new ScriptError(
        'unframed',
        `The transcript expects a command that does not end in \\r\\n (line ${first?.line ?? 0}).`,
        first?.line ?? 0,
      );
    }
    const words = splitWords(atoms.slice(at, lineEnd - 1).map((atom) => atom.part));
    const name = literalText(words[0] ?? []);
    const from = segments[0]?.segment.from ?? 'server';
    const hasPayload = formsFor({ service, from, name }).some((form) => form.payload);
    at = lineEnd + 1;
    let payload: Part[] | undefined;
    if (hasPayload) {
      // A length that is a field says nothing: the payload then goes up to the end of its segment.
      const length = literalText(words.at(-1) ?? []);
      const announced = /^\d+$/.test(length) ? Number(length) : undefined;
      payload = [];
      let bytes = announced === undefined ? Number.NaN : 0;
      while (at < atoms.length && !(announced !== undefined && bytes >= announced)) {
        const atom = atoms[at];
        if (atom === undefined) {
          break;
        }
        payload.push(atom.part);
        bytes += atom.part.kind === 'literal' ? 1 : Number.NaN;
        at += 1;
        if (atom.endsSegment && Number.isNaN(bytes)) {
          break;
        }
      }
      if (announced !== undefined && bytes < announced) {
        throw new ScriptError(
          'unframed',
          `The transcript announces a payload of ${announced} bytes and has ${bytes} of them (line ${first.line}).`,
          first.line,
        );
      }
      payload = joinLiterals(payload);
    }
    const rules = first.rules
      .filter(({ command }) => command === undefined || command === name)
      .map(({ rule }) => rule);
    const relayed = service === 'switchboard' && from === 'server';
    commands.push({ kind: 'command', from, name, words: words.slice(1), payload, relayed, rules, line: first.line });
  }
  return commands;
}

function isByte(part: Part | undefined, byte: number): boolean {
  return part?.kind === 'literal' && part.bytes.length === 1 && part.bytes[0] === byte;
}

function splitWords(parts: readonly Part[]): Part[][] {
  const words: Part[][] = [[]];
  for (const part of parts) {
    if (isByte(part, 0x20)) {
      words.push([]);
    } else {
      words.at(-1)?.push(part);
    }
  }
  return words.map(joinLiterals);
}

function joinLiterals(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'literal' && last?.kind === 'literal') {
      joined[joined.length - 1] = { kind: 'literal', bytes: Buffer.concat([last.bytes, part.bytes]) };
    } else {
      joined.push(part);
    }
  }
  return joined;
}

/** The text of a word that has no field in it; the empty string where it has one. */
export function literalText(word: ExpectedWord): string {
  return word.every((part) => part.kind === 'literal')
    ? Buffer.concat(word.map((part) => (part.kind === 'literal' ? part.bytes : Buffer.alloc(0)))).toString('utf8')
    : '';
}

/** An expected command as the transcript writes it, for messages. */
export function describeExpected(expected: ExpectedCommand, bindings: ReadonlyMap<string, string>): string {
  const show = (parts: readonly Part[]) =>
    parts
      .map((part) =>
        part.kind === 'literal'
          ? Buffer.from(part.bytes).toString('utf8')
          : (bindings.get(part.name) ?? `<${part.name}>`),
      )
      .join('');
  return [expected.name, ...expected.words.map(show)].join(' ');
}

/** A command as it came, for messages. */
export function describeCommand(command: DecodedCommand): string {
  const line = [command.name, ...(command.trid === undefined ? [] : [String(command.trid)]), ...command.parameters];
  return [...line, ...(command.payload === undefined ? [] : [String(command.payload.length)])].join(' ');
}
