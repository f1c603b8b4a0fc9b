import fc from 'fast-check';
import {
  type Certificates,
  type Chat,
  createCertificates,
  Directory,
  FakeClient,
  FakeServer,
  obedientBehaviour,
} from '../../src/fakes';
import { judge } from '../../src/rules';
import { Trace } from '../../src/wire';

const names = ['alice', 'bob', 'carol'] as const;
const mail = (name: string): string => `${name}@passport.com`;

let certificates: Certificates;
let server: FakeServer;
beforeAll(async () => {
  certificates = await createCertificates();
});
beforeEach(async () => {
  server = await FakeServer.start({ certificates });
});
afterEach(() => server.close());

const who = fc.constantFrom(...names);
const act = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), who }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('call' as const), who, whom: who }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      who,
      letter: fc.constantFrom('U' as const, 'N' as const, 'A' as const),
      text: fc.constantFrom('', 'one', 'one', 'two', 'MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\n\r\n'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('leave' as const),
      who,
      how: fc.constantFrom('OUT' as const, 'close' as const, 'reset' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      who,
      status: fc.constantFrom('NLN' as const, 'HDN' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('block' as const), who, whom: who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('name' as const), who, name: fc.constantFrom('A b', '50%') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fence' as const), who }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'wait' as const }) },
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

class Players {
  readonly trace = new Trace();
  readonly clients = new Map<string, FakeClient>();
  readonly chats = new Map<string, Chat[]>();
  readonly #underWay = new Set<Promise<unknown>>();

  async signIn(name: string): Promise<void> {
    server.directory.account(mail(name)).ticket = name;
    const client = await FakeClient.signIn({
      account: mail(name),
      server: server.notification,
      ticket: name,
      trace: this.trace,
      subject: 'server',
      behaviour: { ...obedientBehaviour, answersCalls: true },
    });
    this.clients.set(name, client);
    this.chats.set(name, []);
  }

  /** Nobody waits for anybody: what goes wrong on the way is the way of chats. */
  start(act: Act): void {
    const doing = this.#do(act).catch(() => undefined);
    this.#underWay.add(doing);
    void doing.finally(() => this.#underWay.delete(doing));
  }

  /** Alone: a trace shows the end of a connection only when it is over, and until then nothing about it is certain. */
  async close(name: string, how: 'close' | 'reset'): Promise<void> {
    await this.settle();
    await this.clients
      .get(name)
      ?.chats.open.at(-1)
      ?.close({ how: how === 'close' ? 'clean' : 'reset' });
  }

  async settle(): Promise<void> {
    await Promise.all(this.#underWay);
    for (const client of this.clients.values()) await client.fence();
    for (const client of this.clients.values()) for (const chat of client.chats.open) await chat.fence();
    for (const client of this.clients.values()) for (const chat of client.chats.open) await chat.fence();
  }

  async #do(act: Act): Promise<void> {
    if (act.kind === 'wait') return this.settle();
    const client = this.clients.get(act.who);
    if (client === undefined) return;
    const chat = client.chats.open.at(-1);
    if (act.kind === 'open') await client.chats.create();
    else if (act.kind === 'call') await chat?.invite(mail(act.whom));
    else if (act.kind === 'say')
      await chat?.send({
        name: 'MSG',
        trid: chat.nextTrid(),
        parameters: [act.letter],
        payload: Buffer.from(act.text),
      });
    else if (act.kind === 'leave')
      await (act.how === 'OUT' ? chat?.leave() : chat?.close({ how: act.how === 'close' ? 'clean' : 'reset' }));
    else if (act.kind === 'status') await client.setStatus(act.status);
    else if (act.kind === 'block') await client.block(mail(act.whom));
    else if (act.kind === 'name') await client.setName(act.name);
    else await chat?.fence();
  }
}

test('whatever clients do in chats, the reference server is accused of nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(act, fc.boolean()), { minLength: 10, maxLength: 40 }), async (acts) => {
      await server.reset();
      server.directory.become(
        new Directory(names.map((name) => ({ account: mail(name), password: 'p', name: `${name} x` }))),
      );
      server.knobs.challenges = 'off';
      const players = new Players();
      for (const name of names) await players.signIn(name);
      for (const [one, isAwaited] of acts) {
        if (one.kind === 'leave' && one.how !== 'OUT') await players.close(one.who, one.how);
        else players.start(one);
        if (isAwaited) await new Promise((resolve) => setImmediate(resolve));
      }
      await players.settle();
      // All has come by now: a time limit everywhere accuses of whatever the observers still wait for.
      for (const client of players.clients.values())
        for (const { connection } of [...client.chats.open, client])
          players.trace.remark({ connection: connection.id, topic: 'time-limit', text: 'That is all.' });
      await Promise.all([...players.clients.values()].map((client) => client.close()));
      const findings = judge(players.trace.events, { role: 'server' });
      expect(
        findings.flatMap(({ rule, violations }) => violations.map(({ message }) => `${rule.id}: ${message}`)),
      ).toEqual([]);
    }),
    { numRuns: 25, endOnFailure: true },
  );
});
