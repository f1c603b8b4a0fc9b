import type { Command } from 'commander';
import { type Setting, settingsOf } from './setting';

/** What a config may hold: keys that `server` and `client` share stand at the top, all of each in its section. */
export interface ConfigSections {
  readonly shared: ReadonlyMap<string, Setting>;
  readonly server: ReadonlyMap<string, Setting>;
  readonly client: ReadonlyMap<string, Setting>;
}

/** The sections of a config, from the options of `msnp8 server` and `msnp8 client`. */
export function configSections(program: Command): ConfigSections {
  const server = keysOf(program, 'server');
  const client = keysOf(program, 'client');
  return { shared: new Map([...server].filter(([key]) => client.has(key))), server, client };
}

function keysOf(program: Command, name: string): Map<string, Setting> {
  const command = program.commands.find((one) => one.name() === name);
  const settings = command === undefined ? [] : settingsOf(command);
  // A config does not name configs.
  return new Map(settings.filter(({ key }) => key !== 'config').map((setting) => [setting.key, setting]));
}
