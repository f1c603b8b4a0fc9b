import { type Command, InvalidArgumentError } from 'commander';
import { type RunDescription, reporterNames, usualReporters } from '../report';
import { takes } from './config';

/** Names of reporters, parted by commas. */
const reporters = takes(
  { type: 'array', items: { type: 'string', enum: reporterNames } },
  (value: string, earlier: readonly string[] | undefined): readonly string[] => {
    const names = value.split(',').map((name) => name.trim());
    const unknown = names.find((name) => !reporterNames.includes(name));
    if (unknown !== undefined) {
      throw new InvalidArgumentError(`There is no reporter "${unknown}"; there are ${reporterNames.join(', ')}.`);
    }
    return [...(earlier ?? []), ...names];
  },
);

/** Adds `--reporter`. */
export function withReporterOption(command: Command): Command {
  return command.option('--reporter <names>', `${reporterNames.join(',')}; repeatable`, reporters);
}

/** The reporters of a run. Its results document is among them whatever is asked for: all else can be made of it later. */
export function writtenReporters({ reporter }: { readonly reporter?: readonly string[] }): readonly string[] {
  return [...new Set([...(reporter ?? usualReporters), 'json'])];
}

/** `2/3` is the second of three shards. */
export const parseShard = takes(
  { type: 'string', pattern: '^[0-9]{1,6}/[0-9]{1,6}$' },
  (value: string): NonNullable<RunDescription['shard']> => {
    const [, index = 0, of = 0] = /^(\d{1,6})\/(\d{1,6})$/.exec(value)?.map(Number) ?? [];
    if (index < 1 || index > of) {
      throw new InvalidArgumentError('It is I/N, with I from 1 to N: 2/3 is the second of three shards.');
    }
    return { index, of };
  },
);
