import { join } from 'node:path';
import { packageRoot } from '../suite';
import { run } from './run';
import { survivePipe } from './survive-pipe';

/** `npm run certify`: both roles on the embedded peers, into `reports/server` and `reports/client`. */
async function certifyBoth(): Promise<number> {
  const io = { stdout: process.stdout, stderr: process.stderr, cwd: packageRoot, env: process.env, signals: process };
  const codes = [];
  for (const role of ['server', 'client']) {
    codes.push(await run([role, '--strict', '--out', join('reports', role)], io));
  }
  return Math.max(...codes);
}

survivePipe(process.stdout, process.stderr);
certifyBoth().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `The kit failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 4;
  },
);
