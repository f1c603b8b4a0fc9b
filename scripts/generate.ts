import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated-files';

/** `npm run generate`: writes the pages and the schema that are made from data. A test holds them against the data. */
for (const [path, content] of Object.entries(generatedFiles())) {
  const file = join(__dirname, '..', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
