import { clientMutants, type MutantResult, runMutants, serverMutants } from '../mutants';
import type { ExitCode } from '../report';
import type { Role } from '../rules';
import { exampleFeatures } from './features';
import type { Io } from './io';

/** `msnp8 mutants --role ROLE`: which case catches which faulty peer. 1 where one survives. */
export async function showMutants(input: { readonly role: Role; readonly io: Io }): Promise<ExitCode> {
  const { role, io } = input;
  const mutants = role === 'server' ? serverMutants : clientMutants;
  const width = Math.max(...mutants.map(({ id }) => id.length));
  const results = await runMutants({
    role,
    mutants,
    features: exampleFeatures,
    casesEach: 4,
    onResult: (result) => io.stdout.write(`${lineOf(result, width)}\n`),
  });
  const survivors = results.filter(({ caught }) => !caught);
  const cases = results.reduce((sum, one) => sum + one.cases.length, 0);
  io.stdout.write(
    `${results.length} mutants of the reference ${role} in ${cases} cases: ${results.length - survivors.length} caught, ${survivors.length} survived.\n`,
  );
  return survivors.length === 0 ? 0 : 1;
}

function lineOf({ mutant, caught, caughtBy, cases }: MutantResult, width: number): string {
  const verdict = caught ? 'caught  ' : 'SURVIVED';
  const by = caught ? `by ${caughtBy.length} of ${cases.length}: ${caughtBy[0]}` : mutant.fault;
  return `${verdict} ${mutant.id.padEnd(width)} ${mutant.rule.padEnd(8)} ${by}`;
}
