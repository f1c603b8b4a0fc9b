import { Writable } from 'node:stream';
import { type Command, CommanderError } from 'commander';
import { buildProgram } from '../src/cli/run';

/** The `msnp8 …` commands of a text, from their name to the end of the line; not names of files, steps and jobs. */
export function commandLines(text: string): readonly string[] {
  const joined = text.replace(/\\\n\s*/g, '');
  return [
    ...joined.matchAll(
      /^(?:\s*(?:- )?(?:\$ )?|.*?(?:run: |sh '|-- |docker run .* ))(?:- )?(?:npx --yes --package \S+ )?(msnp8 (?:"\$ROLE"|[a-z]+)(?![\w.:-])[^\n]*?)'?$/gm,
    ),
  ].map(([, line = '']) => line);
}

/** The words of a command as a shell has them: quotes are taken off, and what follows a pipe or `>` is not the command's. */
export function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ''));
  const end = words.findIndex((word) => ['|', '>', '&&', '#', '&'].includes(word));
  return words.slice(1, end === -1 ? undefined : end);
}

/** Whether the command line takes it; nothing is run. */
export async function parsesAsCommand(line: string): Promise<{ readonly line: string; readonly error: string }> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const program = buildProgram({ stdout: nowhere, stderr: nowhere, cwd: '/', env: {} }, () => {});
  disarm(program);
  // What a shell puts in.
  const words = wordsOf(line).map((word) =>
    word.replace('$ROLE', 'server').replace('$CI_NODE_INDEX/$CI_NODE_TOTAL', '1/2'),
  );
  try {
    await program.parseAsync(words, { from: 'user' });
    return { line, error: '' };
  } catch (error) {
    const isHelp = error instanceof CommanderError && error.exitCode === 0;
    return { line, error: isHelp ? '' : String(error) };
  }
}

function disarm(command: Command): void {
  for (const one of command.commands) {
    if (one.commands.length === 0) {
      one.action(() => {});
    }
    disarm(one);
  }
}
