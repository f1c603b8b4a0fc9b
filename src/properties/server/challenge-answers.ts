import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { z } from 'zod';
import { answerChallenge } from '../../codec';
import { type FakeClient, obedientBehaviour, ServerRefusal } from '../../fakes';
import { type ServerSubject, SubjectError } from '../../subjects';
import { defineProperty } from '../define-property';
import type { PropertyContext, Stage } from '../property';
import { PropertyFailure } from '../property-failure';
import { ClientsOfKit, isClientTrouble, isSilence } from './clients-of-kit';

/** An answer to a challenge: the right one, or what is wrong with it. */
type Example =
  | {
      /**
       * `other-challenge`: the digest of another challenge. `other-id`: the digest of the usual id under another one that has a key. `unknown-id`: the
       * same under an id that has none. `upper-case`: the right digits, in capitals.
       */
      readonly answer: 'right' | 'upper-case' | 'other-challenge' | 'other-id' | 'unknown-id';
    }
  /** The digit at this place, from 0, is as much higher, 1 to 15, beginning again behind `f`. */
  | { readonly answer: 'digit'; readonly at: number; readonly by: number }
  /** So many digits, 0 to 31, and no more. */
  | { readonly answer: 'cut-short'; readonly to: number }
  /** All digits, and these. */
  | { readonly answer: 'longer'; readonly by: string };

const DIGITS = 32;
/** Limit for a challenge, in milliseconds: whoever challenges does it soon (S-CHL-01). */
const CHALLENGE_MS = 2000;

const place = z
  .int()
  .min(0)
  .max(DIGITS - 1);

const schema: z.ZodType<Example> = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.enum(['right', 'upper-case', 'other-challenge', 'other-id', 'unknown-id']) }),
  z.strictObject({ answer: z.literal('digit'), at: place, by: z.int().min(1).max(15) }),
  z.strictObject({ answer: z.literal('cut-short'), to: place }),
  z.strictObject({ answer: z.literal('longer'), by: z.string().regex(/^[0-9a-f]{1,32}$/) }),
]);

const USUAL_ID = obedientBehaviour.challengeId;
const OTHER_ID = 'PROD0038W!61ZTF9';
const UNKNOWN_ID = 'PROD0000NOSUCH!!';

interface Answer {
  readonly clientId: string;
  readonly digest: string;
}

/** Undefined where the right answer has nothing to go wrong in that way. */
function answerOf(example: Example, challenge: string): Answer | undefined {
  const right = answerChallenge({ challenge, clientId: USUAL_ID });
  const usual = (digest: string): Answer => ({ clientId: USUAL_ID, digest });
  switch (example.answer) {
    case 'right':
      return usual(right);
    case 'upper-case':
      return right.toUpperCase() === right ? undefined : usual(right.toUpperCase());
    case 'other-challenge':
      return usual(answerChallenge({ challenge: `${challenge}0`, clientId: USUAL_ID }));
    case 'other-id':
      return { clientId: OTHER_ID, digest: right };
    case 'unknown-id':
      return { clientId: UNKNOWN_ID, digest: right };
    case 'digit': {
      const digit = (Number.parseInt(right[example.at] ?? '0', 16) + example.by) % 16;
      return usual(`${right.slice(0, example.at)}${digit.toString(16)}${right.slice(example.at + 1)}`);
    }
    case 'cut-short':
      return usual(right.slice(0, example.to));
    case 'longer':
      return usual(`${right}${example.by}`);
  }
}

class ChallengeStage implements Stage {
  readonly #clients: ClientsOfKit;
  readonly #alice: FakeClient;
  readonly #challenge: string;

  private constructor(options: {
    readonly clients: ClientsOfKit;
    readonly alice: FakeClient;
    readonly challenge: string;
  }) {
    this.#clients = options.clients;
    this.#alice = options.alice;
    this.#challenge = options.challenge;
  }

  static open(context: PropertyContext<ServerSubject>): Promise<ChallengeStage> {
    return ClientsOfKit.opened(context, async (clients) => {
      const alice = await clients.signIn('alice', 'visible', { behaviour: { answersChallenges: false } });
      const challenge = await challengeOf(alice, clients);
      if (challenge === undefined) {
        throw new SubjectError(
          'unsupported',
          `The server has not challenged within ${Math.round(challengeMs(clients))} ms of the first CHG.`,
        );
      }
      return new ChallengeStage({ clients, alice, challenge });
    });
  }

  get trace() {
    return this.#clients.trace;
  }

  close(): Promise<void> {
    return this.#clients.close();
  }

