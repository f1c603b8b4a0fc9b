import { adapterClient, type ClientSubject, execClient, Isolation } from '../subjects';
import { kit } from '../suite';
import { UsageError } from './usage-error';

/** Options of `msnp8 client` about the client, of which one at the most is given. */
export interface ClientOptions {
  readonly adapter?: string;
  readonly exec?: string;
  readonly isolate?: true;
  readonly tlsLegacy?: true;
}

/**
 * Makes the subject that the command line describes; undefined where it names none.
 *
 * @throws UsageError, one sentence, for options that do not go together, or an empty command
 */
export function clientFrom({ adapter, exec, isolate, tlsLegacy }: ClientOptions): ClientSubject | undefined {
  if (adapter !== undefined && exec !== undefined) {
    throw new UsageError('A client is reached by --adapter CMD or by --exec CMD, not by both.');
  }
  const command = adapter ?? exec;
  if (command?.trim() === '') {
    throw new UsageError(`${adapter === undefined ? '--exec' : '--adapter'} takes a command, and was given none.`);
  }
  if (command === undefined) {
    if (isolate ?? tlsLegacy) {
      throw new UsageError(
        `${isolate ? '--isolate' : '--tls-legacy'} goes with --adapter CMD or --exec CMD: the embedded client needs nothing of the kind.`,
      );
    }
    return undefined;
  }
  const how = {
    command,
    ...(isolate === undefined ? {} : { isolation: new Isolation() }),
    ...(tlsLegacy === undefined ? {} : { needs: { tls: '1.0' } as const }),
  };
  return adapter === undefined ? execClient(how) : adapterClient({ ...how, kit });
}
