/**
 * Runs one case of the server again and again. In run n the server closes in the place of the n-th command that it would have sent in all, in the way
 * that is given. Prints one JSON line a run: `{ n, sent, cut, verdict, reason, exitCode, accused, ms }`; `sent` counts the commands of the
 * whole run, `cut` is the one that was not sent, and to whom. Arguments: case id, way (fin, rst, half), step between two n.
 */
const { join } = require('node:path');

const dist = join(__dirname, '..', '..', 'dist', 'src');
const { createCertificates } = require(join(dist, 'fakes'));
const { embeddedServer } = require(join(dist, 'subjects'));
const { loadCases, runSuite } = require(join(dist, 'suite'));
const { exampleFeatures } = require(join(dist, 'cli', 'features'));

const [, , id, way, step] = process.argv;

async function cutAt(n, { definition, certificates }) {
  let sent = 0;
  let cut = '';
  const hooks = {
    bytes: (bytes, command, { session }) => {
      sent += 1;
      if (sent !== n) {
        return bytes;
      }
      cut = `${command.name} to ${session.account?.account ?? 'somebody'}`;
      if (way === 'rst') {
        session.connection.reset();
        return Buffer.alloc(0);
      }
      void session.end('clean');
      return way === 'half' ? bytes.subarray(0, bytes.length >> 1) : Buffer.alloc(0);
    },
  };
  const subject = await embeddedServer({ certificates, fault: { hooks } });
  const begin = performance.now();
  try {
    const { results } = await runSuite({ subject, cases: [definition], certificates, timeoutMs: 500, seed: 0 });
    const [{ verdict, reason }] = results.cases;
    const accused = results.rules.filter((rule) => rule.verdict === 'fail').map((rule) => rule.id);
    return { n, sent, cut, verdict, reason, exitCode: results.exitCode, accused, ms: performance.now() - begin };
  } finally {
    await subject.close();
  }
}

async function main() {
  const certificates = await createCertificates();
  const cases = await loadCases({ role: 'server', features: exampleFeatures });
  const definition = cases.find((one) => one.id === id);
  const whole = await cutAt(0, { definition, certificates });
  console.log(JSON.stringify(whole));
  for (let n = 1; n <= whole.sent; n += Number(step)) {
    console.log(JSON.stringify(await cutAt(n, { definition, certificates })));
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 4;
});
