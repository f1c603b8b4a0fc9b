import { performance } from 'node:perf_hooks';
import { PassportError, passportTicket } from '../fakes';
import { addressText, connect, Trace, WireError } from '../wire';
import { runCommand } from './run-command';
import type { Address, Credentials, ServerSubject } from './subject';
import { SubjectError } from './subject-error';

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
  /**
   * Obtains a ticket in place of Passport: a command for the shell, with `MSNP8_PERSONA`, `MSNP8_ACCOUNT`, `MSNP8_PASSWORD` and `MSNP8_CHALLENGE` in its
   * environment. The first line that it prints is the ticket.
   */
  readonly ticketCommand?: string;
  /** Brings the server back to its first state before each case: a command for the shell. */
  readonly resetCommand?: string;
  /** Limit for one run of a command, in milliseconds. Default 30,000. */
  readonly commandTimeoutMs?: number;
  /** Limit for finding out whether the server is there, in milliseconds. Default 5000. */
  readonly connectTimeoutMs?: number;
  /** Limit for one Passport exchange, in milliseconds. Default 10,000. */
  readonly passportTimeoutMs?: number;
}

/** A server that somebody else runs. Nothing is connected before a case needs it. */
export function remoteServer(options: RemoteServerOptions): ServerSubject {
  const { address, accounts, resetCommand, commandTimeoutMs = 30_000 } = options;
  const closing = new AbortController();
  const resolve = (named: Address) => rewrite(named, options.connectTo ?? []);
  return {
    role: 'server',
    kind: 'remote',
    target: addressText(address),
    address,
    accounts,
    resolve,
    reach: async () => {
      const begin = performance.now();
      await knock({ address: resolve(address), timeoutMs: options.connectTimeoutMs ?? 5000 });
      return { latencyMs: performance.now() - begin };
    },
    isTicketGiven: (persona) => accounts[persona]?.ticket !== undefined || options.ticketCommand !== undefined,
    ticket: async ({ persona, challenge, trace, password, loginPages }) => {
      const credentials = accounts[persona];
      if (credentials === undefined) {
        throw new SubjectError('missing-account', `The accounts file has no "${persona}".`);
      }
      if (password !== undefined && options.nexusUrl === undefined) {
        throw new SubjectError('unsupported', 'Another password can be tried only where --nexus names a Passport.');
      }
      if (credentials.ticket !== undefined && password === undefined) {
        trace.addSecret(credentials.ticket);
        return credentials.ticket;
      }
      if (options.ticketCommand !== undefined && password === undefined) {
        const printed = await runCommand({
          command: options.ticketCommand,
          purpose: `The ticket command for ${credentials.account}`,
          env: {
            MSNP8_PERSONA: persona,
            MSNP8_ACCOUNT: credentials.account,
            MSNP8_PASSWORD: credentials.password,
            MSNP8_CHALLENGE: challenge,
          },
          timeoutMs: commandTimeoutMs,
          stop: closing.signal,
        });
        return ticketOf(printed, { account: credentials.account, trace });
      }
      if (options.nexusUrl === undefined) {
        throw new SubjectError(
          'unusable',
          `No Passport ticket can be had for ${credentials.account}: there is neither a nexus, nor a ticket command, nor a fixed ticket.`,
        );
      }
      return passportTicket({
        nexusUrl: options.nexusUrl,
        account: credentials.account,
        password: password ?? credentials.password,
        challenge,
        trace,
        loginPages,
        subject: 'server',
        label: persona,
        connectTo: resolve,
        timeoutMs: options.passportTimeoutMs ?? 10_000,
        signal: closing.signal,
        ...(options.ca === undefined ? {} : { ca: options.ca }),
        ...(options.insecure === undefined ? {} : { insecure: true }),
      }).catch((error: unknown) => {
        if (error instanceof PassportError && password === undefined) {
          throw new SubjectError('unusable', `No Passport ticket for ${credentials.account}: ${error.message}`, {
            cause: error,
          });
        }
        throw error;
      });
    },
    ...(resetCommand === undefined
      ? {}
      : {
          reset: async () => {
            await runCommand({
              command: resetCommand,
              purpose: 'The reset command',
              env: {},
              timeoutMs: commandTimeoutMs,
              stop: closing.signal,
            });
          },
        }),
    close: async () => closing.abort(),
  };
}

/** The first line of what a ticket command printed: one word, as it goes into `USR … TWN S`. */
function ticketOf(printed: string, options: { readonly account: string; readonly trace: Trace }): string {
  const [ticket = ''] = printed.split(/\r?\n/);
  if (!/^[\x21-\x7e]+$/.test(ticket)) {
    throw new SubjectError(
      'unusable',
      `The ticket command for ${options.account} printed no ticket: one word without spaces was expected on its first line.`,
    );
  }
  options.trace.addSecret(ticket);
  return ticket;
}

async function knock(options: { readonly address: Address; readonly timeoutMs: number }): Promise<void> {
  const { address, timeoutMs } = options;
  try {
    const connection = await connect({ ...address, timeoutMs, trace: new Trace(), service: 'notification' });
    void connection.end();
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
