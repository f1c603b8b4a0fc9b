#!/usr/bin/env node
import { run } from './run';
import { survivePipe } from './survive-pipe';

const isLost = survivePipe(process.stdout, process.stderr);
run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  cwd: process.cwd(),
  env: process.env,
  signals: process,
}).then(
  (code) => {
    process.exitCode = code;
    process.once('exit', () => {
      // Heard of only when the stream has tried to write.
      if (isLost()) {
        process.exitCode = 2;
      }
    });
  },
  (error: unknown) => {
    process.stderr.write(
      `The kit failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 4;
  },
);
