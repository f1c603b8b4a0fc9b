import { Trace } from '../../src/wire';
import { type PairOptions, type SocketPair, socketPair } from './socket-pair';

const open: SocketPair[] = [];

async function setup(options: PairOptions): Promise<SocketPair> {
  const pair = await socketPair(options);
  open.push(pair);
  return pair;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((pair) => pair.close()));
});

describe('what a peer may bring on one connection', () => {
  it('is all of the bytes of the limit', async () => {
    const { connection, peer } = await setup({ receiveLimits: { bytes: 10 } });
    peer.end('PNG\r\nPNG\r\n');
    expect(await connection.closed).toEqual({ by: 'client', how: 'clean', error: undefined });
  });

  it('is not one byte more: the connection is reset, with the limit and what came', async () => {
    const { connection, peer, trace } = await setup({ receiveLimits: { bytes: 10 } });
    peer.write('PNG\r\nPNG\r\nP');
    const { by, how, overrun } = await connection.closed;
    expect([by, how]).toEqual(['server', 'reset']);
    expect(overrun).toMatchObject({
      name: 'WireError',
      code: 'received-limit',
      message:
        'The client brought more than 10 bytes on one connection, the most that is taken: 2 commands and empty lines in 10 bytes were read, and the connection is reset.',
    });
    expect(trace.events.filter(({ kind }) => kind === 'remark')).toEqual([
      expect.objectContaining({ connection: connection.id, topic: 'received-limit', text: overrun?.message }),
    ]);
  });

  it('is all of the commands and empty lines of the limit', async () => {
    const { connection, peer } = await setup({ receiveLimits: { items: 3 } });
    peer.end('PNG\r\n\r\nPNG\r\n');
    expect(await connection.closed).toEqual({ by: 'client', how: 'clean', error: undefined });
  });

  it('is not one command more, and what is above the limit is neither recorded nor delivered', async () => {
    const { connection, peer, trace } = await setup({ receiveLimits: { items: 3 } });
    const heard: string[] = [];
    connection.onItem(({ kind }) => heard.push(kind));
    peer.write('PNG\r\n\r\nPNG\r\nOUT\r\n');
    const { overrun } = await connection.closed;
    expect(overrun?.message).toMatch(/^The client brought more than 3 commands and empty lines on one connection/);
    expect(trace.events.filter(({ kind }) => kind === 'command' || kind === 'empty-line')).toHaveLength(3);
    expect(heard.length).toBeLessThanOrEqual(3);
  });

  it('is 4 MiB and 20,000 commands by default', async () => {
    const trace = new Trace({ maxBytes: 64 * 1024 * 1024 });
    const commands = await setup({ trace });
    commands.connection.onItem(() => undefined);
    commands.peer.write('PNG\r\n'.repeat(20_001));
    expect((await commands.connection.closed).overrun?.message).toContain('more than 20000 commands and empty lines');
    const bytes = await setup({ trace });
    bytes.connection.onItem(() => undefined);
    bytes.peer.write(`XXX ${'x'.repeat(16_000)}\r\n`.repeat(263));
    expect((await bytes.connection.closed).overrun?.message).toContain('more than 4194304 bytes');
  });

  it('ends a peer that floods a connection to which nobody listens', async () => {
    const { connection, peer } = await setup({ receiveLimits: { items: 1500 } });
    peer.write('\r\n'.repeat(5000));
    expect((await connection.closed).overrun?.code).toBe('received-limit');
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is a whole number of at least 1, and not %p',
    async (limit) => {
      await expect(setup({ receiveLimits: { bytes: limit } })).rejects.toThrow(
        new RangeError(`receiveLimits.bytes is a whole number of at least 1; ${limit} is none.`),
      );
      await expect(setup({ receiveLimits: { items: limit } })).rejects.toThrow(RangeError);
    },
  );
});
