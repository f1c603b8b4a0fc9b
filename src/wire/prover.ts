import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';

/** Finds out whether the receiver has read all that was written so far. */
export type Prover = (socket: Socket) => Promise<'proven' | 'best-effort'>;

/** Waits 2 ms: with an idle receiver no write was ever merged after that long. It proves nothing, and says so. */
export const timedProver: Prover = async () => {
  await delay(2);
  return 'best-effort';
};

/** How long the kernel is asked before the boundary counts as best effort, in milliseconds: a receiver that is busy or stopped. */
const PATIENCE_MS = 1000;

/**
 * How long looks into the kernel may take in all on one connection, in milliseconds. On a machine with many thousands of sockets each look takes so long that a peer
 * which is sent a list byte by byte might give up, and that would not be its fault.
 */
const BUDGET_MS = 2000;

/**
 * Asks the kernel: when all that was written has arrived and the peer's receive queue is empty, the peer has read everything. Needs Linux, and both
 * ends in one network namespace, of which `tables` tells: `/proc/PID/net` where it is not that of this process. Elsewhere, and where looks have taken more than
 * `budgetMs` milliseconds on a connection, falls back to `timedProver`.
 */
export function boundedKernelProver({
  budgetMs = BUDGET_MS,
  tables = '/proc/net',
}: {
  readonly budgetMs?: number;
  readonly tables?: string;
}): Prover {
  const spent = new WeakMap<Socket, number>();
  return async (socket) => {
    if ((spent.get(socket) ?? 0) >= budgetMs) {
      return timedProver(socket);
    }
    return askKernel(socket, { tables, onLook: (ms) => spent.set(socket, (spent.get(socket) ?? 0) + ms) });
  };
}

/** `boundedKernelProver` with the usual budget, for the network of this process. */
export const kernelProver = boundedKernelProver({});

async function askKernel(
  socket: Socket,
  options: { readonly tables: string; readonly onLook: (ms: number) => void },
): Promise<'proven' | 'best-effort'> {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (
    localAddress === undefined ||
    localPort === undefined ||
    remoteAddress === undefined ||
    remotePort === undefined
  ) {
    return 'best-effort';
  }
  const lines = linesOf({
    own: { address: localAddress, port: localPort },
    peer: { address: remoteAddress, port: remotePort },
  });
  const deadline = performance.now() + PATIENCE_MS;
  let looksAtEmpty = 0;
  do {
    // The receiver may live in this very process: it needs turns to read.
    await nextTurn();
    const begin = performance.now();
    const queues = await queuesOf(lines, options.tables);
    options.onLook(performance.now() - begin);
    if (queues === undefined) {
      return timedProver(socket);
    }
    if (queues.unread === 0 && socket.writableLength === 0) {
      looksAtEmpty += 1;
      // Bytes that the peer's kernel has not confirmed are either read (it may confirm 40 ms later) or still on their way through a busy kernel.
      // By the next look they would have arrived.
      if (queues.unconfirmed === 0 || looksAtEmpty === 2) {
        return 'proven';
      }
    } else {
      looksAtEmpty = 0;
    }
  } while (performance.now() < deadline && !socket.destroyed);
  return 'best-effort';
}

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Where a socket is told of: a table of the kernel, `tcp` or `tcp6`, and how its line in there begins behind the number. */
interface Line {
  readonly table: string;
  readonly text: string;
}

interface Lines {
  readonly own: readonly Line[];
  readonly peer: readonly Line[];
}

/**
 * The lines of the two sockets of a connection. An IPv4 connection to a socket that listens on `::` has one end in either table, so both are named
 * for each end.
 */
function linesOf(ends: { readonly own: Endpoint; readonly peer: Endpoint }): Lines {
  const line = (near: Endpoint, far: Endpoint): Line[] => {
    const v4 = [near, far].map(({ address, port }) => ({ address: address.replace(/^::ffff:(?=.*\.)/i, ''), port }));
    const isV4 = v4.every(({ address }) => !address.includes(':'));
    const v6 = isV4 ? v4.map(({ address, port }) => ({ address: `::ffff:${address}`, port })) : v4;
    const text = (ends: readonly Endpoint[]) =>
      `${ends.map(({ address, port }) => endpoint(address, port)).join(' ')} `;
    const lines = [{ table: 'tcp6', text: text(v6) }];
    return isV4 ? [{ table: 'tcp', text: text(v4) }, ...lines] : lines;
  };
  return { own: line(ends.own, ends.peer), peer: line(ends.peer, ends.own) };
}

