import { adapterClient, type ClientSubject, execClient } from '../subjects';
import { kit } from '../suite';
import { UsageError } from './usage-error';

/** Options of `msnp8 client` about the client, of which one at the most is given. */
export interface ClientOptions {
  readonly adapter?: string;
  readonly exec?: string;
}

/**
 * Makes the subject that the command line describes; undefined where it names none.
 *
 * @throws UsageError, one sentence, for options that do not go together, or an empty command
 */
export function clientFrom({ adapter, exec }: ClientOptions): ClientSubject | undefined {
  if (adapter !== undefined && exec !== undefined) {
    throw new UsageError('A client is reached by --adapter CMD or by --exec CMD, not by both.');
  }
  const command = adapter ?? exec;
  if (command?.trim() === '') {
    throw new UsageError(`${adapter === undefined ? '--exec' : '--adapter'} takes a command, and was given none.`);
  }
  if (adapter !== undefined) {
    return adapterClient({ command: adapter, kit });
  }
  return exec === undefined ? undefined : execClient({ command: exec });
}
