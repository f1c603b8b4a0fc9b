import { runPropertyMutants } from '../../src/mutants';
import { ruleById } from '../../src/rules';
import { AuthorityKeeper } from '../../src/suite';

type Mutants = NonNullable<Parameters<typeof runPropertyMutants>[0]['mutants']>;

/** MSNP8_SEEDS=100 tries a hundred of them, which takes an hour. */
const seeds = Array.from({ length: Number(process.env.MSNP8_SEEDS ?? 1) }, (_, index) => index + 1);

/** Tests that each mutant is found by a property, for each seed, and shrunk to what it says. `others` are the mutants of the role that scenarios find. */
export function testThatPropertiesFind(mutants: Mutants, others: readonly { readonly id: string }[]): void {
  // One for all of them: certificates take longer than most examples.
  const keeper = new AuthorityKeeper();
  afterAll(() => keeper.close());

  // Most of the time goes by with waiting for mutants that keep silent.
  test.concurrent.each(mutants.map((mutant) => [mutant.id, mutant.smallest, mutant] as const))(
    '%s is found, and shrunk to: %s',
    async (_, __, mutant) => {
      for (const seed of seeds) {
        const [result] = await runPropertyMutants({ mutants: [mutant], seed, timeoutMs: 2000, keeper });
        expect({ seed, ...result }).toMatchObject({
          caught: true,
          isSmallest: true,
          run: { verdict: 'fail', failure: { rule: mutant.rule, failed: 2, tries: 2 } },
        });
      }
    },
    300_000 * seeds.length,
  );

  test('each has an id of its own, and breaks a rule that there is', () => {
    const ids = [...others, ...mutants].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(mutants.filter(({ rule }) => ruleById(rule) === undefined)).toEqual([]);
  });
}
