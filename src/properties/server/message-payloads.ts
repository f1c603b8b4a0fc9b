import fc from 'fast-check';
import { z } from 'zod';
import { decodeText, encode, sameAccount } from '../../codec';
import type { Chat, TakenItem } from '../../fakes';
import { type ServerSubject, SubjectError } from '../../subjects';
import { emptyAccount, type Persona } from '../../suite';
import { type Cut, CutPlan, cutSchema, cuts } from '../arbitraries/cut';
import { MOST_PAYLOAD_BYTES, type PayloadBody, payloadBody } from '../arbitraries/message-payload';
import { defineProperty } from '../define-property';
import type { PropertyContext, Stage } from '../property';
import { PropertyFailure } from '../property-failure';
import { ClientsOfKit, isClientTrouble } from './clients-of-kit';
import { oneCutAtBoundaries } from './one-cut-at-boundaries';

interface Example {
  /** Whether the bytes follow the headers of a text message. */
  readonly head: boolean;
  readonly bytes: PayloadBody;
  /** Whether the next message follows in the same segment. */
  readonly glued: boolean;
  readonly cuts: readonly Cut[];
}

const schema: z.ZodType<Example> = z.strictObject({
  head: z.boolean(),
  bytes: z.array(z.int().min(0).max(255)).max(MOST_PAYLOAD_BYTES),
  glued: z.boolean(),
  cuts: z.array(cutSchema),
});

const HEAD = Buffer.from('MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n');
const MARK = 'MIME-Version: 1.0\r\nContent-Type: text/x-fence\r\n\r\n';

const OTHERS = ['bob', 'carol'] as const satisfies readonly Persona[];

/** What follows the name, in MSG as a server sends it. */
interface Heard {
  readonly account: string | undefined;
  readonly name: string | undefined;
  readonly payload: Buffer;
}

interface Participant {
  readonly account: string;
  readonly chat: Chat;
}

class ChatStage implements Stage {
  readonly #clients: ClientsOfKit;
  readonly #sender: Participant & { readonly name: string };
  readonly #others: readonly Participant[];
  #marks = 0;
  /** Whether a message of no bytes arrives (S-SB-18 is a SHOULD). */
  #hasEmpty = true;

  private constructor(options: {
    readonly clients: ClientsOfKit;
    readonly sender: Participant & { readonly name: string };
    readonly others: readonly Participant[];
  }) {
    this.#clients = options.clients;
    this.#sender = options.sender;
    this.#others = options.others;
  }

  static open(context: PropertyContext<ServerSubject>): Promise<ChatStage> {
    return ClientsOfKit.opened(context, async (clients) => {
      const { timeoutMs } = clients;
      const alice = await clients.signIn('alice', 'visible');
      const chat = await alice.chats.create();
      const others: Participant[] = [];
      for (const persona of clients.present(OTHERS)) {
        const account = clients.account(persona);
        const callee = await clients.signIn(persona, 'visible');
        // Whoever blocks Alice cannot be called.
        await emptyAccount(callee);
        await chat.invite(account);
        const own = await callee.chats.answer(await callee.chats.takeCall({ timeoutMs }));
        const present = [chat, ...others.map((one) => one.chat)];
        await Promise.all(present.map((one) => one.waitForParticipant(account)));
        others.push({ account, chat: own });
      }
      for (const one of [chat, ...others.map((other) => other.chat)]) {
        one.hold();
      }
      const { name = '' } = alice.snapshot();
      const sender = { account: clients.account('alice'), chat, name };
      const stage = new ChatStage({ clients, sender, others });
      await stage.#begin();
      return stage;
    });
  }

  get trace() {
    return this.#clients.trace;
  }

  close(): Promise<void> {
    return this.#clients.close();
  }

