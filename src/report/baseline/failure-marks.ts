import { createHash } from 'node:crypto';
import type { Results } from '../results';

/** More ways to fail than this are no known failure: they are not told apart. */
const MOST_MARKS = 12;
/** Letters that YAML takes for nothing but a word; the digits of a hash are written with them. */
const LETTERS = 'zyxwvutsrqponmlk';
const MARK_LENGTH = 8;

/**
 * The ways in which a rule or a case fails, a mark each: what its messages have in common over seeds, ports, accounts and times.
 * Empty where it does not fail, or in too many ways. Properties have no say: which of several faults their random examples meet, the seed decides.
 */
export function failureMarks(subject: {
  readonly id: string;
  readonly kind: 'rule' | 'case';
  readonly results: Results;
}): readonly string[] {
  const marks = new Set(messagesOf(subject).map(markOf));
  return marks.size > MOST_MARKS ? [] : [...marks].sort();
}

function messagesOf(subject: Parameters<typeof failureMarks>[0]): readonly string[] {
  const { id, kind, results } = subject;
  const scenarios = results.cases.filter(({ property }) => property === undefined);
  if (kind === 'case') {
    return scenarios.flatMap((one) => (one.id === id && one.reason !== '' ? [one.reason] : []));
  }
  const properties = new Set(results.cases.filter((one) => !scenarios.includes(one)).map((one) => one.id));
  const violations = results.rules.find((one) => one.id === id)?.violations ?? [];
  return violations.filter((one) => !properties.has(one.case)).map(({ message }) => message);
}

function markOf(message: string): string {
  const digest = createHash('sha256').update(commonPart(message)).digest('hex').slice(0, MARK_LENGTH);
  return [...digest].map((digit) => LETTERS[Number.parseInt(digit, 16)] ?? '').join('');
}

/** A message without what differs from run to run: quoted words, accounts, numbers with their units, addresses. */
function commonPart(message: string): string {
  return message
    .replaceAll(/"(?:[^"\\]|\\.)*"?/g, '"')
    .replaceAll(/[^\s@]{1,320}@[^\s@]{1,320}/g, '@')
    .replaceAll(/\b[0-9a-f]{16,}\b/gi, '#')
    .replaceAll(/\d+(?:[.,:]\d+)*/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
