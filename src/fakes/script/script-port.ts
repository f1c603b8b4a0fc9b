import type { DecodedItem, Service, Side } from '../../codec';
import type { CloseInfo } from '../../wire';

export type Taken = DecodedItem | { readonly kind: 'closed'; readonly info: CloseInfo } | { readonly kind: 'timeout' };

/** One connection as a script sees it: the held session of a fake server, or the held connection of a fake client. */
export interface ScriptPort {
  /** The side that the kit plays here. */
  readonly side: Side;
  readonly service: Service;
  /** Id of the connection in the trace, where there is one: a failure tells it. */
  readonly connection?: string | undefined;
  /** Writes one segment. */
  send(segment: Uint8Array): Promise<void>;
  /** Waits until the peer has read all that was sent, as far as that can be proved: the next segment is then read apart. */
  settle(): Promise<unknown>;
  /** The next thing that the peer sent, in order. `timeoutMs` in milliseconds. */
  take(options: { readonly timeoutMs: number }): Promise<Taken>;
  /** Treats an item that the script does not mention as the fake would without a script. */
  proceed(item: DecodedItem): void;
  /** Takes note of an item that the script itself answers: the fake's state follows, and the fake sends nothing here. */
  absorb(item: DecodedItem): void;
  /** A transaction id that this connection has not used; only a client gives out ids. */
  nextTrid(): number;
  /** Finds out whether the peer has handled all that was sent: a request that must be answered. */
  fence(options: { readonly timeoutMs: number }): Promise<'alive' | 'closed' | 'stalled'>;
  close(how: 'clean' | 'reset'): Promise<void>;
}
