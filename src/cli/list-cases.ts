import { observers } from '../rules';
import { loadCases, selectCases } from '../suite';
import { exampleFeatures } from './features';
import type { Io } from './io';

/** `msnp8 list`: one line a case, both roles. */
export async function listCases(options: { readonly selectors: readonly string[]; readonly io: Io }): Promise<void> {
  const { selectors, io } = options;
  const roles = ['client', 'server'] as const;
  const cases = [];
  for (const role of roles) {
    cases.push(...(await loadCases({ role, features: exampleFeatures, slow: true })));
  }
  for (const one of selectCases({ cases, selectors, observed: new Set(observers.keys()), slow: true })) {
    io.stdout.write(`${one.id}\n    ${one.title}\n    ${one.rules.join(' ')}\n`);
  }
}
