import type { ExitCode } from '../report';
import { examineServer } from '../suite';
import type { Io } from './io';
import { type RemoteServerOptions, remoteServerFrom } from './remote-server-options';
import { showCheck } from './show-check';

export interface DoctorOptions extends RemoteServerOptions {
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeout: number;
}

/** `msnp8 doctor server HOST:PORT`: 0 where a run makes sense, 3 where nothing can be certified. */
export async function doctorServer(input: {
  readonly target: string;
  readonly options: DoctorOptions;
  readonly io: Io;
}): Promise<ExitCode> {
  const { target, options, io } = input;
  const subject = await remoteServerFrom({ target, options });
  try {
    const { checks, isUsable } = await examineServer({
      subject,
      timeoutMs: options.timeout,
      onCheck: (check) => showCheck(check, io),
    });
    const problems = checks.filter(({ outcome }) => outcome === 'problem').length;
    io.stdout.write(
      isUsable
        ? `The server can be certified${problems === 0 ? '' : `, with ${problems === 1 ? 'one problem' : `${problems} problems`}`}.\n`
        : 'Nothing can be certified.\n',
    );
    return isUsable ? 0 : 3;
  } finally {
    await subject.close();
  }
}
