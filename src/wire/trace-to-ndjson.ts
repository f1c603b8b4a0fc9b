import { type ShownTrace, shownTrace } from './mask-trace';
import type { Trace } from './trace';
import type { TraceEvent } from './trace-event';

/** What JSON allows in a string and a terminal would act on. */
const actingCharacters = /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

export interface NdjsonOptions {
  /** Leaves passwords and tickets readable. */
  readonly unmask?: boolean | undefined;
  /** What may be shown of the trace, where that has been worked out before; `unmask` then says nothing. */
  readonly shown?: ShownTrace | undefined;
  /** Most characters; of the events for which there is no room only the number is told. Default: as many as there are. */
  readonly maxLength?: number | undefined;
}

/** Room for the lines that tell what is left out. */
const farewellLength = 200;

/**
 * Writes a trace as one JSON object a line. A segment stands there as text and as base64, a command by name, trid and parameters. Secrets are masked
 * unless `unmask`.
 */
export function traceToNdjson(trace: Trace, options: NdjsonOptions = {}): string {
  const shown = options.shown ?? shownTrace(trace, options);
  const most = (options.maxLength ?? Number.POSITIVE_INFINITY) - farewellLength;
  const lines: string[] = [];
  let length = 0;
  for (const [index, event] of trace.events.entries()) {
    const line = lineOf(plain(event, shown));
    if (length + line.length > most) {
      lines.push(lineOf({ kind: 'left-out', events: trace.events.length - index }));
      break;
    }
    lines.push(line);
    length += line.length;
  }
  if (trace.elidedEvents > 0) {
    lines.push(lineOf({ kind: 'elided', events: trace.elidedEvents, bytes: trace.elidedBytes }));
  }
  return lines.join('');
}

function lineOf(value: unknown): string {
  const json = JSON.stringify(value).replace(
    actingCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}

function plain(event: TraceEvent, shown: ShownTrace): unknown {
  const { index, time, connection, kind } = event;
  const base = { index, time: Math.round(time * 1000) / 1000, connection, kind };
  switch (event.kind) {
    case 'open': {
      const label = event.label === undefined ? undefined : shown.text(event.label);
      return { ...base, service: event.service, subject: event.subject, label };
    }
    case 'segment': {
      const bytes = Buffer.from(shown.bytes(event));
      const { from, offset, boundary } = event;
      return { ...base, from, offset, boundary, text: bytes.toString('utf8'), base64: bytes.toString('base64') };
    }
    case 'command': {
      const { trid, form, offset, oddities, payload } = event.command;
      const [name, ...parameters] = shown.words([event.command.name, ...event.command.parameters]);
      return {
        ...base,
        from: event.from,
        name,
        trid,
        parameters,
        form,
        offset,
        payloadBytes: payload?.length,
        oddities: oddities.map((oddity) => ({ ...oddity, message: shown.text(oddity.message) })),
      };
    }
    case 'empty-line':
      return { ...base, from: event.from, offset: event.line.offset };
    case 'undecodable':
      return { ...base, from: event.from, code: event.code, offset: event.offset, message: shown.text(event.message) };
    case 'http':
      return {
        ...base,
        from: event.from,
        startLine: shown.headerValue(event.startLine),
        headers: event.headers.map(([name, value]) => [shown.text(name), shown.headerValue(value)]),
      };
    case 'close':
      return { ...base, by: event.by, how: event.how };
    case 'remark': {
      const value = event.value === undefined ? undefined : shown.text(event.value);
      return { ...base, topic: event.topic, value, text: shown.text(event.text) };
    }
  }
}
