import type { Part } from './transcript';

/**
 * Whether a value would make more or other words of the line in which the field at `index` stands: CR and LF always, a blank unless the field takes all
 * words that are left (its name begins with `rest`). A field behind the end of a line stands for a payload, which may hold anything.
 */
export function breaksFraming(options: {
  readonly parts: readonly Part[];
  readonly index: number;
  readonly value: string;
}): boolean {
  const { parts, index, value } = options;
  const field = parts[index];
  const before = parts[index - 1];
  if (field?.kind !== 'field' || (before?.kind === 'literal' && before.bytes.at(-1) === 0x0a)) {
    return false;
  }
  return (field.name.startsWith('rest') ? /[\r\n]/ : /[\r\n ]/).test(value);
}
