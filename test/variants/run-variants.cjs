// Runs the reference peer of one role in each way that real peers vary, and prints who accused it of what as JSON.
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const { createCertificates } = require(join(root, 'dist/src/fakes'));
const { embeddedClient, embeddedServer } = require(join(root, 'dist/src/subjects'));
const { propertyCases, runProperties } = require(join(root, 'dist/src/properties'));
const { loadCases, runSuite } = require(join(root, 'dist/src/suite'));
const { variants } = require('./variants.cjs');

async function main(role) {
  const certificates = await createCertificates();
  const all = await loadCases({ role, features: [join(root, 'features')] });
  const told = [];
  for (const { id, fault, tag = '@example-session' } of variants[role]) {
    const cases = all.filter(({ tags }) => tags.includes(tag));
    const subject = role === 'server' ? await embeddedServer({ fault, certificates }) : embeddedClient({ fault });
    // They take minutes: the exhaustive examples, and a few at random.
    const definitions = process.env.MSNP8_WITH_PROPERTIES === undefined ? [] : propertyCases(role);
    const further = runProperties({ definitions, settings: { runs: 5 } });
    const { results } = await runSuite({ subject, cases, further, certificates, timeoutMs: 3000, seed: 0 });
    await subject.close();
    told.push({
      id,
      accused: results.rules
        .filter(({ violations }) => violations.length > 0)
        .map(({ id: rule, verdict, violations }) => ({
          rule,
          verdict,
          message: violations[0].message,
          case: violations[0].case,
        })),
      notPassed: results.cases
        .filter(({ verdict }) => verdict !== 'pass')
        .map(({ id: name, verdict, reason }) => ({ case: name, verdict, reason })),
    });
  }
  process.stdout.write(JSON.stringify(told));
}

main(process.argv[2]);
