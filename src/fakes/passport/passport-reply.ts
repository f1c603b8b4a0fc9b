/** An HTTP answer. `Content-Length` and `Connection` are added where they are not among the headers. */
export interface HttpReply {
  readonly kind: 'http';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string | undefined;
}

/** What a Passport page does with one request. All but the first are for tests of what a client survives. */
export type PassportReply =
  | HttpReply
  /** These bytes and no others, then the end of the connection. */
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  /** No answer; the connection ends cleanly. */
  | { readonly kind: 'close' }
  /** No answer; the connection is reset. */
  | { readonly kind: 'reset' }
  /** No answer; the connection stays open until the client or the server's idle limit ends it. */
  | { readonly kind: 'silence' };

/** A bare answer with a short text. */
export function plainReply(status: number, reason: string): HttpReply {
  return { kind: 'http', status, reason, headers: [['Content-Type', 'text/plain']], body: `${reason}\n` };
}

/** Completes the headers of an answer. */
export function finishedHeaders(
  reply: HttpReply,
  options: { readonly connection: 'close' | 'keep-alive' },
): readonly (readonly [string, string])[] {
  const names = new Set(reply.headers.map(([name]) => name.toLowerCase()));
  const length = String(Buffer.byteLength(reply.body ?? ''));
  const framed = names.has('content-length') || names.has('transfer-encoding');
  return [
    ...reply.headers,
    ...(framed ? [] : ([['Content-Length', length]] as const)),
    ...(names.has('connection') ? [] : ([['Connection', options.connection]] as const)),
  ];
}
