import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { type ExitCode, visibleText } from '../report';
import { personas } from '../suite';
import { accountsFile } from './accounts-file';
import { ciJob, ciNames } from './ci-jobs';
import type { Io } from './io';
import { parseAddress, parseNexus } from './remote-server-options';
import { UsageError } from './usage-error';

/** Options of `msnp8 init`: the answers to its questions. */
export interface InitOptions {
  readonly role?: 'server' | 'client';
  readonly target?: string;
  readonly nexus?: string;
  readonly ticketCommand?: string;
  /** `alice=alice@example.com:password`. */
  readonly account?: readonly string[];
  readonly adapter?: string;
  readonly exec?: string;
  readonly ci?: (typeof ciNames)[number];
  readonly yes?: true;
  readonly force?: true;
}

interface WrittenFile {
  readonly file: string;
  readonly text: string;
  readonly isSecret?: true;
}

const ROLES = ['server', 'client'] as const;
const CONFIG = 'msnp8.config.yaml';
const ACCOUNTS = 'accounts.json';

/**
 * `msnp8 init`: writes a config, the accounts and a CI job. What no option says it asks on a terminal.
 *
 * @throws UsageError where an answer is missing and nobody can be asked, and where a file would be overwritten
 */
export async function init(input: { readonly options: InitOptions; readonly io: Io }): Promise<ExitCode> {
  const { options, io } = input;
  const asking = new Asking({ io, isAllowed: options.yes === undefined });
  let files: readonly WrittenFile[];
  try {
    files = await filesFrom({ options, io, asking });
  } finally {
    asking.close();
  }
  await write({ files, io, isForced: options.force === true });
  for (const { file } of files) {
    io.stdout.write(`wrote ${file}\n`);
  }
  if (files.some(({ isSecret }) => isSecret)) {
    io.stdout.write(`${ACCOUNTS} holds passwords: only you can read it; keep it out of version control.\n`);
  }
  return 0;
}

async function filesFrom(input: {
  readonly options: InitOptions;
  readonly io: Io;
  readonly asking: Asking;
}): Promise<readonly WrittenFile[]> {
  const { options, io, asking } = input;
  const role =
    options.role ??
    (await asking.ask({
      question: 'What is to be certified, a server or a client?',
      flag: '--role server or --role client',
      read: (answer) => oneOf(answer, ROLES),
    }));
  const { section, accounts } =
    role === 'server'
      ? await serverFrom({ options, io, asking })
      : { section: await clientFrom({ options, asking }), accounts: [] };
  const ci =
    options.ci ??
    (await asking.ask({
      question: `A CI job for ${ciNames.join(', ')}?`,
      usual: 'none',
      read: (answer) => oneOf(answer, ciNames),
    }));
  const job = ciJob({ ci, role });
  const head = `# yaml-language-server: $schema=${SCHEMA}\n# docs/config.md of msnp8-conformance tells all keys.\n`;
  return [
    { file: CONFIG, text: `${head}${stringify({ out: 'reports', [role]: section })}` },
    ...accounts,
    ...(job === undefined ? [] : [job]),
  ];
}

async function serverFrom(input: {
  readonly options: InitOptions;
  readonly io: Io;
  readonly asking: Asking;
}): Promise<{ readonly section: object; readonly accounts: readonly WrittenFile[] }> {
  const { options, io, asking } = input;
  if (options.adapter !== undefined || options.exec !== undefined) {
    throw new UsageError('--adapter and --exec start clients: they do not go with --role server.');
  }
  const address = (answer: string) => {
    parseAddress(answer);
    return answer;
  };
  const target =
    options.target === undefined
      ? await asking.ask({ question: 'Where is the server, HOST:PORT?', flag: '--target HOST:PORT', read: address })
      : address(options.target);
  const ticket = await ticketsFrom(options, asking);
  const hasAccounts = options.account === undefined && (await isThere(join(io.cwd, ACCOUNTS)));
  const given = options.account?.map(accountFrom) ?? (hasAccounts ? [] : await accountsFrom(asking));
  const accounts = Object.fromEntries(given.map(({ persona, account, password }) => [persona, { account, password }]));
  if (!hasAccounts && (accounts.alice === undefined || !accountsFile.safeParse(accounts).success)) {
    throw new UsageError('Alice needs an account, and each is one word: --account alice=alice@example.com:PASSWORD.');
  }
  return {
    section: { target, accounts: ACCOUNTS, ...ticket },
    accounts: hasAccounts ? [] : [{ file: ACCOUNTS, text: `${JSON.stringify(accounts, null, 2)}\n`, isSecret: true }],
  };
}

async function ticketsFrom(options: InitOptions, asking: Asking): Promise<object> {
  const { nexus, ticketCommand } = options;
  if (ticketCommand !== undefined) {
    return { ticketCommand };
  }
  return {
    nexus:
      nexus === undefined
        ? await asking.ask({
            question: 'Its Passport nexus, https://HOST/rdr/pprdr.asp?',
            flag: '--nexus URL or --ticket-command CMD',
            read: parseNexus,
          })
        : parseNexus(nexus),
  };
}

interface Account {
  readonly persona: string;
  readonly account: string;
  readonly password: string;
}

