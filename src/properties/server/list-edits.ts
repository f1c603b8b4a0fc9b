import fc from 'fast-check';
import { z } from 'zod';
import { type Command, type DecodedCommand, decodeText, sameAccount } from '../../codec';
import { type FakeClient, ServerRefusal } from '../../fakes';
import { type ServerSubject, SubjectError } from '../../subjects';
import { emptyAccount, type Persona } from '../../suite';
import { defineProperty } from '../define-property';
import type { PropertyContext, Stage } from '../property';
import { PropertyFailure } from '../property-failure';
import { ClientsOfKit, isClientTrouble, isSilence } from './clients-of-kit';
import { nextLogin } from './next-login';

const OTHERS = ['bob', 'carol', 'dave'] as const satisfies readonly Persona[];
const NAMES = ['a', 'b', 'Two words', '100%'] as const;
/** Tries to empty an account. */
const MOST_TRIES = 4;
/** Far below what a server has to keep (S-GRP-05). */
const MOST_GROUPS = 6;

type Other = (typeof OTHERS)[number];

/** One edit. `group` is a place, from 1, among the groups that Alice has made and not removed; 0 is the group that is always there. */
type Edit =
  | { readonly edit: 'ADD' | 'REM'; readonly list: 'AL' | 'BL'; readonly who: Other }
  | { readonly edit: 'ADD'; readonly list: 'FL'; readonly who: Other; readonly group: number }
  | { readonly edit: 'REM'; readonly list: 'FL'; readonly who: Other; readonly group?: number | undefined }
  | { readonly edit: 'ADG'; readonly name: (typeof NAMES)[number] }
  | { readonly edit: 'REG'; readonly group: number; readonly name: (typeof NAMES)[number] }
  | { readonly edit: 'RMG'; readonly group: number }
  /** To the other value. */
  | { readonly edit: 'BLP' | 'GTC' };

const who = z.enum(OTHERS);
const group = z.int().min(0).max(MOST_GROUPS);

const editSchema: z.ZodType<Edit> = z.union([
  z.strictObject({ edit: z.enum(['ADD', 'REM']), list: z.enum(['AL', 'BL']), who }),
  z.strictObject({ edit: z.literal('ADD'), list: z.literal('FL'), who, group }),
  z.strictObject({ edit: z.literal('REM'), list: z.literal('FL'), who, group: group.optional() }),
  z.strictObject({ edit: z.literal('ADG'), name: z.enum(NAMES) }),
  z.strictObject({ edit: z.literal('REG'), group, name: z.enum(NAMES) }),
  z.strictObject({ edit: z.literal('RMG'), group }),
  z.strictObject({ edit: z.enum(['BLP', 'GTC']) }),
]);

interface ModelContact {
  readonly lists: Set<'AL' | 'BL' | 'FL'>;
  /** Ids of groups, while on FL. */
  readonly groups: Set<string>;
}

/** What Alice's account holds, if the server keeps all rules. */
interface Model {
  readonly contacts: ReadonlyMap<Other, ModelContact>;
  /** The groups that she has made, in order. */
  readonly groups: { readonly id: string; name: string }[];
  /** Names of groups that nobody has made. */
  readonly taken: readonly string[];
  blp: 'AL' | 'BL';
  gtc: 'A' | 'N';
}

interface Real {
  readonly alice: FakeClient;
  account(persona: Persona): string;
}

type EditCommand = fc.AsyncCommand<Model, Real>;
/** Edits that are not possible where they stand are passed over. No `fc.commands`: that never shrinks the last one away, and a login looks behind them all. */
type Example = readonly Edit[];

/** The id of the group at a place; undefined where there is none. */
function groupAt(model: Model, at: number): string | undefined {
  return at === 0 ? '0' : model.groups[at - 1]?.id;
}

/** An edit whose reply every server must give in the same words. */
class EditRequest implements EditCommand {
  readonly #edit: Edit;

  constructor(edit: Edit) {
    this.#edit = edit;
  }

  check(model: Readonly<Model>): boolean {
    const edit = this.#edit;
    switch (edit.edit) {
      case 'ADD':
      case 'REM':
        return this.#isListEditPossible(model);
      case 'ADG':
        return model.groups.length < MOST_GROUPS && isFree(model, edit.name);
      case 'REG':
        return edit.group > 0 && groupAt(model, edit.group) !== undefined && isFree(model, edit.name);
      case 'RMG': {
        const id = groupAt(model, edit.group);
        // What becomes of those who are in it is not the same everywhere (S-GRP-07).
        return (
          edit.group > 0 && id !== undefined && [...model.contacts.values()].every(({ groups }) => !groups.has(id))
        );
      }
      default:
        return true;
    }
  }

