import { propertyCases } from '../properties';
import { observers } from '../rules';
import { loadCases, loadOwnCases, selectCases } from '../suite';
import { exampleFeatures, withOwnFeatures } from './features';
import type { Io } from './io';

/** `msnp8 list`: the cases of both roles, each with its title, its rules and the accounts that it needs. */
export async function listCases(options: {
  readonly selectors: readonly string[];
  /** A folder with scenarios of the user's own. */
  readonly options: { readonly features?: string };
  readonly io: Io;
}): Promise<void> {
  const { selectors, io } = options;
  const cases = await withOwnFeatures(options, async (own) => {
    const found = [];
    for (const role of ['client', 'server'] as const) {
      found.push(...(await loadCases({ role, features: exampleFeatures, slow: true })), ...propertyCases(role));
      found.push(...(own === undefined ? [] : await loadOwnCases({ role, features: own })));
    }
    return found;
  });
  for (const one of selectCases({ cases, selectors, observed: new Set(observers.keys()), slow: true })) {
    const needs = one.needs.length === 0 ? '' : `    needs ${one.needs.join(' ')}\n`;
    io.stdout.write(`${one.id}\n    ${one.title}\n    ${one.rules.join(' ')}\n${needs}`);
  }
}
