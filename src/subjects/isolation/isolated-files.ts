import { readFile, realpath, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { historicalNames } from '../../fakes';

/** A file that stands, in the isolated client's view, in the place of another. */
export interface StandIn {
  readonly file: string;
  readonly for: string;
}

/** Where distributions keep the certificate authorities that programs trust. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
];

/** By these programs are told of other authorities than the usual ones. */
const BUNDLE_VARIABLES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];

/** Writes into `folder` what an isolated client is to find: hosts, where to look for hosts, authorities. */
export async function writeIsolatedFiles(options: { readonly folder: string; readonly caPem: string }): Promise<{
  readonly standIns: readonly StandIn[];
  readonly env: Readonly<Record<string, string>>;
}> {
  const { folder, caPem } = options;
  const hosts = join(folder, 'hosts');
  await writeFile(hosts, hostsFile(await contentOf('/etc/hosts')));
  const standIns = [{ file: hosts, for: '/etc/hosts' }];
  const order = await contentOf('/etc/nsswitch.conf');
  if (order !== '') {
    const file = join(folder, 'nsswitch.conf');
    await writeFile(file, hostsFirst(order));
    standIns.push({ file, for: '/etc/nsswitch.conf' });
  }
  // Some are links to others.
  const found = await Promise.all(BUNDLES.map((file) => realpath(file).catch(() => undefined)));
  const bundles = [...new Set(found)].filter((file) => file !== undefined);
  const bundle = join(folder, 'authorities.pem');
  const usual = bundles[0] === undefined ? '' : await contentOf(bundles[0]);
  await writeFile(bundle, `${usual}${usual === '' || usual.endsWith('\n') ? '' : '\n'}${caPem}`);
  standIns.push(...bundles.map((one) => ({ file: bundle, for: one })));
  return { standIns, env: Object.fromEntries(BUNDLE_VARIABLES.map((name) => [name, bundle])) };
}

/** The usual hosts, with the historical names at the loopback address and nowhere else. */
function hostsFile(usual: string): string {
  const others = usual.split('\n').filter((line) => {
    const words = line.replace(/#.*/, '').toLowerCase().split(/\s+/);
    return !historicalNames.some((name) => words.includes(name));
  });
  return [`127.0.0.1 ${historicalNames.join(' ')}`, `127.0.0.1 localhost ${hostname()}`, ...others].join('\n');
}

/** Names are looked up in the hosts file alone: resolvers of the machine, which are asked over UNIX sockets, know the true servers. */
function hostsFirst(usual: string): string {
  return `${usual.replaceAll(/^\s*hosts:.*$/gm, '').trimEnd()}\nhosts: files\n`;
}

/** Nothing where there is no such file, or it is not for us. */
function contentOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
