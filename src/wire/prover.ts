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
 * Asks the kernel: when all is written and the peer's receive queue is empty, the peer has read everything (on loopback a write is in that queue
 * when it returns). Needs Linux, and both ends in this network namespace; elsewhere falls back to `timedProver`.
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
  const peer = `${endpoint(remoteAddress, remotePort)} ${endpoint(localAddress, localPort)} `;
  const deadline = performance.now() + PATIENCE_MS;
  do {
    // The receiver may live in this very process: it needs turns to read.
    await nextTurn();
    const unread = await unreadBytes({ table, peer });
    if (unread === undefined) {
      return timedProver(socket);
    }
    if (unread === 0 && socket.writableLength === 0) {
      return 'proven';
    }
  } while (performance.now() < deadline && !socket.destroyed);
  return 'best-effort';
};

/** Bytes in the receive queue of the peer's socket; undefined where the kernel does not tell. */
async function unreadBytes(options: { readonly table: string; readonly peer: string }): Promise<number | undefined> {
  // The kernel walks its table anew for each read, so the file is read only as far as needed.
  const file = await open(options.table).catch(() => undefined);
  if (file === undefined) {
    return undefined;
  }
  try {
    let text = '';
    for await (const chunk of file.createReadStream({ encoding: 'latin1', autoClose: false })) {
      text += String(chunk);
      const at = text.indexOf(options.peer);
      // Behind the endpoints stand the state and `tx_queue:rx_queue`, in hexadecimal.
      const queues =
        at === -1 ? null : /^[0-9A-F]{2} [0-9A-F]{8}:([0-9A-F]{8})/.exec(text.slice(at + options.peer.length));
      if (queues?.[1] !== undefined) {
        return Number.parseInt(queues[1], 16);
      }
    }
    return undefined;
  } finally {
    await file.close();
  }
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
    await peer.hasReceived(socket.bytesWritten);
    return 'proven';
  };
}

/** The end of a connection that can tell how far it has read. */
export interface ReceivingEnd {
  /** Resolves when `bytes` bytes of the stream have been received in all, or when the connection is over. */
  hasReceived(bytes: number): Promise<void>;
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
