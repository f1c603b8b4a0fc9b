import { Help, type HelpConfiguration, type Option } from 'commander';

/** Options that share a line with another one. */
const JOINED: Readonly<
  Record<string, { readonly other: string; readonly term: string; readonly description: string }>
> = {
  '--quiet': { other: '--verbose', term: '--quiet, --verbose', description: 'the verdict only; every case' },
  '--notification-port': {
    other: '--switchboard-port',
    term: '--notification-port <port>',
    description: 'and --switchboard-port <port>; default: free ones',
  },
};

const usual = new Help();

/** A screen of 40 lines takes the help of each command: options that belong together share a line, and `--help` has been found. */
export const shortHelp: HelpConfiguration = {
  visibleOptions: (command) => {
    const options = usual.visibleOptions(command).filter(({ long }) => long !== '--help');
    const hidden = new Set(options.map((option) => joined(option)?.other));
    return options.filter(({ long }) => !hidden.has(long ?? ''));
  },
  optionTerm: (option) => joined(option)?.term ?? usual.optionTerm(option),
  optionDescription: (option) => joined(option)?.description ?? usual.optionDescription(option),
};

function joined({ long }: Option) {
  return JOINED[long ?? ''];
}
