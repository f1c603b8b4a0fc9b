import type { Transcript } from '../../codec';
import { type FakeServer, FakeServerError, type PuppetChat, ScriptFailure, type SwitchboardSession } from '../../fakes';
import { type ClientMethod, SubjectError } from '../../subjects';
import type { Trace } from '../../wire';
import type { Persona } from './scene';
import { displayNames, documentedAccounts } from './session-roster';

interface ChatsOfClientOptions {
  readonly trace: Trace;
  /** Limit for one awaited step of the client, in milliseconds. */
  readonly timeoutMs: number;
  server(): Promise<FakeServer>;
  /** Asks the client under test, and waits for its answer as long as the limit allows. */
  ask(method: ClientMethod, parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Alice's session answers by itself while `act` is under way. */
  unheld<Result>(act: () => Promise<Result>): Promise<Result>;
  playOn(
    session: SwitchboardSession,
    options: { readonly transcript: Transcript; readonly byteByByte: boolean },
  ): Promise<void>;
  remarkTimeLimit(text: string): void;
}

/** The chats of the client under test, in which the others are puppets of the kit's server. */
export class ChatsOfClient {
  readonly #options: ChatsOfClientOptions;
  readonly #puppets = new Map<Persona, PuppetChat>();
  #session: SwitchboardSession | undefined;
  /** What the client calls the chat; undefined for one that it was called to and has not named. */
  #name: string | undefined;

  constructor(options: ChatsOfClientOptions) {
    this.#options = options;
  }

  /** Alice calls somebody, who answers at once. */
  async start(callee: Persona): Promise<void> {
    const { timeoutMs, ask, unheld } = this.#options;
    const server = await this.#options.server();
    await unheld(async () => {
      const asked = ask('startChat', { account: documentedAccounts[callee] });
      // Heard below; when nobody is called, that is what counts.
      asked.catch(() => {});
      const begin = this.#options.trace.events.length;
      await this.#unlessRefused(server.waitForCall({ account: documentedAccounts[callee], timeoutMs }), asked).catch(
        (error: unknown) => {
          throw this.#hasNotCome(begin) ? this.#lost(error) : error;
        },
      );
      this.#puppets.set(callee, server.puppet(documentedAccounts[callee]).answer());
      this.#name = chatNamed(await asked);
      this.#session = await server.waitForChat({ account: documentedAccounts.alice, timeoutMs });
    });
  }

  /** Alice is asked to call somebody who does not come; the client may say so or wait. */
  async startInVain(callee: Persona): Promise<void> {
    const { timeoutMs, ask, unheld } = this.#options;
    await unheld(async () => {
      const asked = ask('startChat', { account: documentedAccounts[callee] }).catch((error: unknown) => {
        if (!(error instanceof SubjectError) || error.code !== 'failed') {
          throw error;
        }
      });
      await within(asked, timeoutMs);
    });
  }

  /** Somebody calls Alice, whose client may pass over it. With `hangsUp` nobody is there any more when she comes. */
  async receive(caller: Persona, options: { readonly hangsUp?: true } = {}): Promise<void> {
    const { timeoutMs, unheld } = this.#options;
    const server = await this.#options.server();
    await unheld(async () => {
      const chat = server.puppet(documentedAccounts[caller]).openChat();
      this.#puppets.set(caller, chat);
      chat.call(documentedAccounts.alice);
      if (options.hangsUp === true) {
        chat.leave();
      }
      try {
        this.#session = await server.waitForChat({ account: documentedAccounts.alice, timeoutMs });
      } catch (error) {
        if (error instanceof FakeServerError && error.code === 'timeout') {
          throw new SubjectError('unsupported', `The client did not answer a call within ${timeoutMs} ms, as it may.`);
        }
        throw error;
      }
    });
  }

