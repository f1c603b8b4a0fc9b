import { type Chat, FakeClient, type FakeClientOptions } from '../../src/fakes/client';
import { type ScriptedPeer, ScriptedServer } from './scripted-server';

/** Alice, visible on a scripted notification server, with a scripted switchboard at another port. */
export class ChatSetup {
  readonly #clients: FakeClient[] = [];

  private constructor(
    readonly notification: ScriptedServer,
    readonly switchboard: ScriptedServer,
  ) {}

  static async start(): Promise<ChatSetup> {
    return new ChatSetup(await ScriptedServer.start(), await ScriptedServer.start());
  }

  /** A client that is visible (the next trid is 6) and the server's end of its connection. */
  async alice(options: Partial<FakeClientOptions> = {}): Promise<{ client: FakeClient; ns: ScriptedPeer }> {
    const signingIn = FakeClient.signIn({
      account: 'alice@passport.com',
      server: this.notification.address,
      ticket: 't=1&p=2',
      timeoutMs: 2_000,
      ...options,
    });
    const ns = await this.notification.next();
    await ns.talk(
      ['VER 1 MSNP8 CVR0\r\n', 'VER 1 MSNP8 CVR0\r\n'],
      ['CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com\r\n', 'CVR 2 1 1 1 u\r\n'],
      ['USR 3 TWN I alice@passport.com\r\n', 'USR 3 TWN S c=1\r\n'],
      ['USR 4 TWN S t=1&p=2\r\n', 'USR 4 OK alice@passport.com Alice 1 0\r\n'],
      ['SYN 5 0\r\n', 'SYN 5 7 0 1\r\nGTC A\r\nBLP AL\r\nLSG 0 X 0\r\n'],
      ['CHG 6 NLN 0\r\n', 'CHG 6 NLN 0\r\n'],
    );
    const client = await signingIn;
    this.#clients.push(client);
    return { client, ns };
  }

  /** A chat that Alice has started with Bob, who is there; the next trid of the chat is 3, that of the session 8. */
  async chatting(
    options: Partial<FakeClientOptions> = {},
  ): Promise<{ client: FakeClient; ns: ScriptedPeer; chat: Chat; sb: ScriptedPeer }> {
    const { client, ns } = await this.alice(options);
    const starting = client.startChat({ account: 'bob@passport.com' });
    await ns.talk(['XFR 7 SB\r\n', `XFR 7 SB ${this.switchboard.word} CKI 17262740.1050826919.32308\r\n`]);
    const sb = await this.switchboard.next();
    await sb.talk(
      ['USR 1 alice@passport.com 17262740.1050826919.32308\r\n', 'USR 1 OK alice@passport.com Alice\r\n'],
      ['CAL 2 bob@passport.com\r\n', 'CAL 2 RINGING 17262740\r\nJOI bob@passport.com Bob%20B\r\n'],
    );
    return { client, ns, chat: await starting, sb };
  }

  /** The line of a call by Bob. */
  ring(options: { readonly session?: string; readonly cookie?: string } = {}): string {
    const { session = '11752013', cookie = '849102291.520491113' } = options;
    return `RNG ${session} ${this.switchboard.word} CKI ${cookie} bob@passport.com Bob%20B\r\n`;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.close({ how: 'reset' })));
    await this.notification.close();
    await this.switchboard.close();
  }
}

/** Shows that the session goes on: the client answers a challenge next. */
export async function expectSession(ns: ScriptedPeer, trid: number): Promise<void> {
  ns.send('CHL 0 29409134351025259292\r\n');
  await ns.expect(`QRY ${trid} msmsgs@msnmsgr.com 32\r\nd0c1178c689350104350d99f8c36ed9c`);
  ns.send(`QRY ${trid}\r\n`);
}

export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error('It was expected to fail.');
    },
    (error: Error) => error,
  );
}
