import { badgeJson, badgeSvg } from './badge';
import { github } from './github';
import { htmlReport, matrixReport } from './html';
import { junit } from './junit';
import { markdown } from './markdown';
import { printResults } from './print-results';
import type { Results } from './results';
import { tap } from './tap';
import { type TextOptions, textReport } from './text';

/** One form that results can be given. A name may stand for several. */
export interface Reporter {
  readonly name: string;
  /** Its file in the folder of reports; absent for what goes to standard output. */
  readonly file?: string;
  /** It takes every run, also the earlier ones of the same subject, as results of their own. */
  readonly everyRun?: true;
  render(results: readonly Results[], options: TextOptions): string;
}

/** All that there are, in the order in which they are written. */
export const reporters: readonly Reporter[] = [
  {
    name: 'text',
    render: (results, options) => results.map((one) => textReport(one, options)).join('\n'),
  },
  { name: 'github', render: github },
  {
    name: 'json',
    file: 'results.json',
    // Several runs are a list of documents.
    render: printResults,
  },
  { name: 'junit', file: 'junit.xml', render: junit },
  { name: 'tap', file: 'results.tap', render: tap },
  { name: 'markdown', file: 'summary.md', render: markdown },
  { name: 'html', file: 'report.html', render: htmlReport },
  { name: 'matrix', file: 'matrix.html', everyRun: true, render: matrixReport },
  { name: 'badge', file: 'badge.svg', render: badgeSvg },
  { name: 'badge', file: 'badge.json', render: badgeJson },
];

export const reporterNames: readonly string[] = [...new Set(reporters.map(({ name }) => name))];

/** Those that are used where none is named. */
export const usualReporters: readonly string[] = ['text', 'json', 'junit', 'html'];
