import type { Command } from '../codec';

/** The two hooks of a faulty peer that change what it sends. */
interface OutgoingHooks<Context> {
  outgoing?(command: Command, context: Context): readonly Command[];
  bytes?(bytes: Uint8Array, command: Command, context: Context): Uint8Array;
}

/** What commands come to on the wire, as one segment, once the hooks have changed them. */
export function outgoingBytes<Context>(
  commands: readonly Command[],
  options: {
    readonly hooks: OutgoingHooks<Context>;
    readonly context: Context;
    readonly encode: (command: Command) => Uint8Array;
  },
): Uint8Array {
  const { hooks, context, encode } = options;
  const outgoing =
    hooks.outgoing === undefined
      ? commands
      : commands.flatMap((command) => hooks.outgoing?.(command, context) ?? [command]);
  const pieces = outgoing.map((command) => {
    const bytes = encode(command);
    return hooks.bytes?.(bytes, command, context) ?? bytes;
  });
  // By far the most segments are one command, which needs no copy.
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
}
