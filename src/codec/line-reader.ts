import { isUtf8 } from 'node:buffer';
import type { Oddity, OddityCode, Service, Side } from './command';
import { formsNamed } from './form-table';
import { type Grammar, grammarFor, type LineGrammar, lineGrammar, nameCode } from './line-grammar';
import { NO_PROBLEMS, numberOf, type Problem, type ReadWords, readWords } from './read-words';

declare global {
  interface Buffer {
    /** What `toString('latin1', start, end)` comes to, without a third of its cost. Node has it in all versions; its types leave it out. */
    latin1Slice(start: number, end: number): string;
  }
}

const CR = 0x0d;
const SPACE = 0x20;
// biome-ignore lint/suspicious/noControlCharactersInRegex: every byte that is not ASCII is meant
const BEYOND_ASCII = /[^\x00-\x7f]/;
const NO_ODDITIES: readonly Oddity[] = Object.freeze([]);

/** What one line says. */
export interface ReadLine {
  readonly name: string;
  readonly words: ReadWords;
  /** The word that announces a payload, empty where it is missing; undefined for commands without one. */
  readonly announced: string | undefined;
  readonly oddities: readonly Oddity[];
}

/** Reads the lines of one service and direction. It knows words and grammar; framing is left to the decoder. */
export class LineReader {
  readonly #service: Service;
  readonly #from: Side;
  readonly #grammar: Grammar;
  /** Where the spaces of the line in hand are; kept between lines so that none has to make its own. */
  readonly #spaces: number[] = [];

  constructor(options: { readonly service: Service; readonly from: Side }) {
    this.#service = options.service;
    this.#from = options.from;
    this.#grammar = grammarFor(options);
  }

  /**
   * Reads the line from `start` up to its LF at `lf`, which is at `offset` in the stream. Undefined for a line without any word.
   */
  read(options: {
    readonly bytes: Buffer;
    readonly start: number;
    readonly lf: number;
    readonly offset: number;
  }): ReadLine | undefined {
    return this.#readTidy(options) ?? this.#readAny(options);
  }

