import fc from 'fast-check';
import { z } from 'zod';
import { type ClientSubject, type Snapshot, SubjectError } from '../../subjects';
import { type Cut, CutPlan, cutSchema, cuts } from '../arbitraries/cut';
import { defineProperty } from '../define-property';
import { oneCutOfEachKind } from '../partitions';
import { PropertyFailure } from '../property-failure';
import { ClientStage } from './client-stage';
import { peopleOfAlice } from './people';
import { signInOrFail } from './sign-in-or-fail';

interface Example {
  readonly cuts: readonly Cut[];
}

const schema: z.ZodType<Example> = z.strictObject({ cuts: z.array(cutSchema) });

/** Bytes that the server says in this login, about. */
const LENGTH = 1800;

const RULE = 'X-FRM-06';

/** The servers, and how the next login is cut. */
interface LoginStage extends Pick<ClientStage, 'trace' | 'close'> {
  readonly stage: ClientStage;
  /** What the client believes behind a login that is not cut. */
  readonly uncut: Readonly<Record<string, string>>;
  plan: CutPlan | undefined;
}

export const cutsOfTheLogin = defineProperty<ClientSubject, LoginStage, Example>({
  name: 'cuts-of-the-login',
  title: 'Any segments of login and list',
  statement:
    'However login, list and first presences are cut and joined, the client comes online and believes what the server holds.',
  rules: [RULE],
  runs: 30,
  needs: [],
  arbitrary: fc.record({ cuts: cuts({ most: 12, length: LENGTH }) }),
  *exhaustive() {
    // Nothing is cut: all that is said in one go comes in one segment.
    yield { cuts: [] };
    for (const some of oneCutOfEachKind(2)) {
      yield { cuts: some };
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: () => undefined,
  open: async (context) => {
    const state: { plan: CutPlan | undefined } = { plan: undefined };
    const stage = await ClientStage.start({
      context,
      directory: peopleOfAlice(),
      hooks: {
        cuts: (segment, { session }) =>
          state.plan?.next(segment, { service: session.connection.service, side: 'server' }) ?? [],
      },
    });
    try {
      beBusy(stage);
      await stage.signIn();
      await stage.tell({ bytes: Buffer.alloc(0), cuts: [], rule: RULE });
      const uncut = comparable(await stage.snapshot());
      return Object.assign(state, { stage, uncut, trace: stage.trace, close: () => stage.close() });
    } catch (error) {
      await stage.close();
      throw error instanceof PropertyFailure ? new SubjectError('unusable', error.message) : error;
    }
  },
  examplesPerStage: 20,
  attempt: async (example, login) => {
    const { stage, uncut } = login;
    await stage.leave();
    beBusy(stage);
    login.plan = new CutPlan(example.cuts);
    await signInOrFail({
      stage,
      rule: RULE,
      asUsual: () => {
        login.plan = undefined;
      },
    });
    await stage.tell({ bytes: Buffer.alloc(0), cuts: [], rule: RULE });
    const believed = comparable(await stage.snapshot());
    const difference = Object.keys(uncut).find((part) => uncut[part] !== believed[part]);
    if (difference !== undefined) {
      throw new PropertyFailure({
        rule: RULE,
        message: `Expected the client to believe what it does where nothing is cut, ${difference} ${uncut[difference]}; it believes ${believed[difference]}.`,
        connection: stage.session.connection.id,
      });
    }
  },
});

/** Somebody is there whose presence the client is told at once. */
function beBusy({ server }: ClientStage): void {
  server.puppet('b@b.b').setStatus('BSY');
}

/** The parts of what a client believes, as texts that do not depend on the order in which it tells them. */
function comparable(snapshot: Snapshot | undefined): Readonly<Record<string, string>> {
  const { contacts = [], groups = [], ...own } = snapshot ?? {};
  const sorted = (list: readonly string[] = []) => [...list].sort();
  return {
    'of itself': JSON.stringify(own),
    groups: JSON.stringify(groups.map(({ id, name }) => [id, name]).sort()),
    ...Object.fromEntries(
      contacts.map(({ account, lists, groups: ids, ...more }) => [
        account,
        JSON.stringify({ ...more, lists: sorted(lists), groups: sorted(ids) }),
      ]),
    ),
    contacts: JSON.stringify(sorted(contacts.map(({ account }) => account))),
  };
}
