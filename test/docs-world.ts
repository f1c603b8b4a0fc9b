import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Results, resultsSchema } from '../src/report';
import { signingInCommand } from './cli/client-commands';
import { builtIn, canIsolate } from './cli/isolation';
import { main, run } from './cli/msnp8';
import { Running } from './cli/served';

const root = join(__dirname, '..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const manifest: { readonly version: string; readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
  read('package.json'),
);

/** What a reader is shown: the pages for people who use the kit, and for those who work on it. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((name) => join('docs', name)),
].filter((name) => name.endsWith('.md'));

/** A command of a page, and what the page shows that it prints. */
interface Command {
  readonly line: string;
  readonly printed: readonly string[];
}

export interface Fence {
  readonly page: string;
  readonly text: string;
  readonly commands: readonly Command[];
}

/** By what a command begins. A fence that begins so holds commands; one whose commands stand behind `$` holds what they print, too. */
const COMMAND = /^(?:\$ )?(?:MSNP8_\w+=\S* )*(?:msnp8|npx|npm|docker|python3|printf|mkdir) /;

/** The tests bring no Docker: what these lines hand to `msnp8` is only held against the options that exist. docs/ci.md says so. */
const NOT_EXECUTED = /^docker /;

/** Lines of fences that nothing runs because they begin otherwise: each fence with commands is commands alone, or has them behind `$`. */
export const strayLines: string[] = [];

export const notExecuted: string[] = [];

/** The fences that hold commands, in the order of the pages. */
export const fences: readonly Fence[] = pages.flatMap((page) =>
  [...read(page).matchAll(/^```(.*)\n([\s\S]*?)^```/gm)].flatMap(([, info = '', text = '']) => {
    const isShell = /^sh\b/.test(info);
    const lines = text
      .replace(/\\\n\s*/g, '')
      .split('\n')
      .filter((line) => line.trim() !== '');
    if (!isShell && (info !== '' || !lines.some((line) => COMMAND.test(line)))) {
      return [];
    }
    return [{ page, text, commands: commandsOf(page, lines) }];
  }),
);

function commandsOf(page: string, lines: readonly string[]): readonly Command[] {
  const isConsole = lines.some((line) => line.startsWith('$ '));
  const commands: { line: string; printed: string[] }[] = [];
  for (const line of lines) {
    if (isConsole && !line.startsWith('$ ')) {
      commands.at(-1)?.printed.push(line);
      continue;
    }
    if (!COMMAND.test(line)) {
      strayLines.push(`${page}: ${line}`);
    }
    if (NOT_EXECUTED.test(line)) {
      notExecuted.push(line);
    } else {
      commands.push({ line: line.replace(/^\$ /, ''), printed: [] });
    }
  }
  return commands;
}

/** Scripts of the repository that the pages name. The tests do not run them: most of them are steps of .ci/run, the tests themselves among them. */
export const namedScripts: readonly string[] = [
  ...new Set(fences.flatMap(({ text }) => [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => script))),
].filter((script) => script !== 'msnp8');

/** One case of a client that any client can do, and two of a server that need Alice alone: a page tells of all. */
const CLIENT_CASES = 'client/challenge/a-challenge-of-another-kind-7';
const SERVER_CASES = 'server/logout/alice-logs-out server/challenge/alice-answers-a-challenge';
/** Those in which the adapter with a fault does what docs/baseline.md shows. */
const FAULTY_CASES = [
  'client/challenge/the-challenge-of-the-documented-session',
  'client/challenge/a-challenge-of-another-kind-7',
  'client/challenge/three-challenges-at-once',
].join(' ');
/** The fault of adapter.sh. A wrong answer ends the connection, sooner or later, and accuses now this rule and now that; one that never comes always the same. */
const FAULT = 'never-answers';
/** How long the kit waits for such an answer. */
const FAULTY = { MSNP8_SELECTORS: FAULTY_CASES, MSNP8_TIMEOUT: '1000' };

/** How a command is run, and what comes of it, where it is not exit code 0 after all cases. */
interface Expectation {
  readonly of: RegExp;
  /** In the fences that hold this; in all without it. */
  readonly in?: RegExp;
  readonly env?: Readonly<Record<string, string>>;
  readonly code?: number;
  readonly says?: RegExp;
}

