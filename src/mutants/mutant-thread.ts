import { parentPort, workerData } from 'node:worker_threads';
import { type MutantBench, mutantRunner } from './run-mutants';

/** A thread of `runMutants`: gets the ids of mutants, and answers each with what became of it. */
async function serve(bench: MutantBench): Promise<void> {
  const run = await mutantRunner(bench);
  parentPort?.on('message', (id: string) => {
    run(id).then(
      (result) => parentPort?.postMessage(result),
      (error: unknown) => {
        throw error;
      },
    );
  });
}

// A fault ends the thread, and is an error of it.
serve(workerData).catch((error: unknown) => {
  setImmediate(() => {
    throw error;
  });
});