/** `alice=alice@example.com:password`; a password may hold anything. */
function accountFrom(text: string): Account {
  const [, persona = '', account = '', password = ''] = /^([a-z]+)=([^:\s]+):(.*)$/s.exec(text) ?? [];
  if (!personas.some((one) => one === persona)) {
    throw new UsageError(`--account takes NAME=ACCOUNT:PASSWORD, where NAME is one of ${personas.join(', ')}.`);
  }
  return { persona, account, password };
}

async function accountsFrom(asking: Asking): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  for (const persona of personas) {
    const account = await asking.ask({
      question: `Account for ${persona}, such as ${persona}@example.com${persona === 'alice' ? '' : ' (empty: no more)'}?`,
      ...(persona === 'alice' ? { flag: '--account alice=ACCOUNT:PASSWORD' } : { usual: '' }),
      read: (answer) => {
        if (/\s/.test(answer)) {
          throw new UsageError('An account is one word.');
        }
        return answer;
      },
    });
    if (account === '') {
      break;
    }
    accounts.push({
      persona,
      account,
      password: await asking.ask({ question: 'Its password (shown as you type)?', read: String, flag: '--account' }),
    });
  }
  return accounts;
}

async function clientFrom(input: { readonly options: InitOptions; readonly asking: Asking }): Promise<object> {
  const { adapter, exec, target, account } = input.options;
  if (target !== undefined || account !== undefined) {
    throw new UsageError('--target and --account are about servers: they do not go with --role client.');
  }
  if (adapter !== undefined && exec !== undefined) {
    throw new UsageError('A client is reached by --adapter CMD or by --exec CMD, not by both.');
  }
  if (exec !== undefined) {
    return { exec };
  }
  return {
    adapter:
      adapter ??
      (await input.asking.ask({
        question: 'The command that starts its adapter (docs/adapter.md)?',
        flag: '--adapter CMD or --exec CMD',
        read: String,
      })),
  };
}

function oneOf<Word extends string>(answer: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === answer);
  if (word === undefined) {
    throw new UsageError(`It is one of ${words.join(', ')}.`);
  }
  return word;
}

/** Where editors find the schema in a project that has installed the kit. */
const SCHEMA = './node_modules/msnp8-conformance/config.schema.json';

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function write(input: {
  readonly files: readonly WrittenFile[];
  readonly io: Io;
  readonly isForced: boolean;
}): Promise<void> {
  const { files, io, isForced } = input;
  for (const { file } of files) {
    if (!isForced && (await isThere(join(io.cwd, file)))) {
      throw new UsageError(`${file} is there already: nothing has been written; --force overwrites it.`);
    }
  }
  for (const { file, text, isSecret } of files) {
    const path = resolve(io.cwd, file);
    try {
      await mkdir(dirname(path), { recursive: true });
      if (isForced) {
        await rm(path, { force: true });
      }
      // Never into a file that others can read already.
      await writeFile(path, text, { flag: 'wx', mode: isSecret ? 0o600 : 0o644 });
    } catch (error) {
      throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
}

/** Asks on a terminal; where nobody can be asked, it names the option. */
class Asking {
  readonly #io: Io;
  readonly #canAsk: boolean;
  #reader: ReturnType<typeof createInterface> | undefined;
  #lines: AsyncIterator<string> | undefined;

  constructor(options: { readonly io: Io; readonly isAllowed: boolean }) {
    this.#io = options.io;
    const { stdin, stdout } = options.io;
    this.#canAsk =
      options.isAllowed && stdin !== undefined && 'isTTY' in stdin && stdin.isTTY === true && stdout.isTTY === true;
  }

  /** The answer, asked for again until it can be read; `usual` stands for an empty one. */
  async ask<Answer>(options: {
    readonly question: string;
    readonly read: (answer: string) => Answer;
    /** The option that answers it. */
    readonly flag?: string;
    readonly usual?: string;
  }): Promise<Answer> {
    const { question, read, flag, usual } = options;
    if (!this.#canAsk) {
      if (usual !== undefined) {
        return read(usual);
      }
      throw new UsageError(
        `msnp8 init needs ${flag ?? 'an answer'}: there is no terminal to ask at, or --yes forbids it.`,
      );
    }
    for (;;) {
      this.#io.stdout.write(`${question}${usual === undefined || usual === '' ? '' : ` [${usual}]`} `);
      const answer = (await this.#line()).trim();
      if (answer === '' && usual === undefined) {
        continue;
      }
      try {
        return read(answer === '' ? (usual ?? '') : answer);
      } catch (error) {
        if (!(error instanceof UsageError)) {
          throw error;
        }
        this.#io.stdout.write(`${visibleText(error.message)}\n`);
      }
    }
  }

  async #line(): Promise<string> {
    if (this.#lines === undefined && this.#io.stdin !== undefined) {
      this.#reader = createInterface({ input: this.#io.stdin, terminal: false });
      this.#lines = this.#reader[Symbol.asyncIterator]();
    }
    const line = await this.#lines?.next();
    if (line === undefined || line.done === true) {
      throw new UsageError('The questions have not been answered to the end: nothing has been written.');
    }
    return line.value;
  }

  close(): void {
    this.#reader?.close();
  }
}
