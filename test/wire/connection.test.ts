import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { DecodedItem } from '../../src/codec';
import { Connection, type Prover, type Trace, type TraceEvent } from '../../src/wire';
import { type PairOptions, type SocketPair, socketPair } from './socket-pair';

const open: SocketPair[] = [];

async function setup(options: PairOptions = {}): Promise<SocketPair> {
  const pair = await socketPair(options);
  open.push(pair);
  return pair;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((pair) => pair.close()));
});

/** The first event for which `holds`, be it there or still to come. */
function eventually(trace: Trace, holds: (event: TraceEvent) => boolean): Promise<TraceEvent> {
  const found = trace.events.find(holds);
  if (found !== undefined) {
    return Promise.resolve(found);
  }
  return new Promise((resolve) => {
    const stop = trace.onEvent((event) => {
      if (holds(event)) {
        stop();
        resolve(event);
      }
    });
  });
}

function nextItem(connection: Connection): Promise<DecodedItem> {
  return new Promise((resolve) => connection.onItem(resolve));
}

/** What a bare socket reads until it ends. */
async function allOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
  });
  await once(socket, 'end');
  return text;
}

const kinds = (trace: Trace) =>
  trace.events.map((event) => ('from' in event ? `${event.kind} ${event.from}` : event.kind));

describe('the trace of a connection', () => {
  it('holds a segment before the commands that it completes, in both directions', async () => {
    const { connection, peer, trace } = await setup();
    const item = nextItem(connection);
    peer.write('PN');
    await eventually(trace, ({ kind }) => kind === 'segment');
    peer.write('G\r\n\r\n');
    expect(await item).toMatchObject({ name: 'PNG', offset: 0 });
    await connection.send(Buffer.from('QNG\r\n'));
    expect(kinds(trace)).toEqual([
      'open',
      'segment client',
      'segment client',
      'command client',
      'empty-line client',
      'segment server',
      'command server',
    ]);
    expect(trace.events[2]).toMatchObject({ bytes: Buffer.from('G\r\n\r\n'), offset: 2, boundary: 'received' });
  });

  it('says once where the stream of the peer can no longer be taken apart, behind what came before it', async () => {
    const { connection, peer, trace } = await setup({ limits: { lineBytes: 64 } });
    const errors: string[] = [];
    connection.onError(({ code }) => errors.push(code));
    peer.write(`PNG\r\n${'x'.repeat(65)}`);
    await eventually(trace, ({ kind }) => kind === 'undecodable');
    peer.end('PNG\r\n');
    const info = await connection.closed;
    expect(info).toMatchObject({ by: 'client', how: 'clean', error: { code: 'line-too-long', offset: 5 } });
    expect(errors).toEqual(['line-too-long']);
    expect(trace.events.filter(({ kind }) => kind === 'undecodable')).toHaveLength(1);
    expect(trace.events.filter(({ kind }) => kind === 'command')).toHaveLength(1);
  });

  it('shows what came, while what is decoded may be changed', async () => {
    const { connection, peer, trace } = await setup({ transformInput: () => Buffer.from('OUT\r\n') });
    const item = nextItem(connection);
    peer.write('PNG\r\n');
    expect(await item).toMatchObject({ name: 'OUT' });
    expect(trace.events[1]).toMatchObject({ kind: 'segment', bytes: Buffer.from('PNG\r\n') });
  });
});

