import fc from 'fast-check';
import { z } from 'zod';
import {
  type Command,
  type DecodedCommand,
  decodeText,
  encode,
  encodeText,
  normalizeAccount,
  type TextStyle,
} from '../../codec';
import { type FakeClient, FakeClientError, ServerRefusal } from '../../fakes';
import { type ServerSubject, SubjectError } from '../../subjects';
import { emptyAccount } from '../../suite';
import type { Trace } from '../../wire';
import { type Cut, CutPlan, cutSchema, cuts } from '../arbitraries/cut';
import { type WireText, wireText, wireTextSchema } from '../arbitraries/display-name';
import { defineProperty } from '../define-property';
import { oneCuts, twoCuts } from '../partitions';
import type { PropertyContext, Stage } from '../property';
import { PropertyFailure } from '../property-failure';
import { ClientsOfKit, isClientTrouble } from './clients-of-kit';
import { oneCutAtBoundaries } from './one-cut-at-boundaries';

const STATUSES = ['NLN', 'BSY', 'IDL', 'BRB', 'AWY', 'PHN', 'LUN', 'HDN'] as const;
const LISTS = ['AL', 'BL'] as const;
const STYLES = ['reserved', 'every-byte', 'minimal'] as const satisfies readonly TextStyle[];

/** Something that Alice asks for. What changes the account is taken back by the next command, so that it stays as it was. */
type Request =
  | { readonly kind: 'PNG' | 'URL' | 'BLP' | 'GTC' }
  /** Her own name as it is, in another encoding. */
  | { readonly kind: 'REA'; readonly style: TextStyle }
  | { readonly kind: 'CHG'; readonly status: (typeof STATUSES)[number] }
  /** Bob, where he has an account; else nothing. */
  | { readonly kind: 'ADD'; readonly list: (typeof LISTS)[number]; readonly name: WireText };

interface Example {
  readonly requests: readonly Request[];
  readonly cuts: readonly Cut[];
}

const schema: z.ZodType<Example> = z.strictObject({
  requests: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.enum(['PNG', 'URL', 'BLP', 'GTC']) }),
      z.strictObject({ kind: z.literal('REA'), style: z.enum(STYLES) }),
      z.strictObject({ kind: z.literal('CHG'), status: z.enum(STATUSES) }),
      z.strictObject({ kind: z.literal('ADD'), list: z.enum(LISTS), name: wireTextSchema }),
    ]),
  ),
  cuts: z.array(cutSchema),
});

type Draft = Pick<Command, 'name' | 'parameters'>;

interface People {
  readonly alice: string;
  /** Her display name. */
  readonly name: string;
  readonly bob: string | undefined;
}

function commandsOf(request: Request, { alice, name: own, bob }: People): readonly Draft[] {
  switch (request.kind) {
    case 'PNG':
      return [{ name: 'PNG', parameters: [] }];
    case 'URL':
      return [{ name: 'URL', parameters: ['INBOX'] }];
    case 'BLP':
      return ['BL', 'AL'].map((value) => ({ name: 'BLP', parameters: [value] }));
    case 'GTC':
      return ['N', 'A'].map((value) => ({ name: 'GTC', parameters: [value] }));
    case 'REA':
      return own === '' ? [] : [{ name: 'REA', parameters: [alice, encodeText(own, { style: request.style })] }];
    case 'CHG':
      return [{ name: 'CHG', parameters: [request.status, '0'] }];
    case 'ADD': {
      const { list, name } = request;
      const word = encodeText(name.text, { style: name.style });
      return bob === undefined
        ? []
        : [
            { name: 'ADD', parameters: [list, bob, word] },
            { name: 'REM', parameters: [list, bob] },
          ];
    }
  }
}

const request: fc.Arbitrary<Request> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('PNG' as const) }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('CHG' as const), status: fc.constantFrom(...STATUSES) }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constantFrom('URL' as const, 'BLP' as const, 'GTC' as const) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('REA' as const), style: fc.constantFrom(...STYLES) }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('ADD' as const),
      list: fc.constantFrom(...LISTS),
      name: wireText({ mostBytes: 60 }),
    }),
    weight: 3,
  },
);

/** One of each kind, each for itself; the name has an escape and a character of several bytes. */
const ALONE: readonly Request[] = [
  { kind: 'PNG' },
  { kind: 'CHG', status: 'BSY' },
  { kind: 'BLP' },
  { kind: 'GTC' },
  { kind: 'REA', style: 'reserved' },
  { kind: 'ADD', list: 'AL', name: { text: 'é', style: 'every-byte' } },
  { kind: 'ADD', list: 'BL', name: { text: '日', style: 'minimal' } },
];

