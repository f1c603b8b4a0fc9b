import { once } from 'node:events';
import type { Server } from 'node:net';

/** Lets a server listen at an address. Resolves when it does; rejects with the error of the system where the address cannot be had. Port 0 is any that is free. */
export type Listen = (
  server: Server,
  address: { readonly host: string; readonly port: number; readonly backlog?: number },
) => Promise<void>;

/** In the network of this process. */
export const listenHere: Listen = async (server, address) => {
  server.listen(address);
  await once(server, 'listening');
};
