import { performance } from 'node:perf_hooks';
import type { FakeClient } from '../../fakes';

/**
 * What has become of a connection on which the kit did wrong: it goes on, it was closed, it answers nothing more though the server answers elsewhere, or the
 * server answers nowhere any more, which may be slowness.
 */
export type Aftermath = 'alive' | 'closed' | 'wedged' | 'stalled';

/**
 * Finds out what has become of a connection. A server that closes has time to do so while another connection is asked, so that what it closes for is
 * not the question. Who is signed in pings; before that the next step of the login is the question, since PNG makes a server close.
 */
export async function aftermathOf(options: {
  readonly client: FakeClient;
  readonly account: string;
  /** Limit for the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the server answers on a fresh connection. */
  readonly answersElsewhere: () => Promise<boolean>;
}): Promise<Aftermath> {
  const { client, timeoutMs } = options;
  const isAnsweredElsewhere = await options.answersElsewhere();
  if (!client.connected) {
    return 'closed';
  }
  const state = client.stage === 'connected' ? await askForLogin(options) : await client.fence({ timeoutMs });
  if (state !== 'stalled') {
    return state;
  }
  return isAnsweredElsewhere && (await options.answersElsewhere()) ? 'wedged' : 'stalled';
}

/** The answer, an error too, shows that all before it has been handled, and is remarked as a fence. */
async function askForLogin(options: {
  readonly client: FakeClient;
  readonly account: string;
  readonly timeoutMs: number;
}): Promise<'alive' | 'closed' | 'stalled'> {
  const { client, account, timeoutMs } = options;
  const trid = client.nextTrid();
  const question = hasAgreed(client)
    ? { name: 'USR', trid, parameters: ['TWN', 'I', account] }
    : { name: 'VER', trid, parameters: client.behaviour.dialects };
  const isSent = await client.send(question).then(
    () => true,
    () => false,
  );
  if (!isSent) {
    return 'closed';
  }
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const taken = await client.take({ timeoutMs: Math.max(1, deadline - performance.now()) });
    if (taken.kind === 'closed') {
      return 'closed';
    }
    if (taken.kind === 'timeout') {
      return 'stalled';
    }
    if (taken.kind === 'command' && taken.trid === trid) {
      client.trace.remark({
        connection: client.connection.id,
        topic: 'fence',
        text: `${question.name} ${trid} has been answered, and all before it handled.`,
      });
      return 'alive';
    }
    if (performance.now() > deadline) {
      return 'stalled';
    }
  }
}

/** Whether the server has agreed on a dialect on the client's connection. */
function hasAgreed(client: FakeClient): boolean {
  const { id } = client.connection;
  return client.trace.events.some(
    (event) =>
      event.kind === 'command' &&
      event.connection === id &&
      event.from === 'server' &&
      event.command.name === 'VER' &&
      event.command.parameters.some((word) => word.startsWith('MSNP')) &&
      event.command.parameters[0] !== '0',
  );
}
