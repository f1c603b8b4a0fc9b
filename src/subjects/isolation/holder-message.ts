import { z } from 'zod';

/** What the kit asks of the process that holds a namespace: a server that listens there. */
export const holderRequest = z.object({ id: z.int(), host: z.string(), port: z.int() });

/** What that process says: it is there, the server listens (and comes with the message), or it cannot. */
export const holderReply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('listening'), id: z.int() }),
  z.object({ kind: z.literal('failed'), id: z.int(), message: z.string() }),
]);
export type HolderReply = z.output<typeof holderReply>;
