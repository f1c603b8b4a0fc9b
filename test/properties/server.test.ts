import { serverProperties } from '../../src/properties';
import { ruleById } from '../../src/rules';
import { embeddedServer, type ServerSubject } from '../../src/subjects';
import { AuthorityKeeper } from '../../src/suite';

const keeper = new AuthorityKeeper();
afterAll(() => keeper.close());

type Property = (typeof serverProperties)[number];

async function withServer<Result>(
  fault: Parameters<typeof embeddedServer>[0],
  act: (subject: ServerSubject) => Promise<Result>,
): Promise<Result> {
  const { certificates } = await keeper.get();
  const subject = await embeddedServer({ ...fault, certificates });
  try {
    return await act(subject);
  } finally {
    await subject.close();
  }
}

function check(
  property: Property,
  subject: ServerSubject,
  { seed, timeoutMs = 3000 }: { seed: number; timeoutMs?: number },
) {
  return property.check(
    { subject, timeoutMs, authority: () => keeper.get() },
    {
      seed,
      runs: property.runs,
      deadline: Number.POSITIVE_INFINITY,
      stop: new AbortController().signal,
      confirmation: { failures: 2, tries: 3 },
      shrinkMs: 15_000,
    },
  );
}

function named(name: string): Property {
  const property = serverProperties.find((one) => one.name === name);
  if (property === undefined) {
    throw new Error(`There is no property ${name}.`);
  }
  return property;
}

describe.each(serverProperties.map((property) => [property.name, property] as const))('%s', (_, property) => {
  test.each([1, 2, 3, 4, 5])('holds of the reference server, seed %i', async (seed) => {
    const run = await withServer({}, (subject) => check(property, subject, { seed }));
    expect(run).toMatchObject({ verdict: 'pass', reason: '' });
    expect(run.examples).toBe(run.exhaustive + property.runs);
  });

  test('names rules that bind servers', () => {
    for (const rule of property.rules) {
      expect(ruleById(rule)?.level.server).toBeDefined();
    }
  });

  test('takes no data that is no example', async () => {
    await withServer({}, async (subject) => {
      const context = { subject, timeoutMs: 1000, authority: () => keeper.get() };
      await expect(property.tryAgain({ nonsense: 1 }, context)).rejects.toThrow();
    });
  });
});

describe('an example as data, played again', () => {
  const upper = {
    policy: { acceptsAnswer: () => true },
  };

  test.each<[string, unknown]>([
    ['cuts-of-the-login', { last: 'CHG', cuts: [{ at: 'in-line-end', index: 0 }] }],
    [
      'cuts-of-a-command-stream',
      {
        requests: [{ kind: 'PNG' }, { kind: 'BLP' }, { kind: 'REA', style: 'minimal' }],
        cuts: [{ at: 'in-name', index: 1 }],
      },
    ],
    ['message-payloads', { head: true, bytes: [13, 10, 255], glued: true, cuts: [{ at: 'anywhere', index: 30 }] }],
    ['challenge-answers', { answer: 'digit', at: 31, by: 15 }],
    [
      'list-edits',
      [
        { edit: 'ADG', name: 'Two words' },
        { edit: 'ADD', list: 'FL', who: 'bob', group: 1 },
        { edit: 'REM', list: 'AL', who: 'bob' },
        { edit: 'GTC' },
      ],
    ],
    ['names', { of: 'group', name: { text: '100%', style: 'reserved' } }],
  ])('%s holds of the reference server', async (name, data) => {
    await withServer({}, async (subject) => {
      const tried = await named(name).tryAgain(data, { subject, timeoutMs: 3000, authority: () => keeper.get() });
      expect(tried.failure).toBeUndefined();
      expect(tried.trace.events.length).toBeGreaterThan(0);
    });
  });

  test('fails again where the server is at fault', async () => {
    await withServer({ fault: upper }, async (subject) => {
      const { failure } = await named('challenge-answers').tryAgain(
        { answer: 'cut-short', to: 0 },
        { subject, timeoutMs: 1000, authority: () => keeper.get() },
      );
      expect(failure).toMatchObject({ code: 'does-not-hold', rule: 'S-CHL-03', bySilence: false });
      expect(failure?.message).toMatch(
        /^Expected 540 and a close in answer to msmsgs@msnmsgr\.com and no digit, .+; got QRY\.$/,
      );
    });
  });
});

describe('what cannot be tried', () => {
  test('a server that never challenges is told from one that fails', async () => {
    const run = await withServer({ fault: { knobs: { challenges: 'off' } } }, (subject) =>
      check(named('challenge-answers'), subject, { seed: 1, timeoutMs: 300 }),
    );
    expect(run).toMatchObject({
      verdict: 'unsupported',
      reason: 'The server has not challenged within 300 ms of the first CHG.',
    });
  });

  test('a message needs somebody who gets it', async () => {
    const run = await withServer({}, (subject) =>
      check(
        named('message-payloads'),
        { ...subject, accounts: Object.fromEntries(Object.entries(subject.accounts).slice(0, 1)) },
        { seed: 1 },
      ),
    );
    expect(run).toMatchObject({ verdict: 'blocked', lacksAccounts: true });
    expect(run.reason).toContain('bob');
  });

  test.each(['cuts-of-a-command-stream', 'list-edits', 'names', 'cuts-of-the-login'])(
    '%s is content with Alice',
    async (name) => {
      const run = await withServer({}, (subject) =>
        check(
          named(name),
          { ...subject, accounts: Object.fromEntries(Object.entries(subject.accounts).slice(0, 1)) },
          { seed: 1 },
        ),
      );
      expect(run).toMatchObject({ verdict: 'pass' });
    },
  );

  test('who is not let in is no failure', async () => {
    const run = await withServer({ fault: { policy: { acceptsTicket: () => false } } }, (subject) =>
      check(named('names'), subject, { seed: 1 }),
    );
    expect(run).toMatchObject({ verdict: 'blocked' });
    expect(run.reason).toMatch(/^alice@passport\.com cannot sign in\. .*911/);
  });

  test('a server that lets nobody in uncut is not accused of how it takes cuts', async () => {
    const run = await withServer({ fault: { policy: { acceptsTicket: () => false } } }, (subject) =>
      check(named('cuts-of-the-login'), subject, { seed: 1 }),
    );
    expect(run).toMatchObject({ verdict: 'blocked' });
    expect(run.failure).toBeUndefined();
  });
});
