import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { propertyCases, runProperties } from '../properties';
import { type ExitCode, type RunDescription, type TextOptions, visibleText } from '../report';
import { type Level, observers, type Role } from '../rules';
import { type ClientSubject, embeddedClient, embeddedServer, type ServerSubject } from '../subjects';
import {
  type CaseDefinition,
  dealCases,
  loadCases,
  loadOwnCases,
  type OwnFeatures,
  runSuite,
  selectCases,
} from '../suite';
import { type BaselineOptions, baselineJudge } from './baseline-options';
import { type ClientOptions, clientFrom } from './client-options';
import { exampleFeatures, withOwnFeatures } from './features';
import { type HostingOptions, hostingOptionGiven } from './hosting-options';
import type { Io } from './io';
import { printReports } from './print-reports';
import { progress } from './progress';
import { type RemoteServerOptions, remoteServerFrom } from './remote-server-options';
import { ReportFolder } from './report-folder';
import { writtenReporters } from './reporter-options';
import { stopOnSignal } from './stop-on-signal';
import { UsageError } from './usage-error';

/** Options that `server` and `client` share, as commander hands them over. */
export interface SharedOptions extends BaselineOptions {
  /** Selectors of the config or the environment; those of the command line take their place. */
  readonly selectors?: readonly string[];
  readonly out: string;
  readonly level: string;
  readonly strict?: true;
  readonly timeout?: number;
  readonly seed?: number;
  readonly shuffle?: true;
  readonly shard?: NonNullable<RunDescription['shard']>;
  /** Names of reporters. */
  readonly reporter?: readonly string[];
  /** Folder of scenarios that are not of the kit. */
  readonly features?: string;
  readonly slow?: true;
  /** Random examples of each property. */
  readonly runs?: number;
  /** Milliseconds for all properties together. */
  readonly budget?: number;
  /** False where they are left out. */
  readonly properties: boolean;
  readonly onlyProperties?: true;
  readonly unmask?: true;
  readonly color: boolean;
  readonly quiet?: true;
  readonly verbose?: true;
}

/** `msnp8 server [HOST:PORT] [SELECTOR…]`. */
export async function certifyServer(input: {
  readonly words: readonly string[];
  readonly options: SharedOptions & RemoteServerOptions;
  readonly io: Io;
}): Promise<ExitCode> {
  const { words, options, io } = input;
  const [first, ...rest] = words;
  if (first !== undefined && isNoSelector(first) && !isAddress(first)) {
    throw new UsageError(
      `"${first}" is neither a selector nor HOST:PORT: a server needs its port, which is 1863 by tradition.`,
    );
  }
  const isTargetGiven = first !== undefined && isAddress(first);
  const target = isTargetGiven ? first : options.target;
  const selectors = selectorsOf(isTargetGiven ? rest : words, options);
  const [needless] = givenAgain(options);
  if (target === undefined && needless !== undefined) {
    throw new UsageError(
      `${needless} goes with the HOST:PORT of a server; the embedded one has accounts and a Passport of its own.`,
    );
  }
  // Looked at before the features are read: who mistypes an option hears so at once. Nothing is open yet.
  const remote = target === undefined ? undefined : await remoteServerFrom({ target, options });
  return withOwnFeatures({ options, io }, async (own) => {
    const cases = await pick({ role: 'server', selectors, options, own });
    const subject = remote ?? (await embeddedServer());
    const again = [
      'msnp8 server',
      ...(target === undefined ? [] : [shellWord(target), ...givenAgain(options)]),
      ...featuresAgain(options),
    ].join(' ');
    return certify({ subject, cases, selectors, options, io, again });
  });
}

function selectorsOf(given: readonly string[], { selectors = [] }: SharedOptions): readonly string[] {
  return given.length > 0 ? given : selectors;
}

/** The options without which a part of the run cannot be repeated. */
function givenAgain(options: RemoteServerOptions): string[] {
  const { accounts, nexus, ca, insecure, connectTo = [], ticketCommand, resetCommand } = options;
  const named = [
    ['--accounts', accounts],
    ['--nexus', nexus],
    ['--ca', ca],
    ['--ticket-command', ticketCommand],
    ['--reset-command', resetCommand],
    ...connectTo.map((one) => ['--connect-to', one]),
  ].flatMap(([name = '', value]) => (value === undefined ? [] : [name, shellWord(value)]));
  return insecure === undefined ? named : [...named, '--insecure'];
}

function featuresAgain({ features }: SharedOptions): string[] {
  return features === undefined ? [] : ['--features', shellWord(features)];
}

/** A word as a shell takes it, quoted where it has to be. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** `msnp8 client [SELECTOR…]`. */
export async function certifyClient(input: {
  readonly selectors: readonly string[];
  readonly options: SharedOptions & ClientOptions & HostingOptions;
  readonly io: Io;
}): Promise<ExitCode> {
  const { options, io } = input;
  const selectors = selectorsOf(input.selectors, options);
  const needless = hostingOptionGiven(options);
  if (needless !== undefined) {
    throw new UsageError(`${needless} goes with --manual: a client that the kit starts is told where to call.`);
  }
  const { adapter, exec, isolate, tlsLegacy } = options;
  const given = [
    ...(adapter === undefined ? [] : ['--adapter', shellWord(adapter)]),
    ...(exec === undefined ? [] : ['--exec', shellWord(exec)]),
    ...(isolate === undefined ? [] : ['--isolate']),
    ...(tlsLegacy === undefined ? [] : ['--tls-legacy']),
    ...featuresAgain(options),
  ];
  const again = ['msnp8 client', ...given].join(' ');
  // Before the features are read, as for a server.
  const client = clientFrom(options);
  return withOwnFeatures({ options, io }, async (own) => {
    const cases = await pick({ role: 'client', selectors, options, own });
    return certify({ subject: client ?? embeddedClient(), cases, selectors, options, io, again });
  });
}

