import type { Command } from 'commander';
import { configSections } from './config-sections';
import type { Setting } from './setting';

/** The JSON Schema of configs, made from the options of the command line: editors complete and check by it. */
export function configJsonSchema(program: Command): object {
  const { shared, server, client } = configSections(program);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Config of msnp8',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...propertiesOf(shared),
      server: { ...sectionOf(server), description: 'Options of `msnp8 server` and `msnp8 doctor server`.' },
      client: { ...sectionOf(client), description: 'Options of `msnp8 client` and `msnp8 doctor client`.' },
    },
  };
}

function sectionOf(settings: ReadonlyMap<string, Setting>): object {
  return { type: 'object', additionalProperties: false, properties: propertiesOf(settings) };
}

function propertiesOf(settings: ReadonlyMap<string, Setting>): Readonly<Record<string, object>> {
  return Object.fromEntries(
    [...settings].map(([key, { shape, description, usual }]) => [
      key,
      { ...shape, description, ...(usual === undefined ? {} : { default: usual }) },
    ]),
  );
}
