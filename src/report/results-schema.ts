import { z } from 'zod';
import type { Results } from './results';

const verdict = z.enum(['pass', 'warn', 'fail', 'unsupported', 'blocked', 'inconclusive', 'not exercised']);
const level = z.enum(['MUST', 'SHOULD', 'MAY']);
const count = z.int().min(0);
const exitCode = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);

const line = z.string().describe('Control characters are escaped, secrets masked, long lines cut.');

const evidence = z.strictObject({
  sent: line.describe('What the kit had sent or asked for.'),
  accepted: line.describe('What would have been accepted.'),
  form: line.describe('The documented shape of the command that came; empty where none did or none is known.'),
  received: line.describe('What came; empty where nothing did.'),
  mark: z
    .strictObject({ from: count, to: count })
    .optional()
    .describe('The columns of `received` that are wrong, from 0, `to` not included.'),
  around: z.array(line).describe('The trace around it, on its connection.'),
});

const violation = z.strictObject({
  case: z.string().describe('Id of the case in whose trace it stands.'),
  message: z.string().describe('What would have been accepted, and what came.'),
  level: level.describe('The level that this violation counts at.'),
  trace: z.string().describe('Trace file, relative to this document.'),
  event: count.describe('Index of the event in that trace.'),
  evidence: evidence.optional().describe('Shown for the first violations of a rule in a case.'),
});

const rule = z.strictObject({
  id: z.string().regex(/^[CSX]-[A-Z]+-\d\d$/),
  area: z.string().describe('The id without its number.'),
  level,
  statement: z.string().describe('What the rule demands.'),
  source: z.string(),
  confidence: z.enum(['spec', 'observed', 'lore']),
  dispute: z.string().optional().describe('Sources that differ, in a sentence.'),
  verdict,
  exercised: count.describe('How often the rule was put to the test.'),
  violations: z.array(violation),
  variants: z.record(z.string(), count).describe('Allowed variants that the subject chose, with how often.'),
});

const side = z.enum(['client', 'server']);

const storyEvent = z.strictObject({
  index: count.describe('Position in the trace, from 0.'),
  time: z.number().min(0).describe('Milliseconds since the trace began.'),
  connection: z.string().describe('Id of the connection; empty for what is on none.'),
  kind: z.enum(['open', 'segment', 'command', 'empty-line', 'undecodable', 'http', 'close', 'remark']),
  from: side.optional(),
  service: z.enum(['dispatch', 'notification', 'switchboard', 'passport']).optional(),
  boundary: z
    .enum(['proven', 'best-effort', 'received', 'whole'])
    .optional()
    .describe('Whether the cut at the end of a segment reached the receiver as a cut of its reads.'),
  text: line,
  notes: z.array(line).optional().describe('Decoded names, the lists behind a number.'),
  accused: z
    .array(
      z.strictObject({
        rule: z.string(),
        from: count.optional(),
        to: count.optional().describe('Not included.'),
      }),
    )
    .optional()
    .describe('The rules that are accused here, and the columns of the text, from 0, that break them.'),
});

const property = z.strictObject({
  statement: z.string().describe('What holds, in a sentence.'),
  examples: count.describe('Examples that were tried, those of shrinking not among them.'),
  exhaustive: count.describe('Those of them that were all that there are of a kind.'),
  shrinks: count.describe('Examples that were tried while a smaller failure was sought.'),
  examplesPerSecond: z.number().min(0),
  segmentsPerSecond: z.number().min(0),
  boundaries: count.describe('Segment boundaries of the examples.'),
  provenBoundaries: count.describe('Those that were shown to reach the subject as boundaries of its reads.'),
  counterexample: z
    .strictObject({
      path: z.string().describe('Path of fast-check from the seed of the run; empty for an exhaustive example.'),
      example: z.string(),
      failed: count,
      tries: count,
      file: z.string().describe('The file for `msnp8 replay`, relative to this document.'),
      transcript: z.array(line),
    })
    .optional()
    .describe('The smallest example that failed.'),
});

const oneCase = z.strictObject({
  id: z.string(),
  title: z.string(),
  rules: z.array(z.string()),
  tags: z.array(z.string()),
  verdict,
  closing: z.enum(['clean', 'late', 'abrupt', 'wrong side', 'none']),
  durationMs: count,
  reason: z.string().describe('Why the verdict is not a pass; empty for a pass.'),
  trace: z.string().describe('Trace file, relative to this document.'),
  accused: z.array(z.string()).describe('Ids of the rules that are accused in its trace.'),
  lacksAccounts: z.literal(true).optional().describe('It is blocked only because the run was given too few accounts.'),
  story: z.array(storyEvent).optional().describe('The trace, bounded; absent where it was not kept.'),
  property: property.optional().describe('Where the case is a property.'),
});

const accommodation = z.strictObject({
  need: z.string().describe('Its name in the adapter contract.'),
  value: z.union([z.string(), z.number(), z.literal(true)]),
  bends: z.array(z.string()).describe('The rules that the subject was not put to the test of, or not in full.'),
});

const difference = z.strictObject({
  id: z.string(),
  kind: z.enum(['rule', 'case']),
  expected: z.array(verdict),
  got: verdict,
  sentence: z.string().describe('What was expected and what came.'),
});

const baseline = z.strictObject({
  file: z.string(),
  unexpected: z.array(difference).describe('Another outcome than is expected.'),
  stale: z.array(difference).describe('Lines that are not needed any more.'),
  expired: z.array(difference).describe('Lines whose `until` is past.'),
  changed: z.array(difference).describe('As bad as expected, and in another way.'),
  newRules: z.array(difference).describe('Rules that the kit did not have when the baseline was written.'),
});

/** The schema of `results.json`; `results.schema.json` is made from it. */
export const resultsSchema: z.ZodType<Results> = z.strictObject({
  schema: z.literal(2).describe('Version of this schema.'),
  kit: z.strictObject({ name: z.string(), version: z.string() }),
  subject: z.strictObject({
    role: z.enum(['client', 'server']),
    kind: z.string(),
    target: z.string(),
    program: z
      .strictObject({ name: z.string(), version: z.string() })
      .exactOptional()
      .describe('What the subject calls itself, where it does.'),
  }),
  started: z.iso.datetime().describe('UTC.'),
  durationMs: count,
  seed: z.int(),
  run: z
    .strictObject({
      command: z.string().describe('The command that repeats the run, but for selectors and seed.'),
      selectors: z.array(z.string()),
      levels: z.array(level),
      strict: z.boolean(),
      shard: z
        .strictObject({ index: z.int().min(1), of: z.int().min(1) })
        .optional()
        .describe('Which part of the cases this run had.'),
      node: z.string(),
      platform: z.string(),
    })
    .describe('How the run was asked for.'),
  verdict,
  exitCode,
  reason: z.string().describe('Why the run could not go on; empty otherwise.'),
  accommodations: z.array(accommodation).describe('What the kit did otherwise because the subject needs it so.'),
  rules: z.array(rule),
  cases: z.array(oneCase),
  baseline: baseline.optional().describe('How the run differs from a baseline.'),
});

/** The JSON Schema (draft 2020-12) that is published beside the kit. */
export function resultsJsonSchema(): unknown {
  return {
    ...z.toJSONSchema(resultsSchema),
    $id: 'urn:msnp8-conformance:results:2',
    title: 'Results of a run of msnp8-conformance',
  };
}
