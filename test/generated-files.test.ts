import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from '../scripts/generated-files';

test.each(Object.entries(generatedFiles()))('%s is what the data says (npm run generate)', (path, content) => {
  expect(readFileSync(join(__dirname, '..', path), 'utf8')).toBe(content);
});
