import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Lets the machine hand over what is on its way on loopback, by a connection of the kit with itself. */
export async function kernelRoundTrip(): Promise<void> {
  const server = createServer((socket) => socket.end('.'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const socket = connect({
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
  });
  socket.resume();
  try {
    await once(socket, 'end');
  } finally {
    socket.destroy();
    server.close();
    await once(server, 'close');
  }
}
