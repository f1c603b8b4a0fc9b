import type { Command } from 'commander';
import type { Io } from '../io';
import { findConfig } from './find-config';
import { type Config, readConfig } from './read-config';
import { readEnvironment } from './read-environment';
import { type Setting, settingsOf } from './setting';

/** Of these one at the most is meant: one that is given nearer takes the place of the others. */
const INSTEAD_OF_EACH_OTHER: readonly (readonly string[])[] = [['adapter', 'exec', 'manual']];

/** Nearest first: what is given nearer holds. */
const SOURCES: readonly (string | undefined)[] = ['cli', 'env', 'config', 'default'];

/**
 * Gives the options of a command that stand on no command line the values that the environment or the config has for them.
 *
 * @throws UsageError for a variable or a config that cannot be used
 */
export async function applySettings(options: {
  readonly program: Command;
  readonly command: Command;
  readonly io: Io;
}): Promise<void> {
  const { program, command, io } = options;
  const settings = settingsOf(command);
  const given = (setting: Setting) => command.getOptionValueSource(setting.key) === 'cli';
  const fromEnvironment = new Map<string, unknown>();
  for (const setting of settings.filter((one) => !given(one))) {
    const value = readEnvironment(setting, io.env);
    if (value !== undefined) {
      fromEnvironment.set(setting.key, value);
      set({ command, setting, value, source: 'env' });
    }
  }
  const role = command.name();
  if ((role === 'server' || role === 'client') && settings.some(({ key }) => key === 'config')) {
    const config = await configOf({ program, command, io });
    for (const setting of settings.filter((one) => !given(one) && !fromEnvironment.has(one.key))) {
      const value = config?.[role].get(setting.key) ?? config?.shared.get(setting.key);
      if (value !== undefined) {
        set({ command, setting, value, source: 'config' });
      }
    }
  }
  for (const names of INSTEAD_OF_EACH_OTHER) {
    const sources = names.map((name) => SOURCES.indexOf(command.getOptionValueSource(name)));
    const nearest = Math.min(...sources.filter((place) => place >= 0));
    for (const [index, name] of names.entries()) {
      if ((sources[index] ?? -1) > nearest) {
        command.setOptionValueWithSource(name, undefined, undefined);
      }
    }
  }
}

async function configOf(options: {
  readonly program: Command;
  readonly command: Command;
  readonly io: Io;
}): Promise<Config | undefined> {
  const { program, command, io } = options;
  const named: unknown = command.getOptionValue('config');
  const file = typeof named === 'string' ? named : findConfig(io.cwd);
  return file === undefined ? undefined : readConfig({ file, cwd: io.cwd, program });
}

/** An option that is not there is undefined, not false, but for those that are there unless taken away. */
function set(options: {
  readonly command: Command;
  readonly setting: Setting;
  readonly value: unknown;
  readonly source: 'env' | 'config';
}): void {
  const { command, setting, value, source } = options;
  if (value !== false || setting.usual === true) {
    command.setOptionValueWithSource(setting.key, value, source);
  }
}
