import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { resultsSchema } from '../../src/report';
import { exampleResults } from './results';

const published = JSON.parse(readFileSync(join(__dirname, '..', '..', 'results.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(published);

test('the published schema accepts a results document', () => {
  expect(validate(exampleResults())).toBe(true);
  expect(resultsSchema.parse(exampleResults())).toEqual(exampleResults());
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
