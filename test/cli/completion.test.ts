import { execFileSync, spawnSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { completion } from '../../src/cli/completion';
import { buildProgram } from '../../src/cli/run';

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const program = buildProgram({ stdout: nowhere, stderr: nowhere, cwd: '.', env: {} }, () => {});
const script = completion({ program, shell: 'bash' });

/** What bash offers for the last word. */
function offered(...words: readonly string[]): readonly string[] {
  const run = `${script}
COMP_WORDS=(msnp8 "$@"); COMP_CWORD=$#
_msnp8 msnp8 "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', run, 'bash', ...words], { encoding: 'utf8', cwd: __dirname })
    .trim()
    .split('\n');
}

test('bash offers commands, options of the command at hand, and the words of an option', () => {
  expect(offered('ser')).toEqual(['server', 'serve']);
  expect(offered('')).toEqual(expect.arrayContaining(['server', 'client', 'doctor', 'completion', '--version']));
  expect(offered('doctor', '')).toEqual(['server', 'client', '--help']);
  expect(offered('server', '--acc')).toEqual(['--accounts']);
  expect(offered('client', '--adap')).toEqual(['--adapter']);
  expect(offered('doctor', 'client', '--ad')).toEqual(['--adapter']);
  expect(offered('doctor', 'server', '--le')).toEqual(['']);
  expect(offered('server', 'h:1', 'S-ADD', '--lev')).toEqual(['--level']);
  expect(offered('server', '--level', '')).toEqual(['must', 'should', 'all']);
  expect(offered('client', '--reporter', 'j')).toEqual(['json', 'junit']);
  expect(offered('mutants', '--role', '')).toEqual(['server', 'client']);
  expect(offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  expect(offered('server', '--accounts', 'completion.t')).toEqual(['completion.test.ts']);
});

test('the words server and client behind an option lead nowhere else', () => {
  expect(offered('mutants', '--role', 'client', '--ex')).toEqual(['--external']);
});

test('each shell gets every command and option', () => {
  for (const shell of ['zsh', 'fish'] as const) {
    const text = completion({ program, shell });
    for (const command of program.commands) {
      expect(text).toContain(command.name());
      for (const { long } of command.options) {
        expect(text).toContain((long ?? '').replace('--', ''));
      }
    }
  }
});

// Only where the shell is there.
test.each(['bash', 'zsh', 'fish'] as const)('%s parses its script', (shell) => {
  const { status, error, stderr } = spawnSync(shell, ['-n'], {
    input: completion({ program, shell }),
    encoding: 'utf8',
  });
  expect(error === undefined ? [status, stderr] : [0, '']).toEqual([0, '']);
});