  async run(model: Model, real: Real): Promise<void> {
    const edit = this.#edit;
    switch (edit.edit) {
      case 'ADD':
      case 'REM':
        await this.#runListEdit(model, real);
        return;
      case 'ADG': {
        const reply = await ask(real, { name: 'ADG', parameters: [word(edit.name), '0'], rule: 'S-GRP-01' });
        const { group: id = '', name = '' } = reply.fields;
        const isUnused = id !== '0' && model.groups.every((one) => one.id !== id);
        expectReply(reply, { rule: 'S-GRP-01', holds: isUnused && sayTheSame(name, edit.name), real });
        model.groups.push({ id, name: edit.name });
        return;
      }
      case 'REG': {
        const id = groupAt(model, edit.group) ?? '';
        const reply = await ask(real, { name: 'REG', parameters: [id, word(edit.name), '0'], rule: 'S-GRP-02' });
        const { group: got, name = '' } = reply.fields;
        expectReply(reply, { rule: 'S-GRP-02', holds: got === id && sayTheSame(name, edit.name), real });
        const renamed = model.groups.find((one) => one.id === id);
        if (renamed !== undefined) {
          renamed.name = edit.name;
        }
        return;
      }
      case 'RMG': {
        const id = groupAt(model, edit.group) ?? '';
        const reply = await ask(real, { name: 'RMG', parameters: [id], rule: 'S-GRP-03' });
        expectReply(reply, { rule: 'S-GRP-03', holds: reply.fields.group === id, real });
        model.groups.splice(edit.group - 1, 1);
        return;
      }
      case 'BLP': {
        const value = model.blp === 'AL' ? 'BL' : 'AL';
        const reply = await ask(real, { name: 'BLP', parameters: [value], rule: 'S-SET-01' });
        expectReply(reply, { rule: 'S-SET-01', holds: reply.parameters.at(-1) === value, real });
        model.blp = value;
        return;
      }
      case 'GTC': {
        const value = model.gtc === 'A' ? 'N' : 'A';
        const reply = await ask(real, { name: 'GTC', parameters: [value], rule: 'S-SET-01' });
        expectReply(reply, { rule: 'S-SET-01', holds: reply.parameters.at(-1) === value, real });
        model.gtc = value;
      }
    }
  }

  #isListEditPossible(model: Readonly<Model>): boolean {
    const edit = this.#edit;
    const contact = 'who' in edit ? model.contacts.get(edit.who) : undefined;
    if (contact === undefined || !('list' in edit)) {
      return false;
    }
    const { lists, groups } = contact;
    if (edit.list !== 'FL') {
      // On both, or on one twice, is taken otherwise by some servers (S-ADD-06, S-ADD-07).
      return edit.edit === 'ADD' ? !lists.has('AL') && !lists.has('BL') : lists.has(edit.list);
    }
    const id = edit.group === undefined ? undefined : groupAt(model, edit.group);
    if (edit.edit === 'ADD') {
      // A further group only behind one that is no more than a group: who is in none is in group 0.
      return id !== undefined && (!lists.has('FL') || (id !== '0' && !groups.has('0') && !groups.has(id)));
    }
    return lists.has('FL') && (edit.group === undefined || (id !== undefined && groups.has(id) && groups.size > 1));
  }

  async #runListEdit(model: Model, real: Real): Promise<void> {
    const edit = this.#edit;
    const contact = 'who' in edit ? model.contacts.get(edit.who) : undefined;
    if (contact === undefined || !('list' in edit)) {
      return;
    }
    const account = real.account(edit.who);
    const id = edit.list === 'FL' && edit.group !== undefined ? groupAt(model, edit.group) : undefined;
    const behind = id === undefined ? [] : [id];
    const rule =
      edit.edit === 'ADD' ? (edit.list === 'FL' ? 'S-ADD-02' : 'S-ADD-01') : id === undefined ? 'S-REM-01' : 'S-REM-03';
    const name = edit.edit === 'ADD' ? [word(edit.who)] : [];
    const reply = await ask(real, { name: edit.edit, parameters: [edit.list, account, ...name, ...behind], rule });
    const { fields } = reply;
    const holds = fields.list === edit.list && sameAccount(fields.account ?? '', account) && fields.group === id;
    expectReply(reply, { rule, holds, real });
    if (edit.edit === 'ADD') {
      contact.lists.add(edit.list);
      if (id !== undefined) {
        contact.groups.add(id);
      }
    } else if (id !== undefined) {
      contact.groups.delete(id);
    } else {
      contact.lists.delete(edit.list);
      if (edit.list === 'FL') {
        contact.groups.clear();
      }
    }
  }
}

