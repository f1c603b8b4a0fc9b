import { type Certificates, createCertificates, Directory, FakeClient, FakeServer } from '../../src/fakes';
import type { ClientMutant } from '../../src/mutants';
import { switchboardMutants } from '../../src/mutants/client/switchboard';
import { judge } from '../../src/rules';
import { Trace, type TraceEvent } from '../../src/wire';

const alice = 'alice@passport.com';
const bob = 'bob@passport.com';
const timeoutMs = 10_000;

let certificates: Certificates;
beforeAll(async () => {
  certificates = await createCertificates();
});

type Fault = ReturnType<ClientMutant['make']>;
interface Stage {
  readonly server: FakeServer;
  readonly client: FakeClient;
  readonly trace: Trace;
  readonly limit: { readonly timeoutMs: number };
}

const typed = (type: string): Uint8Array =>
  Buffer.from(`MIME-Version: 1.0\r\nContent-Type: ${type}\r\n\r\nhi`, 'latin1');

/** All that was sent to Alice's chat, or to her session, has been handled; or that is not to be. */
async function settle({ server, trace, limit }: Stage): Promise<void> {
  for (const session of [...server.switchboards, ...server.sessions]) {
    const outcome = await session.fence(limit);
    const { id } = session.connection;
    if (outcome === 'alive') trace.remark({ connection: id, topic: 'fence', text: 'Handled.' });
    else if (outcome === 'stalled') trace.remark({ connection: id, topic: 'time-limit', text: 'Not handled.' });
  }
}

/** What is awaited in vain is remarked as a time limit, as the kit does. */
async function attempt(stage: Stage, act: () => Promise<unknown>): Promise<void> {
  await act().catch(async () => {
    await settle(stage);
    const [session] = stage.server.sessions;
    if (session !== undefined)
      stage.trace.remark({ connection: session.connection.id, topic: 'time-limit', text: 'Nothing came.' });
  });
}

const scenes = {
  /** Alice calls Bob, and they talk; then things come that are unusual. */
  async calls(stage: Stage): Promise<void> {
    const { server, client, limit } = stage;
    await attempt(stage, async () => {
      const chat = await client.chats.create();
      await chat.invite('eve@passport.com').catch(() => undefined);
      await settle(stage);
      await chat.invite(bob);
      // Nobody is there yet: it goes out when somebody is.
      const waiting = chat.sendMessage('early', limit);
      await settle(stage);
      await server.waitForCall({ account: bob, ...limit });
      const puppet = server.puppet(bob).answer();
      await waiting;
      await chat.sendMessage('H\u00e9llo');
      await chat.sendTyping();
      await chat.sendMessage('x'.repeat(1700)).catch(() => undefined);
      puppet.say(typed('text/plain; charset=UTF-8'));
      puppet.say(typed('application/x-unknown'));
      await settle(stage);
      for (const line of [`JOI ${alice} Alice`, 'NAK 77', `BYE ${bob} 1`]) {
        const session = server.switchboards[0];
        await session?.send(Buffer.from(`${line}\r\n`));
        await settle(stage);
      }
    });
  },
  /** Bob calls Alice. */
  async isCalled(stage: Stage): Promise<void> {
    const { server, client, limit } = stage;
    await attempt(stage, async () => {
      server.knobs.chatIdForm = 'uuid';
      const puppet = server.puppet(bob).openChat();
      puppet.call(alice);
      const chat = await client.chats.take(limit);
      await chat.sendMessage('hello', limit);
      await settle(stage);
    });
  },
  async isCalledByNumber(stage: Stage): Promise<void> {
    const { server, client, limit } = stage;
    await attempt(stage, async () => {
      server.puppet(bob).openChat().call(alice);
      await client.chats.take(limit);
      await settle(stage);
    });
  },
  /** Bob has gone when Alice answers. */
  async isLeft(stage: Stage): Promise<void> {
    const { server, client, limit } = stage;
    await attempt(stage, async () => {
      const puppet = server.puppet(bob).openChat();
      puppet.call(alice);
      puppet.leave();
      await client.chats.take(limit);
      await settle(stage);
    });
  },
  async isRefused(stage: Stage): Promise<void> {
    const { server, client } = stage;
    server.knobs.switchboardRefusal = 913;
    await client.chats.request().catch(() => undefined);
    await settle(stage);
  },
};

