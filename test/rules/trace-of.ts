import type { DecodedCommand, Oddity, OddityCode, Side } from '../../src/codec';
import type { ConnectionService, TraceEvent } from '../../src/wire';

/**
 * Builds a trace from text, for tests of observers. It shares no code with the decoder under test: it only knows which commands
 * carry no transaction id and which carry a payload.
 *
 * A template of raw text, so that `\r\n` stands for the two bytes. One line of the template is one of
 *
 * - `== alice` opens connection `alice` (a notification connection) or goes back to it; `== alice dispatch` names the service
 * - `>>> VER 1 MSNP8\r\n` and `<<< …` a segment from the client or the server; indented lines continue it. Escapes: `\r \n \t \\ \xHH`
 * - `>>> (close)`, `<<< (reset)` that side ends the connection
 * - `!! topic value` a remark on the connection; `!! topic` one without a value
 * - `++ 61000` lets that many milliseconds pass
 * - on a connection opened with `== p passport`: `>>> GET /x HTTP/1.1 | Host: y` one HTTP message
 */
export function traceOf(subject: Side): (text: TemplateStringsArray, ...values: readonly string[]) => TraceEvent[] {
  return (text, ...values) => {
    const builder = new TraceBuilder(subject);
    for (const statement of statements(String.raw(text, ...values))) builder.take(statement);
    return builder.events;
  };
}

/** A trace in which the server is under test and the kit plays the clients. */
export const serverTrace = traceOf('server');
/** A trace in which the client is under test and the kit plays the servers. */
export const clientTrace = traceOf('client');

function statements(text: string): string[] {
  const found: string[] = [];
  let body = '';
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const content = line.trimStart();
    if (/^(==|>>>|<<<|!!|\+\+)/.test(content)) {
      if (body !== '') found.push(body);
      body = content;
    } else body += content;
  }
  if (body !== '') found.push(body);
  return found;
}

interface Stream {
  pending: Buffer;
  offset: number;
}

interface BuiltConnection {
  readonly id: string;
  readonly service: ConnectionService;
  readonly streams: Readonly<Record<Side, Stream>>;
}

const sideOf: Readonly<Record<string, Side>> = { '>>>': 'client', '<<<': 'server' };
const tridless: Readonly<Record<Side, ReadonlySet<string>>> = {
  client: new Set(['OUT', 'PNG', 'BYE']),
  server: new Set('QNG OUT NLN FLN MSG RNG JOI BYE NOT IPG LSG LST BPR'.split(' ')),
};
const withPayload: Readonly<Record<Side, ReadonlySet<string>>> = {
  client: new Set(['QRY', 'MSG', 'PAG', 'SDC']),
  server: new Set(['MSG', 'NOT', 'IPG']),
};

class TraceBuilder {
  readonly events: TraceEvent[] = [];
  readonly #connections = new Map<string, BuiltConnection>();
  #current: BuiltConnection | undefined;
  #time = 0;

  constructor(private readonly subject: Side) {}

  take(statement: string): void {
    const [mark = '', ...rest] = statement.split(' ');
    if (mark === '==') this.#open(rest[0] ?? '', rest[1]);
    else if (mark === '++') this.#time += Number(rest[0]);
    else if (mark === '!!') this.#remark(rest[0] ?? '', rest.slice(1).join(' '));
    else this.#segment(sideOf[mark] ?? fail(`No such mark: ${mark}`), statement.slice(4));
  }

