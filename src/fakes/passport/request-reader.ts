/** The head of one HTTP request, as sent. Text is Latin-1: one character for one byte. */
export interface PassportRequest {
  /** The request line without its line end. */
  readonly startLine: string;
  readonly method: string;
  /** The path without host and query, of whatever form of request line. Begins with `/`. */
  readonly path: string;
  /** Absent where the request line names none, as in HTTP/0.9. */
  readonly version?: string | undefined;
  /** Names in the case in which they came. */
  readonly headers: readonly (readonly [string, string])[];
}

export type RequestFault =
  /** The request line or a header cannot be made out. */
  | 'bad-request'
  /** The head is longer than the limit. */
  | 'head-too-long';

export type ReadRequest =
  | { readonly kind: 'request'; readonly request: PassportRequest }
  | { readonly kind: 'fault'; readonly fault: RequestFault; readonly startLine: string };

export const defaultMaxHeadBytes = 32_768;

const requestLine = /^([A-Za-z]{1,16})[ \t]+(\S+)(?:[ \t]+(HTTP\/\d\.\d))?[ \t]*$/i;

/**
 * Takes HTTP requests out of a stream of bytes, in any cuts.
 *
 * More forgiving than Node's parser, because clients of the time send request lines with a whole URL, with HTTP/1.0 and no Host, or with no
 * version at all, and some end lines in a bare LF. Bodies are not read: no page takes one.
 */
export class RequestReader {
  #pending = '';
  /** What of `#pending` is known to hold no end of a head. */
  #searched = 0;
  #faulty = false;
  readonly #maxHeadBytes: number;

  constructor(options: { readonly maxHeadBytes?: number } = {}) {
    this.#maxHeadBytes = options.maxHeadBytes ?? defaultMaxHeadBytes;
  }

  /** Takes what came in. After a fault nothing is read any more. */
  push(chunk: Uint8Array): void {
    if (!this.#faulty) this.#pending += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
  }

  /** Bytes held and not yet taken. */
  get bufferedBytes(): number {
    return this.#pending.length;
  }

  /** The next request or the fault that ends the stream; undefined while more bytes are needed. */
  take(): ReadRequest | undefined {
    if (this.#faulty) return undefined;
    this.#skipEmptyLines();
    const end = this.#endOfHead();
    if (end === undefined) {
      return this.#pending.length > this.#maxHeadBytes ? this.#fault('head-too-long') : undefined;
    }
    if (end > this.#maxHeadBytes) return this.#fault('head-too-long');
    const request = parseHead(this.#pending.slice(0, end));
    if (request === undefined) return this.#fault('bad-request');
    this.#pending = this.#pending.slice(end);
    this.#searched = 0;
    return { kind: 'request', request };
  }

  /** A client may end a request with one line end more than it should. */
  #skipEmptyLines(): void {
    const skipped = /^(?:\r?\n)+/.exec(this.#pending)?.[0].length ?? 0;
    if (skipped > 0) {
      this.#pending = this.#pending.slice(skipped);
      this.#searched = 0;
    }
  }

  #endOfHead(): number | undefined {
    const emptyLine = /\n\r?\n/g;
    emptyLine.lastIndex = Math.max(0, this.#searched - 2);
    if (emptyLine.exec(this.#pending) !== null) return emptyLine.lastIndex;
    this.#searched = this.#pending.length;
    // HTTP/0.9 has no empty line: a lone line without a version is a whole request, unless headers came along with it.
    const lineEnd = this.#pending.indexOf('\n');
    const isLoneLine = lineEnd !== -1 && lineEnd === this.#pending.length - 1;
    return isLoneLine && isVersionless(this.#pending) ? this.#pending.length : undefined;
  }

  #fault(fault: RequestFault): ReadRequest {
    const startLine = this.#pending.split(/\r?\n/, 1)[0] ?? '';
    this.#faulty = true;
    this.#pending = '';
    return { kind: 'fault', fault, startLine: startLine.slice(0, 1024) };
  }
}

function isVersionless(line: string): boolean {
  const match = requestLine.exec(line.trimEnd());
  return match !== null && match[3] === undefined;
}

function parseHead(head: string): PassportRequest | undefined {
  const [startLine = '', ...lines] = head.split(/\r?\n/);
  const match = requestLine.exec(startLine);
  const path = pathOf(match?.[2] ?? '');
  const headers = parseHeaders(lines);
  if (match?.[1] === undefined || path === undefined || headers === undefined) return undefined;
  return { startLine, method: match[1].toUpperCase(), path, version: match[3]?.toUpperCase(), headers };
}

function pathOf(target: string): string | undefined {
  const path = /^https?:\/\/[^/?#]*/i.test(target) ? target.replace(/^https?:\/\/[^/?#]*/i, '') || '/' : target;
  const bare = path.split(/[?#]/, 1)[0] ?? '';
  return bare.startsWith('/') ? bare : undefined;
}

function parseHeaders(lines: readonly string[]): (readonly [string, string])[] | undefined {
  const headers: (readonly [string, string])[] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    if (line === '') continue;
    if (/^[ \t]/.test(line)) {
      if (last === undefined) return undefined;
      headers[headers.length - 1] = [last[0], `${last[1]} ${line.trim()}`];
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 1) return undefined;
    headers.push([line.slice(0, colon).trimEnd(), line.slice(colon + 1).trim()]);
  }
  return headers;
}
