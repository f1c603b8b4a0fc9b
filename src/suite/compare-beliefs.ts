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
 * means that nothing of the kind is known where the column is `groups` or a phone type, and is not looked at elsewhere; `none` as the lists means that
 * the contact is on none.
 *
 * @returns what the client does not tell, so that it was not compared
 * @throws BeliefMismatch at the first difference.
 */
export function compareContacts(
  options: Expectation & {
    readonly rows: readonly { readonly account: string; readonly row: Readonly<Record<string, string>> }[];
  },
): readonly string[] {
  const { snapshot, bindings, rows, rules } = options;
  if (snapshot?.contacts === undefined) {
    return ['its contacts'];
  }
  const untold: string[] = [];
  for (const { account, row } of rows) {
    const contact = snapshot.contacts.find((one) => sameAccount(one.account, account));
    if (row.lists === 'none' && (contact?.lists ?? []).length === 0) {
      continue;
    }
    if (contact === undefined && row.lists !== undefined && !row.lists.split(',').includes('FL')) {
      // Many clients keep nobody else.
      untold.push(`anything of ${account}`);
      continue;
    }
    if (contact === undefined) {
      throw new BeliefMismatch(`Alice's client should know ${account} and knows nobody of that account.`, rules);
    }
    for (const [column, cell] of Object.entries(row)) {
      const filled = fill(cell, bindings);
      // A comma in a name or a number separates nothing.
      const expected = SETS.has(column) ? inOrder(filled) : filled;
      const got = isPhone(column)
        ? phoneOf(contact, { type: column, of: snapshot.contacts })
        : believed(contact, column);
      const isMeant = expected !== '' || !SKIP_WHEN_EMPTY.has(column);
      if (got === undefined && expected === '') {
        continue; // Nothing is to be known, and nothing is.
      }
      if (isMeant && got === undefined) {
        untold.push(`the ${column} of ${account}`);
      } else if (isMeant && got !== expected) {
        throw new BeliefMismatch(
          `Alice's client should have ${account} with ${column} "${expected}" and has "${got}".`,
          rules,
        );
      }
    }
  }
  return untold;
}

/**
 * Compares what a client knows of itself with a row: `name`, `status`, `blp`, `gtc`.
 *
 * @returns what the client does not tell, so that it was not compared
 * @throws BeliefMismatch at the first difference.
 */
export function compareSelf(
  options: Expectation & { readonly row: Readonly<Record<string, string>> },
): readonly string[] {
  const { snapshot, row, rules } = options;
  const own: Readonly<Record<string, string | undefined>> = {
    name: snapshot?.name,
    status: snapshot?.status,
    blp: snapshot?.privacy?.blp,
    gtc: snapshot?.privacy?.gtc,
  };
  const untold: string[] = [];
  for (const [column, expected] of Object.entries(row)) {
    if (!(column in own)) {
      throw new Error(`A table of what a client knows of itself has no column "${column}".`);
    }
    const got = own[column];
    if (got === undefined) {
      untold.push(`its ${column}`);
    } else if (got !== expected) {
      throw new BeliefMismatch(`Alice's client should have the ${column} "${expected}" and has "${got}".`, rules);
    }
  }
  return untold;
}

const SETS = new Set(['lists', 'groups']);
const SKIP_WHEN_EMPTY = new Set(['lists', 'status', 'name']);

type PhoneType = keyof NonNullable<SnapshotContact['phones']>;

function isPhone(column: string): column is PhoneType {
  return ['PHH', 'PHW', 'PHM', 'MOB'].includes(column);
}

/** Undefined where the client tells numbers of this type of nobody: it may not keep them. */
function phoneOf(
  contact: SnapshotContact,
  options: { readonly type: PhoneType; readonly of: readonly SnapshotContact[] },
): string | undefined {
  const { type, of } = options;
  const isKept = of.some(({ phones }) => phones?.[type] !== undefined);
  return contact.phones?.[type] ?? (isKept ? '' : undefined);
}

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
    default:
      throw new Error(`A table of contacts has no column "${column}".`);
  }
}

/**
 * Compares the groups that a client knows with the rows of a table.
 *
 * @returns what the client does not tell, so that it was not compared
 * @throws BeliefMismatch at the first difference.
 */
export function compareGroups(
  options: Expectation & { readonly rows: readonly Readonly<Record<string, string>>[] },
): readonly string[] {
  const { snapshot, bindings, rows, rules } = options;
  if (snapshot?.groups === undefined) {
    return ['its groups'];
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
  return [];
}

function fill(cell: string, bindings: ReadonlyMap<string, string>): string {
  return cell.replace(/<([A-Za-z][A-Za-z0-9-]*)>/g, (_, name: string) => bindings.get(name) ?? `<${name}>`);
}

/** A comma list in one fixed order: lists and groups are sets. */
function inOrder(list: string): string {
  return list.split(',').sort().join(',');
}
