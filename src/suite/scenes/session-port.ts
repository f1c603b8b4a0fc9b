import type { ScriptPort, ServerSession } from '../../fakes';
import { everyByte } from './client-port';

/** The held session of a fake server, as a script sees it. */
export function sessionPort(session: ServerSession, options: { readonly byteByByte: boolean }): ScriptPort {
  return {
    side: 'server',
    service: session.connection.service,
    send: (segment) => session.send(segment, options.byteByByte ? { cuts: everyByte(segment) } : {}),
    take: ({ timeoutMs }) => session.take({ timeoutMs }),
    proceed: (item) => session.answer(item),
    absorb: (item) => session.absorb(item),
    nextTrid: () => 0,
    fence: ({ timeoutMs }) => session.fence({ timeoutMs }),
    close: async (how) => {
      await session.end(how);
    },
  };
}