type Scene = keyof typeof scenes;
const isScene = (name: string): name is Scene => name in scenes;

async function run(scene: Scene, fault: Fault, limitMs: number): Promise<readonly TraceEvent[]> {
  const trace = new Trace();
  const directory = new Directory(
    [alice, bob, 'eve@passport.com'].map((account) => ({ account, password: 'p', name: account.slice(0, 3) })),
  );
  const server = await FakeServer.start({ certificates, directory, trace, subject: 'client' });
  server.knobs.challenges = 'off';
  server.directory.account(alice).ticket = 'ticket';
  server.puppet(bob).setStatus('NLN');
  const client = await FakeClient.signIn({
    account: alice,
    server: server.notification,
    ticket: 'ticket',
    timeoutMs: limitMs,
    ...fault,
  });
  try {
    const stage = { server, client, trace, limit: { timeoutMs: limitMs } };
    await settle(stage);
    await scenes[scene](stage);
    trace.remark({ topic: 'end', text: 'The case is over.' });
  } finally {
    await client.close();
    await server.close();
  }
  return trace.events;
}

const wanted = Array.from({ length: 18 }, (_, at) => `C-SB-${String(at + 1).padStart(2, '0')}`);
const all = Object.keys(scenes).filter(isScene);

describe('the reference client', () => {
  const exercised = new Set<string>();
  it.each(all)('is accused of nothing: %s', async (scene) => {
    const findings = judge(await run(scene, {}, timeoutMs), { role: 'client' });
    expect(
      findings.flatMap(({ rule, violations }) => violations.map(({ message }) => `${rule.id}: ${message}`)),
    ).toEqual([]);
    for (const { rule, exercised: times } of findings) if (times > 0) exercised.add(rule.id);
  });
  it('has been put to every test', () => {
    expect(wanted.filter((id) => !exercised.has(id))).toEqual([]);
  });
  it.each([
    { textType: 'text/plain' as const },
    { textType: 'text/plain;charset=UTF-8' as const },
    { textFormat: undefined, acknowledge: 'A' as const },
    { acknowledge: 'U' as const, leavesChats: 'BYE' as const },
    { leavesChats: 'close' as const, whenAlone: 'stay' as const },
    { chatTrids: 'continue' as const, capabilities: 'Client-Name: x' },
  ])('may do otherwise: %p', async (behaviour) => {
    for (const scene of all) {
      const findings = judge(await run(scene, { behaviour }, timeoutMs), { role: 'client' });
      const accused = findings.filter(({ rule, violations }) => rule.area === 'C-SB' && violations.length > 0);
      expect(accused.map(({ violations }) => violations[0]?.message)).toEqual([]);
    }
  });
});

describe('a client with one fault', () => {
  it.each(switchboardMutants.map((mutant) => [mutant.rule, mutant.id, mutant] as const))(
    '%s: %s',
    async (id, _name, mutant) => {
      const accused = new Set<string>();
      for (const scene of all) {
        const findings = judge(await run(scene, mutant.make(), 300), { role: 'client' });
        for (const { rule, violations } of findings) if (violations.length > 0) accused.add(rule.id);
        if (accused.has(id)) break;
      }
      expect([...accused]).toContain(id);
    },
  );

  it('is there for every rule', () => {
    const rules = new Set(switchboardMutants.map(({ rule }) => rule));
    expect(wanted.filter((id) => !rules.has(id))).toEqual([]);
  });
});
