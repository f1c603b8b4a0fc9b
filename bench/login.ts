import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket, connect as tcpConnect } from 'node:net';
import { FakeClient, FakeServer, sessionDirectory } from '../src/fakes';
import { Trace } from '../src/wire';
import { median } from './median';

const account = 'alice@passport.com';
const rounds = 31;
const loginsOfRound = 10;

/** What goes to and fro in one login: the client's bytes, and what the server says to them before the client goes on. */
interface Turn {
  readonly asked: Buffer;
  readonly answered: Buffer;
}

/**
 * The scripted login, from connecting to the synchronised list, beside the same bytes to and fro between two plain sockets that know their lengths
 * and look at nothing. Both in this one process, over loopback; Passport is left out, for a handshake of TLS would outweigh the rest.
 */
export async function benchLogin(): Promise<string[]> {
  const server = await FakeServer.start({ directory: sessionDirectory() });
  try {
    const turns = turnsOf(await logIn(server));
    const raw = await startRaw(turns);
    try {
      return [await compared({ server, raw, turns })];
    } finally {
      raw.close();
    }
  } finally {
    await server.close();
  }
}

async function compared(options: {
  readonly server: FakeServer;
  readonly raw: Server;
  readonly turns: readonly Turn[];
}): Promise<string> {
  const { server, raw, turns } = options;
  const rates: { readonly raw: number[]; readonly ours: number[] } = { raw: [], ours: [] };
  const roundTrips = loginsOfRound * turns.length;
  for (let round = -5; round < rounds; round += 1) {
    const rawRate = await rateOf(roundTrips, () => exchangeRaw(raw, turns));
    const oursRate = await rateOf(roundTrips, () => logIn(server));
    // The first rounds only warm the compiler up.
    if (round >= 0) {
      rates.raw.push(rawRate);
      rates.ours.push(oursRate);
    }
  }
  const share = median(rates.ours.map((rate, index) => rate / (rates.raw[index] ?? Number.NaN)));
  const bytes = turns.reduce((sum, { asked, answered }) => sum + asked.length + answered.length, 0);
  return [
    `connect, ${turns.length} round trips of together ${bytes} bytes, close`,
    `  ${'floor: plain sockets'.padEnd(36)} ${shown(median(rates.raw))} round trips/s`,
    `  ${'FakeClient and FakeServer'.padEnd(36)} ${shown(median(rates.ours))} round trips/s`,
    `  ${'share of the floor'.padEnd(36)} ${shown(share * 100)} %`,
  ].join('\n');
}

/** Round trips per second. */
async function rateOf(roundTrips: number, run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < loginsOfRound; count += 1) {
    await run();
  }
  return (roundTrips * 1000) / (performance.now() - start);
}

/** Logs in at the notification server and goes. Returns what crossed the wire. */
async function logIn(server: FakeServer): Promise<Trace> {
  const trace = new Trace();
  // A trace of its own, or that of the server would grow from login to login.
  server.useTrace(new Trace());
  const client = await FakeClient.signIn({
    account,
    server: server.notification,
    ticket: async () => server.directory.account(account).ticket ?? '',
    trace,
    until: 'synchronised',
  });
  await client.close({ how: 'reset' });
  return trace;
}

function turnsOf(trace: Trace): Turn[] {
  const turns: { asked: Buffer; answered: Buffer }[] = [];
  for (const event of trace.events) {
    if (event.kind !== 'segment') {
      continue;
    }
    const last = turns.at(-1);
    if (event.from === 'server') {
      if (last !== undefined) {
        last.answered = Buffer.concat([last.answered, event.bytes]);
      }
    } else if (last === undefined || last.answered.length > 0) {
      turns.push({ asked: Buffer.from(event.bytes), answered: Buffer.alloc(0) });
    } else {
      last.asked = Buffer.concat([last.asked, event.bytes]);
    }
  }
  return turns;
}

async function startRaw(turns: readonly Turn[]): Promise<Server> {
  const server = createServer({ noDelay: true }, (socket) => {
    let turn = 0;
    let bytes = 0;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      const { asked, answered } = turns[turn] ?? {};
      if (asked !== undefined && answered !== undefined && bytes >= asked.length) {
        bytes -= asked.length;
        turn += 1;
        socket.write(answered);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function exchangeRaw(server: Server, turns: readonly Turn[]): Promise<void> {
  const socket = tcpConnect({ host: '127.0.0.1', port: portOf(server), noDelay: true });
  await once(socket, 'connect');
  for (const { asked, answered } of turns) {
    socket.write(asked);
    await received(socket, answered.length);
  }
  socket.resetAndDestroy();
  await once(socket, 'close');
}

function received(socket: Socket, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = bytes;
    const onClose = (): void => reject(new Error('The raw exchange ended early.'));
    const onData = (chunk: Buffer): void => {
      missing -= chunk.length;
      if (missing <= 0) {
        socket.off('data', onData);
        socket.off('close', onClose);
        resolve();
      }
    };
    socket.on('data', onData);
    socket.on('close', onClose);
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The raw server does not listen.');
  }
  return address.port;
}

function shown(value: number): string {
  return value.toFixed(0).padStart(7);
}
