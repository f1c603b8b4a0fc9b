import fc from 'fast-check';
import { z } from 'zod';
import { FakeServerError, type SwitchboardSession } from '../../fakes';
import { type ClientSubject, SubjectError } from '../../subjects';
import { documentedAccounts } from '../../suite';
import { type Cut, CutPlan, cutSchema, cuts } from '../arbitraries/cut';
import { displayName } from '../arbitraries/display-name';
import { defineProperty } from '../define-property';
import { oneCutOfEachKind, oneCuts } from '../partitions';
import type { PropertyContext } from '../property';
import { PropertyFailure } from '../property-failure';
import { ClientStage } from './client-stage';
import { peopleOfAlice } from './people';

/** What Bob says: a text, that he is typing, or something that no client has to know. */
type Said = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'typing' | 'unknown' };

interface Example {
  readonly said: readonly Said[];
  readonly cuts: readonly Cut[];
}

const schema: z.ZodType<Example> = z.strictObject({
  said: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('text'), text: z.string().min(1) }),
      z.strictObject({ kind: z.enum(['typing', 'unknown']) }),
    ]),
  ),
  cuts: z.array(cutSchema),
});

const RULE = 'X-FRM-09';
const BOB = 'b@b.b';

const said: fc.Arbitrary<Said> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: displayName({ mostBytes: 300 }) }),
  fc.record({ kind: fc.constantFrom('typing' as const, 'unknown' as const) }),
);

/** A chat between the client and Bob, whom the kit plays. */
interface ChatStage extends Pick<ClientStage, 'trace' | 'close'> {
  readonly stage: ClientStage;
  readonly chat: SwitchboardSession;
  /** Counts the texts that end an example. */
  markers: number;
}

export const cutsOfAChat = defineProperty<ClientSubject, ChatStage, Example>({
  name: 'cuts-of-a-chat',
  title: 'Any segments of a chat',
  statement:
    'However the messages of a chat are cut and joined, the client shows the texts that were sent, each once, in their order.',
  rules: [RULE, 'X-FRM-05', 'X-FRM-06', 'X-FRM-07'],
  runs: 60,
  needs: [],
  arbitrary: fc.record({ said: fc.array(said, { maxLength: 4 }), cuts: cuts({ most: 10, length: 700 }) }),
  *exhaustive() {
    yield { said: [], cuts: [] };
    yield { said: [{ kind: 'text', text: 'é' }], cuts: [] };
    const one: readonly Said[] = [{ kind: 'text', text: 'a' }];
    for (const some of oneCuts(bytesOf(one).length + 1)) {
      yield { said: one, cuts: some };
    }
    for (const some of oneCutOfEachKind(3)) {
      yield { said: [{ kind: 'text', text: 'é日本' }, { kind: 'typing' }, { kind: 'unknown' }], cuts: some };
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: ({ notifications }) =>
    notifications === undefined ? 'The client does not tell of the messages that it is sent.' : undefined,
  open,
  examplesPerStage: 100,
  attempt: async ({ said: what, cuts: some }, chatStage) => {
    const { stage, chat } = chatStage;
    chatStage.markers += 1;
    const marker = `marker ${chatStage.markers}`;
    const bytes = bytesOf([...what, { kind: 'text', text: marker }]);
    const offsets = new CutPlan(some).next(bytes, { service: 'switchboard', side: 'server' });
    const heard = stage.subject.notifications;
    const before = heard?.list.length ?? 0;
    const rule =
      some.length > 0
        ? RULE
        : what.some((one) => one.kind === 'text' && /[^ -~]/.test(one.text))
          ? 'X-FRM-05'
          : 'X-FRM-07';
    chat.send(bytes, { cuts: offsets }).catch(() => {});
    const over = chat.connection.closed.then(() => 'closed' as const);
    const told = heard
      ?.waitFor((one) => one.kind === 'message' && one.text === marker, { timeoutMs: stage.timeoutMs })
      .then(
        () => 'told' as const,
        () => 'silent' as const,
      );
    const came = await Promise.race([told, over]);
    const fail = (got: string, bySilence: boolean) =>
      new PropertyFailure({
        rule,
        message: `Expected the client to show ${show(textsOf(what))}; ${got}`,
        connection: chat.connection.id,
        bySilence,
      });
    if (came !== 'told') {
      const got =
        came === 'closed'
          ? 'it has closed the chat.'
          : `it has not shown all within ${Math.round(stage.timeoutMs)} ms.`;
      throw fail(got, came !== 'closed');
    }
    const texts = (heard?.list ?? []).slice(before).flatMap((one) => (one.kind === 'message' ? [one.text] : []));
    const expected = [...textsOf(what), marker];
    if (JSON.stringify(texts) !== JSON.stringify(expected)) {
      throw fail(`it shows ${show(texts)}.`, false);
    }
  },
});

function textsOf(what: readonly Said[]): readonly string[] {
  return what.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
}

function show(texts: readonly string[]): string {
  return texts.length === 0 ? 'nothing' : texts.map((text) => `"${text}"`).join(', ');
}

function bytesOf(what: readonly Said[]): Buffer {
  return Buffer.concat(
    what.map((one) => {
      const payload = Buffer.from(payloadOf(one), 'utf8');
      return Buffer.concat([Buffer.from(`MSG ${BOB} B ${payload.length}\r\n`), payload]);
    }),
  );
}

function payloadOf(one: Said): string {
  switch (one.kind) {
    case 'text':
      return `MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n${one.text}`;
    case 'typing':
      return `MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: ${BOB}\r\n\r\n\r\n`;
    case 'unknown':
      return 'MIME-Version: 1.0\r\nContent-Type: text/x-unknown\r\n\r\nMSG b@b.b B 1\r\n';
  }
}

/** Opens a chat: the client calls Bob, or Bob calls the client where it starts none by itself. */
async function open(context: PropertyContext<ClientSubject>): Promise<ChatStage> {
  const stage = await ClientStage.signedIn({ context, directory: peopleOfAlice() });
  try {
    const { server, timeoutMs } = stage;
    const bob = server.puppet(BOB);
    bob.setStatus('NLN');
    if (stage.subject.methods.has('setStatus')) {
      // Somebody hidden gets no switchboard.
      await stage.ask('setStatus', { status: 'NLN' });
    }
    if (stage.subject.methods.has('startChat')) {
      const asked = stage.ask('startChat', { account: BOB });
      asked.catch(() => {});
      await Promise.race([server.waitForCall({ account: BOB, timeoutMs }), asked.then(() => {})]);
      bob.answer();
      await asked;
    } else {
      bob.openChat().call(documentedAccounts.alice);
    }
    const chat = await server.waitForChat({ account: documentedAccounts.alice, timeoutMs });
    return { stage, chat, markers: 0, trace: stage.trace, close: () => stage.close() };
  } catch (error) {
    await stage.close();
    throw error instanceof FakeServerError
      ? new SubjectError('unsupported', `The client comes to no chat: ${error.message}`)
      : error;
  }
}
