import { SubjectError } from '../../subjects';
import { PropertyFailure } from '../property-failure';
import type { ClientStage } from './client-stage';

/**
 * Lets the client sign in at a server that is peculiar in what the property is about.
 *
 * @throws PropertyFailure of `rule` where it does not come online, and does at the server as usual; SubjectError where it does so nowhere
 */
export async function signInOrFail(options: {
  readonly stage: ClientStage;
  readonly rule: string;
  /** Makes the server a usual one. */
  readonly asUsual: () => void;
}): Promise<void> {
  const { stage, rule, asUsual } = options;
  try {
    await stage.signIn();
  } catch (error) {
    if (!(error instanceof SubjectError && error.code === 'unusable')) {
      throw error;
    }
    const connection = stage.trace.events.findLast(({ kind }) => kind === 'open')?.connection;
    await stage.abandon();
    asUsual();
    await stage.signIn();
    throw new PropertyFailure({
      rule,
      message: `Expected the client to sign in here as it does elsewhere. ${error.message}`,
      connection,
      bySilence: true,
    });
  }
}
