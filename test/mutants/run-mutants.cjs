// Runs the compiled mutants of one role and the reference of that role, and prints what became of them as JSON.
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const { runMutants } = require(join(root, 'dist/src/mutants'));
const { embeddedClient, embeddedServer } = require(join(root, 'dist/src/subjects'));
const { loadCases, runSuite } = require(join(root, 'dist/src/suite'));

async function main(role) {
  const features = [join(root, 'features')];
  const subject = role === 'server' ? await embeddedServer() : embeddedClient();
  const cases = await loadCases({ role, features });
  const { results } = await runSuite({ subject, cases, seed: 0 });
  await subject.close();
  const mutants = await runMutants({ role, features, untilCaught: true });
  const reference = {
    verdict: results.verdict,
    accused: results.rules.filter(({ violations }) => violations.length > 0).map(({ id }) => id),
    exercised: results.rules.filter(({ exercised }) => exercised > 0).map(({ id }) => id),
  };
  const told = mutants.map(({ mutant: { id, rule }, caught, caughtBy, accused }) => ({
    id,
    rule,
    caught,
    caughtBy,
    accused,
  }));
  process.stdout.write(JSON.stringify({ reference, mutants: told }));
}

main(process.argv[2]);
