import type { FakeClient, ScriptPort } from '../../fakes';

/** The held connection of a fake client, as a script sees it. */
export function clientPort(client: FakeClient, options: { readonly byteByByte: boolean }): ScriptPort {
  return {
    side: 'client',
    service: 'notification',
    send: (segment) => client.send(segment, options.byteByByte ? { cuts: everyByte(segment) } : {}),
    take: ({ timeoutMs }) => client.take({ timeoutMs }),
    proceed: (item) => client.accept(item),
    absorb: (item) => client.absorb(item),
    nextTrid: () => client.nextTrid(),
    // Before the login is over there is nothing that a server must answer: PNG itself makes it close.
    fence: async ({ timeoutMs }) => (client.stage === 'connected' ? 'stalled' : client.fence({ timeoutMs })),
    close: (how) => client.close({ how }),
  };
}

/** Cuts behind every byte of a segment but the last. */
export function everyByte(segment: Uint8Array): number[] {
  return Array.from({ length: Math.max(0, segment.length - 1) }, (_, index) => index + 1);
}
