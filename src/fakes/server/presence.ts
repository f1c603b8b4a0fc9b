import type { Status } from '../../codec';

/** How somebody is present. Who is not online has none. */
export interface Presence {
  readonly status: Status;
  /** As the client sent it, decimal; `0` where it sent none. */
  readonly clientId: string;
}
