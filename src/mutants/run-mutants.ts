import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Certificates, createCertificates } from '../fakes';
import type { Role } from '../rules';
import { loadCases } from '../suite';
import { type CasesOfRule, casesOfRules, slowRules } from './cases-of-rules';
import { clientMutants } from './client';
import type { Mutant } from './mutant';
import { type MutantResult, runMutant, type Through } from './run-mutant';
import { serverMutants } from './server';

export interface RunMutantsOptions {
  readonly role: Role;
  /** The ids of those to run, of `serverMutants` or `clientMutants`. Default: all of the role. */
  readonly ids?: readonly string[];
  readonly features: readonly string[];
  /** Limit for one awaited reply, in milliseconds. A mutant that keeps silent costs as much. Default 250. */
  readonly timeoutMs?: number;
  /** Default: the cases of the mutant's own rule. */
  readonly through?: Through;
  /** Whether a mutant is let go as soon as one case has caught it. */
  readonly untilCaught?: true;
  /** Mutants of the client run as programs of their own: the command of their adapter, for the shell, behind which the id of the mutant stands. */
  readonly adapter?: string | undefined;
  /** Threads that share the mutants. Default 1. */
  readonly threads?: number;
  readonly onResult?: (result: MutantResult) => void;
}

/** All that a thread has to know to run mutants. */
export interface MutantBench {
  readonly role: Role;
  readonly features: readonly string[];
  readonly certificates: Certificates;
  readonly timeoutMs: number;
  readonly through: Through;
  readonly untilCaught: boolean;
  readonly adapter: string | undefined;
  readonly ofRules: ReadonlyMap<string, CasesOfRule>;
}

/**
 * Runs mutants through cases, in any order. The reference peer is run first, through all cases: it shows which cases exercise which rule.
 *
 * @throws Error where an id is that of no mutant.
 */
export async function runMutants(options: RunMutantsOptions): Promise<MutantResult[]> {
  const { role, features } = options;
  const certificates = await createCertificates();
  const cases = await loadCases({ role, features, slow: true });
  const common = {
    role,
    features,
    certificates,
    timeoutMs: options.timeoutMs ?? 250,
    through: options.through ?? 'own',
    untilCaught: options.untilCaught === true,
    adapter: options.adapter,
  };
  const results = new Map<string, MutantResult>();
  const work =
    (waiting: Iterable<string>) =>
    async (run: (id: string) => Promise<MutantResult>): Promise<void> => {
      for (const id of waiting) {
        const result = await run(id);
        results.set(id, result);
        options.onResult?.(result);
      }
    };
  const ids = options.ids ?? mutantsOf(role).map(({ id }) => id);
  const slow = slowRules(cases);
  const isSlow = (id: string): boolean => slow.has(mutantsOf(role).find((one) => one.id === id)?.rule ?? '');
  // They spend minutes with waiting, and do so beside the others.
  const patient = ids.filter(isSlow).map((id) => inThread({ ...common, ofRules: slow }, work([id])));
  const others = async () => {
    const bench = { ...common, ofRules: await casesOfRules({ role, cases, certificates }) };
    const waiting = ids.filter((id) => !isSlow(id)).values();
    const threads = options.threads ?? 1;
    await (threads === 1
      ? mutantRunner(bench).then(work(waiting))
      : Promise.all(Array.from({ length: threads }, () => inThread(bench, work(waiting)))));
  };
  await Promise.all([...patient, others()]);
  return ids.flatMap((id) => results.get(id) ?? []);
}

/** What runs one mutant after the other. */
export async function mutantRunner(bench: MutantBench): Promise<(id: string) => Promise<MutantResult>> {
  const { role, ofRules, certificates, timeoutMs, through, untilCaught, adapter } = bench;
  const cases = await loadCases({ role, features: bench.features, slow: true });
  return (id) => {
    const mutant = mutantsOf(role).find((one) => one.id === id);
    if (mutant === undefined) {
      throw new Error(`There is no mutant "${id}" of the reference ${role}.`);
    }
    const ofRule = ofRules.get(mutant.rule);
    return runMutant({ mutant, cases, ofRule, through, untilCaught, adapter, certificates, timeoutMs });
  };
}

export function mutantsOf(role: Role): readonly Mutant[] {
  return role === 'server' ? serverMutants : clientMutants;
}

async function inThread(
  bench: MutantBench,
  work: (run: (id: string) => Promise<MutantResult>) => Promise<void>,
): Promise<void> {
  const thread = new Worker(join(__dirname, 'mutant-thread.js'), { workerData: bench });
  try {
    await work(
      (id) =>
        new Promise<MutantResult>((resolve, reject) => {
          const settle = () => {
            thread.off('message', done);
            thread.off('error', failed);
          };
          const done = (result: MutantResult) => {
            settle();
            resolve(result);
          };
          const failed = (error: unknown) => {
            settle();
            reject(error);
          };
          thread.on('message', done);
          thread.on('error', failed);
          thread.postMessage(id);
        }),
    );
  } finally {
    await thread.terminate();
  }
}