/** Of each command all that fit hold, the last before the others. */
const EXPECTATIONS: readonly Expectation[] = [
  // All cases and properties of both roles are run by other tests: here few will do, except where the page itself selects in a config.
  { of: /./, env: { MSNP8_PROPERTIES: 'no' } },
  { of: /\bmsnp8 (-- )?server\b/, env: { MSNP8_SELECTORS: SERVER_CASES } },
  { of: /\bmsnp8 (-- )?client\b/, env: { MSNP8_SELECTORS: CLIENT_CASES } },
  { of: /./, in: /selectors:/, env: { MSNP8_SELECTORS: '' } },
  {
    of: /--only-properties/,
    env: { MSNP8_PROPERTIES: '', MSNP8_SELECTORS: 'client/properties/challenges', MSNP8_RUNS: '1' },
    says: /^ {2}cases {2}1 pass$/m,
  },
  // adapter.sh has a fault, and a run that finds it says so.
  { of: /client --adapter \.\/adapter\.sh/, env: FAULTY, code: 1 },
  { of: /baseline update .*"known since 2\.1"/, says: /^msnp8-baseline\.yaml: 3 added, 0 changed, 0 removed$/m },
  // The baseline lacks one of three lines, and has one too many: diff says so, and the next commands mend it.
  { of: /baseline diff/, code: 1, says: /^ {2}unexpected +C-CHL-03 [\s\S]*^ {2}stale +C-TRI-01 /m },
  { of: /baseline update .*"since 2\.2"/, says: /^msnp8-baseline\.yaml: 1 added, \d changed, 0 removed$/m },
  { of: /baseline update .*--prune/, says: /^msnp8-baseline\.yaml: 0 added, 0 changed, 1 removed$/m },
  // adapter.py has been mended since the failure was saved.
  { of: /\breplay .*adapter\.py/, says: /^It fails no more: 0 of 3 tries\.$/m },
  { of: /--history/, says: /^ {2}since {2}2001-/m },
  // Where users may make no namespaces, docs/isolate.md promises exit code 3 and the reason.
  ...(canIsolate ? [] : [{ of: /--isolate/, code: 3, says: /cannot be isolated on this machine/ }]),
];

/** The server that the pages have in mind, which is the kit's own `msnp8 serve`, and what has been made for all fences. */
export interface World {
  /** What the pages say in place of what only the reader knows, and what it is here. */
  readonly placeholders: readonly (readonly [string, string])[];
  readonly folder: string;
  close(): Promise<void>;
}