function isFree(model: Model, name: string): boolean {
  return !model.taken.includes(name) && model.groups.every((one) => one.name !== name);
}

function word(name: string): string {
  return encodeURIComponent(name);
}

function sayTheSame(got: string, name: string): boolean {
  return decodeText(got).text === name;
}

async function ask(
  real: Real,
  { rule, ...command }: Pick<Command, 'name' | 'parameters'> & { readonly rule: string },
): Promise<DecodedCommand> {
  try {
    return await real.alice.request(command);
  } catch (error) {
    if (!isClientTrouble(error)) {
      throw error;
    }
    const got = error instanceof ServerRefusal ? `error ${error.code}` : error.message;
    throw new PropertyFailure({
      rule,
      message: `Expected ${command.name} ${command.parameters.join(' ')} to be carried out; got ${got}.`,
      connection: real.alice.connection.id,
      bySilence: isSilence(error),
    });
  }
}

function expectReply(
  reply: DecodedCommand,
  options: { readonly rule: string; readonly holds: boolean; readonly real: Real },
): void {
  if (!options.holds || reply.form !== `S.${reply.name}`) {
    throw new PropertyFailure({
      rule: options.rule,
      message: `Expected an answer that says what was asked for; got ${[reply.name, ...reply.parameters].join(' ')}.`,
      connection: options.real.alice.connection.id,
    });
  }
}

/** What is wrong in the list that a login brings, and the rule that is broken. */
function wrongIn(
  alice: FakeClient,
  options: { readonly model: Model; readonly account: (persona: Persona) => string },
): { readonly rule: string; readonly text: string } | undefined {
  const { model, account } = options;
  const { contacts = [], groups = [], privacy = {} } = alice.snapshot();
  for (const [persona, { lists, groups: ids }] of model.contacts) {
    const contact = contacts.find((one) => sameAccount(one.account, account(persona)));
    const wanted = (['FL', 'AL', 'BL'] as const).filter((list) => lists.has(list));
    const got = (contact?.lists ?? []).filter((list) => list !== 'RL');
    if (wanted.join() !== got.join()) {
      return { rule: 'S-SYN-11', text: `${account(persona)} should be on ${named(wanted)}, and is on ${named(got)}` };
    }
    const wantedGroups = [...ids].sort();
    const gotGroups = [...(contact?.groups ?? [])].sort();
    // Who is in group 0 alone may be shown in none.
    const isSame = wantedGroups.join() === gotGroups.join() || (wantedGroups.join() === '0' && gotGroups.length === 0);
    if (lists.has('FL') && !isSame) {
      return {
        rule: 'S-SYN-11',
        text: `${account(persona)} should be in the groups ${named(wantedGroups)}, and is in ${named(gotGroups)}`,
      };
    }
  }
  for (const { id, name } of model.groups) {
    const got = groups.find((one) => one.id === id);
    if (got?.name !== name) {
      const text = got === undefined ? 'and is not there' : `and is "${got.name}"`;
      return {
        rule: got === undefined ? 'S-GRP-01' : 'S-GRP-02',
        text: `the group ${id} should be "${name}", ${text}`,
      };
    }
  }
  const extra = groups.find(({ id }) => id !== '0' && model.groups.every((one) => one.id !== id));
  if (extra !== undefined) {
    return { rule: 'S-GRP-03', text: `the group ${extra.id} "${extra.name}" should not be there` };
  }
  const { blp = model.blp, gtc = model.gtc } = privacy;
  return blp === model.blp && gtc === model.gtc
    ? undefined
    : { rule: 'S-SET-01', text: `BLP and GTC should be ${model.blp} and ${model.gtc}, and are ${blp} and ${gtc}` };
}

function isEmpty(alice: FakeClient): boolean {
  const { contacts = [], groups = [] } = alice.snapshot();
  return contacts.every(({ lists }) => lists.every((list) => list === 'RL')) && groups.every(({ id }) => id === '0');
}

function named(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}

class EditStage implements Stage {
  readonly #clients: ClientsOfKit;
  #alice: FakeClient;

  private constructor(clients: ClientsOfKit, alice: FakeClient) {
    this.#clients = clients;
    this.#alice = alice;
  }

