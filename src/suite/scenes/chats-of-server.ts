import { z } from 'zod';
import type { Transcript } from '../../codec';
import {
  type FakeServer,
  FakeServerError,
  type PuppetChat,
  readChatPayload,
  ScriptFailure,
  type ServerSession,
  type SwitchboardSession,
} from '../../fakes';
import { type ClientMethod, SubjectError } from '../../subjects';
import type { Trace } from '../../wire';
import { isSettled } from './is-settled';
import type { Persona } from './scene';
import { displayNames, documentedAccounts } from './session-roster';

/** What the chats of a case need of its scene. */
export interface ChatsOfServerOptions {
  /** Limit for one awaited command, in milliseconds. */
  readonly timeoutMs: number;
  readonly trace: Trace;
  /** The server at which Alice is signed in. */
  readonly server: () => FakeServer;
  /** Alice's session. */
  readonly session: () => ServerSession;
  /** Asks Alice's client for something. Rejects with a `SubjectError`. */
  readonly ask: (method: ClientMethod, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** What the client answers, as long as the limit allows. */
  readonly inTime: <Result>(answer: Promise<Result>, method: ClientMethod) => Promise<Result>;
  /** Asks while Alice's session is served without a script, and waits for the answer. */
  readonly act: (method: ClientMethod, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Plays a transcript on a session that is held. */
  readonly play: (script: {
    readonly session: ServerSession;
    readonly transcript: Transcript;
    readonly byteByByte?: true;
  }) => Promise<void>;
  /** A rule has been shown to hold. */
  readonly show: (rule: string) => void;
  /** Whether the case has said that somebody is online. */
  readonly isOnline: (persona: Persona) => boolean;
}

/**
 * The chats of a case in which the client is under test: the kit plays the switchboard, and everybody else in it. Where no script is at work the
 * switchboard answers as the reference does.
 */
export class ChatsOfServer {
  readonly #options: ChatsOfServerOptions;
  /** Those of the others who are in the chat. */
  readonly #contacts = new Map<Persona, PuppetChat>();
  /** Alice's end of the newest chat. */
  #session: SwitchboardSession | undefined;
  /** What the client was asked to start. */
  #starting: Promise<unknown> | undefined;
  /** What the client calls the chat that it has started. */
  #chat: string | undefined;

  constructor(options: ChatsOfServerOptions) {
    this.#options = options;
  }

  /** Alice's client opens a chat and calls somebody, who comes. */
  async start(persona: Persona): Promise<void> {
    const { server, session, timeoutMs } = this.#options;
    this.#beOnline(persona);
    session().release();
    const asked = this.#begin(persona);
    const account = documentedAccounts[persona];
    await this.#until(server().waitForCall({ account, timeoutMs }), asked, `call ${displayNames[persona]}`);
    this.#contacts.set(persona, server().puppet(account).answer());
    this.#chat = chatNamedIn(await this.#options.inTime(asked, 'startChat'));
    session().hold();
    this.#session = await server().waitForChat({ account: documentedAccounts.alice, timeoutMs });
  }

  /** Somebody calls Alice, whose client comes; with `leaves` the caller is gone before she does. */
  async call(options: { readonly persona: Persona; readonly leaves?: true }): Promise<void> {
    const { persona, leaves } = options;
    const { server, session, timeoutMs } = this.#options;
    const { alice } = documentedAccounts;
    const before = new Set(server().switchboards);
    const chat = server().puppet(documentedAccounts[persona]).openChat();
    const refusal = chat.call(alice);
    if (refusal !== undefined) {
      // Whoever has left meanwhile cannot be called.
      throw new SubjectError('unusable', `Alice cannot be called into a chat: the switchboard says error ${refusal}.`);
    }
    if (leaves) {
      chat.leave();
    } else {
      this.#contacts.set(persona, chat);
    }
    this.#session = await server()
      .waitForChat({ account: alice, timeoutMs, isMeant: (one) => !before.has(one) })
      .catch(async (error: unknown) => {
        if (error instanceof FakeServerError && (await session().fence({ timeoutMs })) === 'alive') {
          // C-SB-05: a user may leave a call unanswered, and so may a client.
          this.#remarkTimeLimit();
          throw new SubjectError('unsupported', 'The client does not answer calls.');
        }
        throw error;
      });
  }

  /** Alice's client is asked for a chat with somebody, and a transcript plays what comes of it on her session; the request stays open. */
  async request(options: { readonly persona: Persona; readonly transcript: Transcript }): Promise<void> {
    const { server, session, play } = this.#options;
    this.#beOnline(options.persona);
    server().holdNext({ service: 'switchboard' });
    session().hold();
    this.#begin(options.persona);
    await play({ session: session(), transcript: options.transcript });
    session().release();
  }

  /** Alice's client comes to the switchboard, and a transcript is played there. */
  async arrive(transcript: Transcript): Promise<void> {
    const { server, session, timeoutMs } = this.#options;
    try {
      this.#session = await server().nextConnection({ service: 'switchboard', timeoutMs });
    } catch (error) {
      if (!(error instanceof FakeServerError)) {
        throw error;
      }
      const reply = await session().fence({ timeoutMs });
      if (reply === 'alive') {
        this.#remarkTimeLimit();
      }
      throw new ScriptFailure({
        code: reply === 'alive' ? 'silent' : reply,
        message: `Expected the client to call at the switchboard that XFR named within ${timeoutMs} ms; it did not come.`,
        rules: ['C-SB-15'],
        line: 0,
        expected: 'a connection',
        got: 'nothing',
      });
    }
    await this.play({ transcript });
  }

  /** The client says that the chat has begun; where it says that none has, that is no failure with `mayFail`. */
  async begun(options: { readonly mayFail?: true } = {}): Promise<void> {
    try {
      this.#chat = chatNamedIn(await this.#options.inTime(this.#starting ?? Promise.resolve(), 'startChat'));
    } catch (error) {
      if (!(options.mayFail && error instanceof SubjectError && error.code === 'failed')) {
        throw error;
      }
    }
  }

  /** Alice's client is asked for a chat that the switchboard, or the notification server, refuses with an error to `command`. */
  async beRefused(options: {
    readonly persona: Persona;
    readonly command: 'XFR' | 'CAL';
    readonly code: number;
  }): Promise<void> {
    const { persona, command, code } = options;
    const { server, session, timeoutMs } = this.#options;
    this.#beOnline(persona);
    const refusal = newEvent();
    const refuse = (request: Parameters<ServerSession['fail']>[0], one: ServerSession): void => {
      one.fail(request, code);
      refusal.happen();
    };
    const end =
      command === 'XFR'
        ? server().intercept({ name: command, once: true }, refuse)
        : server().interceptSwitchboard({ name: command, once: true }, refuse);
    session().release();
    const asked = this.#begin(persona);
    await this.#until(refusal.within(timeoutMs), asked, `send ${command}`);
    // Whether it tells its user, and how, is its own affair; a client that waits for ever is found out by what is asked next.
    await isSettled(asked, timeoutMs);
    end();
    session().hold();
  }

  /** Plays a transcript on Alice's connection to the switchboard. */
  async play(options: { readonly transcript: Transcript; readonly byteByByte?: true }): Promise<void> {
    const session = this.#current();
    session.hold();
    await this.#options.play({ session, ...options });
    session.release();
  }

  /** Alice's client is asked for something in the chat that it has started. With `mayFail` it may say that it cannot. */
  async act(
    method: ClientMethod,
    parameters: Readonly<Record<string, unknown>>,
    options: { readonly mayFail?: true } = {},
  ): Promise<void> {
    if (this.#chat === undefined) {
      throw new Error('Alice has started no chat: what a client calls a chat to which it was called nobody can know.');
    }
    try {
      await this.#options.act(method, { chat: this.#chat, ...parameters });
    } catch (error) {
      if (!(options.mayFail && error instanceof SubjectError && error.code === 'failed')) {
        throw error;
      }
    }
  }

  /** As {@link act} with a text; the switchboard says that it did not arrive (C-SB-14). */
  async speakInVain(text: string): Promise<void> {
    const { server, timeoutMs } = this.#options;
    let type = '';
    const said = newEvent();
    server().interceptSwitchboard({ name: 'MSG', once: true }, (request, session) => {
      [type = ''] = request.parameters;
      said.happen();
      if (type !== 'U') {
        session.say({ name: 'NAK', trid: request.trid, parameters: [] });
      }
    });
    await this.#until(said.within(timeoutMs), this.act('sendMessage', { text }), 'say anything');
    await this.settle();
    if (type === 'U') {
      throw new SubjectError('unsupported', 'The client does not want to hear what becomes of its messages.');
    }
  }

  /** Alice's client calls somebody else into the chat, who comes. */
  async invite(persona: Persona): Promise<void> {
    const { server, timeoutMs } = this.#options;
    this.#beOnline(persona);
    const account = documentedAccounts[persona];
    const asked = this.act('invite', { account });
    await this.#until(server().waitForCall({ account, timeoutMs }), asked, `call ${displayNames[persona]}`);
    this.#contacts.set(persona, server().puppet(account).answer());
    await asked;
  }

  /** Somebody in the chat says something: a payload. */
  say(persona: Persona, payload: Uint8Array): void {
    this.#contact(persona).say(payload);
  }

  leave(persona: Persona): void {
    this.#contact(persona).leave();
    this.#contacts.delete(persona);
  }

  /** Somebody in the chat has been sent this text, by Alice. */
  async hears(options: {
    readonly persona: Persona;
    readonly text: string;
    readonly rules: readonly string[];
  }): Promise<void> {
    const { persona, text, rules } = options;
    const { timeoutMs, show } = this.#options;
    const chat = this.#contact(persona);
    const textIn = (payload: Uint8Array | undefined): string | undefined => {
      const read = payload === undefined ? undefined : readChatPayload(payload);
      return read?.kind === 'text' ? read.text : undefined;
    };
    try {
      await chat.hears(({ name, payload }) => name === 'MSG' && textIn(payload) === text, { timeoutMs });
    } catch (error) {
      if (!(error instanceof FakeServerError)) {
        throw error;
      }
      const got = chat.heard.map(({ payload }) => textIn(payload)).find((one) => one !== undefined);
      throw new ScriptFailure({
        code: got === undefined ? 'silent' : 'different',
        message: `Expected ${displayNames[persona]} to be sent the text "${text}" within ${timeoutMs} ms; got ${got === undefined ? 'no text' : `"${got}"`}.`,
        rules,
        line: 0,
        expected: text,
        got: got ?? 'nothing',
        connection: this.#current().connection.id,
      });
    }
    rules.forEach(show);
  }

  /** Somebody in the chat has been told by the client that Alice is typing. */
  async isToldOfTyping(options: { readonly persona: Persona; readonly rules: readonly string[] }): Promise<void> {
    const { persona, rules } = options;
    const { timeoutMs, show } = this.#options;
    const isNotice = (payload: Uint8Array | undefined) =>
      payload !== undefined && readChatPayload(payload).kind === 'typing';
    try {
      await this.#contact(persona).hears(({ name, payload }) => name === 'MSG' && isNotice(payload), { timeoutMs });
    } catch (error) {
      if (!(error instanceof FakeServerError)) {
        throw error;
      }
      throw new ScriptFailure({
        code: 'silent',
        message: `Expected ${displayNames[persona]} to be sent a typing notice within ${timeoutMs} ms; none came.`,
        rules,
        line: 0,
        expected: 'a typing notice',
        got: 'nothing',
        connection: this.#current().connection.id,
      });
    }
    rules.forEach(show);
  }

  /** Waits until Alice's client has read what was sent to its chats, as far as that can be proved. */
  async settle(): Promise<void> {
    await Promise.all(this.#options.server().switchboards.map(({ connection }) => connection.settle()));
  }

  #begin(persona: Persona): Promise<unknown> {
    const asked = this.#options.ask('startChat', { account: documentedAccounts[persona] });
    // Heard where it matters; the case may end before.
    asked.catch(() => {});
    this.#starting = asked;
    return asked;
  }

  #beOnline(persona: Persona): void {
    const { server, isOnline } = this.#options;
    if (!isOnline(persona)) {
      server().puppet(documentedAccounts[persona]).setStatus('NLN');
    }
  }

  #current(): SwitchboardSession {
    if (this.#session === undefined) {
      throw new Error('Alice is in no chat yet: a step that opens one has to come first.');
    }
    return this.#session;
  }

