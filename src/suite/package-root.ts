import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json and features/, wherever the kit is installed. */
export const packageRoot: string = nearestPackage(__dirname);

function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) {
    return folder;
  }
  return nearestPackage(dirname(folder));
}