/** Starts the server, and makes the results and the failure that commands of the pages read. */
export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'msnp8 docs world [x] '));
  writeShims(folder);
  const accounts = Object.values(ACCOUNTS);
  writeFileSync(join(folder, 'roster.json'), JSON.stringify({ accounts }));
  const server = new Running(['serve', '--roster', 'roster.json', '--ca-out', 'ca.pem'], { cwd: folder });
  const close = async () => {
    server.kill();
    await server.ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    writeAdapters(folder);
    await Promise.all([
      make(folder, `msnp8 client --adapter ./adapter.sh --out faulty`, { env: FAULTY, code: 1 }),
      (async () => {
        await make(folder, `msnp8 client --adapter "msnp8 adapter" --out client ${CLIENT_CASES}`);
        await make(folder, `msnp8 server --out server ${SERVER_CASES}`);
        const faulty = 'msnp8 adapter --mutant encodes-no-percent-before-digits';
        const names = `msnp8 client --adapter "${faulty}" --seed 1 --out failed client/properties/names`;
        await make(folder, names, { env: { MSNP8_PROPERTIES: '' }, code: 1 });
      })(),
    ]);
    const [, address = ''] = await server.says(/A client calls first at +(\S+)/);
    const [, nexus = ''] = await server.says(/Passport \(nexus\) +(\S+)/);
    await server.says(/Ctrl-C ends/);
    return {
      folder,
      close,
      placeholders: [
        ['https://HOST/rdr/pprdr.asp', nexus],
        ['https://localhost/rdr/pprdr.asp', nexus],
        ['127.0.0.1:1863', address],
        ['HOST:PORT', address],
      ],
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Those of the README, with the password of docs/README.md. */
const ACCOUNTS = {
  alice: { account: 'alice@example.com', password: 'PASSWORD' },
  bob: { account: 'bob@example.com', password: 'PASSWORD' },
};

/** The files that a reader has already: written where the commands name them, unless the commands make them. */
const FILES: readonly {
  readonly name: string;
  readonly where: RegExp;
  readonly unless?: RegExp;
  readonly write: (path: string, world: World, fence: Fence) => void;
}[] = [
  {
    name: 'adapter.py',
    where: /adapter\.py/,
    write: (path) => writeFileSync(path, read('docs/examples/adapter.py')),
  },
  { name: 'adapter.sh', where: /adapter\.sh/, write: (path) => writeAdapters(dirname(path)) },
  {
    name: 'oldclient',
    where: /\.\/oldclient/,
    write: (path) =>
      writeProgram(path, `MSNP8_ACCOUNT=$1\n${signingInCommand(dirname(path), builtIn(dirname(path)))}\n`),
  },
  {
    name: 'accounts.json',
    where: /accounts\.json/,
    write: (path) => writeFileSync(path, JSON.stringify(ACCOUNTS)),
  },
  { name: 'ca.pem', where: /ca\.pem/, write: (path, { folder }) => cpSync(join(folder, 'ca.pem'), path) },
  {
    name: 'reports/results.json',
    where: /reports\/results\.json/,
    unless: /msnp8 (server|client)/,
    // Who writes a baseline has something to write into it, and takes out of it what a whole run, as this is said to be, does not need.
    write: (path, { folder }, { text }) =>
      text.includes('msnp8 baseline')
        ? writeChanged(join(folder, 'faulty', 'results.json'), path, ({ run, ...results }) => ({
            ...results,
            run: { ...run, selectors: [] },
          }))
        : cpSync(join(folder, 'client', 'results.json'), path),
  },
  ...['server', 'client'].map((role) => ({
    name: `${role}/results.json`,
    where: new RegExp(`\\b${role}/results\\.json`),
    write: (path: string, { folder }: World) => cpSync(join(folder, role, 'results.json'), path),
  })),
  {
    name: 'history/earlier.json',
    where: /--history history/,
    write: (path, { folder }) =>
      writeChanged(join(folder, 'client', 'results.json'), path, (results) => ({
        ...results,
        started: '2001-01-01T00:00:00.000Z',
      })),
  },
  {
    name: 'reports/failures/client.properties.names.json',
    where: /failures\/client\.properties\.names\.json/,
    write: (path, { folder }) => cpSync(join(folder, 'failed', 'failures', 'client.properties.names.json'), path),
  },
  {
    name: 'msnp8-baseline.yaml',
    where: /msnp8 baseline diff/,
    write: (path) => {
      const lines = ['C-CHL-01', 'C-CHL-04', 'C-TRI-01'].map((id) => `  ${id}: { expect: fail, why: old }\n`);
      writeFileSync(path, `kit: ${manifest.version}\nsubject: client\nrules:\n${lines.join('')}`);
    },
  },
  {
    name: 'scenarios/own.feature',
    where: /--features scenarios/,
    // Those that the page itself shows, a file each.
    write: (path, _world, { page }) => {
      for (const [index, [, text = '']] of [...read(page).matchAll(/```gherkin\n([\s\S]*?)```/g)].entries()) {
        writeFileSync(join(dirname(path), `own-${index}.feature`), text);
      }
    },
  },
];

/** What a command came to, beside what it should have come to. */
export interface Outcome {
  readonly found: { readonly line: string; readonly code: number | null; readonly stderr: string };
  readonly expected: { readonly line: string; readonly code: number; readonly stderr: string };
  readonly stdout: string;
  readonly says: readonly RegExp[];
  /** Text that the page shows, in its order. */
  readonly prints: readonly string[];
}

/** Runs the commands of a fence one after the other in a folder of their own; ends with the first that comes to something else. */
export async function runFence(fence: Fence, world: World): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'msnp8 docs [x] '));
  try {
    for (const { name, where, unless, write } of FILES) {
      if (where.test(fence.text) && unless?.test(fence.text) !== true) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        write(join(folder, name), world, fence);
      }
    }
    const outcomes: Outcome[] = [];
    for (const command of fence.commands) {
      const outcome = await runCommand(command, { fence, folder, world });
      outcomes.push(outcome);
      if (outcome.found.code !== outcome.expected.code) {
        break;
      }
    }
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runCommand(
  { line, printed }: Command,
  where: { readonly fence: Fence; readonly folder: string; readonly world: World },
): Promise<Outcome> {
  const { fence, folder, world } = where;
  const fitting = EXPECTATIONS.filter((one) => one.of.test(line) && one.in?.test(fence.text) !== false);
  const here = world.placeholders.reduce((text, [from, to]) => text.replaceAll(from, to), line);
  const finished = await run('sh', {
    args: ['-e', '-c', here],
    cwd: folder,
    env: {
      ...withShims(world.folder),
      HOME: join(folder, 'home'),
      // A server whose authority nobody names has one that the machine trusts.
      ...(fence.text.includes('--ca ') ? {} : { NODE_EXTRA_CA_CERTS: join(world.folder, 'ca.pem') }),
      ...Object.assign({}, ...fitting.map(({ env }) => env)),
    },
  });
  const code = fitting.findLast((one) => one.code !== undefined)?.code ?? 0;
  return {
    found: { line, code: finished.code, stderr: finished.stderr },
    expected: { line, code, stderr: '' },
    stdout: finished.stdout,
    says: fitting.flatMap(({ says }) => (says === undefined ? [] : [says])),
    // `…` stands for what the page leaves out.
    prints: printed
      .join('\n')
      .split(/^ *…$/m)
      .map((text) => text.trimEnd())
      .filter((text) => text !== ''),
  };
}

