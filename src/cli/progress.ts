import { caseLine, type TextOptions } from '../report';
import type { RunSuiteOptions } from '../suite';
import type { Io } from './io';

/** Shows how a run goes: one live line on a terminal, one line a case on a pipe. */
export function progress(options: { readonly io: Io; readonly quiet: boolean; readonly text: TextOptions }): {
  readonly onCase: NonNullable<RunSuiteOptions['onCase']>;
  /** Takes the live line away. */
  end(): void;
} {
  const { io, quiet, text } = options;
  const live = io.stdout.isTTY === true;
  return {
    onCase: ({ definition, verdict, done, of }) => {
      if (quiet) {
        return;
      }
      if (live) {
        const line = `${done}/${of} ${definition.id}`;
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
