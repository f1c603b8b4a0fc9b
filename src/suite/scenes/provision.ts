import { sameAccount } from '../../codec';
import { type FakeClient, FakeClientError, ServerRefusal } from '../../fakes';
import { SubjectError } from '../../subjects';
import type { Persona } from './scene';
import { displayNames, listsAlice, phones, sessionContacts, sessionGroups } from './session-roster';

/** Answers with which a server says that there is nothing to clear. */
const NOTHING_THERE = new Set([205, 216, 224, 225]);

/**
 * Empties an account's lists and groups over the protocol, and sets its modes to what a new account has. Resolves with whether there was anything to do.
 *
 * @throws SubjectError `unusable` with the server's own answer where it refuses.
 */
export async function emptyAccount(client: FakeClient): Promise<boolean> {
  const { contacts = [], groups = [], privacy = {} } = client.snapshot();
  let isEdited = false;
  for (const { account, lists = [] } of contacts) {
    for (const list of lists.filter((one) => one !== 'RL')) {
      isEdited = true;
      await tolerating(
        NOTHING_THERE,
        () => client.request({ name: 'REM', parameters: [list, account] }),
        `clear ${account} from ${list}`,
      );
    }
  }
  for (const { id } of groups.filter((group) => group.id !== '0')) {
    isEdited = true;
    await tolerating(NOTHING_THERE, () => client.removeGroup({ id }), `remove group ${id}`);
  }
  if (privacy.blp === 'BL') {
    isEdited = true;
    await tolerating(new Set([218]), () => client.setPrivacy({ blp: 'AL' }), 'set BLP to AL');
  }
  if (privacy.gtc === 'N') {
    isEdited = true;
    await tolerating(new Set([218]), () => client.setPrivacy({ gtc: 'A' }), 'set GTC to A');
  }
  return isEdited;
}

/**
 * Empties an account as `emptyAccount` does, and gives it the name and the numbers of the example session. Resolves with whether its lists, groups or modes
 * were changed.
 *
 * @throws SubjectError `unusable` with the server's own answer where it refuses.
 */
export async function clearAccount(client: FakeClient, persona: Persona): Promise<boolean> {
  const isEdited = await emptyAccount(client);
  if (client.snapshot().name !== displayNames[persona]) {
    // A server may have its own mind about names (209, 715): no case depends on them.
    await tolerating('any', () => client.setName(displayNames[persona]), 'set the display name');
  }
  for (const [type, value] of phones[persona]) {
    await tolerating('any', () => client.setPhone({ type, value }), `set ${type}`);
  }
  return isEdited;
}

/**
 * Builds the lists of the example session among the people who have a client, Alice for one; every account has been cleared before. Alice logs out.
 *
 * @throws SubjectError `unusable` with the server's own answer where it refuses.
 */
export async function buildRoster(options: {
  readonly clients: ReadonlyMap<Persona, FakeClient>;
  readonly accounts: ReadonlyMap<Persona, string>;
  /** Awaited before Alice logs out. */
  written(): Promise<void>;
}): Promise<void> {
  const { clients, accounts } = options;
  const alice = clients.get('alice');
  const account = accounts.get('alice');
  if (alice === undefined || account === undefined) {
    throw new Error('Alice plays in every case.');
  }
  const listAlice = async (persona: Persona) => {
    const add = async () => clients.get(persona)?.addContact({ account, name: displayNames.alice, group: '0' });
    await required(add, `add Alice to the list of ${accounts.get(persona)}`);
  };
  const [last, ...first] = listsAlice.filter((persona) => clients.has(persona));
  for (const persona of first) {
    await listAlice(persona);
  }
  const ids = new Map<string, string>();
  for (const name of sessionGroups) {
    const { id } = await required(() => alice.addGroup(name), `make the group ${name}`);
    ids.set(name, id);
  }
  for (const contact of sessionContacts) {
    const account = accounts.get(contact.persona);
    if (account === undefined) {
      continue;
    }
    const name = displayNames[contact.persona];
    for (const group of contact.groups) {
      const id = group === undefined ? '0' : (ids.get(group) ?? '0');
      await required(() => alice.addContact({ account, name, group: id }), `add ${account} to FL in group ${id}`);
    }
    for (const list of [...(contact.allowed ? ['AL'] : []), ...(contact.blocked ? ['BL'] : [])]) {
      await required(
        () => alice.request({ name: 'ADD', parameters: [list, account, name] }),
        `add ${account} to ${list}`,
      );
    }
  }
  // One adds Alice while she is away: she finds him on her reverse list when she comes back (S-ADD-04).
  await options.written();
  await alice.logout();
  if (last !== undefined) {
    await listAlice(last);
  }
}

/** What of the example session's lists is not in the list that the server sends Alice, as far as people have an account; undefined where all is there. */
export function missingFromRoster(options: {
  readonly alice: FakeClient;
  readonly accounts: ReadonlyMap<Persona, string>;
}): string | undefined {
  const { contacts = [] } = options.alice.snapshot();
  for (const { persona, groups, allowed, blocked } of sessionContacts) {
    const account = options.accounts.get(persona);
    if (account === undefined) {
      continue;
    }
    const expected = [
      ...(groups.length > 0 ? ['FL'] : []),
      ...(allowed ? ['AL'] : []),
      ...(blocked ? ['BL'] : []),
      ...(listsAlice.includes(persona) ? ['RL'] : []),
    ].join(',');
    const got = contacts.find((contact) => sameAccount(contact.account, account))?.lists.join(',') ?? '';
    if (got !== expected) {
      return `${account} should be on ${expected} and is on ${got === '' ? 'no list' : got}`;
    }
  }
  return undefined;
}

/** Somebody on a list of somebody. */
export interface ListEntry {
  readonly owner: Persona;
  readonly list: 'FL' | 'AL' | 'BL';
  readonly contact: Persona;
}

/**
 * Puts somebody, who has this account, on a list of the client's own, on the FL in group 0.
 *
 * @throws SubjectError `unusable` with the server's own answer where it refuses.
 */
export async function addEntry(options: {
  readonly client: FakeClient;
  readonly entry: ListEntry;
  readonly account: string;
}): Promise<void> {
  const { client, entry, account } = options;
  const parameters = [entry.list, account, displayNames[entry.contact], ...(entry.list === 'FL' ? ['0'] : [])];
  await required(() => client.request({ name: 'ADD', parameters }), `add ${account} to ${entry.list}`);
}

/** Does one step that the fixture can do without where the server answers with one of `tolerated`, or with any error. */
async function tolerating(
  tolerated: ReadonlySet<number> | 'any',
  act: () => Promise<unknown>,
  what: string,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ServerRefusal) || (tolerated !== 'any' && !tolerated.has(error.code))) {
      throw cannotBuild(error, what);
    }
  }
}

/** Does one step without which there is no fixture. */
async function required<Result>(act: () => Promise<Result>, what: string): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw cannotBuild(error, what);
  }
}

function cannotBuild(error: unknown, what: string): unknown {
  return error instanceof ServerRefusal || error instanceof FakeClientError
    ? new SubjectError('unusable', `The fixture cannot be built: to ${what} failed. ${error.message}`)
    : error;
}
