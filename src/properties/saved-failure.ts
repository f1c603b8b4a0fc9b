import { z } from 'zod';
import { kit } from '../suite';
import { shownTrace, type Trace } from '../wire';
import type { ConfirmedFailure } from './check-property';
import { SavedFailureError } from './saved-failure-error';

/** One segment of a failure, as it crossed the wire, secrets masked. */
const segment = z.strictObject({
  connection: z.string(),
  from: z.enum(['client', 'server']),
  base64: z.base64(),
});

const schema = z.strictObject({
  format: z.literal(1),
  kit: z.string(),
  /** `client/properties/challenges`. */
  property: z.string(),
  statement: z.string(),
  rule: z.string(),
  message: z.string(),
  seed: z.int(),
  path: z.string(),
  /** What the kit needs to do it again. */
  example: z.unknown(),
  failed: z.int().min(0),
  tries: z.int().min(0),
  /** How it went the last time, for people. */
  segments: z.array(segment),
});

/** What `msnp8 replay` takes. */
export type SavedFailure = z.output<typeof schema>;

/** Segments that are kept of one failure. */
const MOST_SEGMENTS = 500;

/** Makes a failure into something that can be written to a file. */
export function savedFailure(options: {
  readonly property: string;
  readonly statement: string;
  readonly failure: ConfirmedFailure;
  readonly seed: number;
  readonly trace: Trace;
}): SavedFailure {
  const { property, statement, failure, seed, trace } = options;
  const { example, path, rule, message, failed, tries } = failure;
  const shown = shownTrace(trace, {});
  const segments = trace.events.filter((event) => event.kind === 'segment').slice(-MOST_SEGMENTS);
  return {
    format: 1,
    kit: kit.version,
    property,
    statement,
    rule,
    message: shown.text(message),
    seed,
    path,
    example,
    failed,
    tries,
    segments: segments.map((event) => ({
      connection: event.connection,
      from: event.from,
      base64: Buffer.from(shown.bytes(event)).toString('base64'),
    })),
  };
}

/** @throws SavedFailureError where the text is no saved failure */
export function readSavedFailure(text: string): SavedFailure {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new SavedFailureError(`It is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const read = schema.safeParse(data);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new SavedFailureError(
      `It is no failure that msnp8 has saved: at "${issue?.path.join('.') ?? ''}", ${issue?.message ?? 'something is wrong'}.`,
    );
  }
  return read.data;
}
