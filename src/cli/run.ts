import { Readable } from 'node:stream';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';

import type { ExitCode } from '../report';
import type { Role } from '../rules';
import { SubjectError, serveAdapter } from '../subjects';
import { kit, SelectorError } from '../suite';
import { USUAL_BASELINE, withBaselineOptions } from './baseline-options';
import { certifyManual } from './certify-manual';
import { certifyClient, certifyServer, type SharedOptions } from './certify-subject';
import { ciNames } from './ci-jobs';
import type { ClientOptions } from './client-options';
import { completion, shells } from './completion';
import { applySettings, takes } from './config';
import { doctorClient } from './doctor-client';
import { type DoctorOptions, doctorServer } from './doctor-server';
import { type HostingOptions, withHostingOptions } from './hosting-options';
import { type InitOptions, init } from './init';
import type { Io } from './io';
import { listCases } from './list-cases';
import type { RemoteServerOptions } from './remote-server-options';
import { type ReplayOptions, replay } from './replay';
import { parseShard, withReporterOption } from './reporter-options';
import { type ServeOptions, serve } from './serve';
import { shortHelp } from './short-help';
import { showBaselineDiff } from './show-baseline-diff';
import { type ReportOptions, showReport } from './show-report';
import { showRules } from './show-rules';
import { type UpdateOptions, updateBaselineFile } from './update-baseline-file';
import { UsageError } from './usage-error';

/**
 * Runs the command line. Resolves with the exit code of `docs`: 0 as expected, 1 an unexpected result, 2 bad usage, 3 subject not usable, 4 a fault
 * of the kit, 5 ended by its time budget. Never ends the process itself.
 */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : 2;
    }
    if (error instanceof UsageError || error instanceof SelectorError) {
      io.stderr.write(`${error.message}\n`);
      return 2;
    }
    if (error instanceof SubjectError) {
      io.stderr.write(`${error.message}\n`);
      return 3;
    }
    throw error;
  }
}

