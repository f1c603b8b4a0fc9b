import { z } from 'zod';
import { type ClientNotification, clientNotificationKinds, clientNotificationSchema } from '../client-notification';
import { excerpt } from './excerpt';

/** One line of an adapter, understood. */
export type AdapterMessage =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: number; readonly message: string }
  | { readonly kind: 'notification'; readonly notification: ClientNotification }
  /** A line that nobody but white space wrote. */
  | { readonly kind: 'nothing' }
  /** A part of a sentence that begins with the adapter: `wrote "Hello" on its standard output, which is not JSON`. */
  | { readonly kind: 'wrong'; readonly problem: string };

const envelope = z.looseObject({ jsonrpc: z.literal('2.0') });
const answer = z.looseObject({ id: z.int() });
const failure = z.object({ code: z.int(), message: z.string() });
const notice = z.looseObject({ method: z.string() });

/** Reads one line of JSON-RPC 2.0 as an adapter may write it. Never fails. */
export function parseAdapterMessage(line: Uint8Array): AdapterMessage {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(line).trim();
  } catch {
    return wrong(`wrote ${excerpt(Buffer.from(line).toString('latin1'))} on its standard output, which is not UTF-8`);
  }
  if (text === '') {
    return { kind: 'nothing' };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return wrong(`wrote ${excerpt(text)} on its standard output, which is not JSON: what is for people goes to stderr`);
  }
  const message = envelope.safeParse(json);
  if (!message.success) {
    return wrong(`wrote ${excerpt(text)}, which is not one object of JSON-RPC 2.0`);
  }
  if ('method' in message.data) {
    return notificationIn(message.data, text);
  }
  return answerIn(message.data, text);
}

function notificationIn(message: Readonly<Record<string, unknown>>, text: string): AdapterMessage {
  const named = notice.safeParse(message);
  if (!named.success || 'id' in message) {
    return wrong(`wrote ${excerpt(text)}: it may tell and answer, and ask nothing`);
  }
  const { method, params } = named.data;
  if (!clientNotificationKinds.includes(method)) {
    return wrong(`told ${excerpt(method)}, and there is no such notification`);
  }
  const parsed = clientNotificationSchema.safeParse({ ...(isObject(params) ? params : {}), kind: method });
  return parsed.success
    ? { kind: 'notification', notification: parsed.data }
    : wrong(`told "${method}" with ${excerpt(JSON.stringify(params ?? null))}: ${problemOf(parsed.error)}`);
}

function answerIn(message: Readonly<Record<string, unknown>>, text: string): AdapterMessage {
  const identified = answer.safeParse(message);
  if (!identified.success) {
    // JSON-RPC has null for a request that could not be read, and the kit's can be.
    return wrong(`wrote ${excerpt(text)}, which answers no request: it has no id that is a number`);
  }
  const { id } = identified.data;
  const hasResult = 'result' in message;
  if (hasResult === 'error' in message) {
    return wrong(`wrote ${excerpt(text)}: an answer has either a result or an error`);
  }
  if (hasResult) {
    return { kind: 'result', id, result: message.result };
  }
  const parsed = failure.safeParse(message.error);
  return parsed.success
    ? { kind: 'error', id, ...parsed.data }
    : wrong(`wrote ${excerpt(text)}: an error has a code, which is a number, and a message`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(problem: string): AdapterMessage {
  return { kind: 'wrong', problem };
}

/** The first thing that is wrong with a value, as a part of a sentence. */
export function problemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `;
  return `${where}${(issue?.message ?? 'it is not as expected').replace(/\.$/, '')}`;
}
