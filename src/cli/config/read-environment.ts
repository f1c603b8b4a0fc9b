import { visibleText } from '../../report';
import { UsageError } from '../usage-error';
import type { Setting } from './setting';

const YES: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'on']);
const NO: ReadonlySet<string> = new Set(['0', 'false', 'no', 'off']);

/**
 * The value of a setting in the environment; undefined where the variable is not there or empty.
 *
 * @throws UsageError for a value that the option does not take
 */
export function readEnvironment(setting: Setting, env: Readonly<Record<string, string | undefined>>): unknown {
  const { variable, shape, read } = setting;
  const text = env[variable];
  if (text === undefined || text.trim() === '') {
    return undefined;
  }
  const wrong = (why: string) =>
    new UsageError(
      `The variable ${variable} of the environment is ${JSON.stringify(visibleText(text))}: ${why.replace(/\.$/, '')}.`,
    );
  if (shape.type === 'boolean') {
    const word = text.trim().toLowerCase();
    if (!YES.has(word) && !NO.has(word)) {
      throw wrong('it is true or false');
    }
    return YES.has(word);
  }
  if (shape.type === 'string' && shape.enum?.includes(text) === false) {
    throw wrong(`it is one of ${shape.enum.join(', ')}`);
  }
  try {
    if (shape.type === 'array') {
      let values: unknown;
      for (const word of text.trim().split(/\s+/)) {
        values = read(word, values);
      }
      return values;
    }
    return read(text, undefined);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}
