import type { Command, Option } from 'commander';
import { shapeTakenBy, type ValueShape } from './takes';

/** An option of a command, as configs and the environment know it. */
export interface Setting {
  /** Long name in camelCase; `color` for `--no-color`. */
  readonly key: string;
  /** As on the command line, `--out`. */
  readonly flag: string;
  /** Variable of the environment. */
  readonly variable: string;
  readonly description: string;
  readonly shape: ValueShape | { readonly type: 'boolean' };
  /** The value is a path. */
  readonly isPath: boolean;
  /** Value where nobody gives one. */
  readonly usual: unknown;
  /** Reads one text; repeated ones are gathered in `earlier`. */
  readonly read: (text: string, earlier: unknown) => unknown;
}

/** Given to the commands of `--exec`, `--ticket-command` and `--reset-command`: no option may be read from them. */
const GIVEN_TO_COMMANDS: ReadonlySet<string> = new Set(
  ['HOST', 'PORT', 'ACCOUNT', 'PASSWORD', 'NEXUS_URL', 'CA_FILE', 'CASE', 'CHALLENGE', 'PERSONA', 'STARTED_BY'].map(
    (name) => `MSNP8_${name}`,
  ),
);

/** What stands on command lines alone. */
const NO_SETTINGS: ReadonlySet<string> = new Set(['help', 'version']);

/** Words of the command line that are no options: the address of a server, and selectors. */
const words: Readonly<Record<'target' | 'selectors', Setting>> = {
  target: {
    key: 'target',
    flag: 'HOST:PORT',
    variable: 'MSNP8_TARGET',
    description: 'HOST:PORT of the server',
    shape: { type: 'string' },
    isPath: false,
    usual: undefined,
    read: (text) => text,
  },
  selectors: {
    key: 'selectors',
    flag: 'SELECTOR',
    variable: 'MSNP8_SELECTORS',
    description: 'rule ids, prefixes, @tags, case ids; ! takes away',
    shape: { type: 'array', items: { type: 'string' } },
    isPath: false,
    usual: undefined,
    read: (text, earlier) => [...(Array.isArray(earlier) ? earlier : []), text],
  },
};

/** The settings of a command: one for each option, and for the address and the selectors where it takes them. */
export function settingsOf(command: Command): readonly Setting[] {
  const settings = new Map<string, Setting>();
  for (const option of command.options) {
    const setting = settingOf(option, command);
    if (!NO_SETTINGS.has(setting.key) && !settings.has(setting.key)) {
      settings.set(setting.key, setting);
    }
  }
  const names = command.registeredArguments.map((argument) => argument.name()).join(' ');
  return [
    ...(names.includes('target') ? [words.target] : []),
    ...(names.includes('selectors') ? [words.selectors] : []),
    ...settings.values(),
  ];
}

function settingOf(option: Option, command: Command): Setting {
  const key = option.attributeName();
  const { parseArg } = option;
  return {
    key,
    flag: option.long ?? option.flags,
    variable: variableOf(key),
    description: option.description,
    shape: shapeOf(option),
    isPath: /<(file|dir)>/.test(option.flags),
    usual: command.getOptionValueSource(key) === 'default' ? command.getOptionValue(key) : option.defaultValue,
    read: (text, earlier) => (parseArg === undefined ? text : parseArg(text, earlier)),
  };
}

function variableOf(key: string): string {
  const name = `MSNP8_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
  return GIVEN_TO_COMMANDS.has(name) ? name.replace('MSNP8_', 'MSNP8_OPTION_') : name;
}

function shapeOf(option: Option): Setting['shape'] {
  if (option.isBoolean() || option.negate) {
    return { type: 'boolean' };
  }
  return (
    shapeTakenBy(option.parseArg) ?? {
      type: 'string',
      ...(option.argChoices === undefined ? {} : { enum: option.argChoices }),
    }
  );
}
