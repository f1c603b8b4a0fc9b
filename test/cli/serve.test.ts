import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { FakeClient } from '../../src/fakes';
import { msnp8, withFolder } from './msnp8';
import { Running } from './served';

async function whileServing<Result>(
  args: readonly string[],
  use: (kit: Running, ca: string, folder: string) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (folder) => {
    const ca = join(folder, 'ca.pem');
    const kit = new Running(['serve', '--ca-out', ca, ...args], { cwd: folder });
    try {
      await kit.says(/Ctrl-C ends/);
      return await use(kit, readFileSync(ca, 'utf8'), folder);
    } finally {
      kit.kill();
    }
  });
}

async function signIn(
  kit: Running,
  options: { readonly ca: string; readonly account?: string; readonly password?: string },
) {
  const [, host = '', port = ''] = await kit.says(/A client calls first at +(\S+):(\d+)/);
  const [, nexusUrl = ''] = await kit.says(/Passport \(nexus\) +(\S+)/);
  return FakeClient.signIn({
    account: options.account ?? 'alice@passport.com',
    password: options.password ?? 'alice-password',
    server: { host, port: Number(port) },
    nexusUrl,
    ca: options.ca,
  });
}

describe('serve', () => {
  test('shows what a client says, with names decoded and secrets masked, until a signal ends it', async () => {
    await whileServing([], async (kit, ca) => {
      const client = await signIn(kit, { ca });
      await client.setName('Alice Ä');
      await kit.says(/>>> REA \d+ alice@passport\.com Alice%20\S+\n +name "Alice Ä"/);
      await kit.says(/<<< LST eve@passport\.com Eavesdropper 12\n +on BL, RL\n/);
      await kit.says(/>>> USR \d+ TWN S \*+\n/);
      await client.logout();
      kit.child.kill('SIGINT');
      expect(await kit.ended).toBe(0);
      const [, shown = ''] = kit.text.split('Ctrl-C ends.');
      expect(shown).not.toContain('alice-password');
      expect(shown).not.toMatch(/C-\w+-\d+ \(/);
      expect(kit.errors).toBe('');
    });
  });

  test('tells a violation as it happens', async () => {
    await whileServing([], async (kit, ca) => {
      const client = await signIn(kit, { ca });
      await client.send({ name: 'CHG', trid: 90, parameters: ['ONLINE', '0'] });
      await kit.says(/>>> CHG 90 ONLINE 0\n +C-CHG-01 \(MUST\) /);
      await client.close();
    });
  });

  test('what one client does says nothing about another, and people leave when they like', async () => {
    await whileServing([], async (kit, ca) => {
      const alice = await signIn(kit, { ca });
      const bob = await signIn(kit, { ca, account: 'bob@passport.com', password: 'bob-password' });
      await kit.says(/<<< NLN NLN bob@passport\.com|<<< ILN \d+ NLN bob@passport\.com/);
      const chat = await alice.startChat({ account: 'bob@passport.com' });
      await alice.sendMessage({ chat: chat.id, text: 'Hello' });
      await kit.says(/<<< MSG alice@passport\.com/);
      await bob.setStatus('AWY');
      await alice.logout();
      await kit.says(/<<< FLN alice@passport\.com/);
      await bob.logout();
      await kit.says(/>>> OUT[\s\S]*>>> OUT/);
      kit.child.kill('SIGTERM');
      expect(await kit.ended).toBe(0);
      expect(kit.text).not.toMatch(/[CX]-\w+-\d+ \(/);
    });
  });

  test('control characters of a client do nothing to the terminal', async () => {
    await whileServing([], async (kit, ca) => {
      const client = await signIn(kit, { ca });
      await client.connection.send(
        Buffer.from('REA 91 alice@passport.com \u001b[2J%1B%5B2J\r\n\u001b]0;title\u0007 \u009b2J\r\n', 'latin1'),
      );
      await kit.says(/>>> REA 91 /);
      await client.close();
      await kit.says(/notification-\d+ the (?:client|kit) closes/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come
      expect(kit.text).not.toMatch(/\x1b/);
    });
  });

  test('knobs and people from a file', async () => {
    await withFolder(async (folder) => {
      const roster = join(folder, 'roster.json');
      writeFileSync(
        roster,
        JSON.stringify({
          accounts: [
            {
              account: 'zoe@example.com',
              password: 'zoe zoe',
              name: 'Zoë',
              contacts: [{ account: 'yan@example.com', name: 'Yan', lists: ['FL', 'AL'] }],
            },
            {
              account: 'yan@example.com',
              password: 'y',
              status: 'BSY',
              contacts: [{ account: 'zoe@example.com', lists: ['AL', 'RL'] }],
            },
          ],
        }),
      );
      await whileServing(
        ['--roster', roster, '--knob', 'transfers=2', '--knob', 'daLogin=absolute'],
        async (kit, ca) => {
          const client = await signIn(kit, { ca, account: 'zoe@example.com', password: 'zoe zoe' });
          await kit.says(/<<< USR \d+ OK zoe@example\.com Zo%C3%AB 1 0\n +name "Zoë"/);
          await kit.says(/<<< ILN \d+ BSY yan@example\.com/);
          expect(kit.text.match(/<<< XFR /g)).toHaveLength(2);
          expect(kit.text).toContain('zoe@example.com  password "zoe zoe"');
          await client.close();
        },
      );
    });
  });

  test('a port that is taken, a host that is none, a knob and a file that do not exist are told in one line', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const tries: [string[], RegExp][] = [
      [['--dispatch-port', String(port)], /^The servers cannot listen there: listen EADDRINUSE.*\n$/],
      [['--dispatch-port', '0'], /It is a port from 1 to 65535\./],
      [['--dispatch-port', '65536'], /It is a port from 1 to 65535\./],
      [['--host', '0.0.0.0'], /^--host takes one IP address/],
      [['--knob', 'speed=9'], /^There is no knob "speed"; msnp8 serve --list-knobs shows all\.\n$/],
      [['--knob', 'transfers=10'], /^The knob transfers takes 0 to 9, and was given "10"\.\n$/],
      [
        ['--knob', 'challenges=never'],
        /^The knob challenges takes after-first-status\|off, and was given "never"\.\n$/,
      ],
      [['--roster', 'nowhere.json'], /^The roster file .*nowhere\.json cannot be read: ENOENT/],
    ];
    for (const [args, message] of tries) {
      const { code, stderr } = await msnp8(['serve', ...args]);
      expect([args, code, stderr]).toEqual([args, 2, expect.stringMatching(message)]);
    }
    taken.close();
  });

  test('a roster that is not one', async () => {
    await withFolder(async (folder) => {
      const tries: [unknown, RegExp][] = [
        [{ accounts: [] }, /not as expected at accounts/],
        [{ accounts: [{ account: 'a b', password: '' }] }, /not as expected at accounts\.0\.account/],
        [{ accounts: [{ account: 'a@b', password: '', status: 'AWAY' }] }, /not as expected at accounts\.0\.status/],
        [
          {
            accounts: [
              { account: 'a@b', password: '' },
              { account: 'A@B', password: '' },
            ],
          },
          /is in the directory already/,
        ],
      ];
      for (const [content, message] of tries) {
        const file = join(folder, 'roster.json');
        writeFileSync(file, JSON.stringify(content));
        const { code, stderr } = await msnp8(['serve', '--roster', file]);
        expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
      }
    });
  });

  test('the knobs are listed', async () => {
    const { code, stdout } = await msnp8(['serve', '--list-knobs']);
    expect(code).toBe(0);
    expect(stdout).toContain('transfers=0 to 9\n');
    expect(stdout).toContain('challenges=after-first-status|off\n');
    expect(stdout).toContain('groupsWithoutForwardList=yes|no\n');
  });
});
