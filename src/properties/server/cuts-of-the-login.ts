import fc from 'fast-check';
import { z } from 'zod';
import { type Command, type DecodedCommand, decodeText, encode, normalizeAccount } from '../../codec';
import { type FakeClient, obedientBehaviour, parseServerAddress } from '../../fakes';
import { type Address, type ServerSubject, SubjectError } from '../../subjects';
import { type Cut, CutPlan, cutSchema, cuts } from '../arbitraries/cut';
import { defineProperty } from '../define-property';
import { oneCuts, twoCuts } from '../partitions';
import type { PropertyContext, Stage } from '../property';
import { PropertyFailure } from '../property-failure';
import { ClientsOfKit, isClientTrouble, isSilence } from './clients-of-kit';
import { oneCutAtBoundaries } from './one-cut-at-boundaries';

/** The commands of a login, in order. */
const STEPS = ['VER', 'CVR', 'USR I', 'USR S', 'SYN', 'CHG'] as const;

type Step = (typeof STEPS)[number];

interface Example {
  /** The command with which the example ends. */
  readonly last: Step;
  /** Where the commands are cut, all of them taken as one stream. */
  readonly cuts: readonly Cut[];
}

const schema: z.ZodType<Example> = z.strictObject({ last: z.enum(STEPS), cuts: z.array(cutSchema) });

const RULE = 'X-FRM-06';

/** Transfers in a row; more can only be a circle. */
const MOST_TRANSFERS = 5;

/** What was said to each step, in words that are the same at each login. */
type Answers = readonly { readonly step: Step; readonly said: string }[];

class LoginStage implements Stage {
  readonly #clients: ClientsOfKit;
  readonly #uncut = new Map<'first' | 'notification', { readonly last: Step; readonly answers: Answers }>();
  #notification: Address | undefined;
  #connection: string | undefined;

  constructor(context: PropertyContext<ServerSubject>) {
    this.#clients = new ClientsOfKit(context);
  }

  get trace() {
    return this.#clients.trace;
  }

  close(): Promise<void> {
    return this.#clients.close();
  }

  async attempt({ last, cuts: some }: Example): Promise<void> {
    const uncut = await this.#withoutCuts(last);
    const failure = await this.#cut({ last, some, uncut });
    if (failure !== undefined) {
      // What goes wrong without cuts as well has another reason, which other cases tell.
      await this.#logInOrGiveUp(last);
      throw failure;
    }
  }

  /** The dispatch server where there is one for what it answers, the notification server for all that needs it. */
  async #place(last: Step): Promise<{ readonly kind: 'first' | 'notification'; readonly address: Address }> {
    const first = this.#clients.subject.address;
    if (last === 'VER' || last === 'CVR') {
      return { kind: 'first', address: first };
    }
    this.#notification ??= await this.#orGiveUp(() => this.#findNotification(first));
    return { kind: 'notification', address: this.#notification };
  }