  /** Reads a known command whose line is as it should be: by far the most are. */
  #readTidy(options: {
    readonly bytes: Buffer;
    readonly start: number;
    readonly lf: number;
    readonly offset: number;
  }): ReadLine | undefined {
    const { bytes, start, lf, offset } = options;
    const end = lf - 1;
    const nameEnd = start + 3;
    if (end < nameEnd || bytes[end] !== CR || (end > nameEnd && bytes[nameEnd] !== SPACE)) {
      return undefined;
    }
    const line = this.#grammar.get(nameCode(bytes[start] ?? 0, bytes[start + 1] ?? 0, bytes[start + 2] ?? 0));
    if (line === undefined) {
      return undefined;
    }
    const spaces = this.#spaces;
    let count = 0;
    let last = nameEnd;
    for (let index = nameEnd + 1; index <= end; index += 1) {
      const byte = bytes[index] ?? 0;
      if (byte <= SPACE) {
        if ((byte !== SPACE && index !== end) || index === last + 1) {
          return undefined;
        }
        spaces[count] = index;
        count += 1;
        last = index;
      } else if (byte >= 0x80) {
        return undefined;
      }
    }
    const text = bytes.latin1Slice(start, end);
    const words = new Array<string>(count);
    let from = 4;
    for (let index = 0; index < count; index += 1) {
      const to = (spaces[index] ?? 0) - start;
      words[index] = text.substring(from, to);
      from = to + 1;
    }
    const announced = line.payload ? (words.pop() ?? '') : undefined;
    const read = readWords(line, words);
    const oddities = read.problems === NO_PROBLEMS ? NO_ODDITIES : located({ problems: read.problems, text, offset });
    return { name: line.name, words: read, announced, oddities };
  }

  /** Reads whatever stands in a line, and says what is odd about it. */
  #readAny(options: {
    readonly bytes: Buffer;
    readonly start: number;
    readonly lf: number;
    readonly offset: number;
  }): ReadLine | undefined {
    const { bytes, start, lf, offset } = options;
    const hasCr = lf > start && bytes[lf - 1] === CR;
    const line = bytes.subarray(start, hasCr ? lf - 1 : lf);
    const text = line.toString('latin1');
    const words = text.split(/[ \t]+/).filter((word) => word !== '');
    const [word, ...others] =
      text.search(BEYOND_ASCII) === -1 ? words : words.map((each) => Buffer.from(each, 'latin1').toString('utf8'));
    if (word === undefined) {
      return undefined;
    }
    const oddities: Oddity[] = [];
    const report = (code: OddityCode, index: number, message: string): void => {
      if (index !== -1) {
        oddities.push({ code, offset: offset + index, message });
      }
    };
    report('bare-lf', hasCr ? -1 : line.length, 'The line ends in LF without CR.');
    report('tab', text.indexOf('\t'), 'A tab stands where one space belongs.');
    report('leading-space', text.search(/^[ \t]/), 'The line begins with a blank.');
    report('repeated-space', repeatedBlank(text), 'More than one blank stands between two words.');
    report('trailing-space', trailingBlank(text), 'A blank stands at the end of the line.');
    report('raw-non-ascii', text.search(BEYOND_ASCII), 'The line holds bytes beyond ASCII that are not URL-encoded.');
    report('invalid-utf8', isUtf8(line) ? -1 : firstUnsound(line), 'The line holds bytes that are not UTF-8.');
    const name = word.toUpperCase();
    if (name !== word) {
      report('lower-case', wordStart(text, 0), `The command word is upper-case; "${word}" came.`);
    }
    const grammar = this.#grammarOf(name, others);
    const announced = grammar.payload ? (others.pop() ?? '') : undefined;
    const read = readWords(grammar, others);
    return {
      name,
      words: read,
      announced,
      oddities: [...oddities, ...located({ problems: read.problems, text, offset })],
    };
  }

  #grammarOf(name: string, words: readonly string[]): LineGrammar {
    const line = lineGrammar({ service: this.#service, from: this.#from, name });
    if (line.shapes.length > 0) {
      return line;
    }
    // A payload command at the wrong place is framed all the same where it can be: what follows its line is not the next command. Where the
    // sender has such a command elsewhere, that says whether there is a payload: the server's QRY has none, though the client's has.
    const named = formsNamed(name);
    const own = named.filter((form) => form.from === this.#from);
    const payload =
      (own.length > 0 ? own : named).some((form) => form.payload === true) && numberOf(words.at(-1)) !== undefined;
    return { ...line, payload };
  }
}

/** Offsets of what the grammar found odd about the words of a line. */
function located(options: {
  readonly problems: readonly Problem[];
  readonly text: string;
  readonly offset: number;
}): Oddity[] {
  const { problems, text, offset } = options;
  return problems.map(({ code, position, message }) => ({
    code,
    offset: offset + wordStart(text, position),
    message,
  }));
}

/** Index of the first byte that is not of sound UTF-8, in a line that has one. */
function firstUnsound(line: Buffer): number {
  const sound = Buffer.from(line.toString('utf8'), 'utf8');
  let index = 0;
  while (index < line.length && sound[index] === line[index]) {
    index += 1;
  }
  // What stands for unsound bytes is EF BF BD; a sequence that ends early may begin like it.
  while (((sound[index] ?? 0) & 0xc0) === 0x80) {
    index -= 1;
  }
  return index;
}

/** Index of the word at `position` in a line whose words are parted by blanks. */
function wordStart(text: string, position: number): number {
  const words = /[^ \t]+/g;
  let index = 0;
  for (let count = 0; count <= position; count += 1) {
    index = words.exec(text)?.index ?? index;
  }
  return index;
}

/** Index of the first of several blanks that stand between two words; -1 where there are none. */
function repeatedBlank(text: string): number {
  const end = trailingBlank(text);
  const inside = (end === -1 ? text : text.slice(0, end)).replace(/^[ \t]+/, (blanks) => 'x'.repeat(blanks.length));
  return inside.search(/[ \t]{2}/);
}

/** Index of the first of the blanks at the line's end; -1 where there is none. A loop, for a pattern takes quadratic time to fail. */
function trailingBlank(text: string): number {
  let index = text.length;
  while (index > 0 && (text[index - 1] === ' ' || text[index - 1] === '\t')) {
    index -= 1;
  }
  return index === text.length ? -1 : index;
}
