import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { clientMethods, isClientMethod } from '../client-contract';
import type { ClientNotification } from '../client-notification';
import { type ClientFault, ReferenceClient } from '../reference-client';
import type { ClientProgram } from '../subject';
import { SubjectError } from '../subject-error';

const request = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.int(), z.string()]),
  method: z.string(),
  params: z.record(z.string(), z.unknown()).default({}),
});

/** Errors of JSON-RPC and of the contract. */
const FAILED = -32000;
const INVALID_REQUEST = -32600;
const NOT_FOUND = -32601;
const INVALID_PARAMETERS = -32602;
const KIT_FAULT = -32603;
const PARSE_ERROR = -32700;

/**
 * The reference client as an adapter: reads requests from `input` until `exit` or its end, and writes answers and notifications to `output`. `fault`
 * changes it: that is how mutants are made.
 */
export async function serveAdapter(options: {
  readonly input: Readable;
  readonly output: NodeJS.WritableStream;
  readonly program: ClientProgram;
  readonly fault?: ClientFault | undefined;
}): Promise<void> {
  const { input, output, program, fault } = options;
  const write = (message: object) => void output.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const notify = ({ kind, ...params }: ClientNotification) => write({ method: kind, params });
  const client = new ReferenceClient({ fault, notify });
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const answer = async (line: string): Promise<void> => {
    const asked = readRequest(line);
    if ('code' in asked) {
      write({ id: null, error: asked });
      return;
    }
    const { id, method, params } = asked;
    try {
      write({ id, result: await perform(method, params) });
    } catch (error) {
      write({ id, error: errorOf(error) });
    }
    if (method === 'exit') {
      lines.close();
    }
  };
  const perform = async (method: string, params: unknown): Promise<unknown> => {
    if (method === 'initialize') {
      return { ...program, methods: clientMethods, needs: {}, concurrent: true };
    }
    if (method === 'exit') {
      return {};
    }
    if (!isClientMethod(method)) {
      throw new SubjectError('unsupported', `There is no method "${method}".`);
    }
    return client.perform(method, params);
  };
  for await (const line of lines) {
    // Not awaited: a login may take a while, and may be asked about meanwhile.
    void answer(line);
  }
  await client.forget();
}

function readRequest(line: string): z.output<typeof request> | { readonly code: number; readonly message: string } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { code: PARSE_ERROR, message: 'A line holds one JSON object.' };
  }
  const parsed = request.safeParse(json);
  return parsed.success
    ? parsed.data
    : { code: INVALID_REQUEST, message: 'A request has jsonrpc, id, method and params.' };
}

function errorOf(error: unknown): { readonly code: number; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SubjectError) {
    return { code: error.code === 'unsupported' ? NOT_FOUND : FAILED, message };
  }
  return { code: error instanceof z.ZodError ? INVALID_PARAMETERS : KIT_FAULT, message };
}
