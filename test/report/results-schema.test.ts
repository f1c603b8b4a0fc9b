import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { type CaseResult, resultsSchema } from '../../src/report';
import { exampleResults, heldProperty } from './results';

const published = JSON.parse(readFileSync(join(__dirname, '..', '..', 'results.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(published);

const withAll: Partial<CaseResult> = {
  lacksAccounts: true,
  property: heldProperty,
  story: [
    {
      index: 0,
      time: 0.5,
      connection: 'notification-1',
      kind: 'segment',
      from: 'client',
      service: 'notification',
      boundary: 'proven',
      text: 'PNG\\r\\n',
      notes: ['a ping'],
    },
  ],
};

test('the published schema accepts a results document', () => {
  expect(validate(exampleResults())).toBe(true);
  expect(resultsSchema.parse(exampleResults())).toEqual(exampleResults());
});

test('the published schema has an id, and accepts all that may stand in a document', () => {
  expect(published.$id).toBe('urn:msnp8-conformance:results:2');
  const results = exampleResults();
  const full = {
    ...results,
    run: { ...results.run, shard: { index: 1, of: 2 } },
    cases: results.cases.map((one) => ({ ...one, ...withAll })),
  };
  expect(validate(full)).toBe(true);
  expect(resultsSchema.parse(full)).toEqual(full);
});

test.each([
  ['an unknown verdict', { verdict: 'fine' }],
  ['a missing kit', { kit: undefined }],
  ['an exit code that does not exist', { exitCode: 6 }],
  ['a count below nought', { durationMs: -1 }],
  ['an unknown key', { extra: 1 }],
])('the published schema refuses %s', (_, change) => {
  const document = JSON.parse(JSON.stringify({ ...exampleResults(), ...change }));
  expect(validate(document)).toBe(false);
  expect(resultsSchema.safeParse(document).success).toBe(false);
});
