/**
 * Whether a value that was bound to a field would make more or other words of the line in which it is to stand: CR and LF always, a blank unless the
 * field takes all words that are left (its name begins with `rest`).
 */
export function breaksFraming(field: string, value: string): boolean {
  return (field.startsWith('rest') ? /[\r\n]/ : /[\r\n ]/).test(value);
}
