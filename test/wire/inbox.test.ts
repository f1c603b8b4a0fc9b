import { Inbox } from '../../src/wire';
import { type SocketPair, socketPair } from './socket-pair';

const soon = { timeoutMs: 20_000 };
let pair: SocketPair;

beforeEach(async () => {
  pair = await socketPair({ receiveLimits: { items: 50_000 } });
});

afterEach(() => pair.close());

describe('an inbox', () => {
  it('gives items in order, then that the connection is closed, as often as it is asked', async () => {
    const inbox = new Inbox(pair.connection);
    pair.peer.end('PNG\r\n\r\nOUT\r\n');
    expect(await inbox.take(soon)).toMatchObject({ name: 'PNG' });
    expect(await inbox.take(soon)).toMatchObject({ kind: 'empty-line' });
    expect(await inbox.take(soon)).toMatchObject({ name: 'OUT' });
    expect(await inbox.take(soon)).toMatchObject({ kind: 'closed', info: { by: 'client', how: 'clean' } });
    expect(await inbox.take(soon)).toMatchObject({ kind: 'closed' });
  });

  it('shows the next item without taking it', async () => {
    const inbox = new Inbox(pair.connection);
    expect(inbox.peek()).toBeUndefined();
    pair.peer.write('PNG\r\nOUT\r\n');
    expect(await inbox.take(soon)).toMatchObject({ name: 'PNG' });
    expect(inbox.peek()).toMatchObject({ name: 'OUT' });
    expect(inbox.size).toBe(1);
    expect(await inbox.take(soon)).toMatchObject({ name: 'OUT' });
  });

  it('tells that nothing came in time, and loses nothing that comes later', async () => {
    const inbox = new Inbox(pair.connection);
    expect(await inbox.take({ timeoutMs: 5 })).toEqual({ kind: 'timeout' });
    pair.peer.write('PNG\r\n');
    expect(await inbox.take(soon)).toMatchObject({ name: 'PNG' });
  });

  it('serves one taker at a time', async () => {
    const inbox = new Inbox(pair.connection);
    const first = inbox.take(soon);
    await expect(inbox.take(soon)).rejects.toMatchObject({ name: 'WireError', code: 'busy' });
    pair.peer.write('PNG\r\n');
    expect(await first).toMatchObject({ name: 'PNG' });
  });

  it.each([
    ['items', { maxItems: 100 }],
    ['bytes', { maxBytes: 500 }],
  ])('stops a flood at its limit of %s, and reads on as it is taken', async (_, options) => {
    const inbox = new Inbox(pair.connection, options);
    const count = 50_000;
    pair.peer.end('PNG\r\n'.repeat(count));
    let taken = 0;
    let most = 0;
    let item = await inbox.take(soon);
    while (item.kind === 'command') {
      taken += 1;
      most = Math.max(most, inbox.size);
      item = await inbox.take(soon);
    }
    expect([item.kind, taken]).toEqual(['closed', count]);
    // The limit, and what one read of 64 KiB brings on top of it.
    expect(most).toBeLessThanOrEqual(100 + 65_536 / 5 + 1);
  });
});
