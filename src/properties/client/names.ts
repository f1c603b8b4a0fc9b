import fc from 'fast-check';
import { z } from 'zod';
import { decodeText, encodeText } from '../../codec';
import { type ClientSubject, SubjectError } from '../../subjects';
import { documentedAccounts } from '../../suite';
import { displayName } from '../arbitraries/display-name';
import { defineProperty } from '../define-property';
import { PropertyFailure } from '../property-failure';
import { ClientStage } from './client-stage';
import { peopleOfAlice } from './people';

interface Example {
  readonly name: string;
}

const schema: z.ZodType<Example> = z.strictObject({ name: z.string().min(1) });

const RULE = 'X-ENC-01';

export const names = defineProperty<ClientSubject, ClientStage, Example>({
  name: 'names',
  title: 'Any display name',
  statement:
    'Whatever name its user takes, the client sends a word that decodes to it, and takes it for its own when the server has confirmed it.',
  rules: [RULE, 'X-ENC-02'],
  runs: 60,
  needs: [],
  arbitrary: fc.record({ name: displayName() }),
  *exhaustive() {
    for (const name of ['a', '%', 'a b', '+', '%41', 'é', '日本', '\u{1f600}']) {
      yield { name };
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: ({ methods }) => (methods.has('setName') ? undefined : 'The client does not offer "setName".'),
  open: (context) => ClientStage.signedIn({ context, directory: peopleOfAlice() }),
  examplesPerStage: 200,
  attempt: async ({ name }, stage) => {
    const { server, session } = stage;
    const { connection } = session;
    let word: string | undefined;
    const end = server.intercept({ name: 'REA', account: documentedAccounts.alice }, (request, _, proceed) => {
      word = request.parameters[1];
      proceed();
    });
    try {
      await stage.ask('setName', { name });
    } catch (error) {
      // A client may refuse what it does not like.
      if (error instanceof SubjectError && error.code === 'failed' && word === undefined) {
        return;
      }
      if (error instanceof SubjectError && error.code === 'failed') {
        throw new PropertyFailure({
          rule: RULE,
          message: `Expected the client to take the name "${name}", for which it has sent ${word}. ${error.message}`,
          connection: connection.id,
          bySilence: true,
        });
      }
      throw error;
    } finally {
      end();
    }
    if (word === undefined) {
      return;
    }
    const sent = decodeText(word).text;
    if (sent !== name) {
      throw new PropertyFailure({
        rule: RULE,
        message: `Expected REA with a word that decodes to "${name}", such as ${encodeText(name)}; got ${word}.`,
        connection: connection.id,
      });
    }
    const believed = (await stage.snapshot())?.name;
    if (believed !== undefined && believed !== name) {
      throw new PropertyFailure({
        rule: 'X-ENC-02',
        message: `Expected the client to go by the name "${name}", which the server has confirmed; it goes by "${believed}".`,
        connection: connection.id,
      });
    }
  },
});
