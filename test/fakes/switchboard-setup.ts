import { type Certificates, createCertificates, Directory, FakeServer, type FakeServerOptions } from '../../src/fakes';
import { RawClient } from './raw-client';
import { signInVisible } from './signed-in';

export const [alice, bob, carol, dave] = [
  'alice@passport.com',
  'bob@passport.com',
  'carol@passport.com',
  'dave@passport.com',
];

let certificates: Promise<Certificates> | undefined;

/** A server that does not challenge. Alice, Bob, Carol and Dave have each other on no list, and let everybody call. */
export async function startServer(options: Pick<FakeServerOptions, 'hooks' | 'policy'> = {}): Promise<FakeServer> {
  certificates ??= createCertificates();
  const server = await FakeServer.start({ certificates: await certificates, ...options });
  await tidy(server);
  return server;
}

/** The same server as if it were new. */
export async function tidy(server: FakeServer): Promise<void> {
  await server.reset();
  server.directory.become(
    new Directory(
      [alice, bob, carol, dave].map((account) => ({
        account,
        password: 'p',
        name: `${account[0]?.toUpperCase()}${account.slice(1, -'@passport.com'.length)}`,
      })),
    ),
  );
  server.knobs.challenges = 'off';
}

/** What XFR gives: `<host:port>` and the key. */
export async function askForSwitchboard(
  client: RawClient,
): Promise<{ readonly address: string; readonly key: string }> {
  client.write('XFR 7 SB\r\n');
  const [, address = '', key = ''] = /^XFR 7 SB (\S+) CKI (\S+)$/.exec(await client.line()) ?? [];
  expect(address).not.toBe('');
  return { address, key };
}

/** Opens a chat of somebody who is online, up to USR OK. */
export async function openChat(
  server: FakeServer,
  caller: { readonly client: RawClient; readonly account: string; readonly name: string },
): Promise<RawClient> {
  const { key } = await askForSwitchboard(caller.client);
  const chat = await RawClient.call(server.switchboard);
  await chat.ask(`USR 1 ${caller.account} ${key}\r\n`, `USR 1 OK ${caller.account} ${caller.name}\r\n`);
  return chat;
}

/** What RNG brings. */
export async function ring(
  client: RawClient,
): Promise<{ readonly session: string; readonly key: string; readonly caller: string }> {
  const [, session = '', key = '', caller = ''] = /^RNG (\S+) \S+ CKI (\S+) (\S+ \S+)$/.exec(await client.line()) ?? [];
  expect(session).not.toBe('');
  return { session, key, caller };
}

/** Calls somebody, who answers. `roster` is what stands in front of ANS OK. */
export async function bringIn(
  server: FakeServer,
  options: {
    readonly by: RawClient;
    readonly who: { readonly client: RawClient; readonly account: string };
    readonly roster: string;
  },
): Promise<RawClient> {
  const { by, who, roster } = options;
  by.write(`CAL 20 ${who.account}\r\n`);
  expect(await by.line()).toMatch(/^CAL 20 RINGING \d+$/);
  const { session, key } = await ring(who.client);
  const chat = await RawClient.call(server.switchboard);
  await chat.ask(`ANS 1 ${who.account} ${key} ${session}\r\n`, `${roster}ANS 1 OK\r\n`);
  return chat;
}

/** Alice and Bob online, and in a chat that Alice opened. */
export async function chatOfTwo(server: FakeServer): Promise<{
  readonly aliceOnline: RawClient;
  readonly bobOnline: RawClient;
  readonly aliceInChat: RawClient;
  readonly bobInChat: RawClient;
}> {
  const aliceOnline = await signInVisible(server, alice);
  const bobOnline = await signInVisible(server, bob);
  const aliceInChat = await openChat(server, { client: aliceOnline, account: alice, name: 'Alice' });
  const bobInChat = await bringIn(server, {
    by: aliceInChat,
    who: { client: bobOnline, account: bob },
    roster: 'IRO 1 1 1 alice@passport.com Alice\r\n',
  });
  await aliceInChat.expect('JOI bob@passport.com Bob\r\n');
  return { aliceOnline, bobOnline, aliceInChat, bobInChat };
}

/**
 * All that has come on a switchboard is this, and all that was sent before has been handled. There is no PNG there: a call of what is no account
 * must be answered with 208, and concerns nobody else.
 */
export async function expectNothingBut(chat: RawClient, text = ''): Promise<void> {
  await chat.ask('CAL 99 nobody\r\n', `${text}208 99\r\n`);
}
