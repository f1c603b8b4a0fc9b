import type { Readable } from 'node:stream';
import type { SignalSource } from './stop-on-signal';

/** Where a command writes and what it may ask of its surroundings. */
export interface Io {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream;
  /** Read by `adapter` alone. */
  readonly stdin?: Readable;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whose signals stop a run. */
  readonly signals?: SignalSource;
}
