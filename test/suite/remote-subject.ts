import type { ServerSubject } from '../../src/subjects';

/** A server that nobody calls. */
export const remoteSubject: ServerSubject = {
  role: 'server',
  kind: 'remote',
  target: '127.0.0.1:1863',
  address: { host: '127.0.0.1', port: 1863 },
  accounts: {},
  reach: async () => ({ latencyMs: 0 }),
  resolve: (address) => address,
  ticket: async () => '',
  close: async () => {},
};