  #open(id: string, service = 'notification'): void {
    const known = this.#connections.get(id);
    if (known !== undefined) {
      this.#current = known;
      return;
    }
    if (service !== 'notification' && service !== 'dispatch' && service !== 'switchboard' && service !== 'passport')
      fail(`No such service: ${service}`);
    const streams = {
      client: { pending: Buffer.alloc(0), offset: 0 },
      server: { pending: Buffer.alloc(0), offset: 0 },
    };
    this.#current = { id, service, streams };
    this.#connections.set(id, this.#current);
    this.events.push({ kind: 'open', ...this.#base(id), service, subject: this.subject });
  }

  #remark(topic: string, value: string): void {
    const where = this.#current?.id ?? '';
    this.events.push({ kind: 'remark', ...this.#base(where), topic, ...(value === '' ? {} : { value }), text: topic });
  }

  #segment(from: Side, text: string): void {
    if (this.#current === undefined) this.#open('one');
    const connection = this.#current ?? fail('No connection is open.');
    const base = (): { index: number; time: number; connection: string } => this.#base(connection.id);
    if (text === '(close)' || text === '(reset)') {
      const how = text === '(close)' ? 'clean' : 'reset';
      this.events.push({ kind: 'close', ...base(), by: from, how });
      this.#connections.delete(connection.id);
      return;
    }
    if (connection.service === 'passport') {
      const [startLine = '', ...lines] = text.split(' | ');
      const headers = lines.map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      });
      this.events.push({ kind: 'http', ...base(), from, startLine, headers });
      return;
    }
    const bytes = bytesOf(text);
    const stream = connection.streams[from];
    const offset = stream.offset + stream.pending.length;
    const boundary = from === this.subject ? 'received' : 'proven';
    this.events.push({ kind: 'segment', ...base(), from, bytes, offset, boundary });
    stream.pending = Buffer.concat([stream.pending, bytes]);
    for (;;) {
      const item = nextItem(stream, from);
      if (item === undefined) return;
      this.events.push(
        item.kind === 'command'
          ? { kind: 'command', ...base(), from, command: item }
          : { kind: 'empty-line', ...base(), from, line: item },
      );
    }
  }

  #base(connection: string): { index: number; time: number; connection: string } {
    this.#time += 1;
    return { index: this.events.length, time: this.#time, connection };
  }
}

function nextItem(
  stream: Stream,
  from: Side,
): DecodedCommand | { kind: 'empty-line'; raw: Buffer; offset: number } | undefined {
  const end = stream.pending.indexOf(0x0a);
  if (end < 0) return undefined;
  const line = stream.pending.subarray(0, end + 1);
  const text = line.toString('utf8').replace(/\r?\n$/, '');
  const { offset } = stream;
  const take = (length: number): Buffer => {
    const raw = stream.pending.subarray(0, length);
    stream.pending = stream.pending.subarray(length);
    stream.offset += length;
    return raw;
  };
  if (text.trim() === '') return { kind: 'empty-line', raw: take(line.length), offset };
  const oddities: Oddity[] = [];
  const odd = (code: OddityCode, when: boolean): void => {
    if (when) oddities.push({ code, offset, message: code });
  };
  odd('bare-lf', !line.toString('latin1').endsWith('\r\n'));
  odd('tab', text.includes('\t'));
  odd('repeated-space', /\S\s\s+\S/.test(text));
  odd('leading-space', /^\s/.test(text));
  odd('trailing-space', /\s$/.test(text));
  odd('raw-non-ascii', /[\x80-\u{10ffff}]/u.test(text));
  odd('bad-percent', /%(?![0-9a-fA-F]{2})/.test(text));
  const [word = '', ...words] = text.trim().split(/\s+/);
  const name = word.toUpperCase();
  odd('lower-case', name !== word);
  const numbered = !tridless[from].has(name) && /^\d+$/.test(words[0] ?? '') && Number(words[0]) <= 4294967295;
  const trid = numbered ? Number(words.shift()) : undefined;
  const length = withPayload[from].has(name) ? Number(words.at(-1)) : Number.NaN;
  let payload: Buffer | undefined;
  let size = line.length;
  if (Number.isSafeInteger(length)) {
    words.pop();
    size += length;
    if (stream.pending.length < size) return undefined;
    payload = stream.pending.subarray(line.length, size);
  }
  return {
    kind: 'command',
    name,
    ...(trid === undefined ? {} : { trid }),
    parameters: words,
    ...(payload === undefined ? {} : { payload }),
    fields: {},
    raw: take(size),
    offset,
    oddities,
  };
}

const escapes: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '\\': '\\' };

function bytesOf(text: string): Buffer {
  const pieces = text.split(/(\\x[0-9a-fA-F]{2}|\\.)/);
  return Buffer.concat(
    pieces.map((piece) => {
      if (!piece.startsWith('\\')) return Buffer.from(piece, 'utf8');
      if (piece.startsWith('\\x')) return Buffer.from(piece.slice(2), 'hex');
      return Buffer.from(escapes[piece.slice(1)] ?? fail(`No such escape: ${piece}`), 'latin1');
    }),
  );
}

function fail(message: string): never {
  throw new Error(message);
}
