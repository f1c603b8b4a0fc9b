import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { clientPropertyMutants } from '../../src/mutants';
import { clientProperties, gherkinOf, readSavedFailure } from '../../src/properties';
import { savedFailure } from '../../src/properties/saved-failure';
import { embeddedClient } from '../../src/subjects';
import { AuthorityKeeper, packageRoot } from '../../src/suite';

let folder = '';

beforeAll(async () => {
  await mkdir(join(packageRoot, 'reports'), { recursive: true });
  folder = await mkdtemp(join(packageRoot, 'reports', 'gherkin-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const keeper = new AuthorityKeeper();
afterAll(() => keeper.close());

/** What a mutant fails at, as `msnp8` saves it. */
async function failureOf(id: string, example: unknown) {
  const mutant = clientPropertyMutants.find((one) => one.id === id);
  const property = clientProperties.find(({ name }) => name === mutant?.property);
  if (mutant === undefined || property === undefined) {
    throw new Error(`There is no mutant ${id}.`);
  }
  const subject = embeddedClient({ fault: mutant.make() });
  const { failure, trace } = await property
    .tryAgain(example, { subject, timeoutMs: 1000, authority: () => keeper.get() })
    .finally(() => subject.close());
  if (failure === undefined) {
    throw new Error('It did not fail.');
  }
  const { rule, message, connection } = failure;
  const saved = savedFailure({
    property: `client/properties/${mutant.property}`,
    statement: 'It holds.',
    failure: { example, path: '', rule, message, connection, failed: 1, tries: 1 },
    seed: 1,
    trace,
  });
  return { mutant, saved: readSavedFailure(JSON.stringify(saved)) };
}

const name = { name: '%41' };

describe('a saved failure as a scenario', () => {
  test.each([
    ['loses-a-byte-in-line-end', { pushes: [{ kind: 'FLN', who: 0 }], cuts: [{ at: 'in-line-end', index: 0 }] }],
    [
      'loses-a-byte-before-payload-of-crlf',
      { pushes: [{ kind: 'NOT', payload: '\r\na' }], cuts: [{ at: 'before-payload-of-crlf', index: 0 }] },
    ],
    ['encodes-no-percent-before-digits', name],
  ])('of the mutant %s accuses it, and no right client', async (id, example) => {
    const { mutant, saved } = await failureOf(id, example);
    const file = join(folder, `${id}.feature`);
    await writeFile(file, gherkinOf(saved) ?? '');
    const played = (...args: readonly string[]) =>
      promisify(execFile)(process.execPath, [
        join(__dirname, 'play-scenario.cjs'),
        relative(packageRoot, file),
        ...args,
      ]);
    expect((await played()).stdout).toBe('pass: ');
    expect((await played(mutant.id)).stdout).toMatch(/^fail: /);
  });

  test('of a login there is none', async () => {
    const segments = [
      { connection: 'notification-1', from: 'server' as const, base64: Buffer.from('VER 1').toString('base64') },
    ];
    const { saved } = await failureOf('encodes-no-percent-before-digits', name);
    expect(gherkinOf({ ...saved, property: 'client/properties/cuts-of-the-login', segments })).toBeUndefined();
  });
});
