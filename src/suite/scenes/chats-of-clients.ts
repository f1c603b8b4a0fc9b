import { performance } from 'node:perf_hooks';
import { type DecodedItem, sameAccount, type Transcript } from '../../codec';
import {
  type Chat,
  type ChatAdmission,
  type FakeClient,
  FakeClientError,
  ScriptFailure,
  type ScriptPort,
  ServerRefusal,
} from '../../fakes';
import { type ServerSubject, SubjectError } from '../../subjects';
import type { CommandEvent, Trace } from '../../wire';
import { everyByte } from './client-port';
import type { Persona } from './scene';
import { displayNames } from './session-roster';

/** What the chats of a case need of its scene. */
export interface ChatsOfClientsOptions {
  readonly subject: ServerSubject;
  /** Limit for one awaited reply, in milliseconds. */
  readonly timeoutMs: number;
  readonly trace: Trace;
  readonly bindings: Map<string, string>;
  /** The client of somebody who is signed in. */
  readonly client: (persona: Persona) => FakeClient;
  /** Whether the server answers on a fresh connection. */
  readonly answersElsewhere: (client: FakeClient) => Promise<boolean>;
  readonly play: (script: {
    readonly transcript: Transcript;
    readonly port: ScriptPort;
    readonly client: Chat;
  }) => Promise<void>;
  /** A rule has been shown to hold. */
  readonly show: (rule: string) => void;
  readonly remarkTimeLimit: (on: Chat | FakeClient) => void;
}

/** Servers without a switchboard, and how they said so; the cases behind the first do not ask again. */
const without = new WeakMap<ServerSubject, string>();

const MESSAGES_MEANWHILE = 20;

/** The connections of a case to switchboards, one for each person at a time: the kit plays the clients. */
export class ChatsOfClients {
  readonly #options: ChatsOfClientsOptions;
  readonly #chats = new Map<Persona, Chat>();
  /** What scripts have awaited and been sent. */
  readonly #awaited = new WeakSet<DecodedItem>();
  /** By connection, the event with which the script of a chat begins that was opened without one. */
  readonly #begins = new Map<string, number>();

  constructor(options: ChatsOfClientsOptions) {
    this.#options = options;
  }

  /** XFR SB: binds `<switchboard>` to the address and `<key>` to what lets this person in there. */
  async refer(persona: Persona): Promise<void> {
    const { address, cookie } = await this.#referral(persona);
    this.#options.bindings.set('switchboard', address);
    this.#options.bindings.set('key', cookie);
  }

