import { type Certificates, createCertificates } from '../fakes';
import type { CaseResult, RuleResult } from '../report';
import { judge, type Role } from '../rules';
import { type ClientSubject, embeddedClient, embeddedServer, type ServerSubject } from '../subjects';
import { type CaseDefinition, type CaseProgress, loadCases, runSuite } from '../suite';
import type { Mutant } from './mutant';

/** What became of one mutant. */
export interface MutantResult {
  readonly mutant: Mutant;
  /** Its rule has accused it. */
  readonly caught: boolean;
  /** The cases in whose traces its rule was seen broken. */
  readonly caughtBy: readonly string[];
  /** Every rule that accused it, and how. */
  readonly accused: readonly Pick<RuleResult, 'id' | 'verdict'>[];
  /** Cases that were run. */
  readonly cases: readonly Pick<CaseResult, 'id' | 'verdict' | 'reason'>[];
}

export interface RunMutantsOptions {
  readonly role: Role;
  readonly mutants: readonly Mutant[];
  readonly features: readonly string[];
  /** Limit for one awaited reply, in milliseconds. A mutant that keeps silent costs as much. Default 250. */
  readonly timeoutMs?: number;
  /** Cases that a mutant is run through at the most, those that exercise its rule first; three times as many where none of them catches it. Default 6. */
  readonly casesEach?: number;
  /** Whether a mutant is let go as soon as one case has caught it. */
  readonly untilCaught?: true;
  readonly onResult?: (result: MutantResult) => void;
}

/**
 * Runs each mutant through the cases that exercise its rule. The reference peer is run first, through all cases: it shows
 * which cases exercise which rule.
 */
export async function runMutants(options: RunMutantsOptions): Promise<MutantResult[]> {
  const { role, mutants } = options;
  const certificates = await createCertificates();
  const cases = await loadCases({ role, features: options.features });
  const exercising = await casesByRule({ role, cases, certificates });
  const results: MutantResult[] = [];
  for (const mutant of mutants) {
    const candidates = exercising.get(mutant.rule) ?? cases.filter(({ rules }) => rules.includes(mutant.rule));
    const result = await runMutant({
      mutant,
      cases: candidates,
      casesEach: options.casesEach ?? 6,
      certificates,
      timeoutMs: options.timeoutMs ?? 250,
      untilCaught: options.untilCaught === true,
    });
    options.onResult?.(result);
    results.push(result);
  }
  return results;
}

async function runMutant(options: {
  readonly mutant: Mutant;
  readonly cases: readonly CaseDefinition[];
  readonly casesEach: number;
  readonly certificates: Certificates;
  readonly timeoutMs: number;
  readonly untilCaught: boolean;
}): Promise<MutantResult> {
  const { mutant, certificates, timeoutMs } = options;
  const accused = new Map<string, Pick<RuleResult, 'id' | 'verdict'>>();
  const cases: MutantResult['cases'][number][] = [];
  const caughtBy: string[] = [];
  // One peer for all cases: what is left of one case shows faults in the next, as in any run.
  const subject = await subjectOf({ mutant, certificates });
  try {
    for (const definition of options.cases.slice(0, options.casesEach * 3)) {
      const { results } = await runSuite({ subject, cases: [definition], timeoutMs, certificates, seed: 0 });
      cases.push(...results.cases);
      for (const { id, verdict, violations } of results.rules) {
        if (violations.length > 0) {
          accused.set(id, { id, verdict });
          if (id === mutant.rule) {
            caughtBy.push(definition.id);
          }
        }
      }
      if (caughtBy.length > 0 && (options.untilCaught || cases.length >= options.casesEach)) {
        break;
      }
    }
  } finally {
    await subject.close();
  }
  return { mutant, caught: caughtBy.length > 0, caughtBy, accused: [...accused.values()], cases };
}

function subjectOf(options: {
  readonly mutant: Mutant;
  readonly certificates: Certificates;
}): Promise<ServerSubject | ClientSubject> {
  const { mutant, certificates } = options;
  return mutant.role === 'server'
    ? embeddedServer({ fault: mutant.make(), certificates })
    : Promise.resolve(embeddedClient({ fault: mutant.make() }));
}

/** Which cases exercise which rule with the reference peer: those that bear on it first, then those that exercise it most. */
async function casesByRule(options: {
  readonly role: Role;
  readonly cases: readonly CaseDefinition[];
  readonly certificates: Certificates;
}): Promise<ReadonlyMap<string, readonly CaseDefinition[]>> {
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
  await runSuite({ subject, cases, certificates, seed: 0, onCase: see }).finally(() => subject.close());
  return new Map(
    [...exercising].map(([rule, list]) => {
      const bearsOn = ({ definition }: { readonly definition: CaseDefinition }) => definition.rules.includes(rule);
      list.sort((a, b) => Number(bearsOn(b)) - Number(bearsOn(a)) || b.times - a.times || a.durationMs - b.durationMs);
      return [rule, list.map(({ definition }) => definition)];
    }),
  );
}
