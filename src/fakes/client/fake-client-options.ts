import type { Side } from '../../codec';
import type { Prover, ReceiveLimits, Trace } from '../../wire';
import type { RosterCache } from './beliefs';
import type { ClientBehaviour } from './client-behaviour';
import type { ClientHooks } from './client-hooks';
import type { ClientPolicy } from './client-policy';
import type { ServerAddress } from './parse-server-address';
import type { Stage } from './stage';

export interface FakeClientOptions {
  readonly account: string;
  /** Needed with `nexusUrl`. Masked in traces. */
  readonly password?: string | undefined;
  /** The first server, dispatch or notification. */
  readonly server: ServerAddress;
  /** Where the Passport login begins; not needed with `ticket`. */
  readonly nexusUrl?: string | undefined;
  /** Certificates of the authority to trust for Passport, PEM. */
  readonly ca?: string | undefined;
  /** Trust any certificate. */
  readonly insecure?: boolean | undefined;
  /** A ready ticket, or what obtains one for the challenge in `USR … TWN S`. Takes the place of Passport. */
  readonly ticket?: string | ((challenge: string) => Promise<string>) | undefined;
  /** Where to connect when the server, or Passport, names `address`. */
  readonly resolve?: ((address: ServerAddress) => ServerAddress) | undefined;
  /** Where all goes that crosses the wire; a trace of its own unless given. */
  readonly trace?: Trace | undefined;
  /** Which end is under test; absent when both are the kit's. */
  readonly subject?: Side | undefined;
  /** The list version of an earlier login; without the list itself. */
  readonly cachedVersion?: number | undefined;
  /** The list of an earlier login, `cache` of the client that had it. */
  readonly cache?: RosterCache | undefined;
  /** Proves the boundaries of cut segments; the kernel is asked where absent. */
  readonly prover?: Prover | undefined;
  readonly behaviour?: Partial<ClientBehaviour> | undefined;
  readonly hooks?: ClientHooks | undefined;
  readonly policy?: Partial<ClientPolicy> | undefined;
  /** Holds from the first byte on, for scripts that play the login themselves. */
  readonly held?: boolean | undefined;
  /** Limit for each reply and each wait, in milliseconds; 5000 unless given. Only failure waits so long. */
  readonly timeoutMs?: number | undefined;
  /** How much a server may bring on one connection before the client resets it; as much as it likes unless given. */
  readonly receiveLimits?: Partial<ReceiveLimits> | undefined;
}

export interface SignInOptions extends FakeClientOptions {
  /** Where to stop; `visible` unless given. */
  readonly until?: Stage | undefined;
}
