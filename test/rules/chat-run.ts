import {
  type Certificates,
  type Chat,
  Directory,
  FakeClient,
  FakeServer,
  type FakeServerOptions,
  obedientBehaviour,
} from '../../src/fakes';
import { Trace, type TraceEvent } from '../../src/wire';

const names = ['alice', 'bob', 'carol', 'dave', 'eve'] as const;
type Name = (typeof names)[number];

const mail = (name: string): string => `${name}@passport.com`;
const typed = (type: string, body: string): Uint8Array =>
  Buffer.from(`MIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\n${body}`, 'utf8');
const text = (body: string): Uint8Array => typed('text/plain; charset=UTF-8', body);
const textOf = (length: number): Uint8Array => text('x'.repeat(length - text('').length));

/** What happens in a run, each part on its own. */
export type Part = 'talk' | 'crowd' | 'refusals' | 'keys' | 'ends';
export const parts: readonly Part[] = ['talk', 'crowd', 'refusals', 'keys', 'ends'];

/**
 * Chats of the kit's clients on a server that may have a fault, and the trace of it. What is awaited in vain is remarked as a time limit, as
 * the kit does, and the run goes on.
 */
export async function chatRun(options: {
  readonly certificates: Certificates;
  readonly timeoutMs: number;
  readonly part: Part;
  readonly server?: Pick<FakeServerOptions, 'knobs' | 'hooks' | 'policy'>;
}): Promise<readonly TraceEvent[]> {
  const { certificates, timeoutMs } = options;
  const directory = new Directory(
    names.map((name) => ({ account: mail(name), password: 'p', name: `${name} the 1st` })),
  );
  const server = await FakeServer.start({ certificates, directory, ...options.server });
  server.knobs.challenges = 'off';
  const run = new Run(server, timeoutMs);
  try {
    await run.part(options.part);
  } finally {
    await run.close();
    await server.close();
  }
  return run.trace.events;
}

class Run {
  readonly trace = new Trace();
  readonly #clients: FakeClient[] = [];

  constructor(
    private readonly server: FakeServer,
    private readonly timeoutMs: number,
  ) {}

  async part(part: Part): Promise<void> {
    const alice = await this.#signIn('alice');
    if (part === 'talk') await this.#talk(alice);
    else if (part === 'crowd') await this.#crowd(alice);
    else if (part === 'refusals') await this.#refusals(alice);
    else if (part === 'keys') await this.#keys(alice);
    else await this.#ends(alice);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  async #signIn(name: Name, until: 'synchronised' | 'visible' = 'visible'): Promise<FakeClient> {
    this.server.directory.account(mail(name)).ticket = `ticket-of-${name}`;
    const client = await FakeClient.signIn({
      account: mail(name),
      server: this.server.notification,
      ticket: `ticket-of-${name}`,
      trace: this.trace,
      subject: 'server',
      behaviour: obedientBehaviour,
      timeoutMs: this.timeoutMs,
      until,
    });
    this.#clients.push(client);
    return client;
  }

