import { sameAccount } from '../codec';
import type { Snapshot, SnapshotContact } from '../subjects';

/** What a client believes is not what it was told. The message is a whole sentence. */
export class BeliefMismatch extends Error {
  override readonly name = 'BeliefMismatch';
  constructor(
    message: string,
    /** Rules that the step names. */
    readonly rules: readonly string[],
  ) {
    super(message);
  }
}

interface Expectation {
  /** Undefined where the subject cannot tell; then nothing is compared. */
  readonly snapshot: Snapshot | undefined;
  readonly bindings: ReadonlyMap<string, string>;
  readonly rules: readonly string[];
}

/**
 * Compares the contacts that a client knows with the rows of a table: `lists`, `groups`, `status`, `name`, and phone numbers by type. An empty cell
 * means that nothing of the kind is known where the column is `groups` or a phone type, and is not looked at elsewhere. Returns whether there was
 * anything to compare.
 *
 * @throws BeliefMismatch at the first difference.
 */
export function compareContacts(
  options: Expectation & {
    readonly rows: readonly { readonly account: string; readonly row: Readonly<Record<string, string>> }[];
  },
): boolean {
  const { snapshot, bindings, rows, rules } = options;
  if (snapshot?.contacts === undefined) {
    return false;
  }
  let isCompared = false;
  for (const { account, row } of rows) {
    const contact = snapshot.contacts.find((one) => sameAccount(one.account, account));
    if (contact === undefined) {
      throw new BeliefMismatch(`Alice's client should know ${account} and knows nobody of that account.`, rules);
    }
    for (const [column, cell] of Object.entries(row)) {
      const filled = fill(cell, bindings);
      // A comma in a name or a number separates nothing.
      const expected = SETS.has(column) ? inOrder(filled) : filled;
      const got = believed(contact, column);
      const isMeant = got !== undefined && (expected !== '' || !SKIP_WHEN_EMPTY.has(column));
      isCompared ||= isMeant;
      if (isMeant && got !== expected) {
        throw new BeliefMismatch(
          `Alice's client should have ${account} with ${column} "${expected}" and has "${got}".`,
          rules,
        );
      }
    }
  }
  return isCompared;
}

const SETS = new Set(['lists', 'groups']);
const SKIP_WHEN_EMPTY = new Set(['lists', 'status', 'name']);

/** What a client believes of one contact, as a cell of a table; undefined where it does not tell. */
function believed(contact: SnapshotContact, column: string): string | undefined {
  switch (column) {
    case 'lists':
      return contact.lists === undefined ? undefined : inOrder(contact.lists.join(','));
    case 'groups':
      return contact.groups === undefined ? undefined : inOrder(contact.groups.join(','));
    case 'status':
      return contact.status;
    case 'name':
      return contact.name;
    case 'PHH':
    case 'PHW':
    case 'PHM':
    case 'MOB':
      return contact.phones === undefined ? undefined : (contact.phones[column] ?? '');
    default:
      throw new Error(`A table of contacts has no column "${column}".`);
  }
}

/**
 * Compares the groups that a client knows with the rows of a table. Returns whether there was anything to compare.
 *
 * @throws BeliefMismatch at the first difference.
 */
export function compareGroups(
  options: Expectation & { readonly rows: readonly Readonly<Record<string, string>>[] },
): boolean {
  const { snapshot, bindings, rows, rules } = options;
  if (snapshot?.groups === undefined) {
    return false;
  }
  const show = (groups: readonly { readonly id: string; readonly name: string }[]) =>
    groups
      .map(({ id, name }) => `${id} ${name}`)
      .sort()
      .join(', ');
  const expected = show(rows.map((row) => ({ id: fill(row.id ?? '', bindings), name: row.name ?? '' })));
  const got = show(snapshot.groups);
  if (expected !== got) {
    throw new BeliefMismatch(`Alice's client should know the groups "${expected}" and knows "${got}".`, rules);
  }
  return true;
}

function fill(cell: string, bindings: ReadonlyMap<string, string>): string {
  return cell.replace(/<([A-Za-z][A-Za-z0-9-]*)>/g, (_, name: string) => bindings.get(name) ?? `<${name}>`);
}

/** A comma list in one fixed order: lists and groups are sets. */
function inOrder(list: string): string {
  return list.split(',').sort().join(',');
}
