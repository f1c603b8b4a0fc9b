import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket, connect as tcpConnect } from 'node:net';
import { ClientStage } from '../src/properties/client/client-stage';
import { peopleOfAlice } from '../src/properties/client/people';
import { embeddedClient } from '../src/subjects';
import { AuthorityKeeper } from '../src/suite';
import { median } from './median';

const rounds = 31;
const examplesOfRound = 40;

const stream = Buffer.from('NLN AWY b@b.b %C3%A9 0\r\nFLN carol@passport.com\r\nNOT 3\r\n\r\na');
/** Between CR and LF, inside %XX, in front of a payload that begins with CRLF. */
const cuts = [15, 23, 53];
/** What the challenge behind the stream, its answer and the confirmation come to. */
const fence = Buffer.alloc(28, 'a');
const answer = Buffer.alloc(66, 'b');
const confirmation = Buffer.alloc(8, 'c');

/**
 * One example of a fragmentation property inside a session: a stream in four segments, each read before the next is written, a challenge with its answer, and a
 * look at what the client believes. Beside it the same segments and waits between two plain sockets. Both in this one process, over loopback.
 */
export async function benchFragmentation(): Promise<string[]> {
  const keeper = new AuthorityKeeper();
  const subject = embeddedClient();
  const raw = await RawPair.open();
  const context = { subject, timeoutMs: 10_000, authority: () => keeper.get() };
  try {
    const ours: number[] = [];
    const floor: number[] = [];
    for (let round = -100; round < rounds; round += 1) {
      // As properties do: a session has some dozens of examples, and with it goes its trace.
      const stage = await ClientStage.signedIn({ context, directory: peopleOfAlice() });
      const rawRate = await rateOf(() => raw.exchange());
      const ourRate = await rateOf(() => example(stage));
      await stage.close();
      // The first rounds only warm the compiler up.
      if (round >= 0) {
        floor.push(rawRate);
        ours.push(ourRate);
      }
    }
    const cost = median(floor.map((rate, index) => rate / (ours[index] ?? Number.NaN)));
    return [
      [
        `${cuts.length + 1} segments with a wait behind each, a challenge, its answer, a comparison`,
        `  ${'floor: plain sockets'.padEnd(36)} ${Math.round(median(floor))} examples/s`,
        `  ${'a client under test, in process'.padEnd(36)} ${Math.round(median(ours))} examples/s`,
        `  ${'cost'.padEnd(36)} ${cost.toFixed(2)} times the floor`,
      ].join('\n'),
    ];
  } finally {
    raw.close();
    await keeper.close();
  }
}

async function example(stage: ClientStage): Promise<void> {
  await stage.tell({ bytes: stream, cuts, rule: 'X-FRM-06' });
  const snapshot = await stage.snapshot();
  const bob = snapshot?.contacts?.find(({ account }) => account === 'b@b.b');
  if (bob?.status !== 'AWY') {
    throw new Error('The reference client has lost a presence.');
  }
}

/** Examples per second. */
async function rateOf(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < examplesOfRound; count += 1) {
    await run();
  }
  return (examplesOfRound * 1000) / (performance.now() - start);
}

/** Two ends of one connection that count bytes and look at nothing. */
class RawPair {
  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    private readonly left: Socket,
    private readonly right: Socket,
  ) {}

  static async open(): Promise<RawPair> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const right = tcpConnect({ port, host: '127.0.0.1', noDelay: true });
    const [left] = (await once(server, 'connection')) as [Socket];
    left.setNoDelay(true);
    return new RawPair(server, left, right);
  }

  async exchange(): Promise<void> {
    const edges = [0, ...cuts, stream.length];
    for (let index = 1; index < edges.length; index += 1) {
      const piece = stream.subarray(edges[index - 1], edges[index]);
      const isLast = index === edges.length - 1;
      await passed(this.left, this.right, isLast ? Buffer.concat([piece, fence]) : piece);
    }
    await passed(this.right, this.left, answer);
    await passed(this.left, this.right, confirmation);
  }

  close(): void {
    this.left.destroy();
    this.right.destroy();
    this.server.close();
  }
}

/** Writes, and resolves when the other end has read as much. */
function passed(from: Socket, to: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    let left = bytes.length;
    const read = (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) {
        to.off('data', read);
        resolve();
      }
    };
    to.on('data', read);
    from.write(bytes);
  });
}
