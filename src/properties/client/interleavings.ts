import fc from 'fast-check';
import { z } from 'zod';
import { sameAccount } from '../../codec';
import { type ClientSubject, SubjectError } from '../../subjects';
import { documentedAccounts } from '../../suite';
import { mergeInOrder, mergeOrder } from '../arbitraries/merge-order';
import { defineProperty } from '../define-property';
import { PropertyFailure } from '../property-failure';
import { ClientStage } from './client-stage';
import { people, peopleOfAlice } from './people';

const STATUSES = ['NLN', 'BSY', 'IDL', 'BRB', 'AWY', 'PHN', 'LUN'] as const;

type ShownStatus = (typeof STATUSES)[number];

interface Example {
  /** The presence of each of {@link people} that is told, in this order. */
  readonly presences: readonly ShownStatus[];
  /** Whether the phone numbers of the new contact follow the reply. */
  readonly numbers: boolean;
  /** Whose turn it is, step by step: the first stream is the reply to ADD, the second the presences. */
  readonly choices: readonly number[];
}

const schema: z.ZodType<Example> = z.strictObject({
  presences: z.array(z.enum(STATUSES)).max(people.length),
  numbers: z.boolean(),
  choices: z.array(z.int().min(0)),
});

/** The stage with the number of contacts that were added on it. */
interface AddingStage extends Pick<ClientStage, 'trace' | 'close'> {
  readonly stage: ClientStage;
  added: number;
}

/** Fences after which a client that was to add a contact has asked the server for it. */
const MOST_FENCES = 4;

export const interleavings = defineProperty<ClientSubject, AddingStage, Example>({
  name: 'interleavings',
  title: 'The reply to ADD among the first presences',
  statement:
    'Wherever the reply to ADD falls among the ILN of the first CHG, the client has the new contact and knows everybody’s presence.',
  rules: ['C-PRS-01', 'C-LST-06', 'C-LST-12'],
  runs: 40,
  needs: [],
  arbitrary: fc.record({
    presences: fc.array(fc.constantFrom(...STATUSES), { maxLength: people.length }),
    numbers: fc.boolean(),
    choices: mergeOrder({ items: 2 * people.length + 2, streams: 2 }),
  }),
  *exhaustive() {
    for (const numbers of [false, true]) {
      // Every place that the reply can have among three presences.
      for (let before = 0; before <= people.length; before += 1) {
        yield { presences: ['BSY', 'AWY', 'LUN'], numbers, choices: Array.from({ length: before }, () => 1) };
      }
    }
  },
  *smaller(example) {
    // The choices at the end may choose nothing.
    if (example.choices.length > 0) {
      yield { ...example, choices: example.choices.slice(0, -1) };
    }
    if (example.presences.length > 0) {
      yield { ...example, presences: example.presences.slice(0, -1) };
      yield { ...example, presences: example.presences.slice(1) };
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: ({ methods, needs }) => {
    if (!methods.has('addContact')) {
      return 'The client does not offer "addContact".';
    }
    return needs.ilnAfterAdd === undefined ? undefined : 'The client needs every ILN behind the reply to ADD.';
  },
  open: async (context) => {
    const stage = await ClientStage.signedIn({ context, directory: peopleOfAlice() });
    return { stage, added: 0, trace: stage.trace, close: () => stage.close() };
  },
  examplesPerStage: 30,
  attempt: async ({ presences, numbers, choices }, adding) => {
    const { stage } = adding;
    const { session, server } = stage;
    const alice = documentedAccounts.alice;
    adding.added += 1;
    const account = `new-${adding.added}@passport.com`;
    server.directory.addAccount({ account, password: 'x', name: account });
    const chg = stage.trace.events.findLast((event) => event.kind === 'command' && event.command.form === 'C.CHG');
    const trid = chg?.kind === 'command' ? chg.command.trid : 0;
    // A presence that is lost is seen only where there was another before.
    await session.send(Buffer.from(people.map((one) => `FLN ${one.account}\r\n`).join('')));
    let isAsked = false;
    const end = server.intercept({ name: 'ADD', account: alice }, (request, one, proceed) => {
      const [list = '', word = '', name = '', ...groups] = request.parameters;
      if (list !== 'FL' || isAsked) {
        proceed();
        return;
      }
      isAsked = true;
      const owner = server.directory.account(alice);
      owner.putOn('FL', { account, name: account, group: groups[0] ?? '0' });
      owner.listVersion += 1;
      const version = String(owner.listVersion);
      const reply = [
        `ADD ${request.trid} FL ${[version, word, name, ...groups].join(' ')}\r\n`,
        ...(numbers ? [`BPR ${version} ${word} PHH 1\r\n`, `BPR ${version} ${word} MOB N\r\n`] : []),
      ];
      const iln = presences.map(
        (status, place) => `ILN ${trid} ${status} ${(people[place] ?? people[0]).account} Name 0\r\n`,
      );
      one.send(Buffer.from(mergeInOrder([reply, iln], choices).join(''))).catch(() => {});
    });
    const rule = 'C-PRS-01';
    const { connection } = session;
    const fail = (message: string, bySilence: boolean) =>
      new PropertyFailure({ rule, message, connection: connection.id, bySilence });
    try {
      await stage.ask('addContact', { account, name: account, group: '0' });
      // A client may ask for AL first, and for FL when that is answered. Only a fence that begins behind the reply to FL shows that it was read.
      for (let fences = 0, isBehind = false; fences < MOST_FENCES && !isBehind; fences += 1) {
        isBehind = isAsked;
        await stage.tell({ bytes: Buffer.alloc(0), cuts: [], rule });
      }
    } catch (error) {
      if (error instanceof SubjectError && error.code === 'failed') {
        throw fail(`Expected the client to take ADD among ILN for the reply to its ADD. ${error.message}`, true);
      }
      throw error;
    } finally {
      end();
    }
    if (!isAsked) {
      throw new SubjectError('unsupported', 'The client sends no ADD for FL when it is asked to add a contact.');
    }
    const snapshot = await stage.snapshot();
    const knows = (who: string) => snapshot?.contacts?.find((one) => sameAccount(one.account, who));
    if (snapshot?.contacts !== undefined && knows(account) === undefined) {
      throw fail(
        `Expected the client to have ${account} on its list, as the server has confirmed; it knows nobody of that account.`,
        false,
      );
    }
    for (const [place, status] of presences.entries()) {
      const who = (people[place] ?? people[0]).account;
      const believed = knows(who)?.status;
      if (believed !== undefined && believed !== status) {
        throw fail(`Expected the client to know ${who} as ${status}; it believes ${believed}.`, false);
      }
    }
  },
});