interface Queues {
  /** Bytes that we have written and the peer's kernel has not confirmed; undefined where our own end was not found. */
  readonly unconfirmed: number | undefined;
  /** Bytes in the peer's receive queue. */
  readonly unread: number;
}

/** Undefined where the kernel does not tell of the peer's end. */
async function queuesOf(lines: Lines, tables: string): Promise<Queues | undefined> {
  let own: { readonly send: number } | undefined;
  let peer: { readonly receive: number } | undefined;
  for (const table of ['tcp', 'tcp6']) {
    const ownLine = lines.own.find((line) => line.table === table);
    const peerLine = lines.peer.find((line) => line.table === table);
    if (ownLine === undefined || peerLine === undefined) {
      continue;
    }
    // The file is read only as far as needed: it may tell of many thousand sockets that wait for their end.
    await readTable(`${tables}/${table}`, (text) => {
      own ??= queuesIn(text, ownLine.text);
      peer ??= queuesIn(text, peerLine.text);
      return own !== undefined && peer !== undefined;
    });
    if (own !== undefined && peer !== undefined) {
      break;
    }
  }
  return peer === undefined ? undefined : { unconfirmed: own?.send, unread: peer.receive };
}

/** How much of a table is asked for at once, in bytes: thousands of sockets that wait for their end in a few reads. */
const TABLE_CHUNK = 1 << 19;

/** Gives `look` the lines of a table, many at a time, until it has seen enough. A table that does not exist is empty. */
async function readTable(table: string, look: (lines: string) => boolean): Promise<void> {
  const file = await open(table).catch(() => undefined);
  if (file === undefined) {
    return;
  }
  try {
    const chunk = Buffer.allocUnsafe(TABLE_CHUNK);
    let begun = '';
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      const text = begun + chunk.toString('latin1', 0, bytesRead);
      if (look(text) || bytesRead === 0) {
        return;
      }
      begun = text.slice(text.lastIndexOf('\n') + 1);
    }
  } finally {
    await file.close();
  }
}

/** Reads `tx_queue:rx_queue`, which stand in hexadecimal behind the endpoints and the state. */
function queuesIn(text: string, endpoints: string): { readonly send: number; readonly receive: number } | undefined {
  const at = text.indexOf(endpoints);
  const queues =
    at === -1
      ? null
      : /^[0-9A-F]{2} ([0-9A-F]{8}):([0-9A-F]{8})/.exec(text.slice(at + endpoints.length, at + endpoints.length + 24));
  const [, send, receive] = queues ?? [];
  return send === undefined || receive === undefined
    ? undefined
    : { send: Number.parseInt(send, 16), receive: Number.parseInt(receive, 16) };
}

/**
 * Proves boundaries to a peer that lives in this very process, by waiting until it has received as much as was written: no kernel is asked.
 * `find` gives the peer's end of a socket; where it gives none, the kernel is asked after all.
 */
export function peerProver(find: (socket: Socket) => ReceivingEnd | undefined): Prover {
  return async (socket) => {
    const peer = find(socket);
    if (peer === undefined) {
      return kernelProver(socket);
    }
    return (await peer.hasReceived(socket.bytesWritten)) ? 'proven' : 'best-effort';
  };
}

/** The end of a connection that can tell how far it has read. */
export interface ReceivingEnd {
  /** Resolves with true when `bytes` bytes of the stream have been received in all, with false when the connection is over before. */
  hasReceived(bytes: number): Promise<boolean>;
}

/** `127.0.0.1`, 1863 → `0100007F:0747`, as /proc/net/tcp has it: each 32-bit word in host order. */
function endpoint(address: string, port: number): string {
  const bytes = address.includes(':') ? ipv6Bytes(address) : address.split('.').map(Number);
  let text = '';
  for (let word = 0; word < bytes.length; word += 4) {
    for (const index of [3, 2, 1, 0]) {
      text += hex(bytes[word + index] ?? 0, 2);
    }
  }
  return `${text}:${hex(port, 4)}`;
}

function ipv6Bytes(address: string): number[] {
  const mapped = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, prefix = '', a = '0', b = '0', c = '0', d = '0'] = mapped ?? [];
  const text =
    mapped === null
      ? address
      : `${prefix}${hex(Number(a), 2)}${hex(Number(b), 2)}:${hex(Number(c), 2)}${hex(Number(d), 2)}`;
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 0xff]);
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
