import type { DecodedCommand, Side } from '../../../codec';

interface Place {
  /** Index of the text among the parameters. */
  readonly at: number;
  /** What may stand behind it. */
  readonly tail: readonly RegExp[];
  /** How many of these must. */
  readonly least: number;
}

const number = /^\d+$/;
const groups = /^\d+(,\d+)*$/;
const flag = /^[01]$/;
const zero = /^0$/;
const place = (at: number, tail: readonly RegExp[], least = tail.length): Place => ({ at, tail, least });

const requests: Readonly<Record<string, Place>> = {
  ADD: place(2, [number], 0),
  REA: place(1, []),
  ADG: place(0, [zero], 0),
  REG: place(1, [zero], 0),
  PRP: place(1, []),
};
const replies: Readonly<Record<string, Place>> = {
  ADD: place(3, [number], 0),
  REA: place(2, []),
  ADG: place(1, [number, zero]),
  REG: place(2, [zero]),
  PRP: place(2, []),
};
const unnumbered: Readonly<Record<string, Place>> = {
  NLN: place(2, [number]),
  LSG: place(1, [zero]),
  LST: place(1, [number, groups], 1),
  PRP: place(1, []),
};

/** Where a command holds free text; undefined where it holds none. */
export function textPlace(command: DecodedCommand, from: Side): Place | undefined {
  const { name, parameters, trid } = command;
  if (from === 'client') return requests[name];
  if (name === 'USR') return parameters[0] === 'OK' && parameters.length > 3 ? place(2, [flag, flag]) : undefined;
  // Words out of their place say nothing about a text.
  if ((name === 'NLN' || name === 'ILN') && parameters[1]?.includes('@') !== true) return undefined;
  if (name === 'LST' && parameters[0]?.includes('@') !== true) return undefined;
  if (name === 'LSG' && parameters.length > 3 && number.test(parameters[1] ?? '')) return undefined;
  if (name === 'ILN') return place(2, [number]);
  if (name === 'BPR') return number.test(parameters[0] ?? '') ? place(3, []) : place(1, []);
  return trid === undefined ? unnumbered[name] : replies[name];
}

/** The free text of a command in wire form. */
export function textOf(command: DecodedCommand, from: Side): string | undefined {
  const found = textPlace(command, from);
  return found === undefined ? undefined : command.parameters[found.at];
}

/** Whether the text was sent with a space in it: the words behind it fit only when some of them are taken for text. */
export function hasRawSpace(command: DecodedCommand, from: Side): boolean {
  const found = textPlace(command, from);
  if (found === undefined) return false;
  const behind = command.parameters.slice(found.at + 1);
  const fits = (words: readonly string[]): boolean =>
    words.length >= found.least &&
    words.length <= found.tail.length &&
    words.every((word, at) => found.tail[at]?.test(word) ?? false);
  if (fits(behind)) return false;
  return behind.some((_, at) => fits(behind.slice(at + 1)));
}
