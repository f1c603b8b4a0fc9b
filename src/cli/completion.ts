import { type Command, Option } from 'commander';
import { settingsOf } from './config';

/** Shells for which there is a completion. */
export const shells = ['bash', 'zsh', 'fish'] as const;

type Shell = (typeof shells)[number];

/** `msnp8 completion SHELL`: a script that completes commands, options, and the words that options take. Made from the commands themselves. */
export function completion(options: { readonly program: Command; readonly shell: Shell }): string {
  const { program, shell } = options;
  const places = placesOf(program);
  return { bash: forBash, zsh: forZsh, fish: forFish }[shell](places);
}

/** A place on the command line: behind `msnp8 doctor`, its path is `doctor`. */
interface Place {
  readonly path: string;
  /** Commands, or the words that an argument takes. */
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly Completed[];
}

interface Completed {
  readonly flag: string;
  readonly description: string;
  /** What a value is: one of these words, a path, something else; undefined where there is none. */
  readonly value: { readonly words: readonly string[]; readonly isPath: boolean } | undefined;
}

function placesOf(command: Command, path: readonly string[] = []): readonly Place[] {
  const settings = new Map(settingsOf(command).map((setting) => [setting.key, setting]));
  const options = [...command.options, new Option('--help', 'show the options')].map((option): Completed => {
    const setting = settings.get(option.attributeName());
    const shape = setting?.shape;
    const words = shape === undefined ? [] : 'items' in shape ? shape.items.enum : 'enum' in shape ? shape.enum : [];
    return {
      flag: option.long ?? option.flags,
      description: option.description,
      value: option.required || option.optional ? { words: words ?? [], isPath: setting?.isPath === true } : undefined,
    };
  });
  const commands = [
    ...command.commands.map((one) => ({ name: one.name(), summary: one.summary() || one.description() })),
    ...command.registeredArguments.flatMap(({ argChoices = [], description: summary }) =>
      argChoices.map((name) => ({ name, summary })),
    ),
  ];
  const here = { path: path.join(' '), commands, options };
  return [here, ...command.commands.flatMap((one) => placesOf(one, [...path, one.name()]))];
}

/** The path of the place at which the word stands is found first, then what may stand there. */
function forBash(places: readonly Place[]): string {
  const lines = [
    '# bash completion of msnp8: source <(msnp8 completion bash)',
    '_msnp8() {',
    '  local word=$2 before=$3 path="" one words=""',
    '  for one in "$' + '{COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "$path $one" in',
    ...places
      .filter(({ path }) => path !== '')
      .map(({ path }) => `      ${quoted(path.includes(' ') ? path : ` ${path}`)}) path=${quoted(path)} ;;`),
    '    esac',
    '  done',
    '  COMPREPLY=()',
    '  case "$path:$before" in',
  ];
  for (const { path, options } of places) {
    for (const { flag, value } of options.filter((one) => one.value !== undefined)) {
      const reply = value?.isPath
        ? 'COMPREPLY=($(compgen -f -- "$word"))'
        : `COMPREPLY=($(compgen -W ${quoted(value?.words.join(' ') ?? '')} -- "$word"))`;
      lines.push(
        `    ${quoted(`${path}:${flag}`)}) ${value?.isPath ? `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; ` : ''}${reply}; return ;;`,
      );
    }
  }
  lines.push('  esac', '  case "$path" in');
  for (const { path, commands, options } of places) {
    const words = [...commands.map(({ name }) => name), ...options.map(({ flag }) => flag)];
    lines.push(`    ${quoted(path)}) words=${quoted(words.join(' '))} ;;`);
  }
  lines.push(
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '  if [ $' + '{#COMPREPLY[@]} -eq 0 ]; then',
    '    local IFS=$\'\\n\'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$word"))',
    '  fi',
    '}',
    'complete -F _msnp8 msnp8',
  );
  return `${lines.join('\n')}\n`;
}

/** zsh reads the completion of bash. */
function forZsh(places: readonly Place[]): string {
  return [
    '# zsh completion of msnp8: source <(msnp8 completion zsh)',
    'autoload -Uz compinit bashcompinit',
    '(( $+functions[compdef] )) || compinit',
    'bashcompinit',
    forBash(places).trimEnd().split('\n').slice(1).join('\n'),
    '',
  ].join('\n');
}

function forFish(places: readonly Place[]): string {
  const lines = ['# fish completion of msnp8: msnp8 completion fish | source', 'complete -c msnp8 -e'];
  for (const { path, commands, options } of places) {
    const seen = path.split(' ').map((name) => `__fish_seen_subcommand_from ${name}`);
    const names = commands.map(({ name }) => name);
    const not = names.length === 0 ? [] : [`not __fish_seen_subcommand_from ${names.join(' ')}`];
    const here = `-n ${quoted([...(path === '' ? [] : seen), ...not].join('; and '))}`;
    for (const { name, summary } of commands) {
      lines.push(`complete -c msnp8 ${here} -f -a ${name} -d ${quoted(summary)}`);
    }
    for (const { flag, description, value } of options) {
      const words =
        value === undefined
          ? ''
          : value.isPath
            ? ' -r -F'
            : ` -x${value.words.length > 0 ? ` -a ${quoted(value.words.join(' '))}` : ''}`;
      lines.push(`complete -c msnp8 ${here} -l ${flag.replace(/^--/, '')}${words} -d ${quoted(description)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** In single quotes; none of our words holds one that would have to stay. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", '’')}'`;
}
