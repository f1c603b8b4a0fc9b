import { clientProperties } from '../../src/properties';
import { embeddedClient } from '../../src/subjects';
import { AuthorityKeeper } from '../../src/suite';

const keeper = new AuthorityKeeper();
afterAll(() => keeper.close());

describe('the reference client', () => {
  test.each(clientProperties.flatMap((property) => [1, 2].map((seed) => [property.name, seed, property] as const)))(
    'has the property %s, seed %i',
    async (_, seed, property) => {
      const subject = embeddedClient();
      const run = await property.check(
        { subject, timeoutMs: 10_000, authority: () => keeper.get() },
        {
          seed,
          runs: property.runs,
          deadline: Number.POSITIVE_INFINITY,
          stop: new AbortController().signal,
          confirmation: { failures: 2, tries: 3 },
          shrinkMs: 1000,
        },
      );
      await subject.close();
      expect(run).toMatchObject({ verdict: 'pass', reason: '' });
      expect(run.examples - run.exhaustive).toBe(property.runs);
      // In one process every boundary is proven.
      expect(run.wire.provenBoundaries).toBe(run.wire.boundaries);
    },
  );
});
