import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeClient } from '../../src/fakes';
import { msnp8, readResults, withFolder } from './msnp8';
import { Running } from './served';

async function guided<Result>(
  args: readonly string[],
  use: (kit: Running, folder: string) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (folder) => {
    const kit = new Running(['client', '--manual', '--out', folder, ...args], { cwd: folder });
    try {
      return await use(kit, folder);
    } finally {
      kit.kill();
    }
  });
}

/** The reference client in the hands of a person who does what they are told. */
async function signIn(kit: Running): Promise<FakeClient> {
  const [, host = '', port = ''] = await kit.says(/Your client calls first at +(\S+):(\d+)/);
  const [, nexusUrl = ''] = await kit.says(/Passport \(nexus\) +(\S+)/);
  const [, caFile = ''] = await kit.says(/certificate authority +(\S+)/);
  const [, account = '', password = ''] = await kit.says(/Sign in as (\S+) with the password (\S+)/);
  return FakeClient.signIn({
    account,
    password,
    server: { host, port: Number(port) },
    nexusUrl,
    ca: readFileSync(caFile, 'utf8'),
  });
}

describe('a guided session', () => {
  test('each step ends when the wire shows it, and all of it is judged', async () => {
    await guided([], async (kit, folder) => {
      const client = await signIn(kit);
      await kit.says(/to "Away"/);
      await client.setStatus('AWY');
      await kit.says(/to "Online"/);
      await client.setStatus('NLN');
      await kit.says(/display name to/);
      await client.setName('Alice in Wonderland 100%');
      await kit.says(/: Block Bob/);
      await client.block('bob@passport.com');
      await kit.says(/: Unblock Bob/);
      await client.unblock('bob@passport.com');
      await kit.says(/: Add gina@passport.com/);
      await client.addContact({ account: 'gina@passport.com' });
      await kit.says(/new group/);
      await client.addGroup('Wonderland');
      await kit.says(/: Remove gina@passport.com/);
      await client.removeContact({ account: 'gina@passport.com' });
      await kit.says(/: Start a chat with Carol/);
      const chat = await client.startChat({ account: 'carol@passport.com' });
      await client.sendMessage({ chat: chat.id, text: 'Hello' });
      const invited = new Promise<string>((resolve) => {
        client.onNotification(
          (one) => one.kind === 'joined' && one.account === 'bob@passport.com' && resolve(one.chat),
        );
      });
      await kit.says(/Bob calls you/);
      await client.sendMessage({ chat: await invited, text: 'Here I am' });
      await kit.says(/sign out/);
      await client.logout();
      expect(await kit.ended).toBe(0);
      const results = await readResults(folder);
      expect(results.subject.kind).toBe('manual');
      expect(results.cases).toEqual([expect.objectContaining({ id: 'client/manual/guided-session', verdict: 'pass' })]);
      const passed = results.rules.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
      expect(passed).toEqual(
        expect.arrayContaining(['C-VER-01', 'C-CHG-01', 'C-LST-03', 'C-GRP-01', 'C-SB-03', 'C-SB-05', 'C-OUT-01']),
      );
      expect(results.rules.filter(({ verdict }) => ['fail', 'warn'].includes(verdict))).toEqual([]);
      expect(kit.text.match(/^Seen\.$/gm)).toHaveLength(15);
      expect(readFileSync(join(folder, 'traces', 'client.manual.guided-session.txt'), 'utf8')).not.toContain(
        'wonderland',
      );
    });
  });

  test('a step is skipped, repeated, and the session ended by words', async () => {
    await guided([], async (kit, folder) => {
      const client = await signIn(kit);
      await kit.says(/Step 3 of 15: Set your status to "Away"/);
      kit.types('r');
      await kit.says(/Step 3 of 15[\s\S]*Step 2 of 15[\s\S]*Seen\.\nStep 3 of 15/);
      const from = kit.text.length;
      kit.types('s');
      await kit.says(/Skipped\.\nStep 4 of 15/, { from: from - 1 });
      kit.types('what?');
      await kit.says(/s skips the step, r goes back/, { from });
      kit.types('q');
      expect(await kit.ended).toBe(0);
      expect((await readResults(folder)).rules.find(({ id }) => id === 'C-GRP-01')?.verdict).toBe('not exercised');
      await client.close();
    });
  });

  test('nobody signs in: no success', async () => {
    await guided([], async (kit, folder) => {
      await kit.says(/Step 1 of 15/);
      kit.child.stdin?.end();
      expect(await kit.ended).toBe(1);
      const [only] = (await readResults(folder)).cases;
      expect(only).toMatchObject({ verdict: 'blocked', reason: 'No step of the session was done.' });
    });
  });

  test('what a client breaks on the way is told in the report', async () => {
    await guided([], async (kit, folder) => {
      const client = await signIn(kit);
      await kit.says(/to "Away"/);
      await client.send({ name: 'CHG', trid: 77, parameters: ['AWAY', '0'] });
      await client.send({ name: 'CHG', trid: 78, parameters: ['AWY', '0'] });
      await kit.says(/to "Online"/);
      kit.types('q');
      expect(await kit.ended).toBe(1);
      expect((await readResults(folder)).rules.find(({ id }) => id === 'C-CHG-01')?.verdict).toBe('fail');
      await client.close();
    });
  });

  test('a signal ends it, with reports', async () => {
    await guided([], async (kit, folder) => {
      await kit.says(/Step 1 of 15/);
      kit.child.kill('SIGINT');
      expect(await kit.ended).toBe(5);
      expect((await readResults(folder)).exitCode).toBe(5);
    });
  });

  test('what does not go with it is bad usage', async () => {
    const tries: [string[], RegExp][] = [
      [['--manual', '--exec', 'true'], /--manual is for a client that a person uses/],
      [['--manual', '--isolate'], /--isolate is for clients that the kit starts/],
      [['--dispatch-port', '1863'], /^--dispatch-port goes with --manual/],
      [['--manual', 'C-CHG'], /selectors do not go with --manual/],
    ];
    for (const [args, message] of tries) {
      const { code, stderr } = await msnp8(['client', ...args]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    }
  });
});
