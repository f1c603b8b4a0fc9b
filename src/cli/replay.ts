import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  gherkinOf,
  jestOf,
  readSavedFailure,
  replayFailure,
  roleOf,
  type SavedFailure,
  SavedFailureError,
} from '../properties';
import { type ExitCode, visibleText } from '../report';
import { type ClientSubject, embeddedClient, embeddedServer, type ServerSubject } from '../subjects';
import { AuthorityKeeper } from '../suite';
import { printTrace } from '../wire';
import { type ClientOptions, clientFrom } from './client-options';
import type { Io } from './io';
import { type RemoteServerOptions, remoteServerFrom } from './remote-server-options';
import { UsageError } from './usage-error';

/** Options of `msnp8 replay`, as commander hands them over. */
export interface ReplayOptions extends ClientOptions, RemoteServerOptions {
  readonly as?: 'gherkin' | 'jest';
  readonly tries: number;
  /** Milliseconds. */
  readonly timeout: number;
}

/** `msnp8 replay FILE`: plays a saved failure again and says whether it still fails, or prints it as something else. Resolves with 1 where it fails. */
export async function replay(input: {
  readonly file: string;
  readonly target: string | undefined;
  readonly options: ReplayOptions;
  readonly io: Io;
}): Promise<ExitCode> {
  const { file, target, options, io } = input;
  try {
    const saved = await read(file, io);
    if (options.as !== undefined) {
      io.stdout.write(printed(saved, options.as));
      return 0;
    }
    return await play({ saved, subject: await subjectFrom({ saved, target, options }), options, io });
  } catch (error) {
    if (error instanceof SavedFailureError) {
      throw new UsageError(`${visibleText(file)}: ${visibleText(error.message)}`);
    }
    throw error;
  }
}

async function read(file: string, io: Io): Promise<SavedFailure> {
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((error: unknown) => {
    throw new UsageError(`The file cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  });
  return readSavedFailure(text);
}

function printed(saved: SavedFailure, form: 'gherkin' | 'jest'): string {
  const text = form === 'jest' ? jestOf(saved) : gherkinOf(saved);
  if (text === undefined) {
    throw new UsageError(
      'It failed while the subject signed in, or in a chat of several clients, which no scenario plays segment by segment; --as jest prints it as a test.',
    );
  }
  return text;
}

async function subjectFrom(input: {
  readonly saved: SavedFailure;
  readonly target: string | undefined;
  readonly options: ReplayOptions;
}): Promise<ClientSubject | ServerSubject> {
  const { saved, target, options } = input;
  if (roleOf(saved) === 'server') {
    if (options.adapter !== undefined || options.exec !== undefined) {
      throw new UsageError('The failure is one of a server, which is reached by HOST:PORT.');
    }
    const place = target ?? options.target;
    return place === undefined ? embeddedServer() : remoteServerFrom({ target: place, options });
  }
  if (target !== undefined) {
    throw new UsageError('The failure is one of a client, which is reached by --adapter CMD or --exec CMD.');
  }
  return clientFrom(options) ?? embeddedClient();
}

async function play(input: {
  readonly saved: SavedFailure;
  readonly subject: ClientSubject | ServerSubject;
  readonly options: ReplayOptions;
  readonly io: Io;
}): Promise<ExitCode> {
  const { saved, subject, options, io } = input;
  const keeper = new AuthorityKeeper();
  let failed = 0;
  try {
    await subject.reach?.();
    io.stdout.write(`${visibleText(saved.property)}: ${visibleText(saved.statement)}\n`);
    for (let count = 1; count <= options.tries; count += 1) {
      const certificates = subject.role === 'client' ? subject.place?.certificates : undefined;
      const { failure, trace } = await replayFailure(saved, {
        subject,
        timeoutMs: options.timeout,
        authority: () => keeper.get(certificates),
      });
      failed += failure === undefined ? 0 : 1;
      if (failure !== undefined && failed === 1) {
        io.stdout.write(`${printTrace(trace, connectionOf(failure.connection))}\n`);
      }
      io.stdout.write(`try ${count}: ${failure === undefined ? 'holds' : `fails: ${visibleText(failure.message)}`}\n`);
    }
    io.stdout.write(`It ${failed === 0 ? 'fails no more' : 'still fails'}: ${failed} of ${options.tries} tries.\n`);
    return failed === 0 ? 0 : 1;
  } finally {
    await subject.close();
    await keeper.close();
  }
}

function connectionOf(connection: string | undefined): { readonly connection?: string } {
  return connection === undefined ? {} : { connection };
}