  #contact(persona: Persona): PuppetChat {
    const chat = this.#contacts.get(persona);
    if (chat === undefined) {
      throw new Error(`${displayNames[persona]} is not in the chat.`);
    }
    return chat;
  }

  /** Waits for what the client should do upon a request, and no longer than for the request to fail. */
  async #until(done: Promise<unknown>, asked: Promise<unknown>, what: string): Promise<void> {
    const { session, timeoutMs } = this.#options;
    try {
      await Promise.race([done, asked.then(() => done)]);
    } catch (error) {
      done.catch(() => {});
      if (!(error instanceof FakeServerError) && !(error instanceof SubjectError && error.code === 'failed')) {
        throw error;
      }
      if ((await session().fence({ timeoutMs })) === 'alive') {
        this.#remarkTimeLimit();
      }
      throw new SubjectError('unusable', `The client did not ${what}: ${error.message}`);
    }
  }

  #remarkTimeLimit(): void {
    const { trace, session, timeoutMs } = this.#options;
    const text = `What was awaited did not come within ${timeoutMs} ms.`;
    trace.remark({ connection: session().connection.id, topic: 'time-limit', text });
  }
}

/** Something that a case waits for. */
function newEvent(): { readonly happen: () => void; within(timeoutMs: number): Promise<void> } {
  let happen = () => {};
  const event = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return {
    happen: () => happen(),
    within: async (timeoutMs) => {
      if (!(await isSettled(event, timeoutMs))) {
        throw new FakeServerError('timeout', `It was expected within ${timeoutMs} ms.`);
      }
    },
  };
}

/** What the client calls the chat that it was asked to start. */
function chatNamedIn(answer: unknown): string {
  const { success, data } = z.object({ chat: z.string() }).safeParse(answer);
  if (!success) {
    throw new SubjectError('failed', 'The client does not say what it calls the chat that it has started.');
  }
  return data.chat;
}
