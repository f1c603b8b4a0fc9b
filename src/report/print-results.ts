import type { Results } from './results';

/** What is no longer than this stands on one line, in characters without its indentation. */
const LONGEST_LINE = 160;

/**
 * Writes `results.json`, which holds one document or a list of several: indented, so that it can be read and compared line by line, with small values on one line each. A run has tens of thousands of
 * events; a line for each of their values would double the document.
 */
export function printResults(results: readonly Results[]): string {
  return `${print(results.length === 1 ? results[0] : results, '')}\n`;
}

function print(value: unknown, indent: string): string {
  const line = JSON.stringify(value);
  if (line.length <= LONGEST_LINE || typeof value !== 'object' || value === null) {
    return line;
  }
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${deeper}${print(item ?? null, deeper)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${deeper}${JSON.stringify(name)}: ${print(member, deeper)}`);
  return `{\n${members.join(',\n')}\n${indent}}`;
}
