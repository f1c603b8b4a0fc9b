import type { ExitCode } from '../report';

/** Why a run ends before all its cases have run. The message is a whole sentence; the cases that are left are blocked with it. */
export class RunStop extends Error {
  override readonly name = 'RunStop';
  readonly exitCode: ExitCode;

  constructor(message: string, options: { readonly exitCode: ExitCode; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode;
  }
}
