import { RunStop } from '../suite';

const NAMES = ['SIGINT', 'SIGTERM'] as const;

/**
 * A signal that is aborted by the first SIGINT or SIGTERM that this process gets, so that the run ends with its reports (exit code 5). A second one does
 * what it does everywhere: it kills. Whoever asks for it releases it.
 */
export function stopSignal(): { readonly signal: AbortSignal; release(): void } {
  const stop = new AbortController();
  const heed = (name: NodeJS.Signals) => {
    release();
    stop.abort(new RunStop(`The run was stopped by ${name}.`, { exitCode: 5 }));
  };
  const release = () => {
    for (const name of NAMES) {
      process.off(name, heed);
    }
  };
  for (const name of NAMES) {
    process.on(name, heed);
  }
  return { signal: stop.signal, release };
}
