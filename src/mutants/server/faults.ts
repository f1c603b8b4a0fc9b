import type { Command, DecodedCommand } from '../../codec';
import type { ServerHookContext } from '../../fakes';
import type { ServerMutant } from '../mutant';

/** What a server mutant does otherwise than the reference. */
export type ServerFault = ReturnType<ServerMutant['make']>;

type Change = (command: Command, context: ServerHookContext) => Command | readonly Command[];

/** Marks the mutants of a list as servers. */
export function serversWith(mutants: readonly Omit<ServerMutant, 'role'>[]): readonly ServerMutant[] {
  return mutants.map((mutant) => ({ ...mutant, role: 'server' }));
}

/** MUST rules that a fault breaks besides its own, by their ids, for one reason. */
export function implied(rules: string, reason: string): Readonly<Record<string, string>> {
  return Object.fromEntries(rules.split(' ').map((rule) => [rule, reason]));
}

/** Changes, drops or multiplies every command of these names that goes out: `sends('ILN FLN', …)`. */
export function sends(names: string, change: Change): ServerFault {
  const meant = new Set(names.split(' '));
  return {
    hooks: {
      outgoing: (command, context) => {
        const changed = meant.has(command.name) ? change(command, context) : command;
        return 'name' in changed ? [changed] : changed;
      },
    },
  };
}

/** Changes the bytes of every command of these names that goes out, taken as Latin-1. */
export function writes(names: string, change: (text: string) => string): ServerFault {
  const meant = new Set(names.split(' '));
  return {
    hooks: {
      bytes: (bytes, { name }) =>
        meant.has(name) ? Buffer.from(change(Buffer.from(bytes).toString('latin1')), 'latin1') : bytes,
    },
  };
}

/** Takes no notice of the requests for which `isMeant` is true. */
export function ignores(isMeant: (command: DecodedCommand, context: ServerHookContext) => boolean): ServerFault {
  return { hooks: { incoming: (command, context) => (isMeant(command, context) ? 'handled' : 'continue') } };
}

/** Changes what is read before it is taken apart, taken as Latin-1. */
export function reads(change: (text: string, context: ServerHookContext) => string): ServerFault {
  return {
    hooks: {
      input: (bytes, context) => Buffer.from(change(Buffer.from(bytes).toString('latin1'), context), 'latin1'),
    },
  };
}

/** The command with other parameters. */
export function withWords(command: Command, change: (words: readonly string[]) => readonly string[]): Command {
  return { ...command, parameters: change(command.parameters) };
}

/** The command with another word at a place. */
export function withWord(
  command: Command,
  { at, word }: { readonly at: number; readonly word: (word: string) => string },
): Command {
  return withWords(command, (words) => words.map((old, index) => (index === at ? word(old) : old)));
}

/** The command without the words from a place on. */
export function cutAt(command: Command, length: number): Command {
  return withWords(command, (words) => words.slice(0, length));
}

/** Whether the command answers the request that is being handled, and is not one that the server sends by itself. */
export function isReply(command: Command, { request }: ServerHookContext): boolean {
  return command.trid !== undefined && command.trid === request?.trid && command.name === request.name;
}

/** Something remembered for each session of one run. */
export function perSession<State>(create: () => State): (context: ServerHookContext) => State {
  const states = new WeakMap<ServerHookContext['session'], State>();
  return ({ session }) => {
    const state = states.get(session) ?? create();
    states.set(session, state);
    return state;
  };
}