  /** Waits; what comes in vain is a time limit on that connection. */
  async #await<Value>(peer: FakeClient | Chat, promise: Promise<Value>): Promise<Value | undefined> {
    return promise.catch(() => {
      this.trace.remark({ connection: peer.connection.id, topic: 'time-limit', text: 'Nothing came.' });
      return undefined;
    });
  }

  /** Calls somebody, who answers; undefined where that does not come about. */
  async #bringIn(by: Chat, who: FakeClient): Promise<Chat | undefined> {
    const taking = this.#await(who, who.chats.takeCall());
    await by.invite(who.beliefs.account).catch(() => undefined);
    const call = await taking;
    if (call === undefined) return undefined;
    const chat = await who.chats.connect(call);
    const entered = await this.#await(chat, chat.enter());
    if (entered === undefined) return undefined;
    await this.#await(by, by.waitForParticipant(who.beliefs.account));
    return chat;
  }

  /** Everything that was said before has come, or does not come. */
  async #settle(...chats: readonly Chat[]): Promise<void> {
    for (const chat of chats) {
      const outcome = await chat.fence();
      if (outcome === 'stalled')
        this.trace.remark({ connection: chat.connection.id, topic: 'time-limit', text: 'No fence.' });
    }
  }

  async #say(chat: Chat, payload: Uint8Array, letter: 'U' | 'N' | 'A' = 'U'): Promise<void> {
    const sent = await chat
      .sendPayload(payload, { acknowledge: letter, timeoutMs: this.timeoutMs })
      .catch(() => undefined);
    if (letter === 'A') await sent?.outcome;
  }

  /** As the kit does at the end of a case in which something is missing. */
  #giveUp(...chats: readonly Chat[]): void {
    for (const { connection } of chats)
      this.trace.remark({ connection: connection.id, topic: 'time-limit', text: 'That is all.' });
  }

  async #chatOf(alice: FakeClient, bob: FakeClient): Promise<readonly [Chat, Chat] | undefined> {
    const admission = await this.#await(alice, alice.chats.request());
    if (admission === undefined) return undefined;
    const mine = await alice.chats.connect(admission);
    if ((await this.#await(mine, mine.enter())) === undefined) return undefined;
    const his = await this.#bringIn(mine, bob);
    return his === undefined ? undefined : [mine, his];
  }

  async #talk(alice: FakeClient): Promise<void> {
    const bob = await this.#signIn('bob');
    const pair = await this.#chatOf(alice, bob);
    if (pair === undefined) return;
    const [mine, his] = pair;
    for (const letter of ['U', 'N', 'A'] as const) {
      await this.#say(mine, text(`h\u00e9 ${letter}`), letter);
      await this.#say(his, text(`ho ${letter}`), letter);
    }
    await this.#settle(mine, his);
    await this.#say(mine, typed('text/x-msmsgscontrol', '\r\n'));
    await this.#say(mine, typed('text/x-msmsgsinvite; charset=UTF-8', 'Invitation-Command: INVITE\r\n'));
    await this.#say(mine, new Uint8Array(), 'A');
    await this.#say(mine, textOf(1664), 'A');
    await this.#settle(mine, his);
    this.#giveUp(mine, his);
  }

  async #crowd(alice: FakeClient): Promise<void> {
    const bob = await this.#signIn('bob');
    const carol = await this.#signIn('carol');
    const pair = await this.#chatOf(alice, bob);
    if (pair === undefined) return;
    const [mine, his] = pair;
    await this.#say(his, text('Carol should join us'));
    const hers = await this.#bringIn(his, carol);
    if (hers === undefined) return;
    await this.#await(mine, mine.waitForParticipant(mail('carol')));
    for (const chat of [mine, his, hers])
      await this.#say(chat, text(`from ${chat.id} of ${chat.beliefs.account}`), 'A');
    await this.#settle(mine, his, hers);
    await hers.leave();
    for (const chat of [mine, his])
      await this.#await(
        chat,
        chat.waitFor(({ participants }) => !participants.has(mail('carol'))),
      );
    await carol.fence();
    await his.close();
    await this.#await(
      mine,
      mine.waitFor(({ participants }) => participants.size === 0),
    );
    await bob.fence();
    await this.#say(mine, text('Anybody?'), 'A');
    await this.#settle(mine);
  }

  async #refusals(alice: FakeClient): Promise<void> {
    const dave = await this.#signIn('dave', 'synchronised');
    await dave.chats.request().catch(() => undefined);
    await dave.setStatus('NLN');
    await dave.block(mail('alice'));
    await alice.addContact({ account: mail('dave'), name: 'Dave' });
    const eve = await this.#signIn('eve');
    await eve.logout();
    const bob = await this.#signIn('bob');
    const pair = await this.#chatOf(alice, bob);
    if (pair === undefined) return;
    const [mine] = pair;
    this.trace.remark({ topic: 'unknown-account', value: mail('nobody'), text: 'There is no such account.' });
    for (const account of ['alice', 'bob', 'nobody', 'eve', 'dave'].map(mail))
      await mine.invite(account).catch(() => undefined);
    for (const account of ['hello', '@@a']) await mine.invite(account).catch(() => undefined);
    await this.#settle(mine);
    const lonely = await alice.chats.create();
    // Before anybody is there no client of the kit would speak.
    await lonely.send(Buffer.from('MSG 60 A 2\r\nhiMSG 61 N 2\r\nho'));
    await this.#settle(lonely);
    await dave.fence();
    await alice.setStatus('HDN');
    await alice.chats.request().catch(() => undefined);
  }

  async #keys(alice: FakeClient): Promise<void> {
    const admission = await alice.chats.request();
    for (const cookie of ['1.2.3', admission.cookie, admission.cookie]) {
      const chat = await alice.chats.connect({ ...admission, cookie });
      await chat.enter().catch(() => undefined);
      await this.#settle(chat);
    }
  }

  async #ends(alice: FakeClient): Promise<void> {
    const bob = await this.#signIn('bob');
    for (const bad of [`MSG 70 U 1665\r\n${'x'.repeat(1665)}`, 'MSG 71 u 2\r\nhi']) {
      const pair = await this.#chatOf(alice, bob);
      if (pair === undefined) return;
      const [mine, his] = pair;
      this.trace.remark({ connection: mine.connection.id, topic: 'provoked', text: 'On purpose.' });
      await mine.send(Buffer.from(bad)).catch(() => undefined);
      const outcome = await mine.fence();
      if (outcome !== 'closed') this.#giveUp(mine);
      await his.leave();
      await mine.close();
      await alice.fence();
      await bob.fence();
    }
  }
}
