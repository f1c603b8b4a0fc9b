import type { FakeClient } from '../../fakes';
import type { ServerSubject } from '../../subjects';
import { editsWritten } from '../../suite';
import type { ClientsOfKit } from './clients-of-kit';

/** Servers that have shown what was confirmed only at a later login than the next. */
const lateWriters = new WeakSet<ServerSubject>();
/** Servers that have shown it at no login at all: a smaller example is not sought with as much patience. */
const losers = new WeakSet<ServerSubject>();

/** How often one stage looks at a server that writes late: each look takes as long as that does. Behind them its answers have to do. */
const MOST_LATE_LOOKS = 4;
const lateLooks = new WeakMap<ClientsOfKit, number>();

/**
 * Logs Alice out and in again, and looks at what the server tells her then. Where that is wrong, the server gets as long to write its edits down as those
 * need that are known to write late, and she looks again.
 */
export async function nextLogin<Wrong>(options: {
  readonly clients: ClientsOfKit;
  readonly alice: FakeClient;
  readonly wrongIn: (alice: FakeClient) => Wrong | undefined;
}): Promise<{ readonly alice: FakeClient; readonly wrong: Wrong | undefined }> {
  const { clients, wrongIn } = options;
  const { subject, trace } = clients;
  if (lateWriters.has(subject)) {
    const looks = lateLooks.get(clients) ?? 0;
    if (looks === MOST_LATE_LOOKS) {
      return { alice: options.alice, wrong: undefined };
    }
    lateLooks.set(clients, looks + 1);
    await editsWritten(trace);
  }
  const again = async (before: FakeClient) => {
    await before.logout();
    await clients.drop(before);
    return clients.signIn('alice', 'synchronised');
  };
  const first = await again(options.alice);
  const wrong = wrongIn(first);
  if (wrong === undefined || lateWriters.has(subject) || losers.has(subject)) {
    return { alice: first, wrong };
  }
  await editsWritten(trace);
  const second = await again(first);
  const left = wrongIn(second);
  (left === undefined ? lateWriters : losers).add(subject);
  return { alice: second, wrong: left };
}
