import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedExample } from './client-commands';
import { main, readResults, withFolder } from './msnp8';

/** A run whose client hangs in its first login and has a child; each has told its process id. */
async function whileAClientHangs<Result>(
  option: '--adapter' | '--exec' | 'doctor',
  use: (run: {
    readonly kit: ChildProcess;
    readonly pids: readonly number[];
    readonly folder: string;
  }) => Promise<Result>,
): Promise<Result> {
  return withFolder(async (folder) => {
    const tell = (name: string) => join(folder, name);
    const hang = `{ const { spawn } = require('child_process'); const child = spawn('sleep', ['1000'], { detached: true });
      const write = (name, pid) => { fs.writeFileSync(name + '.tmp', pid + '\\n'); fs.renameSync(name + '.tmp', name); };
      write(${JSON.stringify(tell('client'))}, process.pid); write(${JSON.stringify(tell('child'))}, child.pid);
      process.stdin.pause(); setInterval(() => {}, 1000); await new Promise(() => {}); }`;
    const adapter = changedExample(folder, [['  const ask = talk(', `  ${hang}\n  const ask = talk(`]]);
    const args = {
      '--adapter': ['client', '--adapter', adapter, '--out', folder],
      '--exec': [
        'client',
        '--exec',
        `echo $$ > '${tell('client')}'; sleep 1000 & echo $! > '${tell('child')}'; wait`,
        '--out',
        folder,
      ],
      doctor: ['doctor', 'client', '--adapter', adapter, '--timeout', '600000'],
    }[option];
    const more = option === 'doctor' ? [] : ['--timeout', '600000'];
    const kit = spawn(process.execPath, [main, ...args, ...more], { cwd: tmpdir(), stdio: 'ignore' });
    try {
      const pids = [await numberIn(tell('client')), await numberIn(tell('child'))];
      return await use({ kit, pids, folder });
    } finally {
      kit.kill('SIGKILL');
    }
  });
}

async function numberIn(file: string): Promise<number> {
  for (;;) {
    const text = existsSync(file) ? await readFile(file, 'utf8') : '';
    if (text.endsWith('\n')) {
      return Number(text);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each(['--adapter', '--exec'] as const)('a run with %s', (option) => {
  test('that is stopped leaves nothing of the client, and writes its reports', async () => {
    await whileAClientHangs(option, async ({ kit, pids, folder }) => {
      kit.kill('SIGINT');
      expect(await once(kit, 'exit')).toEqual([5, null]);
      await Promise.all(pids.map(gone));
      expect(await readResults(folder)).toMatchObject({ exitCode: 5, reason: 'The run was stopped by SIGINT.' });
    });
  });

  test('that is stopped twice leaves nothing of the client', async () => {
    await whileAClientHangs(option, async ({ kit, pids }) => {
      const exit = once(kit, 'exit');
      kit.kill('SIGTERM');
      kit.kill('SIGINT');
      const [code, name] = await exit;
      expect(code ?? name).toEqual(expect.stringMatching(/^SIG(INT|TERM)$/));
      await Promise.all(pids.map(gone));
    });
  });
});

test('a doctor that is stopped leaves nothing of the client', async () => {
  await whileAClientHangs('doctor', async ({ kit, pids }) => {
    kit.kill('SIGINT');
    await once(kit, 'exit');
    await Promise.all(pids.map(gone));
  });
});
