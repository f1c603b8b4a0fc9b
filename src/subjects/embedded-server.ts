import { Directory, FakeServer, type FakeServerOptions, passportTicket } from '../fakes';
import { peerProver, Trace } from '../wire';
import type { Credentials, ServerSubject } from './subject';
import { SubjectError } from './subject-error';

/** Accounts of the embedded server: the people of the example session. */
const accounts: Readonly<Record<string, Credentials>> = Object.fromEntries(
  ['alice', 'bob', 'carol', 'dave', 'eve', 'fred'].map((persona) => [
    persona,
    { account: `${persona}@passport.com`, password: `${persona}'s password` },
  ]),
);

/**
 * The reference server as a subject, over sockets all the same. `fault` changes it: that is how mutants are made.
 *
 * Whoever starts it closes it.
 */
export async function embeddedServer(
  options: {
    readonly fault?: Pick<FakeServerOptions, 'knobs' | 'hooks' | 'policy'>;
    readonly certificates?: FakeServerOptions['certificates'];
  } = {},
): Promise<ServerSubject> {
  const people = Object.entries(accounts).map(([persona, { account, password }]) => ({
    account,
    password,
    name: persona,
  }));
  const directory = new Directory(people);
  const server = await FakeServer.start({
    directory,
    // The subject's own record is not the run's: only as much is kept as helps to look into a failure.
    trace: new Trace({ maxBytes: 1024 * 1024 }),
    certificates: options.certificates,
    ...options.fault,
  });
  return {
    role: 'server',
    kind: 'embedded',
    target: 'embedded reference server',
    address: server.dispatch,
    accounts,
    reach: async () => ({ latencyMs: 0 }),
    resolve: (address) => address,
    prover: peerProver(
      (socket) =>
        [...server.sessions, ...server.switchboards].find(
          ({ connection }) => connection.remote.port === socket.localPort,
        )?.connection,
    ),
    ticket: ({ persona, challenge, trace, password: other, loginPages }) => {
      const credentials = accounts[persona];
      if (credentials === undefined) {
        throw new SubjectError('missing-account', `The embedded server knows no "${persona}".`);
      }
      const { account, password } = credentials;
      return passportTicket({
        nexusUrl: server.nexusUrl,
        account,
        password: other ?? password,
        challenge,
        ca: server.caPem,
        trace,
        loginPages,
        subject: 'server',
        label: persona,
        timeoutMs: 10_000,
      });
    },
    // What a case left in the accounts would be seen in the next: what one shows may not depend on which others are run (`--shard`).
    reset: async () => directory.become(new Directory(people)),
    close: () => server.close(),
  };
}
