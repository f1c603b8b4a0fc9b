import { normalizeAccount } from '../../codec';
import type { DirectoryAccount } from '../../fakes';
import type { Snapshot } from '../../subjects';
import { BeliefMismatch, compareContacts, compareGroups, compareSelf } from '../../suite';
import { PropertyFailure } from '../property-failure';

/** The rules that are broken by what a client makes of a list. */
export interface ListRules {
  readonly names: string;
  readonly lists: string;
  readonly groups: string;
  readonly phones: string;
}

/**
 * Holds what a client believes against what the server holds of its account, as far as the client tells.
 *
 * @throws PropertyFailure with the rule of the first thing that differs
 */
export function compareWithDirectory(options: {
  readonly snapshot: Snapshot | undefined;
  readonly owner: DirectoryAccount;
  /** The numbers that the server tells of an account, by type. */
  readonly phones: (account: string) => Readonly<Record<string, string>>;
  readonly rules: ListRules;
  readonly connection: string;
}): void {
  const { snapshot, owner, phones, rules, connection } = options;
  const rows = (cells: (contact: DirectoryAccount['contacts'][number]) => Readonly<Record<string, string>>) =>
    // The lists go along: whom a client may leave out is known by them.
    owner.contacts.map((contact) => ({ account: contact.account, row: { lists: lists(contact), ...cells(contact) } }));
  const bindings = new Map<string, string>();
  const isForward = (contact: DirectoryAccount['contacts'][number]) => contact.lists.has('FL');
  const lists = (contact: DirectoryAccount['contacts'][number]) => [...contact.lists].join(',');
  try {
    if (snapshot === undefined) {
      return;
    }
    compareContacts({ snapshot, bindings, rows: rows(() => ({})), rules: [rules.lists] });
    const groups = rows((contact) => (isForward(contact) ? { groups: [...contact.groups].join(',') } : {}));
    compareContacts({ snapshot, bindings, rows: groups, rules: [rules.groups] });
    compareGroups({
      snapshot,
      bindings,
      rows: [...owner.groups].map(([id, name]) => ({ id, name })),
      rules: [rules.names],
    });
    const names = rows((contact) => ({ name: contact.name }));
    compareContacts({ snapshot, bindings, rows: names, rules: [rules.names] });
    const numbers = rows((contact) => (isForward(contact) ? phones(normalizeAccount(contact.account)) : {}));
    compareContacts({ snapshot, bindings, rows: numbers, rules: [rules.phones] });
    compareSelf({ snapshot, bindings, row: { blp: owner.blp, gtc: owner.gtc }, rules: [rules.lists] });
  } catch (error) {
    if (error instanceof BeliefMismatch) {
      throw new PropertyFailure({ rule: error.rules[0] ?? rules.lists, message: error.message, connection });
    }
    throw error;
  }
}