describe('who closed first, and how', () => {
  it('the peer, clean', async () => {
    const { connection, peer, trace } = await setup();
    peer.end('OUT\r\n');
    expect(await connection.closed).toEqual({ by: 'client', how: 'clean', error: undefined });
    expect(trace.events.at(-1)).toMatchObject({ kind: 'close', by: 'client', how: 'clean' });
  });

  it('the peer, in mid-command', async () => {
    const { connection, peer } = await setup();
    peer.end('PNG\r\nCHG 1 N');
    expect(await connection.closed).toMatchObject({
      by: 'client',
      how: 'clean',
      error: { code: 'truncated-line', offset: 5 },
    });
  });

  it('the peer, with a reset', async () => {
    const { connection, peer, trace } = await setup();
    peer.resetAndDestroy();
    expect(await connection.closed).toMatchObject({ by: 'client', how: 'reset' });
    expect(trace.events.at(-1)).toMatchObject({ kind: 'close', by: 'client', how: 'reset' });
  });

  it('we, clean: what had been sent arrives before the end', async () => {
    const { connection, peer, trace } = await setup();
    const text = allOf(peer);
    void connection.send(Buffer.from('OUT SSD\r\n'));
    const over = connection.end();
    expect(await text).toBe('OUT SSD\r\n');
    peer.end();
    expect(await over).toEqual({ by: 'server', how: 'clean', error: undefined });
    expect(trace.events.at(-1)).toMatchObject({ kind: 'close', by: 'server', how: 'clean' });
  });

  it('we, with a reset: the peer sees a reset, and is not blamed for its half command', async () => {
    const { connection, peer, trace } = await setup();
    peer.write('CHG 1 N');
    await eventually(trace, ({ kind }) => kind === 'segment');
    const failed = once(peer, 'error');
    connection.reset();
    expect(await connection.closed).toEqual({ by: 'server', how: 'reset', error: undefined });
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(kinds(trace)).toEqual(['open', 'segment client', 'close']);
  });

  it('we, though the peer never closes: it is given up in time', async () => {
    const { connection } = await setup();
    expect(await connection.end({ timeoutMs: 20 })).toEqual({ by: 'server', how: 'clean', error: undefined });
  });

  it('we, with a reset in the end, where the peer does not even take what was sent', async () => {
    const { connection } = await setup();
    void connection.send(new Uint8Array(8 * 1024 * 1024));
    expect(await connection.end({ timeoutMs: 50 })).toMatchObject({ by: 'server', how: 'reset' });
    expect(connection.unsentBytes).toBe(0);
  });

  it('the peer, clean, though our answer then met a closed socket', async () => {
    const { connection, peer } = await setup();
    connection.pause();
    // Closes at once in both directions, with nothing unread.
    peer.destroy();
    await once(peer, 'close');
    const failing = async () => {
      while (!connection.isClosed) {
        await connection.send(Buffer.from('QNG\r\n'));
        await new Promise(setImmediate);
      }
    };
    await failing();
    expect(await connection.closed).toMatchObject({ by: 'client', how: 'clean' });
  });

  it('is told at once where the socket was closed before it was taken over', async () => {
    const { peer, trace } = await setup();
    peer.destroy();
    await once(peer, 'close');
    const late = new Connection(peer, { trace, side: 'client', service: 'notification' });
    expect(await late.closed).toMatchObject({ by: 'client', how: 'clean' });
    expect(late.isClosed).toBe(true);
    await late.send(Buffer.from('PNG\r\n'));
    expect(await late.settle()).toBe('best-effort');
    expect(trace.events.filter(({ kind }) => kind === 'segment')).toEqual([]);
  });

  it('lets a peer that has closed its own direction have the answers that wait', async () => {
    const { connection, peer } = await setup({ prover: async () => 'proven' });
    connection.onItem(() => {
      void connection.send(Buffer.from('QNG 1\r\n'), { cuts: [1, 2, 3] });
      void connection.send(Buffer.from('QNG 2\r\n'));
    });
    const text = allOf(peer);
    peer.end('PNG\r\n');
    expect(await text).toBe('QNG 1\r\nQNG 2\r\n');
  });
});

