import { catalogue, type Role, type Rule } from '../rules';
import type { Io } from './io';
import { UsageError } from './usage-error';

/**
 * `msnp8 rules [ID]`: the catalogue a line a rule, or one rule in full.
 *
 * @throws UsageError when the id is that of no rule.
 */
export function showRules(options: { readonly id: string | undefined; readonly io: Io }): void {
  const { id, io } = options;
  const one = catalogue.find((rule) => rule.id === id);
  if (one !== undefined) {
    io.stdout.write(inFull(one));
    return;
  }
  const rules = id === undefined ? catalogue : catalogue.filter((rule) => rule.id.startsWith(`${id}-`));
  if (rules.length === 0) {
    throw new UsageError(`There is no rule "${id ?? ''}"; "msnp8 rules" lists them all.`);
  }
  for (const rule of rules) {
    io.stdout.write(`${rule.id}  ${levels(rule).padEnd(6)}  ${rule.statement}\n`);
  }
}

function levels(rule: Rule): string {
  const bound = (['client', 'server'] satisfies Role[]).filter((role) => rule.level[role] !== undefined);
  const distinct = [...new Set(bound.map((role) => rule.level[role]))];
  return distinct.length === 1 ? String(distinct[0]) : bound.map((role) => `${role} ${rule.level[role]}`).join(', ');
}

function inFull(rule: Rule): string {
  const lines = [
    `${rule.id}  ${levels(rule)}`,
    rule.statement,
    '',
    `binds       ${rule.roles.join(', ')}`,
    `shown by    ${rule.observation}`,
    `source      ${rule.source}`,
    `confidence  ${rule.confidence}`,
    `session     ${{ shown: 'the example session shows it', follows: 'it follows from the example session', other: 'other sources' }[rule.seed]}`,
    ...(rule.dispute === undefined ? [] : [`disputed    ${rule.dispute}`]),
  ];
  return `${lines.join('\n')}\n`;
}
