import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { boundedKernelProver, Connection, connect, kernelProver, peerProver, Trace, timedProver } from '../../src/wire';
import { portOf, socketPair } from './socket-pair';

/** A receiver of another process that is busy for up to 3 ms behind each read, and tells in the end how long each read was. */
const busyReceiver = `
  const server = require('node:net').createServer({ allowHalfOpen: true }, (socket) => {
    const reads = [];
    socket.on('data', (bytes) => {
      reads.push(bytes.length);
      const until = performance.now() + Math.random() * 3;
      while (performance.now() < until);
    });
    socket.on('end', () => socket.end(JSON.stringify(reads)));
  });
  server.listen(0, process.argv[1], () => console.log(server.address().port));
  process.stdin.on('end', () => process.exit()).resume();
`;

async function withReceiver(host: string, test: (port: number) => Promise<void>): Promise<void> {
  const receiver = spawn(process.execPath, ['-e', busyReceiver, host], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [port] = await once(createInterface(receiver.stdout), 'line');
    await test(Number(port));
  } finally {
    receiver.stdin.end();
    await once(receiver, 'close');
  }
}

const pieces = ['VER 1 MS', 'NP8 CVR0\r', '\n', 'CVR', ' ', '2\r\n'];
const whole = pieces.join('');
const cuts = pieces.slice(0, -1).map((_, index) => pieces.slice(0, index + 1).join('').length);
const lengths = pieces.map((piece) => piece.length);

async function readsOf(port: number): Promise<{ readonly reads: unknown; readonly boundaries: readonly string[] }> {
  const trace = new Trace();
  const connection = await connect({ host: '127.0.0.1', port, timeoutMs: 20_000, trace, service: 'notification' });
  await connection.send(Buffer.from(whole), { cuts });
  await connection.end({ timeoutMs: 20_000 });
  const answer = trace.events.flatMap((event) =>
    event.kind === 'segment' && event.from === 'server' ? [event.bytes] : [],
  );
  const boundaries = trace.events.flatMap((event) =>
    event.kind === 'segment' && event.from === 'client' ? [event.boundary] : [],
  );
  return { reads: JSON.parse(Buffer.concat(answer).toString()), boundaries };
}

const allProven = [...cuts.map(() => 'proven'), 'whole'];

/** Elsewhere there is no such witness to be heard. */
const describeWitness = () => {
  it.each(['127.0.0.1', '::'])(
    'lets a busy receiver that listens on %s read every piece apart',
    async (host) => {
      await withReceiver(host, async (port) => {
        for (let round = 0; round < 10; round += 1) {
          expect(await readsOf(port)).toEqual({ reads: lengths, boundaries: allProven });
        }
      });
    },
    60_000,
  );

  it('lets a receiver in this very process read every piece apart', async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const reads: number[] = [];
      socket.on('data', (bytes: Buffer) => reads.push(bytes.length));
      socket.on('end', () => socket.end(JSON.stringify(reads)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    for (let round = 0; round < 10; round += 1) {
      expect(await readsOf(portOf(server))).toEqual({ reads: lengths, boundaries: allProven });
    }
    server.close();
  });

  it.each([
    [`/proc/${process.pid}/net`, 'proven'],
    ['/nowhere', 'best-effort'],
  ])('is asked in the network that %s tells of: %s', async (tables, expected) => {
    const pair = await socketPair({ prover: boundedKernelProver({ tables }) });
    await pair.connection.send(Buffer.from('QNG\r\n'));
    expect(await pair.connection.settle()).toBe(expected);
    await pair.close();
  });

  it('does not call proven what a peer that has stopped reading has not read', async () => {
    const pair = await socketPair();
    pair.peer.pause();
    // More than a paused socket of Node reads ahead.
    await pair.connection.send(new Uint8Array(256 * 1024));
    expect(await pair.connection.settle()).toBe('best-effort');
    pair.peer.resume();
    expect(await pair.connection.settle()).toBe('proven');
    await pair.close();
  });
};

if (process.platform === 'linux') {
  describe('the kernel as witness', describeWitness);
}

describe('other witnesses', () => {
  it('the clock proves nothing', async () => {
    const pair = await socketPair({ prover: timedProver });
    await pair.connection.send(Buffer.from('QNG\r\n'));
    expect(await pair.connection.settle()).toBe('best-effort');
    await pair.close();
  });

  it('the kernel is asked no more on a connection where its answers have taken too long', async () => {
    const pair = await socketPair({ prover: boundedKernelProver({ budgetMs: 0 }) });
    await pair.connection.send(Buffer.from('QNG\r\n'));
    expect(await pair.connection.settle()).toBe('best-effort');
    await pair.close();
  });

  it('a peer of this process tells itself what it has received', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = new Promise<Connection>((resolve) => {
      server.once('connection', (socket) => {
        resolve(new Connection(socket, { trace: new Trace(), side: 'server', service: 'notification' }));
      });
    });
    let peer: Connection | undefined;
    const trace = new Trace();
    const prover = peerProver(() => peer);
    const options = { host: '127.0.0.1', port: portOf(server), timeoutMs: 20_000, service: 'notification' } as const;
    const connection = await connect({ ...options, trace, prover });
    peer = await accepted;
    await connection.send(Buffer.from(whole), { cuts });
    expect(trace.events.flatMap((event) => (event.kind === 'segment' ? [event.boundary] : []))).toEqual(allProven);
    peer.pause();
    void connection.send(Buffer.from('PNG\r\n'));
    const settled = connection.settle();
    peer.reset();
    expect(await settled).toBe('best-effort');
    await connection.closed;
    server.close();
  });

  it('the kernel knows nothing of a socket that is no more', async () => {
    const pair = await socketPair();
    const { peer } = pair;
    peer.destroy();
    expect(await kernelProver(peer)).toBe('best-effort');
    await pair.close();
  });
});
