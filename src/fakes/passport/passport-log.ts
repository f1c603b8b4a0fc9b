import type { Side } from '../../codec';
import type { Trace } from '../../wire';
import { legibleText } from './legible-text';

/** The remark for a client with which no TLS could be agreed. */
export function tlsFailure(error: NodeJS.ErrnoException): { readonly topic: string; readonly text: string } {
  const reason = legibleText(error.code ?? error.message);
  return {
    topic: 'tls-failed',
    text: `TLS with the client failed (${reason}): does it trust the kit's certificate authority?`,
  };
}

/** One HTTPS connection's place in a trace: its opening, its HTTP messages, its end, each at most once where it can be but once. */
export class PassportLog {
  readonly #trace: Trace;
  readonly connection: string;
  #closing: Side | undefined;
  #closed = false;

  constructor(
    trace: Trace,
    options: {
      /** Which end the subject holds. */
      readonly subject?: Side | undefined;
      readonly label?: string | undefined;
    } = {},
  ) {
    this.#trace = trace;
    this.connection = trace.newConnectionId('passport');
    trace.record({ kind: 'open', connection: this.connection, service: 'passport', ...options });
  }

  message(message: {
    readonly from: Side;
    readonly startLine: string;
    readonly headers: readonly (readonly [string, string])[];
  }): void {
    this.#trace.record({ kind: 'http', connection: this.connection, ...message });
  }

  remark(remark: { readonly topic: string; readonly value?: string; readonly text: string }): void {
    this.#trace.remark({ connection: this.connection, ...remark });
  }

  /** Passwords and tickets that are about to be recorded. */
  secret(value: string | undefined): void {
    if (value !== undefined && value !== '') this.#trace.addSecret(value);
  }

  /** That side has begun to close. The first one counts. */
  closing(by: Side): void {
    this.#closing ??= by;
  }

  /** The connection is no more. `by` counts where nobody was seen to begin. */
  closed(options: { readonly by: Side; readonly how: 'clean' | 'reset' }): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#trace.record({
      kind: 'close',
      connection: this.connection,
      by: this.#closing ?? options.by,
      how: options.how,
    });
  }
}
