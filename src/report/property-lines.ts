import { visibleText } from './legal-text';
import type { PropertyOutcome } from './results';

/** What came of a property: what holds, how often it was tried, and where it does not hold the smallest example. */
export function propertyLines(
  property: PropertyOutcome,
  options: { readonly out?: string | undefined; readonly seed?: number },
): string[] {
  const { statement, examples, exhaustive, shrinks, counterexample } = property;
  const { examplesPerSecond, segmentsPerSecond, boundaries, provenBoundaries } = property;
  const ofAKind = exhaustive === 0 ? '' : `, of which ${exhaustive} are all that there are of a kind`;
  const lines = [
    visibleText(statement),
    `${examples} examples${ofAKind}; ${rate(examplesPerSecond)} examples and ${rate(segmentsPerSecond)} segments a second; ${provenBoundaries} of ${boundaries} segment boundaries proven`,
  ];
  if (counterexample === undefined) {
    return lines;
  }
  const { example, failed, tries, transcript, file, path: from } = counterexample;
  const seed = options.seed === undefined ? '' : `, seed ${options.seed}`;
  const origin = from === '' ? 'one of the exhaustive examples' : `path ${from}`;
  const path = options.out === undefined ? file : `${options.out.replace(/\/+$/, '')}/${file}`;
  return [
    ...lines,
    `fails for ${visibleText(example)} (${failed} of ${tries} tries, found by ${shrinks} shrinks${seed}, ${origin})`,
    ...transcript.map((line) => `| ${visibleText(line)}`),
    `again: msnp8 replay ${shellWord(visibleText(path))}`,
  ];
}

function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