const TOGETHER: readonly Request[] = [
  { kind: 'CHG', status: 'BSY' },
  { kind: 'PNG' },
  { kind: 'BLP' },
  { kind: 'GTC' },
];

/** As long as the people of the example session. */
const SAMPLE: People = { alice: 'alice@passport.com', name: 'Alice', bob: 'bob@passport.com' };

const PINGS_BYTES = 'PNG\r\nPNG\r\n'.length;

/** What was said to a command, without what may be otherwise the next time. */
function said(reply: DecodedCommand): string {
  const { name, parameters, form, fields } = reply;
  if (name === 'URL') {
    return `URL of ${parameters.length} words`;
  }
  const words = parameters.flatMap((word) => {
    if (form !== undefined && word === fields.version) {
      return [];
    }
    return [word === fields.account ? normalizeAccount(word) : decodeText(word).text];
  });
  return [name, ...words].join(' ');
}

class SessionStage implements Stage {
  readonly #clients: ClientsOfKit;
  readonly #people: People;
  #alice: FakeClient;
  /** What was said to each command when it came alone. */
  readonly #alone = new Map<string, string>();
  /** Whether the server goes on after a name in raw UTF-8 (X-ENC-04 is a SHOULD). */
  #takesRaw = true;

  private constructor(clients: ClientsOfKit, alice: FakeClient) {
    this.#clients = clients;
    this.#alice = alice;
    this.#people = {
      alice: clients.account('alice'),
      name: alice.snapshot().name ?? '',
      bob: clients.subject.accounts.bob?.account,
    };
  }

  static open(context: PropertyContext<ServerSubject>): Promise<SessionStage> {
    return ClientsOfKit.opened(context, async (clients) => {
      const alice = await clients.signIn('alice', 'visible');
      await emptyAccount(alice);
      await alice.fence();
      return new SessionStage(clients, alice);
    });
  }

  get trace(): Trace {
    return this.#clients.trace;
  }

  close(): Promise<void> {
    return this.#clients.close();
  }

  async attempt({ requests, cuts: some }: Example): Promise<void> {
    const drafts: Draft[] = [];
    for (const one of requests) {
      drafts.push(...(await this.#known(one)));
    }
    await this.#stream(drafts, some);
  }

  /** The commands of a request, each of which was answered when it came alone. */
  async #known(one: Request): Promise<readonly Draft[]> {
    const drafts = commandsOf(this.#takesRaw ? one : withoutRaw(one), this.#people);
    try {
      const isKnown = drafts.every((draft) => draft.name === 'PNG' || this.#alone.has(keyOf(draft)));
      // All of them, or what the first changes would stay.
      for (const draft of isKnown ? [] : drafts) {
        this.#alone.set(keyOf(draft), await this.#answerTo(draft));
      }
      return drafts;
    } catch (error) {
      if (!(error instanceof FakeClientError)) {
        throw error;
      }
      if (error.code === 'closed' && (one.kind === 'ADD' || one.kind === 'REA') && this.#takesRaw) {
        this.#takesRaw = false;
        await this.#clients.drop(this.#alice);
        this.#alice = await this.#clients.signIn('alice', 'visible');
        await emptyAccount(this.#alice);
        return this.#known(one);
      }
      throw new SubjectError('unusable', `The requests are not answered one by one either. ${error.message}`, {
        cause: error,
      });
    }
  }

  async #answerTo(draft: Draft): Promise<string> {
    try {
      return said(await this.#alice.request(draft));
    } catch (error) {
      if (error instanceof ServerRefusal) {
        return `error ${error.code}`;
      }
      throw error;
    }
  }

  async #stream(drafts: readonly Draft[], some: readonly Cut[]): Promise<void> {
    const alice = this.#alice;
    const { id: connection } = alice.connection;
    const commands = drafts.map((draft) => (draft.name === 'PNG' ? draft : { ...draft, trid: alice.nextTrid() }));
    const bytes = Buffer.concat(commands.map((command) => encode(command)));
    const offsets = new CutPlan(some).next(bytes, { service: 'notification', side: 'client' });
    const rule = offsets.length === 0 ? 'X-FRM-07' : 'X-FRM-06';
    const how = offsets.length === 0 ? 'in one segment' : `in ${offsets.length + 1} segments`;
    const came: DecodedCommand[] = [];
    alice.hold();
    try {
      await alice.send(bytes, { cuts: offsets });
      // What follows is to be a read of its own.
      await alice.connection.settle();
      let fault: string | undefined;
      // A reply that is missing may be behind that to the first fence, where the server does not work in order.
      for (let fences = 0; fences < 2; fences += 1) {
        const fenced = await this.#fence(came);
        fault = this.#faultOf(commands, came);
        if (fenced !== 'answered') {
          const got = fenced === 'closed' ? 'the server has closed' : 'nothing more came';
          throw new PropertyFailure({
            rule,
            connection,
            bySilence: fenced === 'silent',
            message: `Expected all requests to be answered that came ${how}; ${fault ?? 'the CHG behind them was not'}: ${got}.`,
          });
        }
        if (fault === undefined) {
          return;
        }
      }
      throw new PropertyFailure({
        rule,
        connection,
        message: `Expected the same answers to requests that came ${how} as to each alone; ${fault}.`,
      });
    } catch (error) {
      throw isClientTrouble(error)
        ? new PropertyFailure({
            rule,
            connection,
            message: `Expected all requests to be answered that came ${how}. ${error.message}`,
          })
        : error;
    } finally {
      alice.release();
    }
  }

  /** Sends a request that must be answered, and takes what comes until it is. */
  async #fence(came: DecodedCommand[]): Promise<'answered' | 'closed' | 'silent'> {
    const alice = this.#alice;
    const trid = alice.nextTrid();
    await alice.send({ name: 'CHG', trid, parameters: ['NLN', '0'] });
    for (;;) {
      const item = await alice.take({ timeoutMs: this.#clients.timeoutMs });
      if (item.kind === 'closed' || item.kind === 'timeout') {
        return item.kind === 'closed' ? 'closed' : 'silent';
      }
      // Challenges are answered meanwhile.
      alice.accept(item);
      if (item.kind === 'command') {
        if (item.trid === trid && (item.name === 'CHG' || /^\d/.test(item.name))) {
          return 'answered';
        }
        came.push(item);
      }
    }
  }

  /** What is wrong in the answers, as the end of a sentence. */
  #faultOf(commands: readonly Command[], came: readonly DecodedCommand[]): string | undefined {
    for (const command of commands.filter(({ name }) => name !== 'PNG')) {
      const { trid, name } = command;
      const replies = came.filter((one) => one.trid === trid && (one.name === name || /^\d{3}$/.test(one.name)));
      const [reply] = replies;
      const wanted = this.#alone.get(keyOf(command)) ?? '';
      const got =
        reply === undefined ? 'nothing' : /^\d/.test(reply.name) ? `error ${Number(reply.name)}` : said(reply);
      if (replies.length > 1) {
        return `${name} ${trid} was answered ${replies.length} times`;
      }
      if (got !== wanted) {
        return `${name} ${trid} ${command.parameters.join(' ')} was to be answered with ${wanted}, and was with ${got}`;
      }
    }
    const pings = commands.filter(({ name }) => name === 'PNG').length;
    const answered = came.filter(({ name }) => name === 'QNG').length;
    return pings === answered ? undefined : `${pings} PNG were answered by ${answered} QNG`;
  }
}

function keyOf({ name, parameters }: Draft): string {
  return [name, ...parameters].join(' ');
}

function withoutRaw(one: Request): Request {
  if (one.kind === 'REA' && one.style === 'minimal') {
    return { kind: 'REA', style: 'reserved' };
  }
  return one.kind === 'ADD' && one.name.style === 'minimal'
    ? { ...one, name: { text: one.name.text, style: 'reserved' } }
    : one;
}

export const cutsOfACommandStream = defineProperty<ServerSubject, SessionStage, Example>({
  name: 'cuts-of-a-command-stream',
  title: 'Any segments of a stream of requests',
  statement:
    'However requests are joined and cut into segments, the server answers each as it does where they come one by one.',
  rules: ['X-FRM-06', 'X-FRM-07'],
  runs: 100,
  needs: ['alice'],
  arbitrary: fc.record({ requests: fc.array(request, { maxLength: 8 }), cuts: cuts({ most: 10, length: 200 }) }),
  *exhaustive() {
    const pings: readonly Request[] = [{ kind: 'PNG' }, { kind: 'PNG' }];
    yield { requests: pings, cuts: [] };
    for (const some of oneCuts(PINGS_BYTES)) {
      yield { requests: pings, cuts: some };
    }
    for (const one of ALONE) {
      yield { requests: [one], cuts: [] };
      const commands = commandsOf(one, SAMPLE).map((draft) => ({ ...draft, trid: 1000 }));
      for (const cut of oneCutAtBoundaries(Buffer.concat(commands.map((command) => encode(command))), { most: 4 })) {
        yield { requests: [one], cuts: [cut] };
      }
    }
    yield { requests: TOGETHER, cuts: [] };
    for (const some of twoCuts(PINGS_BYTES)) {
      yield { requests: pings, cuts: some };
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: () => undefined,
  open: (context) => SessionStage.open(context),
  examplesPerStage: 60,
  attempt: (example, stage) => stage.attempt(example),
});