/** The programs of the reader come before all others. */
function withShims(folder: string): Readonly<Record<string, string>> {
  return { PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}` };
}

/** Runs a command of ours, which has to end with exit code 0 or with this one. */
async function make(
  folder: string,
  command: string,
  options: { readonly env?: Readonly<Record<string, string>>; readonly code?: number } = {},
): Promise<void> {
  const env = { ...withShims(folder), MSNP8_PROPERTIES: 'no', ...options.env };
  const { code, stdout, stderr } = await run('sh', { args: ['-c', command], cwd: folder, env });
  if (code !== (options.code ?? 0)) {
    throw new Error(`${command} ended with ${code}: ${stdout}${stderr}`);
  }
}

/** Copies a results document with a change. */
function writeChanged(from: string, to: string, change: (results: Results) => Results): void {
  writeFileSync(to, JSON.stringify(change(resultsSchema.parse(JSON.parse(readFileSync(from, 'utf8'))))));
}

/** What the commands of the pages start with, as a reader has it. */
function writeShims(folder: string): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeProgram(join(bin, 'msnp8'), `exec '${process.execPath}' '${main}' "$@"\n`);
  writeProgram(join(bin, 'npx'), 'exec "$@"\n');
  // The reader's adapter is one for a client that can do everything, as the reference client can.
  writeProgram(join(bin, 'python3'), 'test "$*" = adapter.py && test -f adapter.py && exec msnp8 adapter\n');
  // .ci/run installs, packs and runs the scripts; here it matters that they are there.
  const scripts = Object.keys(manifest.scripts).map((script) => `'run ${script}'`);
  writeProgram(
    join(bin, 'npm'),
    `case "$*" in
  'run msnp8 -- '*) shift 3; exec msnp8 "$@" ;;
  ci | test | pack | 'install --save-dev msnp8-conformance' | ${scripts.join(' | ')}) exit 0 ;;
esac
echo "npm $* is nothing that a reader can run" >&2
exit 97
`,
  );
}

function writeAdapters(folder: string): void {
  writeProgram(join(folder, 'adapter.sh'), `exec msnp8 adapter --mutant ${FAULT}\n`);
}

function writeProgram(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}`);
  chmodSync(path, 0o755);
}
