/** Where signals come from: `process`. */
export type SignalSource = Pick<NodeJS.Process, 'on' | 'off' | 'kill' | 'pid'>;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Listens for SIGINT and SIGTERM. The first aborts `signal`, with a sentence as the reason; at the second `onSecond` is called, and then the process ends as
 * it would have without us. `release` takes the listeners away.
 */
export function stopOnSignal(options: {
  /** Nobody is listened to where it is absent. */
  readonly source: SignalSource | undefined;
  /** What has to be done before the process dies; it gets no more than this call. */
  readonly onSecond: () => void;
}): { readonly signal: AbortSignal; readonly release: () => void } {
  const { source, onSecond } = options;
  const controller = new AbortController();
  const listener = (name: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      controller.abort(new Error(`The run was stopped by ${name}.`));
      return;
    }
    release();
    onSecond();
    source?.kill(source.pid, name);
  };
  const release = () => {
    for (const name of SIGNALS) {
      source?.off(name, listener);
    }
  };
  for (const name of SIGNALS) {
    source?.on(name, listener);
  }
  return { signal: controller.signal, release };
}
