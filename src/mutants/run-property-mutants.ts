import { type CheckSettings, clientProperties, type PropertyRun, serverProperties } from '../properties';
import type { Role } from '../rules';
import { embeddedClient, embeddedServer } from '../subjects';
import { AuthorityKeeper } from '../suite';
import { clientPropertyMutants } from './client';
import type { ClientMutant, ServerMutant } from './mutant';
import type { PropertyMutant } from './property-mutant';
import { serverPropertyMutants } from './server';

/** What became of one mutant that only a property can find. */
export interface PropertyMutantResult {
  readonly mutant: PropertyMutant;
  /** Its property has failed, and named its rule. */
  readonly caught: boolean;
  /** The smallest example is as small as a person would make it. */
  readonly isSmallest: boolean;
  readonly run: PropertyRun;
}

/** The mutants of a role that only properties find. */
export function propertyMutantsOf(role: Role): readonly PropertyMutant[] {
  return role === 'server' ? serverPropertyMutants : clientPropertyMutants;
}

const CONFIRMATION: CheckSettings['confirmation'] = { failures: 2, tries: 3 };

/**
 * Puts each mutant to the test of its property, with as many examples as a run tries by default.
 *
 * @param options `timeoutMs`: limit for one awaited reply, in milliseconds; default 1000
 */
export async function runPropertyMutants(options: {
  readonly mutants: readonly PropertyMutant[];
  readonly seed: number;
  readonly timeoutMs?: number;
  /** Where certificates come from; made anew, and removed, where absent. */
  readonly keeper?: AuthorityKeeper;
  readonly onResult?: (result: PropertyMutantResult) => void;
}): Promise<readonly PropertyMutantResult[]> {
  const keeper = options.keeper ?? new AuthorityKeeper();
  const results: PropertyMutantResult[] = [];
  try {
    for (const mutant of options.mutants) {
      const run = await runOne(mutant, { ...options, keeper });
      const { failure } = run;
      const result = {
        mutant,
        caught: failure?.rule === mutant.rule,
        isSmallest: failure !== undefined && mutant.isSmallest(failure.example),
        run,
      };
      results.push(result);
      options.onResult?.(result);
    }
  } finally {
    if (options.keeper === undefined) {
      await keeper.close();
    }
  }
  return results;
}

async function runOne(
  mutant: PropertyMutant,
  options: { readonly seed: number; readonly timeoutMs?: number; readonly keeper: AuthorityKeeper },
): Promise<PropertyRun> {
  const { seed, timeoutMs = 1000, keeper } = options;
  const settings = (runs: number): CheckSettings => ({
    seed,
    runs,
    deadline: Number.POSITIVE_INFINITY,
    stop: new AbortController().signal,
    confirmation: CONFIRMATION,
    shrinkMs: 30_000,
  });
  const authority = () => keeper.get();
  if (isServer(mutant)) {
    const property = named(serverProperties, mutant);
    const { certificates } = await authority();
    const subject = await embeddedServer({ fault: mutant.make(), certificates });
    return property.check({ subject, timeoutMs, authority }, settings(property.runs)).finally(() => subject.close());
  }
  const property = named(clientProperties, mutant);
  const subject = embeddedClient({ fault: mutant.make() });
  return property.check({ subject, timeoutMs, authority }, settings(property.runs)).finally(() => subject.close());
}

function isServer(mutant: PropertyMutant): mutant is PropertyMutant<ServerMutant> {
  return mutant.role === 'server';
}

function named<Property extends { readonly name: string }>(
  properties: readonly Property[],
  { id, property }: Pick<PropertyMutant<ClientMutant>, 'id' | 'property'>,
): Property {
  const found = properties.find(({ name }) => name === property);
  if (found === undefined) {
    throw new Error(`The mutant ${id} is to be found by ${property}, which is no property.`);
  }
  return found;
}
