import { observers } from '../rules';
import { loadCases, selectCases } from '../suite';
import { exampleFeatures } from './features';
import type { Io } from './io';

/** `msnp8 list`: the cases of both roles, each with its title, its rules and the accounts that it needs. */
export async function listCases(options: { readonly selectors: readonly string[]; readonly io: Io }): Promise<void> {
  const { selectors, io } = options;
  const roles = ['client', 'server'] as const;
  const cases = [];
  for (const role of roles) {
    cases.push(...(await loadCases({ role, features: exampleFeatures, slow: true })));
  }
  for (const one of selectCases({ cases, selectors, observed: new Set(observers.keys()), slow: true })) {
    const needs = one.needs.length === 0 ? '' : `    needs ${one.needs.join(' ')}\n`;
    io.stdout.write(`${one.id}\n    ${one.title}\n    ${one.rules.join(' ')}\n${needs}`);
  }
}
