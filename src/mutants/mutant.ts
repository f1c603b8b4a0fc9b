import type { FakeClientOptions, FakeServerOptions } from '../fakes';

interface MutantBase {
  /** What is wrong, in a few words: `drops-the-second-iln`. Unique. */
  readonly id: string;
  /** The rule that must catch it. */
  readonly rule: string;
  /** The fault, as a whole sentence. */
  readonly fault: string;
  /** MUST rules that the fault breaks besides, by id, each with the reason. */
  readonly implies?: Readonly<Record<string, string>>;
}

/** The reference server with exactly one fault. */
export interface ServerMutant extends MutantBase {
  readonly role: 'server';
  /** Made anew for each run, so that a fault may count and remember. */
  readonly make: () => Pick<FakeServerOptions, 'knobs' | 'hooks' | 'policy'>;
}

/** The reference client with exactly one fault. */
export interface ClientMutant extends MutantBase {
  readonly role: 'client';
  readonly make: () => Pick<FakeClientOptions, 'behaviour' | 'hooks' | 'policy'>;
}

export type Mutant = ServerMutant | ClientMutant;
