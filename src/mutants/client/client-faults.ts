import type { Command, DecodedCommand } from '../../codec';
import type { ClientHookContext } from '../../fakes';
import type { ClientMutant } from '../mutant';

/** What a client mutant does otherwise than the reference. */
export type ClientFault = ReturnType<ClientMutant['make']>;

type Change = (command: Command, context: ClientHookContext) => Command | readonly Command[];

/** Marks the mutants of a list as clients. */
export function clientsWith(mutants: readonly Omit<ClientMutant, 'role'>[]): readonly ClientMutant[] {
  return mutants.map((mutant) => ({ ...mutant, role: 'client' }));
}

/** Changes, drops or multiplies every command of these names that goes out: `sends('ADD REM', …)`; without names every command. */
export function sends(names: string, change: Change): ClientFault {
  const meant = new Set(names.split(' '));
  return {
    hooks: {
      outgoing: (command, context) => {
        const changed = names === '' || meant.has(command.name) ? change(command, context) : command;
        return 'name' in changed ? [changed] : changed;
      },
    },
  };
}

/** Changes the bytes of every command of these names that goes out, taken as Latin-1; without names those of every command. */
export function writes(names: string, change: (text: string) => string): ClientFault {
  const meant = new Set(names.split(' '));
  return {
    hooks: {
      bytes: (bytes, { name }) =>
        names === '' || meant.has(name) ? Buffer.from(change(Buffer.from(bytes).toString('latin1')), 'latin1') : bytes,
    },
  };
}

/** Changes what is read before it is taken apart, taken as Latin-1. */
export function reads(change: (text: string, context: ClientHookContext) => string): ClientFault {
  return {
    hooks: {
      input: (bytes, context) => Buffer.from(change(Buffer.from(bytes).toString('latin1'), context), 'latin1'),
    },
  };
}

/** Reads a line that the client cannot make sense of in place of what `isMeant` finds, and so gives up. */
export function chokesOn(isMeant: RegExp): ClientFault {
  return reads((text) => (isMeant.test(text) ? `${'x'.repeat(20_000)}\r\n` : text));
}

/** Closes every connection when something comes on the service. */
export function givesUpAt(
  service: ClientHookContext['service'],
  isMeant: (command: DecodedCommand, context: ClientHookContext) => boolean,
): ClientFault {
  return {
    hooks: {
      incoming: (command, context) => {
        if (context.service !== service || !isMeant(command, context)) return 'continue';
        context.giveUp();
        return 'handled';
      },
    },
  };
}

/** The command with other parameters. */
export function withWords(command: Command, change: (words: readonly string[]) => readonly string[]): Command {
  return { ...command, parameters: change(command.parameters) };
}
