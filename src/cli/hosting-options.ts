import { isIP } from 'node:net';
import { type Command, InvalidArgumentError } from 'commander';
import { createCertificates, type FakeServerOptions } from '../fakes';
import { AuthorityKeeper } from '../suite';
import { takes } from './config';
import type { Io } from './io';
import { UsageError } from './usage-error';

/** Where the servers of the kit listen when they are used by hand. */
export interface HostingOptions {
  readonly host?: string;
  readonly publicHost?: string;
  readonly dispatchPort?: number;
  readonly notificationPort?: number;
  readonly switchboardPort?: number;
  readonly passportPort?: number;
  readonly tlsLegacy?: true;
}

const port = takes({ type: 'integer', minimum: 1, maximum: 65_535 }, (value: string): number => {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > 65_535) {
    throw new InvalidArgumentError('It is a port from 1 to 65535.');
  }
  return number;
});

/** Adds the options of `HostingOptions`, but for `--tls-legacy`, to a command. */
export function withHostingOptions(command: Command): Command {
  return command
    .option('--host <address>', 'address to listen on; default: 127.0.0.1')
    .option('--public-host <name>', 'what the servers call their host')
    .option('--dispatch-port <port>', 'where a client calls first; default: a free port', port)
    .option('--notification-port <port>', 'default: a free one', port)
    .option('--switchboard-port <port>', 'default: a free one', port)
    .option('--passport-port <port>', 'nexus and login page; default: a free one', port);
}

/** The first of these options that was given, beside `tlsLegacy`. */
export function hostingOptionGiven(options: HostingOptions): string | undefined {
  const { host, publicHost, dispatchPort, notificationPort, switchboardPort, passportPort } = options;
  const given = {
    '--host': host,
    '--public-host': publicHost,
    '--dispatch-port': dispatchPort,
    '--notification-port': notificationPort,
    '--switchboard-port': switchboardPort,
    '--passport-port': passportPort,
  };
  return Object.entries(given).find(([, value]) => value !== undefined)?.[0];
}

/** What the options mean for a fake server, and its certificates, which `close` of the keeper removes. */
export async function hostingFrom(
  options: HostingOptions,
  io: Io,
): Promise<{
  readonly serverOptions: Pick<FakeServerOptions, 'host' | 'ports' | 'publicHost' | 'minTls'>;
  readonly authority: AuthorityKeeper;
}> {
  const {
    host = '127.0.0.1',
    publicHost,
    dispatchPort,
    notificationPort,
    switchboardPort,
    passportPort,
    tlsLegacy,
  } = options;
  if (isIP(host) === 0 || ['0.0.0.0', '::'].includes(host)) {
    throw new UsageError(
      `--host takes one IP address of this machine, by which clients can come, and "${host}" is none.`,
    );
  }
  if (!isLoopback(host)) {
    io.stderr.write(
      `The servers listen on ${host}: whoever reaches this machine can use them. They are made for tests and keep nobody out.\n`,
    );
  }
  const certificates = await createCertificates({ names: [host, ...(publicHost === undefined ? [] : [publicHost])] });
  return {
    serverOptions: {
      host,
      publicHost,
      ports: {
        ...(dispatchPort === undefined ? {} : { dispatch: dispatchPort }),
        ...(notificationPort === undefined ? {} : { notification: notificationPort }),
        ...(switchboardPort === undefined ? {} : { switchboard: switchboardPort }),
        ...(passportPort === undefined ? {} : { passport: passportPort }),
      },
      minTls: tlsLegacy ? 'TLSv1' : undefined,
    },
    authority: new AuthorityKeeper(certificates),
  };
}

function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '::1';
}

/** What a server says that cannot listen where it should: a port is taken, or is not for everybody. */
export function cannotListen(error: unknown): UsageError | undefined {
  const isOfSystem = error instanceof Error && 'syscall' in error && error.syscall === 'listen';
  return isOfSystem ? new UsageError(`The servers cannot listen there: ${error.message}.`) : undefined;
}
