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
  level,
  verdict,
  exercised: count.describe('How often the rule was put to the test.'),
  violations: z.array(violation),
  variants: z.record(z.string(), count).describe('Allowed variants that the subject chose, with how often.'),
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
});

const accommodation = z.strictObject({
  need: z.string().describe('Its name in the adapter contract.'),
  value: z.union([z.string(), z.number(), z.literal(true)]),
  bends: z.array(z.string()).describe('The rules that the subject was not put to the test of, or not in full.'),
});

/** The schema of `results.json`; `results.schema.json` is made from it. */
export const resultsSchema: z.ZodType<Results> = z.strictObject({
  schema: z.literal(1).describe('Version of this schema.'),
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
  verdict,
  exitCode,
  reason: z.string().describe('Why the run could not go on; empty otherwise.'),
  accommodations: z.array(accommodation).describe('What the kit did otherwise because the subject needs it so.'),
  rules: z.array(rule),
  cases: z.array(oneCase),
});

/** The JSON Schema (draft 2020-12) that is published beside the kit. */
export function resultsJsonSchema(): unknown {
  return {
    ...z.toJSONSchema(resultsSchema),
    title: 'Results of a run of msnp8-conformance',
  };
}
