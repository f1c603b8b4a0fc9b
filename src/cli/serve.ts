import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FakeServer, sessionDirectory } from '../fakes';
import type { ExitCode } from '../report';
import { Trace, usualReceiveLimits } from '../wire';
import { cannotListen, type HostingOptions, hostingFrom } from './hosting-options';
import type { Io } from './io';
import { knobLines, knobsFrom } from './knob-options';
import { LiveTranscript } from './live-transcript';
import { type RosterOfFile, readRoster } from './roster-file';
import { stopOnSignal } from './stop-on-signal';
import { UsageError } from './usage-error';

export interface ServeOptions extends HostingOptions {
  readonly roster?: string;
  readonly knob?: readonly string[];
  readonly listKnobs?: true;
  readonly caOut?: string;
  readonly color: boolean;
}

/** Events after which a new record begins as soon as nobody is connected: one that runs for days needs no more memory than one that runs for an hour. */
const EVENTS_OF_A_RECORD = 10_000;

/** `msnp8 serve`: the kit's servers for use by hand, until a signal ends them. */
export async function serve(input: { readonly options: ServeOptions; readonly io: Io }): Promise<ExitCode> {
  const { options, io } = input;
  const write = (text: string) => void io.stdout.write(text);
  if (options.listKnobs) {
    write(`${knobLines().join('\n')}\n`);
    return 0;
  }
  const knobs = knobsFrom(options.knob ?? []);
  const { directory, online } =
    options.roster === undefined ? rosterOfSession() : await readRoster(resolve(io.cwd, options.roster));
  const { serverOptions, authority } = await hostingFrom(options, io);
  const stopping = stopOnSignal({ source: io.signals, onSecond: () => {} });
  let server: FakeServer | undefined;
  let transcript: LiveTranscript | undefined;
  try {
    const { certificates, caFile } = await authority.get();
    const color = options.color && io.stdout.isTTY === true && io.env.NO_COLOR === undefined;
    const record = () => {
      const trace = new Trace();
      transcript?.close();
      transcript = new LiveTranscript({ trace, color, write });
      for (const { password } of directory.accounts) {
        trace.addSecret(password);
      }
      trace.remark({ topic: 'person', text: 'People use the clients.' });
      trace.onEvent((event) => {
        const isFull = event.kind === 'remark' && event.topic === 'trace-full';
        const isQuiet =
          event.kind === 'close' && (server?.sessions.length ?? 0) + (server?.switchboards.length ?? 0) === 0;
        if (isFull || (isQuiet && trace.events.length > EVENTS_OF_A_RECORD)) {
          // Not in the middle of what is being recorded.
          setImmediate(() => server?.useTrace(record()));
        }
      });
      return trace;
    };
    server = await FakeServer.start({
      ...serverOptions,
      directory,
      knobs,
      certificates,
      trace: record(),
      subject: 'client',
      receiveLimits: usualReceiveLimits,
    });
    for (const { account, status } of online) {
      server.puppet(account).setStatus(status);
    }
    if (options.caOut !== undefined) {
      await copyAuthority({ from: caFile, to: resolve(io.cwd, options.caOut) });
    }
    write(placesOf(server, { caFile: options.caOut ?? caFile }));
    if (!stopping.signal.aborted) {
      await once(stopping.signal, 'abort');
    }
    return 0;
  } catch (error) {
    throw cannotListen(error) ?? error;
  } finally {
    await server?.close();
    transcript?.close();
    await authority.close();
    stopping.release();
  }
}

/** Alice of the example session, and those of her contacts who are online in it. */
function rosterOfSession(): RosterOfFile {
  return {
    directory: sessionDirectory(),
    online: [
      { account: 'bob@passport.com', status: 'NLN' },
      { account: 'carol@passport.com', status: 'IDL' },
      { account: 'dave@passport.com', status: 'BSY' },
    ],
  };
}

async function copyAuthority(files: { readonly from: string; readonly to: string }): Promise<void> {
  try {
    await writeFile(files.to, await readFile(files.from));
  } catch (error) {
    throw new UsageError(
      `The certificate authority cannot be written to ${files.to}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** Where a client has to call, and as whom. */
function placesOf(server: FakeServer, options: { readonly caFile: string }): string {
  const accounts = server.directory.accounts.map(
    ({ account, password }) => `  ${account}  password ${JSON.stringify(password)}\n`,
  );
  return [
    `A client calls first at     ${server.dispatch.host}:${server.dispatch.port}\n`,
    `notification server         ${server.notification.host}:${server.notification.port}\n`,
    `switchboard                 ${server.switchboard.host}:${server.switchboard.port}\n`,
    `Passport (nexus)            ${server.nexusUrl}\n`,
    `certificate authority       ${options.caFile}\n`,
    'accounts\n',
    ...accounts,
    'What clients say is shown below; Ctrl-C ends.\n\n',
  ].join('');
}
