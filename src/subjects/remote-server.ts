import { PassportError, passportTicket } from '../fakes';
import { connect, Trace, WireError } from '../wire';
import { type Address, type Credentials, type ServerSubject, SubjectError } from './subject';

/** One `--connect-to`: where to go instead. */
export interface ConnectTo {
  readonly from: Address;
  readonly to: Address;
}

export interface RemoteServerOptions {
  readonly address: Address;
  /** By persona. An account without a fixed ticket needs `nexusUrl`. */
  readonly accounts: Readonly<Record<string, Credentials>>;
  /** `https://HOST/rdr/pprdr.asp`. */
  readonly nexusUrl?: string;
  /** Certificate authority of nexus and login server, PEM. */
  readonly ca?: string;
  /** Accepts any certificate of nexus and login server. */
  readonly insecure?: true;
  readonly connectTo?: readonly ConnectTo[];
  /** Limit for finding out whether the server is there, in milliseconds. Default 5000. */
  readonly connectTimeoutMs?: number;
  /** Limit for one Passport exchange, in milliseconds. Default 10,000. */
  readonly passportTimeoutMs?: number;
}

/** A server that somebody else runs. Nothing is connected before a case needs it. */
export function remoteServer(options: RemoteServerOptions): ServerSubject {
  const { address, accounts } = options;
  const resolve = (named: Address) => rewrite(named, options.connectTo ?? []);
  return {
    role: 'server',
    kind: 'remote',
    target: address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`,
    address,
    accounts,
    resolve,
    reach: async () => {
      await knock({ address: resolve(address), timeoutMs: options.connectTimeoutMs ?? 5000 });
    },
    ticket: async ({ persona, challenge, trace, password }) => {
      const credentials = accounts[persona];
      if (credentials === undefined) {
        throw new SubjectError('missing-account', `The accounts file has no "${persona}".`);
      }
      if (credentials.ticket !== undefined && password === undefined) {
        trace.addSecret(credentials.ticket);
        return credentials.ticket;
      }
      if (options.nexusUrl === undefined) {
        throw new SubjectError(
          'unusable',
          `No Passport ticket can be had for ${credentials.account}: there is neither a nexus nor a fixed ticket.`,
        );
      }
      return passportTicket({
        nexusUrl: options.nexusUrl,
        account: credentials.account,
        password: password ?? credentials.password,
        challenge,
        trace,
        subject: 'server',
        label: persona,
        connectTo: resolve,
        timeoutMs: options.passportTimeoutMs ?? 10_000,
        ...(options.ca === undefined ? {} : { ca: options.ca }),
        ...(options.insecure === undefined ? {} : { insecure: true }),
      }).catch((error: unknown) => {
        if (error instanceof PassportError && password === undefined) {
          throw new SubjectError('unusable', `No Passport ticket for ${credentials.account}: ${error.message}`);
        }
        throw error;
      });
    },
    close: async () => {},
  };
}

async function knock(options: { readonly address: Address; readonly timeoutMs: number }): Promise<void> {
  const { address, timeoutMs } = options;
  try {
    const connection = await connect({ ...address, timeoutMs, trace: new Trace(), service: 'notification' });
    await connection.end();
  } catch (error) {
    throw error instanceof WireError ? new SubjectError('unusable', error.message) : error;
  }
}

/** Names are compared without regard to case, as host names are. */
function rewrite(named: Address, rules: readonly ConnectTo[]): Address {
  const rule = rules.find(
    ({ from }) => from.host.toLowerCase() === named.host.toLowerCase() && from.port === named.port,
  );
  return rule?.to ?? named;
}
