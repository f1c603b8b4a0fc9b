import { maskedSegments, maskText } from './mask';
import type { Trace } from './trace';
import type { TraceEvent } from './trace-event';

/**
 * Writes a trace as one JSON object a line. Bytes are base64 beside their text; secrets are masked unless asked for, and commands are given by name,
 * trid and parameters.
 */
export function traceToNdjson(trace: Trace, options: { readonly unmask?: true } = {}): string {
  const masked = options.unmask === true ? undefined : maskedSegments(trace);
  const safe = (text: string) => (options.unmask === true ? text : maskText(text, trace.secrets));
  return trace.events.map((event) => `${JSON.stringify(plain({ event, masked, safe }))}\n`).join('');
}

function plain(options: {
  readonly event: TraceEvent;
  readonly masked: ReadonlyMap<number, Uint8Array> | undefined;
  readonly safe: (text: string) => string;
}): unknown {
  const { event, masked, safe } = options;
  const { index, time, connection, kind } = event;
  const base = { index, time: Math.round(time * 1000) / 1000, connection, kind };
  switch (event.kind) {
    case 'open':
      return { ...base, service: event.service, subject: event.subject, label: event.label };
    case 'segment': {
      const bytes = Buffer.from(masked?.get(index) ?? event.bytes);
      const { from, offset, boundary } = event;
      return { ...base, from, offset, boundary, text: bytes.toString('utf8'), base64: bytes.toString('base64') };
    }
    case 'command': {
      const { name, trid, parameters, form, offset, oddities, payload } = event.command;
      return {
        ...base,
        from: event.from,
        name,
        trid,
        parameters: parameters.map(safe),
        form,
        offset,
        payloadBytes: payload?.length,
        oddities,
      };
    }
    case 'empty-line':
      return { ...base, from: event.from, offset: event.line.offset };
    case 'undecodable':
      return { ...base, from: event.from, code: event.code, offset: event.offset, message: safe(event.message) };
    case 'http':
      return {
        ...base,
        from: event.from,
        startLine: safe(event.startLine),
        headers: event.headers.map(([name, value]) => [name, safe(value)]),
      };
    case 'close':
      return { ...base, by: event.by, how: event.how };
    case 'remark':
      return {
        ...base,
        topic: event.topic,
        value: event.value === undefined ? undefined : safe(event.value),
        text: safe(event.text),
      };
  }
}
