import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';

export interface HostileServer {
  readonly port: number;
  /** Connections that it has had. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A server of this test alone, with none of the kit's code: `serve` gets each connection. */
export async function hostileServer(serve: (socket: Socket) => void): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes `bytes` again and again for as long as the other end takes them. */
export function pour(socket: Socket, bytes: () => Uint8Array): void {
  const go = () => {
    while (!socket.destroyed && socket.write(bytes())) {
      // The kernel still takes it.
    }
  };
  socket.on('drain', go);
  go();
}

/** Answers each line that comes. */
export function onLine(socket: Socket, answer: (line: string) => void): void {
  let text = '';
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
    for (let end = text.indexOf('\r\n'); end !== -1; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      answer(line);
    }
  });
}

/** Arguments of a run against a port, with a fixed ticket for each of the six accounts unless `nexusUrl` is given. */
export async function argumentsAt(
  port: number,
  options: { readonly folder: string; readonly nexusUrl?: string; readonly timeoutMs?: number },
): Promise<string[]> {
  const { folder, nexusUrl, timeoutMs = 300 } = options;
  const people = ['alice', 'bob', 'carol', 'dave', 'eve', 'fred'];
  const secret = nexusUrl === undefined ? { ticket: 't=ticket&p=profile' } : { password: 'secret' };
  const accounts = Object.fromEntries(people.map((name) => [name, { account: `${name}@example.com`, ...secret }]));
  const file = join(folder, 'accounts.json');
  await writeFile(file, JSON.stringify(accounts));
  return [
    'server',
    `127.0.0.1:${port}`,
    '--accounts',
    file,
    ...(nexusUrl === undefined ? [] : ['--nexus', nexusUrl, '--insecure']),
    '--out',
    join(folder, 'reports'),
    '--timeout',
    String(timeoutMs),
  ];
}
