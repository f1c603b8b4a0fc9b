import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remoteServer } from '../../src/subjects';
import { runCommand } from '../../src/subjects/run-command';
import { printTrace, Trace } from '../../src/wire';

const shared = { purpose: 'The command', env: {}, timeoutMs: 20_000, stop: new AbortController().signal };

describe('a command of the user', () => {
  test('gets its environment and gives what it prints', async () => {
    const command = 'printf "%s|" "$ONE"; printf "%s" "$HOME"';
    const printed = await runCommand({ ...shared, command, env: { ONE: 'a b "c" $d' } });
    expect(printed).toBe(`a b "c" $d|${process.env.HOME}`);
  });

  test.each([
    [
      'that fails',
      'echo first >&2; echo "no such account" >&2; exit 3',
      'The command ended with exit code 3: no such account.',
    ],
    ['that fails silently', 'exit 1', 'The command ended with exit code 1 and said nothing.'],
    ['that is killed', 'kill -9 $$', 'The command was ended by SIGKILL and said nothing.'],
    ['that never ends its output', 'yes', 'The command printed more than 65536 bytes.'],
  ])('%s is told of in a sentence', async (_, command, message) => {
    await expect(runCommand({ ...shared, command })).rejects.toMatchObject({ code: 'unusable', message });
  });

  test('may print up to 65,536 bytes, to the last one', async () => {
    const print = (bytes: number) => `head -c ${bytes} /dev/zero | tr '\\0' x`;
    expect(await runCommand({ ...shared, command: print(65_536) })).toHaveLength(65_536);
    await expect(runCommand({ ...shared, command: print(65_537) })).rejects.toThrow('printed more than 65536 bytes');
  });

  test('is ended when the run is, and none is started afterwards', async () => {
    const stop = new AbortController();
    const running = runCommand({ ...shared, command: 'sleep 1000', stop: stop.signal });
    stop.abort();
    await expect(running).rejects.toMatchObject({
      code: 'unusable',
      message: 'The command was ended: the run is over.',
    });
    await expect(runCommand({ ...shared, command: 'true', stop: stop.signal })).rejects.toThrow(
      'The command was not started: the run is over.',
    );
  });

  test('that hangs is ended in time, with what it has started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'msnp8-command-'));
    try {
      const file = join(folder, 'pid');
      const command = `sleep 1000 & echo $! > '${file}'; wait`;
      await expect(runCommand({ ...shared, command, timeoutMs: 500 })).rejects.toThrow(
        'The command was not over after 500 ms.',
      );
      const pid = Number(await readFile(file, 'utf8'));
      expect(await isGone(pid)).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a ticket command', () => {
  const ticketOf = (ticketCommand: string, trace = new Trace()) =>
    remoteServer({
      address: { host: 'ns.example.com', port: 1863 },
      accounts: { alice: { account: 'alice@example.com', password: 'p w' } },
      ticketCommand,
    }).ticket({ persona: 'alice', challenge: 'lc=1033,id=507', trace });

  test('is told persona, account, password and challenge; its first line is the ticket, and a secret', async () => {
    const trace = new Trace();
    const command =
      'printf "%s\nmore" "t=$MSNP8_PERSONA/$MSNP8_ACCOUNT/$(echo $MSNP8_PASSWORD | tr -d " ")/$MSNP8_CHALLENGE"';
    const ticket = await ticketOf(command, trace);
    expect(ticket).toBe('t=alice/alice@example.com/pw/lc=1033,id=507');
    const connection = 'notification-1';
    trace.record({ kind: 'open', connection, service: 'notification' });
    const bytes = Buffer.from(`USR 4 TWN S ${ticket}\r\n`);
    trace.record({ kind: 'segment', connection, from: 'client', bytes, offset: 0, boundary: 'whole' });
    expect(printTrace(trace)).not.toContain('lc=1033');
  });

  test.each([
    ['nothing', 'true'],
    ['an empty first line', 'echo; echo t=1'],
    ['two words', 'echo t=1 p=2'],
    ['a control character', 'printf "t=\x01"'],
  ])('that prints %s gives no ticket', async (_, command) => {
    await expect(ticketOf(command)).rejects.toMatchObject({
      code: 'unusable',
      message:
        'The ticket command for alice@example.com printed no ticket: one word without spaces was expected on its first line.',
    });
  });
});

/** A killed process stays in the table until its parent has heard of it. */
async function isGone(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.startsWith('Z') ?? true;
  } catch {
    return true;
  }
}