/** The commands and their options. What is made of them (the schema of configs, completion) is made of this. */
export function buildProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('msnp8')
    .description('Tells whether a program speaks MSNP8, the MSN Messenger protocol of 2002-2003.')
    .version(kit.version)
    .exitOverride()
    .configureHelp(shortHelp)
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // Where nobody says how wide the terminal is: a screen of 40 lines takes the help of each command.
      getOutHelpWidth: () => Math.min(io.stdout.columns ?? HELP_WIDTH, HELP_WIDTH),
    })
    .hook('preAction', (_, command) => applySettings({ program, command, io }));

  withServerOptions(withRunOptions(program.command('server')))
    .summary('certify a server')
    .description('Certifies a server: the kit plays the clients. Without HOST:PORT it meets its own reference server.')
    .argument(
      '[target-and-selectors...]',
      'HOST:PORT, then selectors: rule ids, prefixes, @tags, case ids; ! takes away',
    )
    .addHelpText(
      'after',
      '\nExample:\n  msnp8 server 127.0.0.1:1863 --accounts accounts.json --nexus https://localhost/rdr/pprdr.asp S-ADD',
    )
    .action(async (words: string[], options: SharedOptions & RemoteServerOptions) => {
      done(await certifyServer({ words, options, io }));
    });

  withPortsInOneLine(withHostingOptions(withRunOptions(withClientOptions(program.command('client')))))
    .summary('certify a client')
    .description(
      'Certifies a client: the kit plays the servers. Without --adapter or --exec: its own client.\nSelectors are rule ids, prefixes, @tags and case ids; ! takes away.',
    )
    .argument('[selectors...]')
    .option('--manual', 'lead a person through one session, at these ports')
    .addHelpText('after', '\nExample:\n  msnp8 client --adapter "python3 adapter.py" C-CHL @presence')
    .action(async (selectors: string[], options: ClientCommandOptions) => {
      done(await (options.manual ? certifyManual : certifyClient)({ selectors, options, io }));
    });

  program
    .command('adapter')
    .summary('the reference client as an adapter')
    .description(
      'Speaks the adapter contract (docs/adapter.md) on standard input and output, with the reference client behind it.',
    )
    .addHelpText('after', '\nExample:\n  msnp8 client --adapter "msnp8 adapter"')
    .option('--mutant <id>', 'with the fault of one of the mutants of `msnp8 mutants --role client`')
    .action(async ({ mutant }: { readonly mutant?: string }) => {
      await serveAdapter({
        fault: mutant === undefined ? undefined : await clientFault(mutant),
        input: io.stdin ?? Readable.from([]),
        output: io.stdout,
        program: { name: 'msnp8 reference client', version: kit.version },
      });
    });

  withHostingOptions(program.command('serve'))
    .summary('the servers of the kit, for use by hand')
    .description(
      'Runs dispatch, notification, switchboard and Passport servers until Ctrl-C, and shows what clients say, with the rules that they break.',
    )
    .option('--roster <file>', 'JSON: {"accounts": [...]}, see the README; default: the people of the example session')
    .option('--knob <name=value>', 'how the servers differ; repeatable, --list-knobs shows all', texts)
    .option('--tls-legacy', 'let TLS 1.0 and 1.1 in at Passport')
    .option('--list-knobs', 'show the knobs, and end')
    .option('--ca-out <file>', 'write the certificate authority of the Passport servers here')
    .option('--no-color', 'no colours')
    .addHelpText('after', '\nExample:\n  msnp8 serve --dispatch-port 1863 --knob challenges=off')
    .action(async (options: ServeOptions) => {
      done(await serve({ options, io }));
    });

  const doctor = program
    .command('doctor')
    .summary('look at a server or a client before any case')
    .description('Looks at what is to be certified before any case, and says what is wrong and how to mend it.');
  withServerOptions(doctor.command('server'))
    .description('Looks at a server: is it there, does it speak MSNP8, can each account sign in, what does it offer.')
    .argument('[target]', 'HOST:PORT of the server')
    .addOption(configOption())
    .option('--timeout <ms>', 'limit for one awaited reply, in milliseconds', wholeNumber(TIMEOUTS), 5000)
    .addHelpText(
      'after',
      '\nExample:\n  msnp8 doctor server 127.0.0.1:1863 --accounts accounts.json --nexus https://localhost/pprdr.asp',
    )
    .action(async (word: string | undefined, options: DoctorOptions & { readonly target?: string }) => {
      const target = word ?? options.target;
      if (target === undefined) {
        throw new UsageError('msnp8 doctor server takes the HOST:PORT of a server.');
      }
      done(await doctorServer({ target, options, io }));
    });

  withClientOptions(doctor.command('client'))
    .description(
      'Looks at a client: does it start, what does it offer and need, does it sign in at the servers of the kit.',
    )
    .addOption(configOption())
    .option('--timeout <ms>', 'limit for one awaited step, in milliseconds', wholeNumber(TIMEOUTS), 5000)
    .addHelpText('after', '\nExample:\n  msnp8 doctor client --adapter "python3 adapter.py"')
    .action(async (options: ClientOptions & { readonly timeout: number }) => {
      done(await doctorClient({ options, io }));
    });

  program
    .command('list')
    .summary('list the cases')
    .description('Lists the cases: id, title, rules, accounts that it needs.')
    .argument('[selectors...]', 'rule ids, prefixes, @tags, case ids; ! takes away')
    .option('--features <dir>', 'scenarios of your own, too (docs/writing-scenarios.md)')
    .addHelpText('after', '\nExample:\n  msnp8 list S-ADD')
    .action(async (selectors: string[], options: { readonly features?: string }) => {
      await listCases({ selectors, options, io });
    });

  withClientOptions(withServerOptions(program.command('replay')))
    .summary('play a saved failure again')
    .description('Plays a failure of a property again, byte for byte, and says whether it still fails.')
    .argument('<file>', 'what a run has saved in failures/')
    .argument('[target]', 'HOST:PORT of a server; without one, and without --adapter, the embedded subject')
    .addOption(new Option('--as <form>', 'print it instead: a scenario or a test').choices(['gherkin', 'jest']))
    .option('--tries <n>', 'how often', wholeNumber({ from: 1, to: 1000 }), 3)
    .option('--timeout <ms>', 'limit for one awaited reply, in milliseconds', wholeNumber(TIMEOUTS), 5000)
    .addHelpText(
      'after',
      '\nExample:\n  msnp8 replay reports/failures/client.properties.challenges.json --adapter "python3 adapter.py"',
    )
    .action(async (file: string, target: string | undefined, options: ReplayOptions) => {
      done(await replay({ file, target, options, io }));
    });

  withBaselineOptions(withReporterOption(program.command('report')))
    .summary('reports of runs that have been')
    .description(
      'Makes reports of the results of one run or of many: joins the shards of a run, keeps roles apart, and tells what has changed since earlier runs of the same subject.',
    )
    .argument('<files...>', 'results.json of each run; - for standard input')
    .option('--out <dir>', 'folder for the reports; without it a single one goes to standard output')
    .option('--history <dir>', 'folder with the results of earlier runs: *.json, and */results.json')
    .option('--no-color', 'no colours')
    .option('--quiet', 'the verdict only')
    .option('--verbose', 'every case')
    .addHelpText('after', '\nExample:\n  msnp8 report shard-*/results.json --reporter text,junit --out reports')
    .action(async (files: string[], options: ReportOptions) => {
      done(await showReport({ files, options, io }));
    });

  const baseline = program
    .command('baseline')
    .summary('the expected results of a product')
    .description('Writes or compares a baseline: the reviewed file of what a product is known to do otherwise.');
  baseline
    .command('update')
    .description('Takes what a run came to as expected. Comments, reasons and the order of lines stay.')
    .argument('<files...>', 'results.json of a run, or of all its shards; - for standard input')
    .option('--baseline <file>', `default: ${USUAL_BASELINE}`)
    .option('--why <text>', 'the reason of new lines; else it is asked for at a terminal')
    .option('--prune', 'take out what is not needed any more')
    .addHelpText('after', '\nExample:\n  msnp8 baseline update reports/results.json --why "known since 2.1"')
    .action(async (files: string[], options: UpdateOptions) => {
      done(await updateBaselineFile({ files, options, io }));
    });
  baseline
    .command('diff')
    .description('Shows how a run differs from a baseline; exit code 1 where it does.')
    .argument('<files...>', 'results.json of a run, or of all its shards; - for standard input')
    .option('--baseline <file>', `default: ${USUAL_BASELINE}`)
    .addHelpText('after', '\nExample:\n  msnp8 baseline diff reports/results.json')
    .action(async (files: string[], options: { readonly baseline?: string }) => {
      done(await showBaselineDiff({ files, options, io }));
    });

  program
    .command('mutants')
    .summary('prove that the checks can fail')
    .description(
      'Runs faulty reference peers through the cases of the rule that each breaks and those of the example session that exercise it, and shows which catch them.',
    )
    .addOption(new Option('--role <role>', 'server or client').choices(['server', 'client']))
    .option('--all', 'run each through every case, and show which other rules accuse it (takes an hour)')
    .option('--external', 'clients as programs of their own, behind adapters')
    .addHelpText('after', '\nExample:\n  msnp8 mutants --role server')
    .action(async (options: { readonly role?: Role; readonly all?: true; readonly external?: true }) => {
      const { role, all, external } = options;
      if (role === undefined) {
        throw new UsageError('msnp8 mutants takes --role server or --role client.');
      }
      const { showMutants } = await import('./show-mutants.js');
      done(await showMutants({ role, all: all === true, external: external === true, io }));
    });

  program
    .command('rules')
    .summary('show the catalogue of rules')
    .description('Shows the catalogue, or all that is known of one rule.')
    .argument('[id]', 'a rule id, or a prefix of rule ids')
    .addHelpText('after', '\nExample:\n  msnp8 rules S-ADD-01')
    .action((id: string | undefined) => {
      showRules({ id, io });
    });

  program
    .command('init')
    .summary('write a config and a CI job')
    .description(
      'Writes msnp8.config.yaml, accounts.json and a CI job here. On a terminal it asks what no option says.',
    )
    .addOption(new Option('--role <role>', 'server or client').choices(['server', 'client']))
    .option('--target <address>', 'HOST:PORT of a server')
    .option('--nexus <url>', 'Passport nexus of a server, https://HOST/rdr/pprdr.asp')
    .option('--ticket-command <cmd>', 'prints a ticket; in place of --nexus')
    .option('--account <words>', 'alice=alice@example.com:PASSWORD; repeatable', texts)
    .option('--adapter <cmd>', 'starts the adapter of a client (docs/adapter.md)')
    .option('--exec <cmd>', 'starts a client that signs in')
    .addOption(new Option('--ci <name>', `a CI job: ${ciNames.join(', ')}`).choices(ciNames))
    .option('--yes', 'ask nothing')
    .option('--force', 'overwrite what is there')
    .addHelpText('after', '\nExample:\n  msnp8 init --role client --adapter "python3 adapter.py" --ci github')
    .action(async (options: InitOptions) => {
      done(await init({ options, io }));
    });

  program
    .command('completion')
    .summary('complete commands and options in a shell')
    .description('Prints a script that lets a shell complete commands, options, and the words that they take.')
    .addArgument(new Argument('<shell>', 'which').choices(shells))
    .addHelpText('after', '\nExample:\n  msnp8 completion bash > ~/.local/share/bash-completion/completions/msnp8')
    .action((shell: (typeof shells)[number]) => {
      io.stdout.write(completion({ program, shell }));
    });
  return program;
}

