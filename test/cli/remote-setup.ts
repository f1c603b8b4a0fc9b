import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Directory, FakeServer, type FakeServerOptions } from '../../src/fakes';

const people = ['alice', 'bob', 'carol', 'dave', 'eve', 'fred'];
const passwordOf = (persona: string) => `${persona} has a password`;

/** Calls `use` with a server that has an account for each persona, and closes it afterwards. */
export async function withServer<Result>(
  options: FakeServerOptions,
  use: (server: FakeServer) => Promise<Result>,
): Promise<Result> {
  const directory = new Directory(
    people.map((persona) => ({ account: `${persona}@example.com`, password: passwordOf(persona), name: persona })),
  );
  const server = await FakeServer.start({ directory, ...options });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

/** Files and options for a server under test. */
export async function argumentsFor(
  server: FakeServer,
  options: {
    readonly folder: string;
    readonly personas?: readonly string[];
    /** With properties behind the scenarios, which take their time. */
    readonly properties?: true;
  },
): Promise<string[]> {
  const { folder, personas = people, properties } = options;
  const accounts = Object.fromEntries(
    personas.map((persona) => [persona, { account: `${persona}@example.com`, password: passwordOf(persona) }]),
  );
  const file = join(folder, 'accounts.json');
  const ca = join(folder, 'ca.pem');
  await writeFile(file, JSON.stringify(accounts));
  await writeFile(ca, server.caPem);
  return [
    'server',
    `127.0.0.1:${server.dispatch.port}`,
    '--accounts',
    file,
    '--nexus',
    server.nexusUrl,
    '--ca',
    ca,
    '--out',
    folder,
    ...(properties === undefined ? ['--no-properties'] : []),
  ];
}
