import type { ClientMutant, ServerMutant } from './mutant';

/** A reference peer with exactly one fault that only a property can find. */
export type PropertyMutant<Of extends ClientMutant | ServerMutant = ClientMutant | ServerMutant> = Of & {
  /** Name of the property that finds it. */
  readonly property: string;
  /** Whether an example, as data, is as small as one can be that shows the fault. */
  isSmallest(example: unknown): boolean;
  /** What it is then, for people: `one cut`. */
  readonly smallest: string;
};
