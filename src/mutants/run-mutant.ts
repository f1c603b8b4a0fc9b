import type { Certificates } from '../fakes';
import type { CaseResult, RuleResult } from '../report';
import { adapterClient, type ClientSubject, embeddedClient, embeddedServer, type ServerSubject } from '../subjects';
import { type CaseDefinition, isSlow, kit, runSuite } from '../suite';
import type { CasesOfRule } from './cases-of-rules';
import type { Mutant } from './mutant';

/** What became of one mutant. */
export interface MutantResult {
  readonly mutant: Pick<Mutant, 'id' | 'rule' | 'fault' | 'implies'>;
  /** Its rule has accused it. */
  readonly caught: boolean;
  /** The cases in whose traces its rule was seen broken. */
  readonly caughtBy: readonly string[];
  /** Every rule that accused it, and how. */
  readonly accused: readonly Pick<RuleResult, 'id' | 'verdict'>[];
  /** Of these, the MUST rules that are not its own and that its fault does not imply. */
  readonly unrelated: readonly string[];
  /** Cases that were run. */
  readonly cases: readonly Pick<CaseResult, 'id' | 'verdict' | 'reason'>[];
}

/** Which cases a mutant is run through: those of its rule (`CasesOfRule.first`, and the others while it is not caught), or all. */
export type Through = 'own' | 'all';

interface RunMutantOptions {
  readonly mutant: Mutant;
  /** All cases of the role. */
  readonly cases: readonly CaseDefinition[];
  /** Absent where no case exercises the rule. */
  readonly ofRule: CasesOfRule | undefined;
  readonly through: Through;
  /** The mutant is let go as soon as a case has caught it. */
  readonly untilCaught: boolean;
  /** See `RunMutantsOptions`. */
  readonly adapter: string | undefined;
  readonly certificates: Certificates;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
}

/** Runs one mutant through cases. One peer meets them all: what is left of one case shows faults in the next, as in any run. */
export async function runMutant(options: RunMutantOptions): Promise<MutantResult> {
  const { mutant, through } = options;
  const found = new Findings(mutant);
  const subject = await subjectOf(options);
  try {
    const byId = new Map(options.cases.map((one) => [one.id, one]));
    const named = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? []);
    const { first = [], others = [] } = options.ofRule ?? {};
    if (through === 'all') {
      const isMeant = (one: CaseDefinition) => !isSlow(one) || first.includes(one.id);
      await go({ options, subject, found, cases: options.cases.filter(isMeant) });
    } else {
      await go({ options, subject, found, cases: named(first) });
      if (!found.isCaught) {
        await go({ options, subject, found, cases: named(others), untilCaught: true });
      }
    }
  } finally {
    await subject.close();
  }
  return found.result();
}

class Findings {
  readonly #mutant: Mutant;
  readonly #accused = new Map<string, RuleResult['verdict']>();
  readonly #cases: MutantResult['cases'][number][] = [];
  readonly #caughtBy = new Set<string>();

  constructor(mutant: Mutant) {
    this.#mutant = mutant;
  }

  get isCaught(): boolean {
    return this.#caughtBy.size > 0;
  }

  ran(cases: MutantResult['cases']): void {
    this.#cases.push(...cases.map(({ id, verdict, reason }) => ({ id, verdict, reason })));
  }

  accused({ id, verdict, violations }: RuleResult): void {
    if (violations.length === 0) {
      return;
    }
    // The worst of several runs counts.
    if (this.#accused.get(id) !== 'fail') {
      this.#accused.set(id, verdict);
    }
    if (id === this.#mutant.rule) {
      for (const violation of violations) {
        this.#caughtBy.add(violation.case);
      }
    }
  }

  result(): MutantResult {
    const { id, rule, fault, implies = {} } = this.#mutant;
    const accused = [...this.#accused].map(([id, verdict]) => ({ id, verdict }));
    return {
      mutant: { id, rule, fault, implies },
      caught: this.isCaught,
      caughtBy: [...this.#caughtBy],
      accused,
      unrelated: accused
        .filter((one) => one.verdict === 'fail' && one.id !== rule && implies[one.id] === undefined)
        .map((one) => one.id),
      cases: this.#cases,
    };
  }
}

async function go(input: {
  readonly options: RunMutantOptions;
  readonly subject: ServerSubject | ClientSubject;
  readonly found: Findings;
  readonly cases: readonly CaseDefinition[];
  readonly untilCaught?: true;
}): Promise<void> {
  const { options, subject, found, cases } = input;
  const { mutant, timeoutMs, certificates } = options;
  const isToStop = options.untilCaught || input.untilCaught === true;
  if (cases.length === 0) {
    return;
  }
  const stop = new AbortController();
  const ran = new Set<string>();
  const { results } = await runSuite({
    subject,
    cases,
    timeoutMs,
    certificates,
    seed: 0,
    stop: stop.signal,
    onCase: ({ definition, accused }) => {
      ran.add(definition.id);
      if (isToStop && accused.includes(mutant.rule)) {
        stop.abort(new Error('The mutant is caught.'));
      }
    },
  });
  found.ran(results.cases.filter(({ id }) => ran.has(id)));
  for (const rule of results.rules) {
    found.accused(rule);
  }
}

function subjectOf(options: {
  readonly mutant: Mutant;
  readonly adapter: string | undefined;
  readonly certificates: Certificates;
}): Promise<ServerSubject | ClientSubject> {
  const { mutant, adapter, certificates } = options;
  if (mutant.role === 'server') {
    return embeddedServer({ fault: mutant.make(), certificates });
  }
  const subject =
    adapter === undefined
      ? embeddedClient({ fault: mutant.make() })
      : adapterClient({ command: `${adapter} ${mutant.id}`, kit });
  return Promise.resolve(subject);
}
