import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from './package-root';

/** Name and version of this kit, as in its package.json. */
export const kit: { readonly name: string; readonly version: string } = z
  .object({ name: z.string(), version: z.string() })
  .parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')));