/** Columns. */
const HELP_WIDTH = 100;

/** Mutants are loaded when they are asked for: every start of the kit would wait for them. */
async function clientFault(id: string) {
  const { clientMutants, clientPropertyMutants } = await import('../mutants/index.js');
  const mutant = [...clientMutants, ...clientPropertyMutants].find((one) => one.id === id);
  if (mutant === undefined) {
    throw new UsageError(`There is no mutant "${id}" of the reference client; msnp8 mutants --role client shows all.`);
  }
  return mutant.make();
}

/** Options of `msnp8 client`. */
type ClientCommandOptions = SharedOptions & ClientOptions & HostingOptions & { readonly manual?: true };

/** Milliseconds. */
const TIMEOUTS = { from: 1, to: 600_000 };

/** How a server and its Passport are reached. */
function withServerOptions(command: Command): Command {
  return command
    .option('--accounts <file>', 'JSON: {"alice": {"account": "a@b.com", "password": "..."}, "bob": ...}')
    .option('--nexus <url>', 'Passport nexus of the server, https://HOST/rdr/pprdr.asp')
    .option('--ca <file>', 'certificate authority of the Passport servers, PEM')
    .option('--insecure', 'accept any certificate of the Passport servers')
    .option('--ticket-command <cmd>', 'prints a ticket for MSNP8_ACCOUNT and MSNP8_CHALLENGE; in place of --nexus')
    .option('--reset-command <cmd>', 'brings the server back to its first state; run before each case')
    .option('--connect-to <map>', 'HOST:PORT:HOST2:PORT2: HOST2:PORT2 in place of HOST:PORT; repeatable', texts);
}