/** No rule, prefix of rules, tag or case id looks like this. */
function isNoSelector(word: string): boolean {
  return /^(?![CSX](-|$))[^@!/]*$/.test(word);
}

function isAddress(word: string): boolean {
  return /^(\[[0-9a-fA-F:.]+\]|[^:/@!\s]+):\d+$/.test(word);
}

/** The cases of a role, scenarios and properties, that the selectors and options name. */
async function pick(options: {
  readonly role: Role;
  readonly selectors: readonly string[];
  readonly options: SharedOptions;
  readonly own: OwnFeatures | undefined;
}): Promise<readonly CaseDefinition[]> {
  const { role, selectors, options: chosen, own } = options;
  const { slow, properties, onlyProperties } = chosen;
  const cases = [
    ...(onlyProperties === true ? [] : await loadCases({ role, features: exampleFeatures, slow: true })),
    ...(own === undefined || onlyProperties === true ? [] : await loadOwnCases({ role, features: own })),
    ...(properties ? propertyCases(role) : []),
  ];
  return selectCases({ cases, selectors, observed: new Set(observers.keys()), slow });
}

/** The levels that a run judges. */
export function levelsOf({ level }: Pick<SharedOptions, 'level'>): readonly Level[] {
  return LEVELS[level] ?? ['MUST', 'SHOULD', 'MAY'];
}

const LEVELS: Readonly<Record<string, readonly Level[]>> = {
  must: ['MUST'],
  should: ['MUST', 'SHOULD'],
  all: ['MUST', 'SHOULD', 'MAY'],
};

/** The seed of a run in shards where none is given. */
const SEED_OF_SHARDS = 1;

async function certify(input: {
  readonly subject: ServerSubject | ClientSubject;
  readonly cases: readonly CaseDefinition[];
  readonly selectors: readonly string[];
  readonly options: SharedOptions;
  readonly io: Io;
  readonly again: string;
}): Promise<ExitCode> {
  const { subject, selectors, options, io, again } = input;
  const { shard } = options;
  const color = options.color && io.stdout.isTTY === true && io.env.NO_COLOR === undefined;
  const text: TextOptions = { color, verbose: options.verbose === true, out: options.out };
  const shown = progress({ io, quiet: options.quiet === true, text });
  let unwritten: unknown;
  const stopping = stopOnSignal({ source: io.signals, onSecond: () => endAtOnce(subject) });
  try {
    const cases = shard === undefined ? input.cases : dealCases(input.cases, shard);
    const byBaseline = await baselineJudge({ options, io, roles: [subject.role] });
    const reports = await reportsIn({ options, io });
    const isProperty = ({ tags }: CaseDefinition) => tags.includes('@property');
    const { results: outcome, left } = await runSuite({
      subject,
      cases: cases.filter((one) => !isProperty(one)),
      further: runProperties({
        definitions: cases.filter(isProperty),
        settings: { runs: options.runs, budgetMs: options.budget },
      }),
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
      // The shards of a run have one seed, though nobody has told them.
      seed: options.seed ?? (shard === undefined ? randomInt(0xffff_ffff) : SEED_OF_SHARDS),
      ...(options.shuffle === undefined ? {} : { shuffle: true }),
      levels: levelsOf(options),
      asked: { command: again, selectors, ...(shard === undefined ? {} : { shard }) },
      ...(options.strict === undefined ? {} : { strict: true }),
      stop: stopping.signal,
      onCase: async (done) => {
        shown.onCase(done);
        const { trace: file, record, attachment } = done;
        await reports.writeTrace({ file, trace: record.trace, attachment }).catch((error: unknown) => {
          unwritten ??= error;
        });
      },
    });
    shown.end();
    const results = byBaseline(outcome);
    const written = { results: [results], names: writtenReporters(options), text };
    await reports.writeReports(written).catch((error: unknown) => {
      unwritten ??= error;
    });
    await printReports({ ...written, quiet: options.quiet, io }).catch((error: unknown) => {
      unwritten ??= error;
    });
    for (const sentence of left) {
      io.stderr.write(`${visibleText(sentence)}\n`);
    }
    if (unwritten !== undefined) {
      throw cannotWrite({ options, io, error: unwritten });
    }
    return results.exitCode;
  } finally {
    await subject.close();
    stopping.release();
  }
}

function endAtOnce(subject: ServerSubject | ClientSubject): void {
  if (subject.role === 'client' && subject.kill !== undefined) {
    subject.kill();
  } else {
    void subject.close();
  }
}

interface Destination {
  readonly options: SharedOptions;
  readonly io: Io;
}

/** Tried before the run begins: nobody should wait for a run and then find nothing. */
export async function reportsIn({ options, io }: Destination): Promise<ReportFolder> {
  const { unmask } = options;
  try {
    return await ReportFolder.prepare({ path: resolve(io.cwd, options.out), unmask });
  } catch (error) {
    throw cannotWrite({ options, io, error });
  }
}

export function cannotWrite(failed: {
  readonly options: { readonly out: string };
  readonly io: Io;
  readonly error: unknown;
}): UsageError {
  const { options, io, error } = failed;
  const out = resolve(io.cwd, options.out);
  return new UsageError(
    `The reports cannot be written to ${out}: ${error instanceof Error ? error.message : String(error)}.`,
  );
}
