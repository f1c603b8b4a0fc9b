import { Readable } from 'node:stream';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { clientMutants } from '../mutants';
import type { ExitCode } from '../report';
import type { Role } from '../rules';
import { SubjectError, serveAdapter } from '../subjects';
import { kit, SelectorError } from '../suite';
import { certifyManual } from './certify-manual';
import { certifyClient, certifyServer, type SharedOptions } from './certify-subject';
import type { ClientOptions } from './client-options';
import { doctorClient } from './doctor-client';
import { type DoctorOptions, doctorServer } from './doctor-server';
import { type HostingOptions, withHostingOptions } from './hosting-options';
import type { Io } from './io';
import { listCases } from './list-cases';
import type { RemoteServerOptions } from './remote-server-options';
import { type ServeOptions, serve } from './serve';
import { showMutants } from './show-mutants';
import { showRules } from './show-rules';
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

function buildProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('msnp8')
    .description('Tells whether a program speaks MSNP8, the MSN Messenger protocol of 2002-2003.')
    .version(kit.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    });

  withServerOptions(withRunOptions(program.command('server')))
    .summary('certify a server')
    .description('Certifies a server: the kit plays the clients. Without HOST:PORT it meets its own reference server.')
    .argument(
      '[target-and-selectors...]',
      'HOST:PORT of the server, then selectors: rule ids, prefixes, @tags, case ids; ! takes away',
    )
    .addHelpText(
      'after',
      '\nExample:\n  msnp8 server 127.0.0.1:1863 --accounts accounts.json --nexus https://localhost/rdr/pprdr.asp S-ADD',
    )
    .action(async (words: string[], options: SharedOptions & RemoteServerOptions) => {
      done(await certifyServer({ words, options, io }));
    });

  withHostingOptions(withRunOptions(withClientOptions(program.command('client'))))
    .summary('certify a client')
    .description(
      'Certifies a client: the kit plays the servers. Without --adapter or --exec it meets its own reference client.',
    )
    .argument('[selectors...]', 'rule ids, prefixes, @tags, case ids; ! takes away')
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
        fault: mutant === undefined ? undefined : clientFault(mutant),
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
    .option(
      '--knob <name=value>',
      'how the servers differ; repeatable, --list-knobs shows all',
      (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value],
    )
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
    .argument('<target>', 'HOST:PORT of the server')
    .option('--timeout <ms>', 'limit for one awaited reply, in milliseconds', wholeNumber(TIMEOUTS), 5000)
    .addHelpText(
      'after',
      '\nExample:\n  msnp8 doctor server 127.0.0.1:1863 --accounts accounts.json --nexus https://localhost/rdr/pprdr.asp',
    )
    .action(async (target: string, options: DoctorOptions) => {
      done(await doctorServer({ target, options, io }));
    });

  withClientOptions(doctor.command('client'))
    .description(
      'Looks at a client: does it start, what does it offer and need, does it sign in at the servers of the kit.',
    )
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
    .addHelpText('after', '\nExample:\n  msnp8 list S-ADD')
    .action(async (selectors: string[]) => {
      await listCases({ selectors, io });
    });

  program
    .command('mutants')
    .summary('prove that the checks can fail')
    .description(
      'Runs faulty reference peers through the cases of the rule that each breaks and those of the example session that exercise it, and shows which catch them.',
    )
    .addOption(new Option('--role <role>', 'server or client').choices(['server', 'client']).makeOptionMandatory())
    .option('--all', 'run each through every case, and show which other rules accuse it (takes an hour)')
    .option('--external', 'clients as programs of their own, behind adapters')
    .addHelpText('after', '\nExample:\n  msnp8 mutants --role server')
    .action(async ({ role, all, external }: { readonly role: Role; readonly all?: true; readonly external?: true }) => {
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
  return program;
}

function clientFault(id: string): ReturnType<(typeof clientMutants)[number]['make']> {
  const mutant = clientMutants.find((one) => one.id === id);
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
    .option('--accounts <file>', 'JSON: {"alice": {"account": "alice@example.com", "password": "..."}, "bob": ...}')
    .option('--nexus <url>', 'Passport nexus of the server, https://HOST/rdr/pprdr.asp')
    .option('--ca <file>', 'certificate authority of the Passport servers, PEM')
    .option('--insecure', 'accept any certificate of the Passport servers')
    .option('--ticket-command <cmd>', 'prints a ticket for MSNP8_ACCOUNT and MSNP8_CHALLENGE; in place of --nexus')
    .option('--reset-command <cmd>', 'brings the server back to its first state; run before each case')
    .option(
      '--connect-to <map>',
      'HOST:PORT:HOST2:PORT2: where to connect instead when the server names HOST:PORT; repeatable',
      (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value],
    );
}

/** How a client is started. */
function withClientOptions(command: Command): Command {
  return command
    .option('--adapter <cmd>', 'a program that speaks the adapter contract (docs/adapter.md); for the shell')
    .option('--exec <cmd>', 'a client that signs in at MSNP8_HOST, MSNP8_PORT, ...: started anew for each case')
    .option('--isolate', 'lead built-in host names to the kit (Linux)')
    .option('--tls-legacy', 'let TLS 1.0 and 1.1 in at Passport');
}

function withRunOptions(command: Command): Command {
  return command
    .option('--out <dir>', 'folder for results.json, junit.xml and traces/', 'reports')
    .option('--level <level>', 'judge rules down to this level: must, should or all', parseLevel, 'all')
    .option('--strict', 'a broken SHOULD fails the run')
    .option(
      '--timeout <ms>',
      'limit for one awaited reply, in milliseconds; default 5000, more for a server far away',
      wholeNumber(TIMEOUTS),
    )
    .option('--seed <n>', 'seed of everything random', wholeNumber({ from: 0, to: 0xffff_ffff }))
    .option('--shuffle', 'run the cases in an order drawn from the seed')
    .option('--slow', 'run the cases that take minutes, too')
    .option('--unmask', 'leave secrets readable in traces')
    .option('--no-color', 'no colours')
    .option('--quiet', 'the verdict only')
    .option('--verbose', 'every case');
}

function parseLevel(value: string): string {
  if (!['must', 'should', 'all'].includes(value)) {
    throw new InvalidArgumentError('It is must, should or all.');
  }
  return value;
}

function wholeNumber(range: { readonly from: number; readonly to: number }): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < range.from || number > range.to) {
      throw new InvalidArgumentError(`It is a whole number from ${range.from} to ${range.to}.`);
    }
    return number;
  };
}