  /** Messages arrive here at all; and whether those without a byte do. */
  async #begin(): Promise<void> {
    try {
      const heard = await this.#heard({ payload: Buffer.alloc(0), glued: false, cuts: [], rule: 'S-SB-13' });
      this.#hasEmpty = heard.every(({ messages }) => messages.length > 0);
    } catch (error) {
      if (error instanceof PropertyFailure) {
        throw new SubjectError('unusable', `Not even a plain message arrives. ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  async attempt({ head, bytes, glued, cuts: some }: Example): Promise<void> {
    const payload = Buffer.concat([head ? HEAD : Buffer.alloc(0), Buffer.from(bytes)]).subarray(0, MOST_PAYLOAD_BYTES);
    if (payload.length === 0 && !this.#hasEmpty) {
      return;
    }
    const rule = ruleOf(payload, { glued, cuts: some });
    try {
      for (const { account, messages } of await this.#heard({ payload, glued, cuts: some, rule })) {
        this.#check({ account, messages, payload, rule });
      }
    } catch (error) {
      throw isClientTrouble(error) ? this.#failure(rule, `the chat is over: ${error.message}`, false) : error;
    }
    await this.#expectNothingHere();
  }

  /** Sends a message, and a further one that marks the end: what each of the others hears until that. */
  async #heard(options: {
    readonly payload: Uint8Array;
    readonly glued: boolean;
    readonly cuts: readonly Cut[];
    readonly rule: string;
  }): Promise<readonly { readonly account: string; readonly messages: readonly Heard[] }[]> {
    const { payload, glued, rule } = options;
    const { chat } = this.#sender;
    this.#marks += 1;
    const mark = Buffer.from(`${MARK}${this.#marks}`);
    const [first, second] = [payload, mark].map((one) =>
      encode({ name: 'MSG', trid: chat.nextTrid(), parameters: ['U'], payload: one }),
    );
    const whole = Buffer.concat([first ?? mark, ...(glued && second !== undefined ? [second] : [])]);
    const offsets = new CutPlan(options.cuts).next(whole, { service: 'switchboard', side: 'client' });
    await chat.send(whole, { cuts: offsets });
    if (!glued && second !== undefined) {
      await chat.connection.settle();
      await chat.send(second);
    }
    await chat.connection.settle();
    // Where the sender is sent away, nobody hears the mark.
    const state = await chat.fence({ timeoutMs: this.#clients.timeoutMs });
    if (state !== 'alive') {
      const got = state === 'closed' ? 'the server has closed the connection' : 'nothing more came';
      throw this.#failure(rule, `${got} at ${this.#sender.account}`, state === 'stalled');
    }
    const heard: { readonly account: string; readonly messages: readonly Heard[] }[] = [];
    for (const { account, chat: own } of this.#others) {
      const messages: Heard[] = [];
      for (;;) {
        const item = await this.#next(own);
        if (item === 'closed' || item === 'silent') {
          const got = item === 'closed' ? 'the server has closed the connection' : 'nothing more came';
          throw this.#failure(rule, `${got} at ${account}`, item === 'silent');
        }
        if (item.name === 'MSG') {
          const message = heardIn(item);
          if (message.payload.equals(mark)) {
            break;
          }
          messages.push(message);
        }
      }
      heard.push({ account, messages });
    }
    return heard;
  }

  #check(options: {
    readonly account: string;
    readonly messages: readonly Heard[];
    readonly payload: Buffer;
    readonly rule: string;
  }): void {
    const { account, messages, payload, rule } = options;
    const [message] = messages;
    if (message === undefined || messages.length > 1) {
      throw this.#failure(rule, `${account} got ${message === undefined ? 'none' : messages.length}`, false);
    }
    if (!message.payload.equals(payload)) {
      throw this.#failure(rule, `${account} got ${differenceOf(payload, message.payload)}`, false);
    }
    const { account: from = '', name = '' } = message;
    if (!sameAccount(from, this.#sender.account) || decodeText(name).text !== this.#sender.name) {
      throw this.#failure('S-SB-13', `${account} got it from ${from} ${name}`, false);
    }
  }

  /** What came up to the answer to a later request. */
  async #expectNothingHere(): Promise<void> {
    const { chat } = this.#sender;
    for (;;) {
      const item = await chat.take({ timeoutMs: 0 });
      if (item.kind === 'timeout' || item.kind === 'closed') {
        return;
      }
      if (item.kind === 'command' && item.name === 'MSG') {
        throw this.#failure('S-SB-13', `the sender got it too`, false);
      }
    }
  }

  async #next(chat: Chat): Promise<Extract<TakenItem, { readonly kind: 'command' }> | 'closed' | 'silent'> {
    for (;;) {
      const item = await chat.take({ timeoutMs: this.#clients.timeoutMs });
      if (item.kind === 'closed') {
        return 'closed';
      }
      if (item.kind === 'timeout') {
        return 'silent';
      }
      if (item.kind === 'command') {
        return item;
      }
    }
  }

  #failure(rule: string, got: string, bySilence: boolean): PropertyFailure {
    return new PropertyFailure({
      rule,
      bySilence,
      connection: this.#sender.chat.connection.id,
      message: `Expected every participant to get the message once, unchanged, from the sender; ${got}.`,
    });
  }
}

/** `MSG account name length`: of whom and what, in a command that a server sent. */
function heardIn(item: Extract<TakenItem, { readonly kind: 'command' }>): Heard {
  const [account, name] = item.parameters;
  return { account, name, payload: Buffer.from(item.payload ?? []) };
}

/** The rule that is most likely to be broken where such a message does not arrive. */
function ruleOf(payload: Buffer, { glued, cuts: some }: Pick<Example, 'glued' | 'cuts'>): string {
  if (some.length > 0) {
    return some.every(({ at }) => at === 'anywhere' || at.includes('payload')) ? 'X-FRM-09' : 'X-FRM-06';
  }
  if (glued) {
    return 'X-FRM-09';
  }
  if (payload.toString('utf8').length < payload.length && !payload.toString('utf8').includes('\ufffd')) {
    return 'X-FRM-05';
  }
  return payload.length >= MOST_PAYLOAD_BYTES ? 'S-SB-16' : 'S-SB-13';
}

function differenceOf(sent: Buffer, got: Buffer): string {
  const at = sent.findIndex((byte, index) => byte !== got[index]);
  return sent.length === got.length
    ? `${got[at]} for byte ${at}, which is ${sent[at]}`
    : `${got.length} bytes of ${sent.length}`;
}

/** Bytes that programs stumble over. */
const NOTEWORTHY = [0, 9, 10, 13, 32, 37, 127, 128, 160, 255];
/** Two characters of several bytes, and what begins like a line end. */
const BODIES: readonly PayloadBody[] = [
  [],
  [0x61],
  [0x0d, 0x0a, 0x61],
  [0xc3, 0xa9],
  [0xe6, 0x97, 0xa5],
  [0x61, 0x0d, 0x0a, 0x0d, 0x0a],
];

export const messagePayloads = defineProperty<ServerSubject, ChatStage, Example>({
  name: 'message-payloads',
  title: 'Any message',
  statement:
    'Whatever a message holds, and however it is cut into segments, every participant gets it once and unchanged, and the sender does not.',
  rules: ['S-SB-13', 'S-SB-16', 'X-FRM-05', 'X-FRM-06', 'X-FRM-09'],
  runs: 150,
  needs: ['alice', 'bob'],
  arbitrary: fc.record({
    head: fc.boolean(),
    bytes: payloadBody({ most: MOST_PAYLOAD_BYTES }),
    glued: fc.boolean(),
    cuts: cuts({ most: 6, length: 100 }),
  }),
  *exhaustive() {
    for (const bytes of [...BODIES, ...NOTEWORTHY.map((byte) => [byte])]) {
      yield { head: false, bytes, glued: false, cuts: [] };
    }
    yield { head: false, bytes: Array.from({ length: 0x100 }, (_, byte) => byte), glued: false, cuts: [] };
    yield { head: false, bytes: [0x61], glued: true, cuts: [] };
    for (const bytes of [
      [0x61, 0x62],
      [0x0d, 0x0a, 0x61],
    ]) {
      const sample = encode({ name: 'MSG', trid: 1000, parameters: ['U'], payload: Buffer.from(bytes) });
      for (const cut of oneCutAtBoundaries(sample, { most: 4, service: 'switchboard' })) {
        yield { head: false, bytes, glued: false, cuts: [cut] };
      }
    }
    for (const length of [MOST_PAYLOAD_BYTES - 1, MOST_PAYLOAD_BYTES]) {
      yield { head: false, bytes: Array.from({ length }, () => 0x61), glued: false, cuts: [] };
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: () => undefined,
  open: (context) => ChatStage.open(context),
  examplesPerStage: 100,
  attempt: (example, stage) => stage.attempt(example),
});
