import { execFileSync } from 'node:child_process';
import { changedExample } from './client-commands';

/** Whether this machine lets its users make namespaces: where it does not, the kit has to say so. */
export const canIsolate = (() => {
  try {
    const trial = 'PATH=$PATH:/sbin:/usr/sbin; ip link set lo up && mount --bind /etc/hosts /etc/hosts';
    const args = ['--user', '--map-root-user', '--net', '--mount', '--', 'sh', '-c', trial];
    execFileSync('unshare', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** The example in JavaScript as programs of the time are: where the servers are is built in, and it trusts what its system trusts. */
export function builtIn(folder: string, changes: readonly (readonly [string, string])[] = []): string {
  return changedExample(folder, [
    [
      'async function login({ account, password, host, port, nexusUrl, caFile }) {',
      `async function login({ account, password, next }) {
         let { host, port } = next ?? { host: 'messenger.hotmail.com', port: 1863 };
         const nexusUrl = 'https://nexus.passport.com/rdr/pprdr.asp';`,
    ],
    [
      'return login({ account, password, host, port, nexusUrl, caFile });',
      'return login({ account, password, next: { host, port } });',
    ],
    ['ca: fs.readFileSync(caFile), ', ''],
    ['password, nexusUrl, ca, challenge })', 'password, nexusUrl, challenge })'],
    ['https.get(url, { ca, headers }', 'https.get(url, { headers }'],
    ...changes,
  ]);
}