  async attempt(example: Example): Promise<void> {
    const answer = answerOf(example, this.#challenge);
    if (answer === undefined) {
      return;
    }
    const isRight = example.answer === 'right';
    const rule = isRight ? 'S-CHL-02' : example.answer === 'unknown-id' ? 'S-CHL-04' : 'S-CHL-03';
    const came = await this.#answer(answer);
    const shown = `${answer.clientId} ${answer.digest === '' ? 'and no digit' : answer.digest}`;
    const fails = (got: string, bySilence = false) =>
      new PropertyFailure({
        rule,
        bySilence,
        connection: this.#alice.connection.id,
        message: `Expected ${isRight ? 'QRY' : '540 and a close'} in answer to ${shown}, which is ${isRight ? 'right' : 'wrong'} for the challenge ${this.#challenge}; got ${got}.`,
      });
    if (came.said !== (isRight ? 'QRY' : '540')) {
      throw fails(came.said, came.bySilence);
    }
    const { timeoutMs } = this.#clients;
    if (isRight) {
      const state = await this.#alice.fence({ timeoutMs });
      if (state !== 'alive') {
        throw fails(`QRY, and then ${state === 'closed' ? 'a close' : 'nothing'}`, state === 'stalled');
      }
    } else if (!(await this.#closes(timeoutMs))) {
      throw fails('540 and no close', true);
    }
  }

  async #answer({ clientId, digest }: Answer): Promise<{ readonly said: string; readonly bySilence?: boolean }> {
    try {
      await this.#alice.request({ name: 'QRY', parameters: [clientId], payload: Buffer.from(digest, 'latin1') });
      return { said: 'QRY' };
    } catch (error) {
      if (error instanceof ServerRefusal) {
        return { said: String(error.code) };
      }
      if (!isClientTrouble(error)) {
        throw error;
      }
      return isSilence(error) ? { said: 'nothing', bySilence: true } : { said: `no answer: ${error.message}` };
    }
  }

  async #closes(timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    const closed = this.#alice.connection.closed.then(() => true);
    const isClosed = await Promise.race([closed, late]);
    clearTimeout(timer);
    return isClosed;
  }
}

function challengeMs({ timeoutMs }: ClientsOfKit): number {
  return Math.min(timeoutMs, CHALLENGE_MS);
}

/** The challenge that has come since the login, or comes within the time limit. */
async function challengeOf(alice: FakeClient, clients: ClientsOfKit): Promise<string | undefined> {
  const { id } = alice.connection;
  const deadline = performance.now() + challengeMs(clients);
  const find = () => {
    const event = clients.trace.events.findLast(
      (one) => one.kind === 'command' && one.connection === id && one.command.name === 'CHL',
    );
    return event?.kind === 'command' ? event.command.parameters[0] : undefined;
  };
  let found = find();
  if (found === undefined) {
    await alice.fence();
    found = find();
  }
  if (found === undefined) {
    await new Promise<void>((resolve) => {
      const over = () => {
        clearTimeout(timer);
        end();
        resolve();
      };
      const timer = setTimeout(over, Math.max(0, deadline - performance.now()));
      const end = alice.onItem((item) => {
        if (item.kind === 'command' && item.name === 'CHL') {
          over();
        }
      });
    });
    found = find();
  }
  return found;
}

export const challengeAnswers = defineProperty<ServerSubject, ChallengeStage, Example>({
  name: 'challenge-answers',
  title: 'Any answer to a challenge',
  statement: 'The right answer to a challenge is confirmed; any other brings 540 and a close.',
  rules: ['S-CHL-02', 'S-CHL-03', 'S-CHL-04'],
  runs: 20,
  needs: ['alice'],
  arbitrary: fc.oneof(
    {
      arbitrary: fc.record({
        answer: fc.constantFrom(
          'right' as const,
          'upper-case' as const,
          'other-challenge' as const,
          'other-id' as const,
        ),
      }),
      weight: 1,
    },
    {
      arbitrary: fc.record({
        answer: fc.constant('digit' as const),
        at: fc.nat({ max: DIGITS - 1 }),
        by: fc.integer({ min: 1, max: 15 }),
      }),
      weight: 3,
    },
    { arbitrary: fc.record({ answer: fc.constant('cut-short' as const), to: fc.nat({ max: DIGITS - 1 }) }), weight: 2 },
    {
      arbitrary: fc.record({
        answer: fc.constant('longer' as const),
        by: fc
          .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 1, maxLength: DIGITS })
          .map((digits) => digits.join('')),
      }),
      weight: 1,
    },
  ),
  *exhaustive() {
    yield { answer: 'right' };
    for (const at of [0, 1, 15, 16, 30, 31]) {
      yield { answer: 'digit', at, by: 1 };
    }
    yield { answer: 'upper-case' };
    yield { answer: 'cut-short', to: DIGITS - 1 };
    yield { answer: 'cut-short', to: 0 };
    yield { answer: 'longer', by: '0' };
    yield { answer: 'other-challenge' };
    yield { answer: 'other-id' };
    // A SHOULD: behind all that a server has to do.
    yield { answer: 'unknown-id' };
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: () => undefined,
  open: (context) => ChallengeStage.open(context),
  examplesPerStage: 1,
  attempt: (example, stage) => stage.attempt(example),
});
