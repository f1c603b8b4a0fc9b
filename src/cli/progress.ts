import { performance } from 'node:perf_hooks';
import { caseLine, type TextOptions, type Verdict } from '../report';
import type { CaseProgress } from '../suite';
import type { Io } from './io';

type Progress = Pick<CaseProgress, 'definition' | 'verdict' | 'done' | 'of'>;

/** Before so many cases have ended nothing is said of the time that is left: the first ones tell little. */
const FEWEST_CASES = 3;
const COUNTED: readonly Verdict[] = ['fail', 'warn', 'inconclusive', 'blocked', 'unsupported'];

/** Shows how a run goes: one live line on a terminal, one line a case on a pipe. */
export function progress(options: {
  readonly io: Io;
  readonly quiet: boolean;
  readonly text: TextOptions;
  /** Milliseconds from a fixed time on. */
  readonly now?: () => number;
}): {
  readonly onCase: (progress: Progress) => void;
  /** Takes the live line away. */
  end(): void;
} {
  const { io, quiet, text, now = () => performance.now() } = options;
  const live = io.stdout.isTTY === true;
  const begin = now();
  const counts = new Map<Verdict, number>();
  return {
    onCase: ({ definition, verdict, done, of }) => {
      if (quiet) {
        return;
      }
      if (live) {
        counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
        const left = done < FEWEST_CASES ? undefined : ((now() - begin) / done) * (of - done);
        const line = [`${done}/${of}`, ...countsOf(counts), ...timeLeft(left), definition.id].join('  ');
        io.stdout.write(`\r\x1b[2K${line.slice(0, (io.stdout.columns ?? 80) - 1)}`);
      } else {
        io.stdout.write(`${caseLine({ id: definition.id, verdict, reason: '' }, text)}\n`);
      }
    },
    end: () => {
      if (live && !quiet) {
        io.stdout.write('\r\x1b[2K');
      }
    },
  };
}

function countsOf(counts: ReadonlyMap<Verdict, number>): string[] {
  return COUNTED.flatMap((verdict) => (counts.has(verdict) ? [`${counts.get(verdict)} ${verdict}`] : []));
}

function timeLeft(ms: number | undefined): string[] {
  if (ms === undefined) {
    return [];
  }
  const seconds = Math.ceil(ms / 1000);
  return [seconds < 90 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`];
}