  /** The first of these people opens a chat and calls the others in, one after the other. */
  async meet([starter, ...others]: readonly [Persona, ...Persona[]]): Promise<void> {
    const { client, bindings, timeoutMs } = this.#options;
    const chat = await client(starter).chats.connect(await this.#referral(starter));
    await this.#answered(chat, () => chat.enter());
    this.#chats.set(starter, chat);
    for (const persona of others) {
      const callee = client(persona);
      const account = bindings.get(persona) ?? '';
      callee.release();
      await this.#answered(chat, () => chat.invite(account));
      const call = await callee.chats.takeCall({ timeoutMs });
      const present = [...this.#chats.values()];
      const own = await callee.chats.connect(call);
      await this.#answered(own, () => own.enter());
      await Promise.all(present.map((one) => this.#answered(one, () => one.waitForParticipant(account))));
      this.#chats.set(persona, own);
      callee.hold();
    }
    for (const one of this.#chats.values()) {
      // Nothing of what belongs to the meeting is left for the script.
      await one.fence({ timeoutMs });
      one.hold();
      this.#begins.set(one.connection.id, this.#options.trace.events.length);
    }
  }

  /** Connects to the switchboard whose address a field holds, and plays a transcript there. */
  async call(options: {
    readonly persona: Persona;
    readonly field: string;
    readonly transcript: Transcript;
    /** Somebody who talks without pause until the transcript has been played. */
    readonly meanwhile?: Persona;
    readonly provoked?: true;
  }): Promise<void> {
    const { persona, transcript, meanwhile, provoked } = options;
    await this.#connect(options);
    const playing = this.play({ persona, transcript, ...(provoked === undefined ? {} : { provoked }) });
    // Both are over before either fails: nothing is to be on its way when the case ends.
    const [played] = await Promise.allSettled([playing, ...(meanwhile === undefined ? [] : [this.#talk(meanwhile)])]);
    if (played.status === 'rejected') {
      throw played.reason;
    }
  }

  /** Plays a transcript on the connection of this person. With `provoked` it is one that no client should follow. */
  async play(options: {
    readonly persona: Persona;
    readonly transcript: Transcript;
    readonly byteByByte?: true;
    readonly provoked?: true;
  }): Promise<void> {
    const { persona, transcript } = options;
    const chat = this.#chat(persona);
    if (options.provoked) {
      this.#options.trace.remark({
        connection: chat.connection.id,
        topic: 'provoked',
        text: `What ${displayNames[persona]} says from here on is wrong on purpose.`,
      });
    }
    const port = this.#port(persona, { byteByByte: options.byteByByte === true });
    await this.#options.play({ transcript, port, client: chat });
  }

  /**
   * The answer to the request whose transaction id a field holds is one of `accepted`: an error number, `error` for any, `ACK`, `NAK`, `OK` or
   * `RINGING`, `close` where the server closes without an answer, `nothing` where it goes on without one. Every other one accuses the rules.
   */
  async answers(options: {
    readonly persona: Persona;
    readonly field: string;
    readonly accepted: readonly string[];
    readonly rules: readonly string[];
  }): Promise<void> {
    const { field, accepted, rules } = options;
    const { timeoutMs, show } = this.#options;
    const got = await this.#answerTo(options.persona, { field, isSilenceMeant: accepted.includes('nothing') });
    const isError = /^\d{3}$/.test(got);
    if (got !== 'stalled' && (accepted.includes(got) || (isError && accepted.includes('error')))) {
      rules.forEach(show);
      return;
    }
    const expected = accepted.join(' or ');
    const codes = { stalled: 'stalled', close: 'closed', nothing: 'silent' } as const;
    const code = got === 'stalled' || got === 'close' || got === 'nothing' ? codes[got] : 'different';
    throw new ScriptFailure({
      code,
      message: `Expected the switchboard to answer with ${expected} within ${timeoutMs} ms; got ${got === 'stalled' ? 'nothing at all' : got}.`,
      rules,
      line: 0,
      expected,
      got,
      connection: this.#chat(options.persona).connection.id,
    });
  }

  /** This person has been sent nothing of these names but what scripts have awaited. */
  async hearsNoOther(options: {
    readonly persona: Persona;
    readonly names: readonly string[];
    readonly rules: readonly string[];
  }): Promise<void> {
    const { persona } = options;
    const state = await this.#fence(persona);
    const { connection } = this.#chat(persona);
    this.#expectNoOther({ ...options, state, connection: connection.id });
  }

  /** The session of this person has brought nothing of these names. */
  async isToldNo(options: {
    readonly persona: Persona;
    readonly names: readonly string[];
    readonly rules: readonly string[];
  }): Promise<void> {
    const client = this.#options.client(options.persona);
    const state = await client.fence({ timeoutMs: this.#options.timeoutMs });
    this.#expectNoOther({ ...options, state, connection: client.connection.id });
  }

  /** S-SB-26: this person, who has joined, has been sent all IRO lines and ANS OK before anything else. */
  isIntroducedFirst(options: { readonly persona: Persona; readonly rules: readonly string[] }): void {
    const { persona, rules } = options;
    const heard = this.#heard(this.#chat(persona).connection.id).map(({ command }) => command);
    const welcome = heard.findIndex(({ name, parameters }) => name === 'ANS' && parameters[0] === 'OK');
    const early = heard.slice(0, welcome).find(({ name }) => ['JOI', 'BYE', 'MSG'].includes(name));
    const late = heard.slice(welcome).find(({ name }) => name === 'IRO');
    if (welcome !== -1 && early === undefined && late === undefined) {
      rules.forEach(this.#options.show);
      return;
    }
    const got = early !== undefined ? `${early.name} before it` : late !== undefined ? 'IRO behind it' : 'no ANS OK';
    throw new ScriptFailure({
      code: 'different',
      message: `Expected that ${displayNames[persona]} hears all IRO lines, and nothing else, before ANS OK; got ${got}.`,
      rules,
      line: 0,
      expected: 'IRO, ANS OK, and the rest',
      got,
      connection: this.#chat(persona).connection.id,
    });
  }

  /** S-SB-21: everybody has been introduced to this person by account and name, and by nothing more. */
  hasHeardNoClientId(options: { readonly persona: Persona; readonly rules: readonly string[] }): void {
    const { persona, rules } = options;
    const words: Readonly<Record<string, number>> = { IRO: 4, JOI: 2 };
    const longer = this.#heard(this.#chat(persona).connection.id).find(
      ({ command: { name, parameters } }) => parameters.length > (words[name] ?? parameters.length),
    )?.command;
    if (longer === undefined) {
      rules.forEach(this.#options.show);
      return;
    }
    const got = [longer.name, ...longer.parameters].join(' ');
    throw new ScriptFailure({
      code: 'different',
      message: `Expected that ${longer.name} ends behind the name; ${displayNames[persona]} got "${got}".`,
      rules,
      line: 0,
      expected: 'an account and a name',
      got,
      connection: this.#chat(persona).connection.id,
    });
  }

  /** S-SB-25: a field holds a number in decimal digits. */
  isDecimal(options: { readonly field: string; readonly rules: readonly string[] }): void {
    const { field, rules } = options;
    const got = this.#options.bindings.get(field) ?? '';
    if (!/^\d+$/.test(got)) {
      throw new ScriptFailure({
        code: 'different',
        message: `Expected decimal digits for <${field}>; got "${got}".`,
        rules,
        line: 0,
        expected: 'decimal digits',
        got,
      });
    }
    rules.forEach(this.#options.show);
  }

  /** After what no client should say: the connection of this person still answers, or it was closed. */
  async goesOnOrCloses(persona: Persona): Promise<void> {
    const { timeoutMs } = this.#options;
    const state = await this.#fence(persona);
    if (state === 'stalled') {
      throw new ScriptFailure({
        code: 'silent',
        message: `Expected the switchboard to go on or to close within ${timeoutMs} ms; got nothing, though the server answers elsewhere.`,
        rules: [],
        line: 0,
        expected: 'an answer or a close',
        got: 'nothing',
        connection: this.#chat(persona).connection.id,
      });
    }
  }

  /** S-SB-06: who connects and says nothing is sent away, within `ms` milliseconds. */
  async staysSilent(options: {
    readonly persona: Persona;
    readonly field: string;
    readonly ms: number;
  }): Promise<void> {
    const { ms } = options;
    const chat = await this.#connect(options);
    const deadline = performance.now() + ms;
    for (;;) {
      const left = deadline - performance.now();
      const taken = left <= 0 ? undefined : await chat.take({ timeoutMs: left });
      if (taken?.kind === 'closed') {
        this.#options.show('S-SB-06');
        return;
      }
      if (taken === undefined || taken.kind === 'timeout') {
        this.#options.remarkTimeLimit(chat);
        throw new ScriptFailure({
          code: 'still-open',
          message: `Expected the switchboard to close within ${ms / 1000} s, since nothing is said; the connection is open.`,
          rules: ['S-SB-06'],
          line: 0,
          expected: '(close)',
          got: 'an open connection',
          connection: chat.connection.id,
        });
      }
    }
  }

  /** Enough messages, each in a segment of its own, for some to come while others are at something. */
  async #talk(persona: Persona): Promise<void> {
    const chat = this.#chat(persona);
    for (let count = 0; count < MESSAGES_MEANWHILE; count += 1) {
      await chat.sendTyping();
      await chat.connection.settle();
    }
  }

  async #connect(options: { readonly persona: Persona; readonly field: string }): Promise<Chat> {
    const { persona, field } = options;
    const { bindings, client } = this.#options;
    const address = bindings.get(field);
    if (address === undefined) {
      throw new Error(`No transcript of this case has given <${field}> a value.`);
    }
    const chat = await client(persona).chats.connect({ address, cookie: '' }, { held: true });
    this.#chats.set(persona, chat);
    return chat;
  }

  /** @throws SubjectError `unsupported` where the server has no switchboard to offer */
  async #referral(persona: Persona): Promise<ChatAdmission> {
    const { subject, timeoutMs, remarkTimeLimit } = this.#options;
    const known = without.get(subject);
    if (known !== undefined) {
      throw new SubjectError('unsupported', known);
    }
    const client = this.#options.client(persona);
    client.release();
    try {
      return await client.chats.request();
    } catch (error) {
      const isSilent = error instanceof FakeClientError && error.code === 'no-reply';
      if (isSilent && (await client.fence({ timeoutMs })) === 'alive') {
        remarkTimeLimit(client);
        throw this.#isWithout('it does not answer XFR SB');
      }
      // 913 says something about who asks.
      throw error instanceof ServerRefusal && error.code !== 913
        ? this.#isWithout(`it answers XFR SB with error ${error.code}`)
        : error;
    } finally {
      client.hold();
    }
  }

  #isWithout(reason: string): SubjectError {
    const message = `The server offers no switchboard: ${reason}.`;
    without.set(this.#options.subject, message);
    return new SubjectError('unsupported', message);
  }

  /** Where a request is not answered, it is found out whether the server answers anything else. */
  async #answered(chat: Chat, ask: () => Promise<unknown>): Promise<void> {
    const { timeoutMs, remarkTimeLimit } = this.#options;
    try {
      await ask();
    } catch (error) {
      const isSilence = error instanceof FakeClientError && ['no-reply', 'timeout'].includes(error.code);
      if (isSilence && (await chat.fence({ timeoutMs })) === 'alive') {
        remarkTimeLimit(chat);
      }
      throw error;
    }
  }

  async #answerTo(
    persona: Persona,
    options: { readonly field: string; readonly isSilenceMeant: boolean },
  ): Promise<string> {
    const { timeoutMs, bindings, remarkTimeLimit } = this.#options;
    const chat = this.#chat(persona);
    const trid = Number(bindings.get(options.field));
    let deadline = performance.now() + timeoutMs;
    let state: 'alive' | 'closed' | 'stalled' | undefined;
    for (;;) {
      const answer = this.#heard(chat.connection.id).find(
        ({ command }) => command.trid === trid && command.name !== 'IRO',
      )?.command;
      if (answer !== undefined) {
        return isErrorOrNotice(answer.name) ? answer.name : (answer.parameters[0] ?? answer.name);
      }
      if (options.isSilenceMeant && state === undefined) {
        state = await this.#fence(persona);
        deadline = 0;
      }
      // Whatever came before the answer to a fence is there already.
      const taken = await chat.take({ timeoutMs: Math.max(1, deadline - performance.now()) });
      if (taken.kind === 'closed') {
        return 'close';
      }
      if (taken.kind !== 'timeout') {
        chat.absorb(taken);
      } else if (state === undefined) {
        state = await this.#fence(persona);
        if (state === 'alive') {
          remarkTimeLimit(chat);
        }
      } else {
        return state === 'closed' ? 'close' : state === 'alive' ? 'nothing' : 'stalled';
      }
    }
  }

  #expectNoOther(options: {
    readonly persona: Persona;
    readonly names: readonly string[];
    readonly rules: readonly string[];
    readonly state: 'alive' | 'closed' | 'stalled';
    readonly connection: string;
  }): void {
    const { persona, names, rules, state, connection } = options;
    const begin = this.#begins.get(connection) ?? 0;
    const own = this.#options.bindings.get(persona) ?? '';
    const other = this.#heard(connection).find(
      ({ command, index }) =>
        index >= begin &&
        names.includes(command.name) &&
        !this.#awaited.has(command) &&
        !isFence(command) &&
        // S-SB-09: that nobody should hear of itself is for the observer, which tells SHOULD from MUST.
        !(command.name === 'JOI' && sameAccount(command.parameters[0] ?? '', own)),
    )?.command;
    const expected = `no other ${names.join(' or ')}`;
    if (other !== undefined || state !== 'alive') {
      const got =
        other === undefined
          ? state === 'closed'
            ? '(close)'
            : 'nothing at all'
          : [other.name, ...other.parameters].join(' ');
      throw new ScriptFailure({
        code: other === undefined && state !== 'alive' ? state : 'different',
        message: `Expected that ${displayNames[persona]} hears ${expected}; got ${got}.`,
        rules,
        line: 0,
        expected,
        got,
        connection,
        came: other === undefined ? undefined : { offset: other.offset },
      });
    }
    rules.forEach(this.#options.show);
  }

  /** What the server has sent on a connection. */
  #heard(connection: string): CommandEvent[] {
    return this.#options.trace.events.filter(
      (event): event is CommandEvent =>
        event.kind === 'command' && event.connection === connection && event.from === 'server',
    );
  }

