import { readFile } from 'node:fs/promises';
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
 * Asks the kernel: when our own send queue and the peer's receive queue are empty, the peer has read everything. Needs Linux, and both ends in
 * this network namespace; elsewhere falls back to `timedProver`.
 */
export const kernelProver: Prover = async (socket) => {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (
    localAddress === undefined ||
    localPort === undefined ||
    remoteAddress === undefined ||
    remotePort === undefined
  ) {
    return 'best-effort';
  }
  const table = localAddress.includes(':') ? '/proc/net/tcp6' : '/proc/net/tcp';
  const own = `${endpoint(localAddress, localPort)} ${endpoint(remoteAddress, remotePort)} `;
  const peer = `${endpoint(remoteAddress, remotePort)} ${endpoint(localAddress, localPort)} `;
  const deadline = performance.now() + PATIENCE_MS;
  do {
    // The receiver may live in this very process: it needs turns to read.
    await nextTurn();
    const queues = await queuesOf({ table, own, peer });
    if (queues === undefined) {
      return timedProver(socket);
    }
    if (queues.own === 0 && queues.peer === 0) {
      return 'proven';
    }
  } while (performance.now() < deadline && !socket.destroyed);
  return 'best-effort';
};

interface Queues {
  /** Bytes that we have written and the peer's kernel has not confirmed. */
  readonly own: number;
  /** Bytes that the peer has received and not read. */
  readonly peer: number;
}

async function queuesOf(options: {
  readonly table: string;
  readonly own: string;
  readonly peer: string;
}): Promise<Queues | undefined> {
  let text: string;
  try {
    text = await readFile(options.table, 'latin1');
  } catch {
    return undefined;
  }
  const own = field(text, options.own)?.send;
  const peer = field(text, options.peer)?.receive;
  return own === undefined || peer === undefined ? undefined : { own, peer };
}

/** Reads `tx_queue:rx_queue` of the line with these two endpoints. Established connections only (state 01), or half closed ones. */
function field(text: string, endpoints: string): { readonly send: number; readonly receive: number } | undefined {
  const at = text.indexOf(endpoints);
  if (at === -1) {
    return undefined;
  }
  const queues = /^[0-9A-F]{2} ([0-9A-F]{8}):([0-9A-F]{8})/.exec(
    text.slice(at + endpoints.length, at + endpoints.length + 24),
  );
  const [, send, receive] = queues ?? [];
  return send === undefined || receive === undefined
    ? undefined
    : { send: Number.parseInt(send, 16), receive: Number.parseInt(receive, 16) };
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
