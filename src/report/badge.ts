import { visibleText } from './legal-text';
import type { Results, Verdict } from './results';

/** What a badge says, as the endpoint of shields.io takes it. */
interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: string;
}

const COLORS: Readonly<Record<Verdict, { readonly name: string; readonly hex: string }>> = {
  pass: { name: 'brightgreen', hex: '#2a7d2a' },
  warn: { name: 'yellow', hex: '#8a6d00' },
  fail: { name: 'red', hex: '#c5283d' },
  inconclusive: { name: 'orange', hex: '#b3541e' },
  blocked: { name: 'lightgrey', hex: '#616161' },
  unsupported: { name: 'lightgrey', hex: '#616161' },
  'not exercised': { name: 'lightgrey', hex: '#616161' },
};

const FROM_BAD_TO_GOOD: readonly Verdict[] = [
  'fail',
  'inconclusive',
  'blocked',
  'warn',
  'unsupported',
  'not exercised',
  'pass',
];

/** `badge.json`: the endpoint schema of shields.io. */
export function badgeJson(runs: readonly Results[]): string {
  const { label, message, color } = badgeOf(runs);
  return `${JSON.stringify({ schemaVersion: 1, label, message, color })}\n`;
}

/** `badge.svg`: a badge that needs no network. */
export function badgeSvg(runs: readonly Results[]): string {
  const { label, message, verdict } = badgeOf(runs);
  const left = widthOf(label);
  const right = widthOf(message);
  const name = escaped(`${label}: ${message}`);
  const text = (options: { readonly x: number; readonly width: number; readonly of: string }) =>
    `    <text x="${options.x + options.width / 2}" y="14" textLength="${options.width - 12}">${escaped(options.of)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${name}">`,
    `  <title>${name}</title>`,
    `  <rect width="${left}" height="20" fill="#333"/>`,
    `  <rect x="${left}" width="${right}" height="20" fill="${COLORS[verdict].hex}"/>`,
    '  <g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">',
    text({ x: 0, width: left, of: label }),
    text({ x: left, width: right, of: message }),
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}

function badgeOf(runs: readonly Results[]): Badge & { readonly verdict: Verdict } {
  const verdict = FROM_BAD_TO_GOOD.find((one) => runs.some((run) => run.verdict === one)) ?? 'not exercised';
  const color = COLORS[verdict].name;
  const [first] = runs;
  if (first !== undefined && runs.length === 1) {
    return { label: `MSNP8 ${first.subject.role}`, message: messageOf(first), color, verdict };
  }
  const roles = new Set(runs.map(({ subject }) => subject.role));
  const message =
    roles.size === runs.length
      ? runs.map(({ subject, verdict: own }) => `${subject.role} ${own}`).join(', ')
      : `${runs.filter((run) => run.verdict === 'pass').length} of ${runs.length} pass`;
  return { label: 'MSNP8', message, color, verdict };
}

function messageOf({ verdict, rules }: Results): string {
  const exercised = rules.filter((rule) => rule.exercised > 0).length;
  const bad = rules.filter((rule) => rule.verdict === verdict).length;
  if (verdict === 'pass') {
    return `pass, ${exercised} rules`;
  }
  return (verdict === 'fail' || verdict === 'warn') && bad > 0 ? `${verdict}, ${bad} of ${exercised} rules` : verdict;
}

/** Pixels; `textLength` makes the text fit whatever the font. */
function widthOf(text: string): number {
  return Math.round([...text].length * 6.6) + 12;
}

function escaped(text: string): string {
  return visibleText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
