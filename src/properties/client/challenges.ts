import fc from 'fast-check';
import { z } from 'zod';
import { answerChallenge, challengeKeys } from '../../codec';
import type { ClientSubject } from '../../subjects';
import { challengeText } from '../arbitraries/challenge-text';
import { defineProperty } from '../define-property';
import { PropertyFailure } from '../property-failure';
import { ClientStage } from './client-stage';
import { isRightAnswer } from './is-right-answer';
import { peopleOfAlice } from './people';

interface Example {
  readonly challenge: string;
}

const schema: z.ZodType<Example> = z.strictObject({ challenge: z.string().regex(/^[\x21-\x7e]{1,200}$/) });

/** Challenges as Microsoft's servers sent them; others only a strict client gets wrong (C-CHL-03). */
const USUAL = /^\d{18,21}$/;

export const challenges = defineProperty<ClientSubject, ClientStage, Example>({
  name: 'challenges',
  title: 'Any challenge',
  statement: 'Whatever the challenge, the client answers with the 32 digits of its MD5.',
  rules: ['C-CHL-01', 'C-CHL-03'],
  runs: 300,
  needs: [],
  arbitrary: fc.record({ challenge: challengeText() }),
  *exhaustive() {
    for (let digit = 0; digit < 10; digit += 1) {
      yield { challenge: String(digit) };
    }
    // As long as documented ones, and next to it.
    for (const length of [19, 20, 21, 16, 32, 64]) {
      yield { challenge: '7'.repeat(length) };
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: () => undefined,
  open: (context) => ClientStage.signedIn({ context, directory: peopleOfAlice() }),
  examplesPerStage: 500,
  attempt: async ({ challenge }, stage) => {
    const came = await stage.challenge(challenge);
    const rule = USUAL.test(challenge) ? 'C-CHL-01' : 'C-CHL-03';
    const { connection } = stage.session;
    if (came === 'closed' || came === 'silent') {
      throw new PropertyFailure({
        rule,
        message:
          came === 'closed'
            ? `Expected an answer to the challenge ${challenge}; the client has closed the connection.`
            : `Expected an answer to the challenge ${challenge} within ${Math.round(stage.timeoutMs)} ms; nothing came.`,
        connection: connection.id,
        bySilence: came === 'silent',
      });
    }
    if (!isRightAnswer(came, challenge)) {
      const [clientId = ''] = came.parameters;
      const expected = challengeKeys.has(clientId) ? answerChallenge({ challenge, clientId }) : 'a known client id';
      throw new PropertyFailure({
        rule,
        message: `Expected ${expected} in answer to the challenge ${challenge} as ${clientId}; got ${Buffer.from(came.payload ?? []).toString('latin1')}.`,
        connection: connection.id,
      });
    }
  },
});
