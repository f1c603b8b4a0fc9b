import type { DecodedItem } from '../../codec';
import type { ScriptPort, ServerSession } from '../../fakes';
import { everyByte } from './client-port';

/** The held session of a fake server, as a script sees it. `first` has been taken from it already and comes before all else. */
export function sessionPort(
  session: ServerSession,
  options: { readonly byteByByte: boolean; readonly first: DecodedItem | undefined },
): ScriptPort {
  let { first } = options;
  return {
    side: 'server',
    service: session.connection.service,
    connection: session.connection.id,
    send: (segment) => session.send(segment, options.byteByByte ? { cuts: everyByte(segment) } : {}),
    settle: () => session.connection.settle(),
    take: async ({ timeoutMs }) => {
      const item = first;
      first = undefined;
      return item ?? session.take({ timeoutMs });
    },
    proceed: (item) => session.answer(item),
    absorb: (item) => session.absorb(item),
    nextTrid: () => 0,
    fence: ({ timeoutMs }) => session.fence({ timeoutMs }),
    close: async (how) => {
      await session.end(how);
    },
  };
}