  /** Alice calls one more into the chat, who answers at once. */
  async invite(callee: Persona): Promise<void> {
    const { timeoutMs, ask } = this.#options;
    const server = await this.#options.server();
    const asked = ask('invite', { chat: this.#named('invite'), account: documentedAccounts[callee] });
    asked.catch(() => {});
    await this.#unlessRefused(server.waitForCall({ account: documentedAccounts[callee], timeoutMs }), asked);
    this.#puppets.set(callee, server.puppet(documentedAccounts[callee]).answer());
    await asked;
  }

  /** Alice says something, and everybody hears it. */
  async say(text: string): Promise<void> {
    await this.#heardByAll('MSG', () => this.#options.ask('sendMessage', { chat: this.#named('sendMessage'), text }));
  }

  /** C-SB-07: Alice is to say more than fits; the client may refuse, or say it in parts. */
  async sayTooMuch(letters: number): Promise<void> {
    await this.#options
      .ask('sendMessage', { chat: this.#named('sendMessage'), text: 'x'.repeat(letters) })
      .catch((error: unknown) => {
        if (!(error instanceof SubjectError) || error.code !== 'failed') {
          throw error;
        }
      });
  }

  async type(): Promise<void> {
    await this.#heardByAll('MSG', () => this.#options.ask('sendTyping', { chat: this.#named('sendTyping') }));
  }

  async leave(): Promise<void> {
    await this.#heardByAll('BYE', () => this.#options.ask('leaveChat', { chat: this.#named('leaveChat') }));
  }

  /** Somebody else in the chat says something: the payload of MSG. */
  tell(speaker: Persona, payload: Uint8Array): void {
    this.#puppet(speaker).say(payload);
  }

  leaves(persona: Persona): void {
    this.#puppet(persona).leave();
  }

  /** Plays a transcript on Alice's connection to the switchboard. */
  async play(options: { readonly transcript: Transcript; readonly byteByByte: boolean }): Promise<void> {
    const session = this.#current();
    session.hold();
    await this.#options.playOn(session, options);
    session.release();
  }

  async #heardByAll(name: string, act: () => Promise<unknown>): Promise<void> {
    const { timeoutMs } = this.#options;
    const before = new Map([...this.#puppets.values()].map((chat) => [chat, countOf(chat, name)]));
    await act();
    for (const [chat, count] of before) {
      const isNew = () => countOf(chat, name) > count;
      await chat.hears(isNew, { timeoutMs }).catch((error: unknown) => {
        if (!(error instanceof FakeServerError)) {
          throw error;
        }
        throw new ScriptFailure({
          code: 'silent',
          message: `Expected the client to send what makes ${name} for the others within ${timeoutMs} ms; got nothing.`,
          rules: [],
          line: 0,
          expected: name,
          got: 'nothing',
        });
      });
    }
  }

  /** What is awaited of the wire; a client that says that it cannot is believed. */
  async #unlessRefused(awaited: Promise<void>, asked: Promise<unknown>): Promise<void> {
    const refused = new Promise<never>((_, reject) => {
      asked.catch(reject);
    });
    try {
      await Promise.race([awaited, refused]);
    } catch (error) {
      if (error instanceof FakeServerError && error.code === 'timeout') {
        const text = `The client called nobody within ${this.#options.timeoutMs} ms.`;
        this.#options.remarkTimeLimit(text);
        throw new ScriptFailure({ code: 'silent', message: text, rules: [], line: 0, expected: 'CAL', got: 'nothing' });
      }
      throw error;
    }
  }

  /** XFR has named a switchboard since that event, and the client has not called there. */
  #hasNotCome(begin: number): boolean {
    const since = this.#options.trace.events.slice(begin);
    return (
      since.some((event) => event.kind === 'command' && event.command.form === 'S.XFR.switchboard') &&
      !since.some((event) => event.kind === 'open' && event.service === 'switchboard')
    );
  }

  #lost(error: unknown): ScriptFailure {
    const text = 'The client asked for a switchboard and did not come to the address that it was given.';
    this.#options.remarkTimeLimit(text);
    const why = error instanceof Error ? ` ${error.message}` : '';
    return new ScriptFailure({
      code: 'silent',
      message: `${text}${why}`,
      rules: ['C-SB-15'],
      line: 0,
      expected: 'a connection',
      got: 'nothing',
    });
  }

  #current(): SwitchboardSession {
    if (this.#session === undefined) {
      throw new Error('Alice is in no chat yet: a step that brings her into one has to come first.');
    }
    return this.#session;
  }

  #puppet(persona: Persona): PuppetChat {
    const chat = this.#puppets.get(persona);
    if (chat === undefined) {
      throw new Error(`${displayNames[persona]} is not in the chat.`);
    }
    return chat;
  }

  #named(method: ClientMethod): string {
    if (this.#name === undefined) {
      throw new SubjectError('unsupported', `The client has not told what it calls the chat, which "${method}" needs.`);
    }
    return this.#name;
  }
}

function countOf(chat: PuppetChat, name: string): number {
  return chat.heard.filter((command) => command.name === name).length;
}

function chatNamed(answer: unknown): string | undefined {
  return typeof answer === 'object' && answer !== null && 'chat' in answer && typeof answer.chat === 'string'
    ? answer.chat
    : undefined;
}

/** Resolves when the promise does, or after the time limit. */
async function within(promise: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
