import type { SendOptions } from '../../wire';

export interface RequestOptions extends SendOptions {
  /** Limit for the reply, in milliseconds. */
  readonly timeoutMs?: number;
}
