import type { DecodedCommand } from '../../codec';
import type { ClientBehaviour } from './client-behaviour';
import type { ClientPolicy } from './client-policy';
import type { Draft } from './draft';
import { FakeClientError } from './fake-client-error';

export interface LogInOptions {
  readonly account: string;
  readonly behaviour: ClientBehaviour;
  readonly policy: ClientPolicy;
  request(command: Draft): Promise<DecodedCommand>;
  /** Obtains the ticket for a challenge. */
  ticketFor(challenge: string): Promise<string>;
}

/**
 * Logs in on one server, in lock-step (C-USR-02). Resolves with the address word of an XFR when the server hands the client on, with nothing once
 * it has said OK.
 *
 * @throws FakeClientError `no-common-dialect` or `bad-answer`, and what `request` and `ticketFor` throw
 */
export async function logIn(options: LogInOptions): Promise<string | undefined> {
  const { account, behaviour, policy, request } = options;
  // C-VER-01, C-VER-02
  const agreed = await request({ name: 'VER', parameters: behaviour.dialects });
  if (!policy.agreesOn(agreed.parameters)) {
    const offered = behaviour.dialects.join(' ');
    throw new FakeClientError(
      'no-common-dialect',
      `The server was offered ${offered} and answered "${agreed.parameters.join(' ')}": no common dialect.`,
    );
  }
  // C-CVR-01; whatever the reply recommends, the login goes on (C-CVR-03).
  await request({ name: 'CVR', parameters: [...behaviour.versions, account] });
  // C-USR-01, C-USR-03
  const first = await request({ name: 'USR', parameters: ['TWN', 'I', account] });
  if (isTransfer(first)) {
    return first.fields.address;
  }
  const { challenge } = first.fields;
  if (first.form !== 'S.USR.challenge' || challenge === undefined) {
    throw badAnswer(first, 'XFR NS with an address, or USR TWN S with a challenge');
  }
  // C-AUT-06: without a ticket nothing more is sent.
  const ticket = await options.ticketFor(challenge);
  const second = await request({ name: 'USR', parameters: ['TWN', 'S', policy.ticketWord(ticket)] });
  if (isTransfer(second)) {
    return second.fields.address;
  }
  if (second.form !== 'S.USR.ok') {
    throw badAnswer(second, 'USR OK with account, name and two flags');
  }
  return undefined;
}

function isTransfer(reply: DecodedCommand): boolean {
  return reply.form === 'S.XFR.notification' || reply.form === 'S.XFR.unasked';
}

/** For a reply that the client can do nothing with. */
export function badAnswer(reply: DecodedCommand, expected: string): FakeClientError {
  const words = [reply.name, ...reply.parameters].join(' ').slice(0, 200);
  return new FakeClientError('bad-answer', `The answer was expected to be ${expected}, and is "${words}".`);
}
