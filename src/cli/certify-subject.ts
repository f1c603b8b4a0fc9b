import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { type ExitCode, type Results, type TextOptions, textReport, visibleText } from '../report';
import { type Level, observers, type Role } from '../rules';
import { type ClientSubject, embeddedClient, embeddedServer, type ServerSubject } from '../subjects';
import { loadCases, runSuite, selectCases } from '../suite';
import { type ClientOptions, clientFrom } from './client-options';
import { exampleFeatures } from './features';
import { type HostingOptions, hostingOptionGiven } from './hosting-options';
import type { Io } from './io';
import { progress } from './progress';
import { type RemoteServerOptions, remoteServerFrom } from './remote-server-options';
import { ReportFolder } from './report-folder';
import { stopOnSignal } from './stop-on-signal';
import { UsageError } from './usage-error';

/** Options that `server` and `client` share, as commander hands them over. */
export interface SharedOptions {
  readonly out: string;
  readonly level: string;
  readonly strict?: true;
  readonly timeout?: number;
  readonly seed?: number;
  readonly shuffle?: true;
  readonly slow?: true;
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
  const target = first !== undefined && isAddress(first) ? first : undefined;
  const selectors = target === undefined ? words : rest;
  const [needless] = givenAgain(options);
  if (target === undefined && needless !== undefined) {
    throw new UsageError(
      `${needless} goes with the HOST:PORT of a server; the embedded one has accounts and a Passport of its own.`,
    );
  }
  const cases = await pick({ role: 'server', selectors, slow: options.slow });
  const subject = target === undefined ? await embeddedServer() : await remoteServerFrom({ target, options });
  const again = ['msnp8 server', ...(target === undefined ? [] : [shellWord(target), ...givenAgain(options)])].join(
    ' ',
  );
  return certify({ subject, cases, options, io, again });
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
  const { selectors, options, io } = input;
  const needless = hostingOptionGiven(options);
  if (needless !== undefined) {
    throw new UsageError(`${needless} goes with --manual: a client that the kit starts is told where to call.`);
  }
  const cases = await pick({ role: 'client', selectors, slow: options.slow });
  const { adapter, exec, isolate, tlsLegacy } = options;
  const given = [
    ...(adapter === undefined ? [] : ['--adapter', shellWord(adapter)]),
    ...(exec === undefined ? [] : ['--exec', shellWord(exec)]),
    ...(isolate === undefined ? [] : ['--isolate']),
    ...(tlsLegacy === undefined ? [] : ['--tls-legacy']),
  ];
  const again = ['msnp8 client', ...given].join(' ');
  return certify({ subject: clientFrom(options) ?? embeddedClient(), cases, options, io, again });
}

/** No rule, prefix of rules, tag or case id looks like this. */
function isNoSelector(word: string): boolean {
  return /^(?![CSX](-|$))[^@!/]*$/.test(word);
}

function isAddress(word: string): boolean {
  return /^(\[[0-9a-fA-F:.]+\]|[^:/@!\s]+):\d+$/.test(word);
}

async function pick(options: {
  readonly role: Role;
  readonly selectors: readonly string[];
  readonly slow: true | undefined;
}) {
  const { role, selectors, slow } = options;
  const cases = await loadCases({ role, features: exampleFeatures, slow: true });
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

async function certify(input: {
  readonly subject: ServerSubject | ClientSubject;
  readonly cases: Awaited<ReturnType<typeof pick>>;
  readonly options: SharedOptions;
  readonly io: Io;
  readonly again: string;
}): Promise<ExitCode> {
  const { subject, cases, options, io } = input;
  const color = options.color && io.stdout.isTTY === true && io.env.NO_COLOR === undefined;
  const text: TextOptions = { color, verbose: options.verbose === true, out: options.out };
  const shown = progress({ io, quiet: options.quiet === true, text });
  let unwritten: unknown;
  const stopping = stopOnSignal({ source: io.signals, onSecond: () => endAtOnce(subject) });
  try {
    const reports = await reportsIn({ options, io });
    const { results, left } = await runSuite({
      subject,
      cases,
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
      seed: options.seed ?? randomInt(0xffff_ffff),
      ...(options.shuffle === undefined ? {} : { shuffle: true }),
      levels: levelsOf(options),
      ...(options.strict === undefined ? {} : { strict: true }),
      stop: stopping.signal,
      onCase: async (done) => {
        shown.onCase(done);
        await reports.writeTrace({ file: done.trace, trace: done.record.trace }).catch((error: unknown) => {
          unwritten ??= error;
        });
      },
    });
    shown.end();
    await reports.writeResults(results).catch((error: unknown) => {
      unwritten ??= error;
    });
    io.stdout.write(options.quiet === true ? quietLine(results) : textReport(results, text));
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

export function cannotWrite({ options, io, error }: Destination & { readonly error: unknown }): UsageError {
  const out = resolve(io.cwd, options.out);
  return new UsageError(
    `The reports cannot be written to ${out}: ${error instanceof Error ? error.message : String(error)}.`,
  );
}

function quietLine(results: Results): string {
  return `${results.verdict}\n`;
}