  async #findNotification(first: Address): Promise<Address> {
    let address = first;
    for (let transfers = 0; transfers < MOST_TRANSFERS; transfers += 1) {
      const { transfer } = await this.#logIn({ last: 'USR I', plan: new CutPlan([]), address });
      if (transfer === undefined) {
        return address;
      }
      address = transfer;
    }
    throw new SubjectError('unusable', `The server has sent Alice on more than ${MOST_TRANSFERS} times.`);
  }

  async #withoutCuts(last: Step): Promise<Answers> {
    const { kind } = await this.#place(last);
    const known = this.#uncut.get(kind);
    if (known !== undefined && STEPS.indexOf(known.last) >= STEPS.indexOf(last)) {
      return known.answers.slice(0, STEPS.indexOf(last) + 1);
    }
    const answers = await this.#logInOrGiveUp(last);
    this.#uncut.set(kind, { last, answers });
    return answers;
  }

  #logInOrGiveUp(last: Step): Promise<Answers> {
    return this.#orGiveUp(() => this.#answersTo({ last, some: [] }));
  }

  async #orGiveUp<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      throw isClientTrouble(error)
        ? new SubjectError('unusable', `Alice cannot sign in, with nothing cut. ${error.message}`, { cause: error })
        : error;
    }
  }

  async #cut(options: {
    readonly last: Step;
    readonly some: readonly Cut[];
    readonly uncut: Answers;
  }): Promise<PropertyFailure | undefined> {
    const { last, some, uncut } = options;
    const fails = (message: string, bySilence: boolean) =>
      new PropertyFailure({ rule: RULE, message, bySilence, connection: this.#connection });
    try {
      const answers = await this.#answersTo({ last, some });
      const different = uncut.findIndex(({ said }, index) => said !== answers[index]?.said);
      const wanted = uncut[different];
      return wanted === undefined
        ? undefined
        : fails(
            `Expected ${wanted.said} in answer to ${wanted.step}, as where nothing is cut; got ${answers[different]?.said}.`,
            false,
          );
    } catch (error) {
      if (!isClientTrouble(error)) {
        throw error;
      }
      return fails(
        `Expected the login to come as far as the answer to ${last}, as where nothing is cut. ${error.message}`,
        isSilence(error),
      );
    }
  }

  /** The answers of the server that keeps Alice: one that sent her nowhere may do so the next time. */
  async #answersTo(options: { readonly last: Step; readonly some: readonly Cut[] }): Promise<Answers> {
    const { last, some } = options;
    let { address } = await this.#place(last);
    for (let transfers = 0; ; transfers += 1) {
      const { answers, transfer } = await this.#logIn({ last, plan: new CutPlan(some), address });
      if (transfer === undefined || transfers >= MOST_TRANSFERS) {
        return answers;
      }
      address = transfer;
      this.#notification = transfer;
    }
  }

  /** One login on a fresh connection, which is closed behind it. */
  async #logIn(options: { readonly last: Step; readonly plan: CutPlan; readonly address: Address }): Promise<{
    readonly answers: Answers;
    readonly transfer: Address | undefined;
  }> {
    const { last, plan, address } = options;
    const client = await this.#clients.connect('alice', { server: address, behaviour: { firstTrid: 1 } });
    this.#connection = client.connection.id;
    try {
      const answers: Answers[number][] = [];
      let challenge = '';
      for (const step of STEPS.slice(0, STEPS.indexOf(last) + 1)) {
        const command = { ...(await this.#command(step, challenge)), trid: client.nextTrid() };
        const cutsOfStep = plan.next(encode(command), { service: 'notification', side: 'client' });
        const reply = await client.request(command, { cuts: cutsOfStep });
        answers.push({ step, said: await said({ step, reply, client }) });
        challenge = reply.fields.challenge ?? '';
        if (reply.name === 'XFR') {
          return { answers, transfer: parseServerAddress(reply.fields.address ?? '') };
        }
      }
      return { answers, transfer: undefined };
    } finally {
      await this.#clients.drop(client);
    }
  }

  async #command(step: Step, challenge: string): Promise<Pick<Command, 'name' | 'parameters'>> {
    const account = this.#clients.account('alice');
    switch (step) {
      case 'VER':
        return { name: 'VER', parameters: obedientBehaviour.dialects };
      case 'CVR':
        return { name: 'CVR', parameters: [...obedientBehaviour.versions, account] };
      case 'USR I':
        return { name: 'USR', parameters: ['TWN', 'I', account] };
      case 'USR S': {
        const ticket = await this.#clients.ticket('alice', challenge);
        this.trace.addSecret(ticket);
        return { name: 'USR', parameters: ['TWN', 'S', ticket] };
      }
      case 'SYN':
        return { name: 'SYN', parameters: ['0'] };
      case 'CHG':
        return { name: 'CHG', parameters: ['NLN', '0'] };
    }
  }
}

/** What the server said to a step, without what it may say otherwise the next time. */
async function said(options: {
  readonly step: Step;
  readonly reply: DecodedCommand;
  readonly client: FakeClient;
}): Promise<string> {
  const { step, reply, client } = options;
  const { fields } = reply;
  switch (step) {
    case 'SYN': {
      await client.waitFor(({ synchronised }) => synchronised);
      const { contacts = [], groups = [], privacy } = client.snapshot();
      const lists = contacts.map(({ account, lists: own }) => `${normalizeAccount(account)} on ${own.join('+')}`);
      const names = groups.map(({ id, name }) => `${id} ${name}`);
      return `SYN with ${JSON.stringify([lists.sort(), names.sort(), privacy])}`;
    }
    case 'USR S':
      return `USR ${reply.parameters[0]} ${normalizeAccount(fields.account ?? '')} ${decodeText(fields.name ?? '').text}`;
    case 'VER':
    case 'CHG':
      return [reply.name, ...reply.parameters].join(' ');
    default:
      // Advice and challenges may be others each time.
      return `${reply.name} of ${reply.parameters.length} words, form ${reply.form}`;
  }
}

/** As long as VER of the kit. */
const VER_BYTES = 'VER 1 MSNP8 CVR0\r\n'.length;

const SAMPLE = Buffer.from(
  'VER 1 MSNP8 CVR0\r\nCVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS a@b.c\r\nUSR 3 TWN I a@b.c\r\nUSR 4 TWN S t\r\nSYN 5 0\r\nCHG 6 NLN 0\r\n',
);

export const cutsOfTheLogin = defineProperty<ServerSubject, LoginStage, Example>({
  name: 'cuts-of-the-login',
  title: 'Any segments of the login',
  statement:
    'However the commands of a login are cut into segments, the server answers as it does where nothing is cut.',
  rules: [RULE],
  runs: 25,
  needs: ['alice'],
  arbitrary: fc.record({
    last: fc.constantFrom(...STEPS, 'CHG' as const),
    cuts: cuts({ most: 8, length: 220 }),
  }),
  *exhaustive() {
    for (const some of oneCuts(VER_BYTES)) {
      yield { last: 'VER', cuts: some };
    }
    for (const cut of oneCutAtBoundaries(SAMPLE, { most: 4 })) {
      yield { last: 'CHG', cuts: [cut] };
    }
    // Those of the commands behind CVR, whose words are many.
    for (const index of [4, 5]) {
      yield { last: 'CHG', cuts: [{ at: 'in-line-end', index }] };
      yield { last: 'CHG', cuts: [{ at: 'in-name', index }] };
    }
    for (const some of twoCuts(VER_BYTES)) {
      yield { last: 'VER', cuts: some };
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: () => undefined,
  open: async (context) => new LoginStage(context),
  examplesPerStage: 200,
  attempt: (example, stage) => stage.attempt(example),
});
