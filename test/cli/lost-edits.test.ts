import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FakeServerOptions } from '../../src/fakes';
import { msnp8, readResults, withFolder } from './msnp8';
import { argumentsFor, withServer } from './remote-setup';

/** A server on which nobody of the forward list is allowed any more at the next synchronisation. */
const hooks: FakeServerOptions['hooks'] = {
  outgoing: (command) => {
    const [account = '', name = '', bits = '', ...groups] = command.parameters;
    return command.name === 'LST' && (Number(bits) & 1) === 1
      ? [{ ...command, parameters: [account, name, String(Number(bits) & ~2), ...groups] }]
      : [command];
  },
};

test('a server that loses edits is accused of that and no more, and gets time to write from then on', async () => {
  await withServer({ hooks }, async (server) => {
    await withFolder(async (folder) => {
      const cases = [
        'server/blocking/bob-leaves-the-allow-list-and-enters-the-block-list-in-one-segment',
        'server/nickname/alice-renames-carol',
      ];
      const { code, stdout } = await msnp8([
        ...(await argumentsFor(server, { folder })),
        '--timeout',
        '3000',
        '--no-color',
        ...cases,
      ]);
      const results = await readResults(folder);
      expect(code).toBe(1);
      expect(results.rules.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).toEqual(['S-SYN-11']);
      const waits = await Promise.all(
        results.cases.map(async ({ trace }) =>
          (await readFile(join(folder, trace), 'utf8')).includes('has lost edits'),
        ),
      );
      expect(waits).toEqual([false, true]);
      // The failure argues: what was sent, accepted and received, and which word of it is wrong.
      expect(stdout).toMatch(/^ {4}sent {6}>>> SYN \d+ 0\\r\\n$/m);
      expect(stdout).toMatch(
        /^ {4}accepted {2}"\w+@example\.com" was added to the AL and should be on it in every list since$/m,
      );
      expect(stdout).toMatch(/^ {4}form {6}LST account name lists \{groups\}$/m);
      expect(stdout).toMatch(/^ {4}received {2}<<< LST \w+@example\.com \w+ \d+ [\d,]+\\r\\n\n +\^+$/m);
      expect(stdout).toMatch(/^ {6}\| [ <]{3} LST \w+@example\.com \w+ \d+ [\d,]+\\r\\n$/m);
      expect(stdout).toContain(`again: msnp8 server 127.0.0.1:${server.dispatch.port}`);
    });
  });
});
