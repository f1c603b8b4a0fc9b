import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../usage-error';

const NAMES = ['msnp8.config.yaml', 'msnp8.config.json'];

/**
 * The config of a folder, if it has one.
 *
 * @throws UsageError where there are two
 */
export function findConfig(folder: string): string | undefined {
  const [found, another] = NAMES.map((name) => join(folder, name)).filter((file) => existsSync(file));
  if (another !== undefined) {
    throw new UsageError(`There are ${NAMES.join(' and ')}: only one can hold; --config FILE says which.`);
  }
  return found;
}