describe('sending', () => {
  it('writes the first piece at once, and later calls in order behind the cuts of earlier ones', async () => {
    const proofs: (() => void)[] = [];
    const prover: Prover = () => new Promise((resolve) => proofs.push(() => resolve('proven')));
    const { connection, peer, trace } = await setup({ prover });
    const text = allOf(peer);
    void connection.send(Buffer.from('ABCDEF'), { cuts: [2, 4] });
    expect(kinds(trace)).toEqual(['open', 'segment server']);
    const last = connection.send(Buffer.from('G'));
    const prove = async () => {
      while (proofs.length === 0) {
        await new Promise(setImmediate);
      }
      proofs.shift()?.();
    };
    await prove();
    await prove();
    await last;
    void connection.end();
    expect(await text).toBe('ABCDEFG');
    expect(
      trace.events.flatMap((event) =>
        event.kind === 'segment' ? [[String(event.bytes), event.offset, event.boundary]] : [],
      ),
    ).toEqual([
      ['AB', 0, 'proven'],
      ['CD', 2, 'proven'],
      ['EF', 4, 'whole'],
      ['G', 6, 'whole'],
    ]);
  });

  it('passes over cuts that cut nothing off', async () => {
    const { connection, trace } = await setup({ prover: async () => 'best-effort' });
    await connection.send(Buffer.from('ABC'), { cuts: [0, 1, 1, 3, 4, -1] });
    await connection.send(new Uint8Array(0));
    expect(trace.events.flatMap((event) => (event.kind === 'segment' ? [String(event.bytes)] : []))).toEqual([
      'A',
      'BC',
    ]);
  });

  it('sends what the bytes were at the call', async () => {
    const { connection, peer } = await setup({ prover: async () => 'proven' });
    const text = allOf(peer);
    const bytes = Buffer.from('ABC');
    void connection.send(bytes, { cuts: [1] });
    bytes.fill('x');
    void connection.end();
    expect(await text).toBe('ABC');
  });

  it('settles when the peer has read all, and the trace says so of the last segment', async () => {
    const { connection, peer, trace } = await setup({ prover: async () => 'proven' });
    peer.resume();
    void connection.send(Buffer.from('QNG\r\n'));
    expect(await connection.settle()).toBe('proven');
    expect(trace.events[1]).toMatchObject({ kind: 'segment', boundary: 'proven' });
  });

  it('tells how many bytes have come, or that they will not come any more', async () => {
    const { connection, peer } = await setup();
    const five = connection.hasReceived(5);
    const six = connection.hasReceived(6);
    peer.end('PNG\r\n');
    expect([await five, await six]).toEqual([true, false]);
    expect([await connection.hasReceived(5), await connection.hasReceived(6)]).toEqual([true, false]);
  });
});

describe('a hostile peer', () => {
  it('that floods us before anybody listens is made to wait, and nothing of it is lost', async () => {
    const { connection, peer, trace } = await setup({ receiveLimits: { items: 300_000 } });
    const flood = Buffer.from('PNG\r\n'.repeat(300_000));
    peer.write(flood);
    await eventually(trace, () => trace.events.filter(({ kind }) => kind === 'command').length >= 1000);
    const before = trace.events.length;
    for (let turn = 0; turn < 50; turn += 1) {
      await new Promise(setImmediate);
    }
    expect(trace.events.length).toBe(before);
    let count = 0;
    await new Promise<void>((resolve) => {
      connection.onItem(() => {
        count += 1;
        if (count === 300_000) {
          resolve();
        }
      });
    });
    expect(trace.events.length).toBeLessThan(50_000);
  });

  it('that does not read is reset above the limit, not at it', async () => {
    const { connection, trace } = await setup({ maxUnsentBytes: 32 * 1024 * 1024 });
    void connection.send(new Uint8Array(32 * 1024 * 1024));
    expect(connection.isClosed).toBe(false);
    void connection.send(new Uint8Array(32 * 1024 * 1024));
    expect(connection.isClosed).toBe(true);
    expect(await connection.closed).toMatchObject({ by: 'server', how: 'reset' });
    expect(trace.events.flatMap((event) => (event.kind === 'remark' ? event.topic : []))).toContain('unsent-limit');
  });

  it('that makes a listener throw does not bring the process down', async () => {
    const { connection, peer, trace } = await setup();
    connection.onItem(() => {
      throw new Error('A fault of ours.');
    });
    peer.write('PNG\r\n');
    expect(await connection.closed).toMatchObject({ by: 'server', how: 'reset' });
    expect(trace.events.find(({ kind }) => kind === 'remark')).toMatchObject({
      topic: 'kit-fault',
      text: 'The kit failed at what it received, and resets the connection: A fault of ours.',
    });
  });

  it('that sends without end cannot keep us from closing', async () => {
    const { connection, peer } = await setup();
    connection.pause();
    const flood = Buffer.alloc(64 * 1024, 'PNG\r\n');
    const pour = () => {
      while (!peer.destroyed && peer.write(flood)) {
        // As long as the kernel takes it.
      }
    };
    peer.on('drain', pour);
    pour();
    expect(await connection.end({ timeoutMs: 100 })).toMatchObject({ by: 'server' });
  });
});
