import type { Certificates } from '../fakes';
import { judge, type Role } from '../rules';
import { embeddedClient, embeddedServer } from '../subjects';
import { type CaseDefinition, type CaseProgress, isSlow, runSuite } from '../suite';

/** The cases that can catch a mutant of one rule. */
export interface CasesOfRule {
  /** Those that bear on the rule, and those of the example session that exercise it. */
  readonly first: readonly string[];
  /** Others that exercise it with the reference peer. */
  readonly others: readonly string[];
}

/** Runs the reference peer through all cases that are not slow: it shows which of them exercise which rule. Cases are given by id, the most telling first. */
export async function casesOfRules(options: {
  readonly role: Role;
  readonly cases: readonly CaseDefinition[];
  readonly certificates: Certificates;
}): Promise<ReadonlyMap<string, CasesOfRule>> {
  const { role, cases, certificates } = options;
  const subject = role === 'server' ? await embeddedServer({ certificates }) : embeddedClient();
  const exercising = new Map<string, { definition: CaseDefinition; times: number; durationMs: number }[]>();
  const note = (
    rule: string,
    definition: CaseDefinition,
    found: { readonly times: number; readonly durationMs: number },
  ) => {
    const known = exercising.get(rule) ?? [];
    exercising.set(rule, known);
    const before = known.find((one) => one.definition === definition);
    if (before === undefined) {
      known.push({ definition, ...found });
    } else {
      before.times += found.times;
    }
  };
  const see = ({ definition, record }: CaseProgress) => {
    const { durationMs } = record;
    for (const finding of judge(record.trace.events, { role })) {
      if (finding.exercised > 0) {
        note(finding.rule.id, definition, { times: finding.exercised, durationMs });
      }
    }
    for (const rule of [...record.shown.keys(), ...definition.rules]) {
      note(rule, definition, { times: 1, durationMs });
    }
  };
  const quick = cases.filter((one) => !isSlow(one));
  await runSuite({ subject, cases: quick, certificates, seed: 0, onCase: see }).finally(() => subject.close());
  return new Map(
    [...exercising].map(([rule, list]) => {
      const bearsOn = ({ definition }: { readonly definition: CaseDefinition }) => definition.rules.includes(rule);
      list.sort((a, b) => Number(bearsOn(b)) - Number(bearsOn(a)) || b.times - a.times || a.durationMs - b.durationMs);
      const isFirst = (one: (typeof list)[number]) => bearsOn(one) || one.definition.tags.includes('@example-session');
      const ids = (some: typeof list) => some.map(({ definition }) => definition.id);
      return [rule, { first: ids(list.filter(isFirst)), others: ids(list.filter((one) => !isFirst(one))) }];
    }),
  );
}

/** The rules that only cases which take minutes bear on. No run is needed to know them. */
export function slowRules(cases: readonly CaseDefinition[]): ReadonlyMap<string, CasesOfRule> {
  const quick = new Set(cases.filter((one) => !isSlow(one)).flatMap(({ rules }) => rules));
  const slow = cases.filter(isSlow);
  const rules = new Set(slow.flatMap((one) => one.rules).filter((rule) => !quick.has(rule)));
  return new Map(
    [...rules].map((rule) => {
      const first = slow.filter((one) => one.rules.includes(rule)).map(({ id }) => id);
      return [rule, { first, others: [] }];
    }),
  );
}
