import { readFile } from 'node:fs/promises';
import { type Address, remoteServer, type ServerSubject } from '../subjects';
import { readAccounts } from './accounts-file';
import { UsageError } from './usage-error';

/** Options of `msnp8 server` about the server and its Passport. */
export interface RemoteServerOptions {
  /** HOST:PORT, of the config or the environment. */
  readonly target?: string;
  readonly accounts?: string;
  readonly nexus?: string;
  readonly ca?: string;
  readonly insecure?: true;
  readonly connectTo?: readonly string[];
  readonly ticketCommand?: string;
  readonly resetCommand?: string;
}

/**
 * Makes the subject that the command line describes.
 *
 * @throws UsageError, one sentence, for an address, URL, file or combination that cannot be used.
 */
export async function remoteServerFrom(input: {
  readonly target: string;
  readonly options: RemoteServerOptions;
}): Promise<ServerSubject> {
  const { target, options } = input;
  if (options.accounts === undefined) {
    throw new UsageError(`The server ${target} needs --accounts FILE: the kit has to sign in.`);
  }
  const accounts = await readAccounts(options.accounts);
  const ticketless = Object.entries(accounts).find(([, { ticket }]) => ticket === undefined);
  if (options.nexus === undefined && options.ticketCommand === undefined && ticketless !== undefined) {
    throw new UsageError(
      `The account "${ticketless[0]}" has no fixed "ticket", so --nexus URL or --ticket-command CMD must say where Passport tickets are to be had.`,
    );
  }
  return remoteServer({
    address: parseAddress(target),
    accounts,
    ...(options.nexus === undefined ? {} : { nexusUrl: parseNexus(options.nexus) }),
    ...(options.ca === undefined ? {} : { ca: await readCa(options.ca) }),
    ...(options.insecure === undefined ? {} : { insecure: true }),
    ...(options.ticketCommand === undefined ? {} : { ticketCommand: options.ticketCommand }),
    ...(options.resetCommand === undefined ? {} : { resetCommand: options.resetCommand }),
    connectTo: (options.connectTo ?? []).map(parseConnectTo),
  });
}

/** `HOST:PORT`.
 *
 * @throws UsageError for anything else
 */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]+)):(\d+)$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new UsageError(`"${text}" is not HOST:PORT with a port from 1 to 65535.`);
  }
  return { host, port };
}

/** An https URL.
 *
 * @throws UsageError for anything else
 */
export function parseNexus(text: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') {
    throw new UsageError(
      `--nexus takes an https URL, for example https://nexus.example.com/rdr/pprdr.asp; "${text}" is none.`,
    );
  }
  return text;
}

/** `HOST:PORT:HOST2:PORT2`; an IPv6 address stands in brackets. */
function parseConnectTo(text: string): { readonly from: Address; readonly to: Address } {
  const host = '(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+)';
  const match = new RegExp(`^${host}:(\\d+):${host}:(\\d+)$`).exec(text);
  if (match === null) {
    throw new UsageError(`--connect-to takes HOST:PORT:HOST2:PORT2; "${text}" is not of that form.`);
  }
  return { from: parseAddress(`${match[1]}:${match[2]}`), to: parseAddress(`${match[3]}:${match[4]}`) };
}

async function readCa(file: string): Promise<string> {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--ca ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError(`--ca ${file} holds no PEM certificate.`);
  }
  return pem;
}
