import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, createSecureContext, type SecureContext } from 'node:tls';
import { legibleText } from './legible-text';
import { PassportError } from './passport-error';
import type { PassportLog } from './passport-log';

/** What a Passport server answered. The body means nothing and is not kept. */
export interface HttpsAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
}

export interface HttpsGetOptions {
  readonly url: URL;
  readonly headers: readonly (readonly [string, string])[];
  /** Where to connect; TLS and HTTP name the host of `url` all the same. */
  readonly address: { readonly host: string; readonly port: number };
  readonly ca?: string | undefined;
  readonly insecure?: true | undefined;
  /** Ends the request with `time-limit`, or `unreachable` while there is no connection. */
  readonly signal: AbortSignal;
  /** Called when there is a TCP connection. */
  openLog(): PassportLog;
}

const maxHeaderBytes = 32_768;
/** Of a body nobody reads. */
const maxBodyBytes = 65_536;
/** How long a server may take to end an answer whose headers have told everything, in milliseconds. */
const bodyMs = 1_000;

type Phase = 'connecting' | 'handshake' | 'waiting';

/**
 * Asks for one page over a connection of its own.
 *
 * @throws PassportError `unreachable`, `tls`, `bad-answer`, `time-limit`
 */
export function httpsGet(options: HttpsGetOptions): Promise<HttpsAnswer> {
  const { url, address, signal } = options;
  const target = `${url.pathname}${url.search}`;
  const headers = [['Host', url.host] as const, ...options.headers, ['Connection', 'close'] as const];
  return new Promise((resolve, reject) => {
    let phase: Phase = 'connecting';
    let log: PassportLog | undefined;
    const request = httpsRequest({
      host: address.host,
      port: address.port,
      servername: serverName(url),
      checkServerIdentity: (_, certificate) => checkServerIdentity(hostOf(url), certificate),
      rejectUnauthorized: options.insecure !== true,
      method: 'GET',
      path: target,
      headers: headers.flat(),
      setHost: false,
      agent: false,
      maxHeaderSize: maxHeaderBytes,
      ...(options.ca === undefined ? {} : { secureContext: contextOf(options.ca) }),
    });
    const abort = () => request.destroy(signal.reason instanceof Error ? signal.reason : undefined);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    let answer: HttpsAnswer | undefined;
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        phase = 'handshake';
        log = options.openLog();
        recordEnd(socket, log);
      });
      socket.once('secureConnect', () => {
        phase = 'waiting';
        log?.message({ from: 'client', startLine: `GET ${target} HTTP/1.1`, headers });
      });
    });
    request.on('response', (response) => {
      answer = { status: response.statusCode ?? 0, headers: pairsOf(response.rawHeaders) };
      log?.message({ from: 'server', startLine: startLineOf(response), headers: answer.headers });
      discardBody(response);
    });
    let failure: PassportError | undefined;
    request.on('error', (error: NodeJS.ErrnoException) => {
      failure ??= explain(error, { url, address, phase, timedOut: signal.aborted });
    });
    // Only when the connection is no more: whoever awaits the answer owns no socket afterwards.
    request.on('close', () => {
      signal.removeEventListener('abort', abort);
      const settle = () => (answer === undefined ? reject(failure ?? noAnswer(url)) : resolve(answer));
      const { socket } = request;
      if (socket === null || socket.closed) settle();
      else {
        socket.once('close', settle);
        socket.destroy();
      }
    });
    request.end();
  });
}

/** The last one made: a run asks hundreds of times with the same authorities, and reading certificates is slow. */
let lastContext: { readonly ca: string; readonly context: SecureContext } | undefined;

function contextOf(ca: string): SecureContext {
  if (lastContext?.ca !== ca) {
    lastContext = { ca, context: createSecureContext({ ca }) };
  }
  return lastContext.context;
}

/** TLS has no names for IP addresses. */
function serverName(url: URL): string {
  const host = hostOf(url);
  return isIP(host) === 0 ? host : '';
}

/** Without the brackets that URLs put around IPv6 addresses. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function recordEnd(socket: Socket, log: PassportLog): void {
  let reset = false;
  socket.once('end', () => log.closing('server'));
  socket.once('error', () => {
    reset = true;
  });
  socket.once('close', () => log.closed({ by: 'client', how: reset ? 'reset' : 'clean' }));
}

function pairsOf(rawHeaders: readonly string[]): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return pairs;
}

function startLineOf(response: IncomingMessage): string {
  return `HTTP/${response.httpVersion} ${response.statusCode ?? 0} ${response.statusMessage ?? ''}`.trimEnd();
}

function discardBody(response: IncomingMessage): void {
  let bytes = 0;
  const timer = setTimeout(() => response.destroy(), bodyMs);
  response.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) response.destroy();
  });
  response.on('error', () => response.destroy());
  response.on('close', () => clearTimeout(timer));
}

function noAnswer(url: URL): PassportError {
  return new PassportError('bad-answer', `${placeOf(url)} closed the connection without an answer.`);
}

/** Host and path: the query of a redirect may hold what nobody should read. */
export function placeOf(url: URL): string {
  return legibleText(`https://${url.host}${url.pathname}`);
}

function explain(
  error: NodeJS.ErrnoException,
  options: {
    readonly url: URL;
    readonly address: { readonly host: string; readonly port: number };
    readonly phase: Phase;
    readonly timedOut: boolean;
  },
): PassportError {
  const { url, address, phase, timedOut } = options;
  const place = placeOf(url);
  const reason = timedOut ? 'the time limit ran out' : legibleText(error.message || (error.code ?? 'no reason given'));
  if (phase === 'connecting') {
    const where = legibleText(`${address.host} port ${address.port}`);
    return new PassportError('unreachable', `${place} cannot be reached at ${where}: ${reason}.`);
  }
  if (timedOut) return new PassportError('time-limit', `${place} gave no complete answer within the time limit.`);
  if (phase === 'handshake') return new PassportError('tls', `TLS with ${place} failed: ${reason}.`);
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    return new PassportError('bad-answer', `The headers of ${place} are longer than ${maxHeaderBytes} bytes.`);
  }
  if (error.code?.startsWith('HPE_')) {
    return new PassportError('bad-answer', `${place} was expected to answer in HTTP, and did not: ${reason}.`);
  }
  if (error.code === 'ECONNRESET' && error.message === 'socket hang up') return noAnswer(url);
  return new PassportError('bad-answer', `The connection to ${place} failed before an answer came: ${reason}.`);
}