  /** Shows that all has been handled that this person has said. Who has not been let in can ask for nothing there, so another connection is asked. */
  async #fence(persona: Persona): Promise<'alive' | 'closed' | 'stalled'> {
    const { timeoutMs, client, answersElsewhere } = this.#options;
    const chat = this.#chat(persona);
    if (!chat.connected) {
      return 'closed';
    }
    if (!this.#isLetIn(chat)) {
      const isAnswered = await answersElsewhere(client(persona));
      return !chat.connected ? 'closed' : isAnswered ? 'alive' : 'stalled';
    }
    const state = await chat.fence({ timeoutMs });
    return state === 'stalled' ? chat.fence({ timeoutMs, by: 'MSG' }) : state;
  }

  #isLetIn(chat: Chat): boolean {
    return this.#heard(chat.connection.id).some(
      ({ command }) => ['USR', 'ANS'].includes(command.name) && command.parameters[0] === 'OK',
    );
  }

  #port(persona: Persona, options: { readonly byteByByte: boolean }): ScriptPort {
    const chat = this.#chat(persona);
    return {
      side: 'client',
      service: 'switchboard',
      send: (segment) => chat.send(segment, options.byteByByte ? { cuts: everyByte(segment) } : {}),
      settle: () => chat.connection.settle(),
      take: ({ timeoutMs }) => chat.take({ timeoutMs }),
      proceed: (item) => chat.accept(item),
      absorb: (item) => {
        this.#awaited.add(item);
        chat.absorb(item);
      },
      nextTrid: () => chat.nextTrid(),
      fence: () => this.#fence(persona),
      close: (how) => chat.close({ how }),
    };
  }

  #chat(persona: Persona): Chat {
    const chat = this.#chats.get(persona);
    if (chat === undefined) {
      throw new Error(`${displayNames[persona]} is on no switchboard in this case.`);
    }
    return chat;
  }
}

function isErrorOrNotice(name: string): boolean {
  return /^\d{3}$/.test(name) || name === 'ACK' || name === 'NAK';
}

/** A message by which the kit itself has asked whether a switchboard still answers. */
function isFence({ name, payload = new Uint8Array() }: CommandEvent['command']): boolean {
  return name === 'MSG' && Buffer.from(payload).includes('Content-Type: text/x-fence');
}
