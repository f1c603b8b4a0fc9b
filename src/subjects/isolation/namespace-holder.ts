import { createServer } from 'node:net';
import { type HolderReply, holderRequest } from './holder-message';

/** The program of the process that holds a namespace: opens ports there and gives them to the kit, whose end is its own. */
process.on('message', (message) => {
  const { id, host, port } = holderRequest.parse(message);
  // Nobody is to be lost between this process and the kit: who comes too early sees a port that is not open yet.
  const server = createServer((socket) => socket.resetAndDestroy());
  server.once('error', (error) => tell({ kind: 'failed', id, message: error.message }));
  server.listen({ host, port, backlog: 1_024 }, () => {
    process.send?.({ kind: 'listening', id } satisfies HolderReply, server, {}, () => server.close());
  });
});
process.once('disconnect', () => process.exit());
tell({ kind: 'ready' });

function tell(reply: HolderReply): void {
  process.send?.(reply);
}
