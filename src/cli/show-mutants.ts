import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type MutantResult, mutantsOf, propertyMutantsOf, runMutants, runPropertyMutants } from '../mutants';
import type { ExitCode } from '../report';
import type { Role } from '../rules';
import { exampleFeatures } from './features';
import type { Io } from './io';
import { UsageError } from './usage-error';

/** More are of no use: each has a server and its clients to serve. */
const MOST_THREADS = 8;

/** Half of the time goes by with waiting for mutants that keep silent. With all cases, where every accusation counts, none has to wait for another. */
const THREADS_PER_CORE = { own: 2, all: 1 };

/** A process of its own has to start first. */
const EXTERNAL_TIMEOUT_MS = 1000;

/**
 * `msnp8 mutants --role ROLE`: which case catches which faulty peer. 1 where one survives, or where, with `all`, one is accused by a MUST rule that its
 * fault does not break.
 */
export async function showMutants(input: {
  readonly role: Role;
  readonly all: boolean;
  /** Mutants of the client are programs of their own, behind adapters. */
  readonly external: boolean;
  readonly io: Io;
}): Promise<ExitCode> {
  const { role, all, external, io } = input;
  if (external && role === 'server') {
    throw new UsageError('--external is for clients: it puts them behind adapters.');
  }
  const through = all ? 'all' : 'own';
  const width = Math.max(...mutantsOf(role).map(({ id }) => id.length));
  const results = await runMutants({
    role,
    features: exampleFeatures,
    through,
    adapter: external ? `"${process.execPath}" "${join(__dirname, 'main.js')}" adapter --mutant` : undefined,
    ...(external ? { timeoutMs: EXTERNAL_TIMEOUT_MS } : {}),
    threads: Math.min(availableParallelism() * THREADS_PER_CORE[through], MOST_THREADS),
    onResult: (result) => io.stdout.write(linesOf(result, { width, all })),
  });
  const survivors = results.filter(({ caught }) => !caught);
  const cases = results.reduce((sum, one) => sum + one.cases.length, 0);
  io.stdout.write(
    `${results.length} mutants of the reference ${role} in ${cases} cases: ${results.length - survivors.length} caught, ${survivors.length} survived.\n`,
  );
  const misaccused = all ? results.filter(({ unrelated }) => unrelated.length > 0) : [];
  const ofProperties = await showPropertyMutants(input);
  if (all) {
    io.stdout.write(`${misaccused.length} accused by a MUST rule that the fault does not break.\n`);
  }
  return survivors.length === 0 && misaccused.length === 0 && ofProperties ? 0 : 1;
}

/** Those that only properties find, each with the smallest example. Resolves with whether all are caught and shrunk. */
async function showPropertyMutants({ role, io }: { readonly role: Role; readonly io: Io }): Promise<boolean> {
  const mutants = propertyMutantsOf(role);
  const width = Math.max(...mutants.map(({ id }) => id.length));
  const results = await runPropertyMutants({
    mutants,
    seed: 1,
    onResult: ({ mutant, caught, isSmallest, run }) => {
      const verdict = caught ? 'caught  ' : 'SURVIVED';
      const size = isSmallest ? '' : `, which is more than ${mutant.smallest}`;
      const by = caught ? `${mutant.property}: ${JSON.stringify(run.failure?.example)}${size}` : mutant.fault;
      io.stdout.write(`${verdict} ${mutant.id.padEnd(width)} ${mutant.rule.padEnd(8)} ${by}\n`);
    },
  });
  const caught = results.filter((one) => one.caught).length;
  const small = results.filter((one) => one.isSmallest).length;
  io.stdout.write(
    `${results.length} mutants of the reference ${role} for properties: ${caught} caught, ${small} shrunk to the smallest example.\n`,
  );
  return small === results.length && caught === results.length;
}

function linesOf(
  { mutant, caught, caughtBy, cases, accused, unrelated }: MutantResult,
  { width, all }: { readonly width: number; readonly all: boolean },
): string {
  const verdict = caught ? 'caught  ' : 'SURVIVED';
  const by = caught ? `by ${caughtBy.length} of ${cases.length}: ${caughtBy[0]}` : mutant.fault;
  const lines = [`${verdict} ${mutant.id.padEnd(width)} ${mutant.rule.padEnd(8)} ${by}`];
  if (all) {
    for (const { id } of accused) {
      const reason = mutant.implies?.[id];
      if (reason !== undefined) {
        lines.push(`           ${id} besides: ${reason}`);
      }
    }
    lines.push(...unrelated.map((id) => `           ${id} UNRELATED`));
  }
  return `${lines.join('\n')}\n`;
}