/** How a client is started. */
function withClientOptions(command: Command): Command {
  return command
    .option('--adapter <cmd>', 'a program that speaks the adapter contract (docs/adapter.md)')
    .option('--exec <cmd>', 'a client that signs in at MSNP8_HOST, MSNP8_PORT; once a case')
    .option('--isolate', 'lead built-in host names to the kit (Linux)')
    .option('--tls-legacy', 'let TLS 1.0 and 1.1 in at Passport');
}

function withRunOptions(command: Command): Command {
  return withBaselineOptions(withReporterOption(command))
    .addOption(configOption())
    .option('--out <dir>', 'folder for reports and traces/', 'reports')
    .option('--level <level>', 'judge rules down to this level: must, should or all', level, 'all')
    .option('--strict', 'a broken SHOULD fails the run')
    .option('--timeout <ms>', 'limit for an awaited reply, in ms; default 5000, more far away', wholeNumber(TIMEOUTS))
    .option('--seed <n>', 'seed of everything random', wholeNumber({ from: 0, to: 0xffff_ffff }))
    .option('--runs <n>', 'random examples of each property', wholeNumber({ from: 0, to: 1_000_000 }))
    .option('--budget <time>', 'time for all properties, such as 60s', time)
    .option('--only-properties', 'no scenarios')
    .option('--no-properties', 'no properties')
    .option('--shuffle', 'run the cases in an order drawn from the seed')
    .option('--shard <i/n>', 'run one part of n of the cases; msnp8 report joins them', parseShard)
    .option('--features <dir>', 'scenarios of your own, too (docs/writing-scenarios.md)')
    .option('--slow', 'run the cases that take minutes, too')
    .option('--unmask', 'leave secrets readable in traces')
    .option('--no-color', 'no colours')
    .option('--quiet', 'the verdict only')
    .option('--verbose', 'every case');
}

/** A screen has no line for each of the ports: the first names the others. */
function withPortsInOneLine(command: Command): Command {
  const others = ['--notification-port', '--switchboard-port', '--passport-port'];
  for (const option of command.options) {
    if (option.long === '--dispatch-port') {
      option.description = `where it calls first; ${others.join(', ')}, too`;
    }
    if (others.includes(option.long ?? '')) {
      option.hideHelp();
    }
  }
  return command;
}

/** A file of options for `server` and `client`. */
function configOption(): Option {
  return new Option('--config <file>', 'options of every run; default: msnp8.config.yaml or .json here');
}

/** One text for each time that the option is given. */
const texts = takes(
  { type: 'array', items: { type: 'string' } },
  (value: string, earlier: readonly string[] | undefined): readonly string[] => [...(earlier ?? []), value],
);

/** `500ms`, `60s`, `5m` as milliseconds. */
const time = takes({ type: 'string', pattern: '^[0-9]{1,6}(ms|s|m)$' }, (value: string): number => {
  const [, number = '', unit = ''] = /^(\d{1,6})(ms|s|m)$/.exec(value) ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000 }[unit];
  if (factor === undefined || Number(number) === 0) {
    throw new InvalidArgumentError('It is a time such as 500ms, 60s or 5m.');
  }
  return Number(number) * factor;
});

const LEVELS = ['must', 'should', 'all'];

const level = takes({ type: 'string', enum: LEVELS }, (value: string): string => {
  if (!LEVELS.includes(value)) {
    throw new InvalidArgumentError('It is must, should or all.');
  }
  return value;
});

function wholeNumber(range: { readonly from: number; readonly to: number }): (value: string) => number {
  return takes({ type: 'integer', minimum: range.from, maximum: range.to }, (value: string) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < range.from || number > range.to) {
      throw new InvalidArgumentError(`It is a whole number from ${range.from} to ${range.to}.`);
    }
    return number;
  });
}
