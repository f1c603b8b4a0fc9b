import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdapterClient, type AdapterClientOptions, adapterClient } from '../../src/subjects';

/** What each script finds: `send` writes an object, `answer` a result, `raw` bytes; `on.METHOD` handles a request. */
const PREAMBLE = `
const raw = (text) => process.stdout.write(text);
const send = (message) => raw(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
const answer = (id, result) => send({ id, result });
const tell = (method, params) => send({ method, params });
const log = [];
const offered = ['login', 'logout', 'setName', 'addGroup', 'snapshot'];
const on = {
  initialize: ({ id }) => answer(id, { name: 'Scripted', version: '1.2', methods: offered }),
  login: ({ id, params }) => answer(id, { account: params.account, name: 'Alice' }),
  logout: ({ id }) => answer(id, {}),
  setName: ({ id }) => answer(id, {}),
  addGroup: ({ id }) => answer(id, { id: '1' }),
  snapshot: ({ id }) => answer(id, { name: log.join(' ') }),
  exit: ({ id }) => { answer(id, {}); process.exit(0); },
};
let rest = '';
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    const request = JSON.parse(line);
    log.push(request.method);
    const handle = on[request.method];
    if (handle) handle(request);
    else send({ id: request.id, error: { code: -32601, message: 'Method not found' } });
  }
});
`;

/** A command for the shell that runs an adapter with changes to a right one, in \`folder\`. */
export async function scriptIn(folder: string, script: string): Promise<string> {
  const file = join(folder, `adapter-${Math.random().toString(36).slice(2)}.js`);
  await writeFile(file, `${PREAMBLE}\n${script}`);
  return `'${process.execPath}' '${file}'`;
}

/** Calls `use` with the adapter that a script changes, and ends it afterwards. */
export async function withAdapter<Result>(
  script: string,
  use: (adapter: AdapterClient) => Promise<Result>,
  options: Partial<AdapterClientOptions> = {},
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'msnp8 adapter [x] '));
  const command = options.command ?? (await scriptIn(folder, script));
  const adapter = adapterClient({ kit: { name: 'kit', version: '0' }, ...options, command });
  try {
    return await use(adapter);
  } finally {
    await adapter.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export const credentials = {
  account: 'alice@passport.com',
  password: 'rabbit hole',
  host: '127.0.0.1',
  port: 1863,
  nexusUrl: 'https://127.0.0.1:443/rdr/pprdr.asp',
  caFile: '/tmp/ca.pem',
};
