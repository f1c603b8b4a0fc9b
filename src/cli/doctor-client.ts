import type { ExitCode } from '../report';
import { examineClient } from '../suite';
import { type ClientOptions, clientFrom } from './client-options';
import type { Io } from './io';
import { showCheck } from './show-check';
import { stopOnSignal } from './stop-on-signal';
import { UsageError } from './usage-error';

/** `msnp8 doctor client`: 0 where a run makes sense, 3 where nothing can be certified. */
export async function doctorClient(input: {
  /** `timeout`: limit for one awaited step, in milliseconds. */
  readonly options: ClientOptions & { readonly timeout: number };
  readonly io: Io;
}): Promise<ExitCode> {
  const { options, io } = input;
  const subject = clientFrom(options);
  if (subject === undefined) {
    throw new UsageError('The doctor needs a client to look at: --adapter CMD or --exec CMD.');
  }
  const stopping = stopOnSignal({ source: io.signals, onSecond: () => subject.kill?.() });
  const stopped = () => subject.kill?.();
  stopping.signal.addEventListener('abort', stopped);
  try {
    const { checks, isUsable } = await examineClient({
      subject,
      timeoutMs: options.timeout,
      onCheck: (check) => showCheck(check, io),
    });
    const problems = checks.filter(({ outcome }) => outcome === 'problem').length;
    io.stdout.write(
      isUsable
        ? `The client can be certified${problems === 0 ? '' : `, with ${problems === 1 ? 'one problem' : `${problems} problems`}`}.\n`
        : 'Nothing can be certified.\n',
    );
    return isUsable ? 0 : 3;
  } finally {
    await subject.close();
    stopping.release();
  }
}
