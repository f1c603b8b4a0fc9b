import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { type ExitCode, type TextOptions, visibleText } from '../report';
import { type ClientNeeds, type ClientSubject, SubjectError } from '../subjects';
import { type Person, type PersonsWord, runGuidedSession } from '../suite';
import { baselineJudge } from './baseline-options';
import { cannotWrite, levelsOf, reportsIn, type SharedOptions } from './certify-subject';
import type { ClientOptions } from './client-options';
import { cannotListen, type HostingOptions, hostingFrom } from './hosting-options';
import type { Io } from './io';
import { printReports } from './print-reports';
import { writtenReporters } from './reporter-options';
import { stopOnSignal } from './stop-on-signal';
import { UsageError } from './usage-error';

/** `msnp8 client --manual`: leads a person with a client through one session. */
export async function certifyManual(input: {
  readonly selectors: readonly string[];
  readonly options: SharedOptions & ClientOptions & HostingOptions;
  readonly io: Io;
}): Promise<ExitCode> {
  const { selectors, options, io } = input;
  if (options.adapter !== undefined || options.exec !== undefined) {
    throw new UsageError('--manual is for a client that a person uses; --adapter and --exec start one themselves.');
  }
  if (options.isolate) {
    throw new UsageError(
      '--isolate is for clients that the kit starts; for one that a person starts docs/isolate.md says what to do.',
    );
  }
  if (selectors.length > 0) {
    throw new UsageError('A guided session is one case: selectors do not go with --manual.');
  }
  const { serverOptions, authority } = await hostingFrom(options, io);
  const stopping = stopOnSignal({ source: io.signals, onSecond: () => {} });
  const person = personAt(io);
  try {
    const byBaseline = await baselineJudge({ options, io, roles: ['client'] });
    const reports = await reportsIn({ options, io });
    const { results: outcome, record } = await runGuidedSession({
      person,
      subject: manualClient(options),
      hosting: serverOptions,
      authority,
      timeoutMs: options.timeout ?? 5000,
      levels: levelsOf(options),
      strict: options.strict === true,
      stop: stopping.signal,
    });
    const results = byBaseline(outcome);
    const [{ trace = '' } = {}] = results.cases;
    const color = options.color && io.stdout.isTTY === true && io.env.NO_COLOR === undefined;
    const text: TextOptions = { color, verbose: options.verbose === true, out: options.out };
    const written = { results: [results], names: writtenReporters(options), text };
    try {
      await reports.writeTrace({ file: trace, trace: record.trace });
      await reports.writeReports(written);
      await printReports({ ...written, quiet: options.quiet, io });
    } catch (error) {
      throw cannotWrite({ options, io, error });
    }
    return results.exitCode;
  } catch (error) {
    throw cannotListen(error) ?? error;
  } finally {
    person.leave();
    await authority.close();
    stopping.release();
  }
}

const WORDS: Readonly<Record<string, PersonsWord>> = { s: 'skip', r: 'repeat', q: 'quit' };

/** Who types on standard input. */
function personAt(io: Io): Person & { leave(): void } {
  const input = io.stdin ?? Readable.from([]);
  const lines = createInterface({ input });
  const said: PersonsWord[] = [];
  let isGone = false;
  let heard = () => {};
  lines.on('line', (line) => {
    const word = WORDS[line.trim().slice(0, 1).toLowerCase()];
    if (word === undefined) {
      io.stdout.write('s skips the step, r goes back to the one before, q ends.\n');
      return;
    }
    said.push(word);
    heard();
  });
  lines.on('close', () => {
    isGone = true;
    heard();
  });
  return {
    tell: (line) => void io.stdout.write(`${visibleText(line)}\n`),
    word: () =>
      new Promise((resolve) => {
        heard = () => {
          const word = said.shift() ?? (isGone ? 'quit' : undefined);
          if (word !== undefined) {
            heard = () => {};
            resolve(word);
          }
        };
        heard();
      }),
    leave: () => {
      lines.close();
      input.destroy();
    },
  };
}

/** Nobody can ask it anything: what it does is seen on the wire. */
function manualClient(options: HostingOptions): ClientSubject {
  const needs: ClientNeeds = options.tlsLegacy ? { tls: '1.0' } : {};
  return {
    role: 'client',
    kind: 'manual',
    target: 'a client that a person uses',
    methods: new Set(),
    needs,
    watched: true,
    call: async (method) => {
      throw new SubjectError('unsupported', `A person uses the client: it cannot be asked for "${method}".`);
    },
    reset: async () => {},
    close: async () => {},
  };
}
