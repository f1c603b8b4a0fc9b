import type { FakeClient, ScriptPort } from '../../fakes';

/** The held connection of a fake client, as a script sees it. */
export function clientPort(
  client: FakeClient,
  options: {
    readonly byteByByte: boolean;
    /** Whether the server answers on a fresh connection. */
    readonly answersElsewhere: () => Promise<boolean>;
  },
): ScriptPort {
  return {
    side: 'client',
    service: 'notification',
    connection: client.connection.id,
    send: (segment) => client.send(segment, options.byteByByte ? { cuts: everyByte(segment) } : {}),
    settle: () => client.connection.settle(),
    take: ({ timeoutMs }) => client.take({ timeoutMs }),
    proceed: (item) => client.accept(item),
    absorb: (item) => client.absorb(item),
    nextTrid: () => client.nextTrid(),
    fence: async ({ timeoutMs }) => {
      if (client.stage !== 'connected') {
        return client.fence({ timeoutMs });
      }
      // Before the login is over PNG makes a server close, so another connection is asked.
      return (await options.answersElsewhere()) ? 'alive' : 'stalled';
    },
    close: (how) => client.close({ how }),
  };
}

/** Cuts behind every byte of a segment but the last. */
export function everyByte(segment: Uint8Array): number[] {
  return Array.from({ length: Math.max(0, segment.length - 1) }, (_, index) => index + 1);
}
