import fc from 'fast-check';
import { z } from 'zod';
import { decodeText, encodeText } from '../../codec';
import { type FakeClient, ServerRefusal } from '../../fakes';
import { type ServerSubject, SubjectError } from '../../subjects';
import { emptyAccount } from '../../suite';
import { type WireText, wireText, wireTextSchema } from '../arbitraries/display-name';
import { defineProperty } from '../define-property';
import type { PropertyContext, Stage } from '../property';
import { PropertyFailure } from '../property-failure';
import { ClientsOfKit, isClientTrouble, isSilence } from './clients-of-kit';
import { nextLogin } from './next-login';

interface Example {
  /** Whose name: Alice's own, or that of one of her groups. */
  readonly of: 'self' | 'group';
  readonly name: WireText;
}

const schema: z.ZodType<Example> = z.strictObject({ of: z.enum(['self', 'group']), name: wireTextSchema });

/** What the name of a group may have, in bytes as encoded (S-GRP-04). */
const MOST_GROUP_BYTES = 61;

/** The name that Alice had before the first example. */
const oldNames = new WeakMap<ServerSubject, string>();

class NamesStage implements Stage {
  readonly #clients: ClientsOfKit;
  #alice: FakeClient;
  readonly #group: string;

  private constructor(options: {
    readonly clients: ClientsOfKit;
    readonly alice: FakeClient;
    readonly group: string;
  }) {
    this.#clients = options.clients;
    this.#alice = options.alice;
    this.#group = options.group;
  }

  static open(context: PropertyContext<ServerSubject>): Promise<NamesStage> {
    return ClientsOfKit.opened(context, async (clients) => {
      const alice = await clients.signIn('alice', 'synchronised');
      const { name: oldName } = alice.snapshot();
      if (oldName !== undefined && !oldNames.has(clients.subject)) {
        oldNames.set(clients.subject, oldName);
      }
      await emptyAccount(alice);
      const { id: group } = await alice.addGroup('group');
      return new NamesStage({ clients, alice, group });
    });
  }

  get trace() {
    return this.#clients.trace;
  }

  /** Takes the old name again, where the server lets her. */
  async close(): Promise<void> {
    const clients = this.#clients;
    const oldName = oldNames.get(clients.subject);
    try {
      const alice = this.#alice.connected ? this.#alice : await clients.signIn('alice', 'synchronised');
      if (oldName !== undefined && alice.snapshot().name !== oldName) {
        await alice.setName(oldName);
      }
      await emptyAccount(alice);
      await alice.logout();
    } catch (error) {
      if (!isClientTrouble(error) && !(error instanceof SubjectError)) {
        throw error;
      }
    } finally {
      await clients.close();
    }
  }

  async attempt({ of, name }: Example): Promise<void> {
    const word = encodeText(name.text, { style: name.style });
    const rule = ruleOf(name, word);
    const answer = await this.#rename(of, { word, rule });
    if (answer === 'refused') {
      return;
    }
    this.#expect({ text: name.text, word, got: answer.name, rule, where: 'in answer' });
    const { alice, wrong } = await nextLogin({
      clients: this.#clients,
      alice: this.#alice,
      wrongIn: (one) => {
        const got = this.#shown(of, one);
        return got === name.text ? undefined : { got };
      },
    });
    this.#alice = alice;
    if (wrong !== undefined) {
      this.#expect({ text: name.text, word, got: wrong.got, rule, where: 'at the next login' });
    }
  }

  #shown(of: Example['of'], alice: FakeClient): string | undefined {
    const { name, groups = [] } = alice.snapshot();
    return of === 'self' ? name : groups.find(({ id }) => id === this.#group)?.name;
  }

  /** What the server calls it in its answer, decoded. A server may refuse names that it does not like. */
  async #rename(
    of: Example['of'],
    { word, rule }: { readonly word: string; readonly rule: string },
  ): Promise<{ readonly name: string | undefined } | 'refused'> {
    const alice = this.#alice;
    const request =
      of === 'self'
        ? { name: 'REA', parameters: [this.#clients.account('alice'), word] }
        : { name: 'REG', parameters: [this.#group, word, '0'] };
    try {
      const reply = await alice.request(request);
      const { name } = reply.fields;
      return { name: name === undefined ? undefined : decodeText(name).text };
    } catch (error) {
      if (error instanceof ServerRefusal) {
        return 'refused';
      }
      if (!isClientTrouble(error)) {
        throw error;
      }
      throw new PropertyFailure({
        rule,
        message: `Expected ${request.name} with the name ${word} to be answered. ${error.message}`,
        connection: alice.connection.id,
        bySilence: isSilence(error),
      });
    }
  }

  #expect(options: {
    readonly text: string;
    readonly word: string;
    readonly got: string | undefined;
    readonly rule: string;
    readonly where: string;
  }): void {
    const { text, word, got, rule, where } = options;
    if (got !== text) {
      throw new PropertyFailure({
        rule: got !== undefined && got === text.replaceAll('+', ' ') ? 'X-ENC-03' : rule,
        message: `Expected the name "${text}" ${where}, which was sent as ${word}; got ${got === undefined ? 'none' : `"${got}"`}.`,
        connection: this.#alice.connection.id,
      });
    }
  }
}

/** Raw UTF-8 is a SHOULD. */
function ruleOf({ style }: WireText, word: string): string {
  return style === 'minimal' && Buffer.byteLength(word) > word.length ? 'X-ENC-04' : 'X-ENC-02';
}

export const names = defineProperty<ServerSubject, NamesStage, Example>({
  name: 'names',
  title: 'Any name',
  statement:
    'Whatever the name of a person or of a group, and however it is encoded, what the server says it is, at once and at the next login, decodes to what was sent.',
  rules: ['X-ENC-02', 'X-ENC-03', 'X-ENC-04', 'S-REA-01', 'S-GRP-02'],
  runs: 40,
  needs: ['alice'],
  arbitrary: fc.oneof(
    fc.record({ of: fc.constant('self' as const), name: wireText() }),
    fc.record({ of: fc.constant('group' as const), name: wireText({ mostBytes: MOST_GROUP_BYTES }) }),
  ),
  *exhaustive() {
    for (const text of ['a', '%', '%41', 'é', '日', '\u{1f600}']) {
      for (const whose of ['self', 'group'] as const) {
        yield { of: whose, name: { text, style: 'every-byte' } };
      }
    }
    // SHOULDs: behind all that a server has to do.
    for (const text of ['+', 'é']) {
      yield { of: 'self', name: { text, style: 'minimal' } };
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: () => undefined,
  open: (context) => NamesStage.open(context),
  examplesPerStage: 40,
  attempt: (example, stage) => stage.attempt(example),
});
