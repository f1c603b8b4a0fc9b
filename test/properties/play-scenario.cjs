// Plays a feature with the client that a mutant id names, or with the right one, as the compiled kit does; prints verdict and reason of each case.
const { embeddedClient } = require('../../dist/src/subjects');
const { loadCases, runSuite } = require('../../dist/src/suite');
const { clientPropertyMutants } = require('../../dist/src/mutants');

async function play([feature, id]) {
  const mutant = clientPropertyMutants.find((one) => one.id === id);
  const subject = embeddedClient(mutant === undefined ? {} : { fault: mutant.make() });
  const cases = await loadCases({ role: 'client', features: [feature] });
  const { results } = await runSuite({ subject, cases, seed: 1, timeoutMs: 5000 });
  await subject.close();
  process.stdout.write(results.cases.map(({ verdict, reason }) => `${verdict}: ${reason}`).join('\n'));
}

play(process.argv.slice(2));