  static open(context: PropertyContext<ServerSubject>): Promise<EditStage> {
    return ClientsOfKit.opened(context, async (clients) => {
      const alice = await clients.signIn('alice', 'synchronised');
      return new EditStage(clients, alice);
    });
  }

  get trace() {
    return this.#clients.trace;
  }

  close(): Promise<void> {
    return this.#clients.close();
  }

  async attempt(edits: Example): Promise<void> {
    const clients = this.#clients;
    await this.#empty();
    const { groups = [] } = this.#alice.snapshot();
    const model: Model = {
      contacts: new Map(clients.present(OTHERS).map((persona) => [persona, { lists: new Set(), groups: new Set() }])),
      groups: [],
      taken: groups.map(({ name }) => name),
      blp: 'AL',
      gtc: 'A',
    };
    const account = (persona: Persona) => clients.account(persona);
    await fc.asyncModelRun(
      () => ({ model, real: { alice: this.#alice, account } }),
      edits.map((edit) => new EditRequest(edit)),
    );
    const { alice, wrong } = await nextLogin({
      clients,
      alice: this.#alice,
      wrongIn: (one) => wrongIn(one, { model, account }),
    });
    this.#alice = alice;
    if (wrong !== undefined) {
      throw new PropertyFailure({
        rule: wrong.rule,
        message: `Expected the next SYN to show what was confirmed; ${wrong.text}.`,
        connection: alice.connection.id,
      });
    }
  }

  /** A session in which nothing has been edited yet, and an account that a login has shown to be empty. */
  async #empty(): Promise<void> {
    for (let tries = 0; await emptyAccount(this.#alice); tries += 1) {
      if (tries === MOST_TRIES) {
        throw new SubjectError('unusable', `The account of Alice is not empty after ${tries} tries to empty it.`);
      }
      const { alice } = await nextLogin({
        clients: this.#clients,
        alice: this.#alice,
        wrongIn: (one) => (isEmpty(one) ? undefined : 'not empty'),
      });
      this.#alice = alice;
    }
  }
}

const name = fc.constantFrom(...NAMES);
const place = fc.nat({ max: 3 });
const someone = fc.constantFrom(...OTHERS);

const ofOthers = fc.constantFrom('AL' as const, 'BL' as const);
const add = fc.oneof(
  fc.record({ edit: fc.constant('ADD' as const), list: ofOthers, who: someone }),
  fc.record({ edit: fc.constant('ADD' as const), list: fc.constant('FL' as const), who: someone, group: place }),
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  // Most of them are possible that way: nobody is taken off a list who is on none.
  { arbitrary: add, weight: 4 },
  { arbitrary: fc.record({ edit: fc.constant('REM' as const), list: ofOthers, who: someone }), weight: 1 },
  {
    arbitrary: fc.record(
      { edit: fc.constant('REM' as const), list: fc.constant('FL' as const), who: someone, group: place },
      { requiredKeys: ['edit', 'list', 'who'] },
    ),
    weight: 1,
  },
  { arbitrary: fc.record({ edit: fc.constant('ADG' as const), name }), weight: 1 },
  {
    arbitrary: fc.record({ edit: fc.constant('REG' as const), group: fc.integer({ min: 1, max: 3 }), name }),
    weight: 1,
  },
  { arbitrary: fc.record({ edit: fc.constant('RMG' as const), group: fc.integer({ min: 1, max: 3 }) }), weight: 1 },
  { arbitrary: fc.record({ edit: fc.constantFrom('BLP' as const, 'GTC' as const) }), weight: 1 },
);

export const listEdits = defineProperty<ServerSubject, EditStage, Example>({
  name: 'list-edits',
  title: 'Any edits of lists',
  statement:
    'Whatever edits of lists, groups and settings are made one after the other, each is confirmed, and the next SYN shows them all.',
  rules: ['S-ADD-01', 'S-ADD-02', 'S-REM-01', 'S-REM-03', 'S-GRP-01', 'S-GRP-02', 'S-GRP-03', 'S-SET-01', 'S-SYN-11'],
  runs: 40,
  needs: ['alice'],
  arbitrary: fc.array(edit, { maxLength: 20 }),
  *exhaustive() {
    yield [];
  },
  toData: (example) => example,
  fromData: (data) => z.array(editSchema).parse(data),
  unmet: () => undefined,
  open: (context) => EditStage.open(context),
  examplesPerStage: 40,
  attempt: (example, stage) => stage.attempt(example),
});
