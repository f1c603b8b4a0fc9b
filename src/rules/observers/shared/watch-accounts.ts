import { type DecodedCommand, type List, lists } from '../../../codec';
import type { CloseEvent, CommandEvent, TraceEvent } from '../../../wire';
import type { ObserverContext } from '../../rule';
import { AccountFacts } from './account-facts';
import { Audience } from './audience';
import type { Cell } from './cell';
import { SyncBlock } from './sync-block';
import {
  type ExchangeHandlers,
  type Outcome,
  type Request,
  type ServedConnection,
  watchExchanges,
} from './watch-exchanges';
import { accountKey, isNumber } from './words';

export interface FinishedBlock {
  readonly block: SyncBlock;
  readonly request: Request;
  readonly facts: AccountFacts;
  readonly connection: ServedConnection;
  /** The line with which it was complete. */
  readonly event: TraceEvent;
  /** The line of the block about a contact, a group, a type of number or, without `key`, a setting; the answer to SYN where none came. */
  lineOf(name: 'LST' | 'LSG' | 'PRP' | 'GTC' | 'BLP', key?: string): TraceEvent;
}

interface BegunBlock {
  readonly block: SyncBlock;
  readonly request: Request;
  /** The answer to SYN. */
  readonly answer: TraceEvent;
  readonly lines: Map<string, TraceEvent>;
}

export interface AccountHandlers extends ExchangeHandlers {
  /** All announced lines of a SYN block have come; the facts do not know of it yet. */
  block?(finished: FinishedBlock): void;
}

/** Commands behind which the server's lists, names or settings are others than before. */
const edits = new Set('ADD REM REA ADG REG RMG GTC BLP PRP'.split(' '));

/** A request that changes what the server keeps for the account. */
export function isEdit(command: DecodedCommand): boolean {
  return edits.has(command.name);
}

/** The parameter of an edit's reply that holds the list version. */
export function versionOf(command: DecodedCommand): string | undefined {
  return command.parameters[command.name === 'ADD' || command.name === 'REM' ? 1 : 0];
}

/** The accounts that the kit's clients play on the server under test, each with what the trace has decided about it so far. */
export class Accounts {
  readonly #facts = new Map<string, AccountFacts>();
  /** By account: the connection that signed in last and is open. */
  readonly #current = new Map<string, ServedConnection>();

  /** The facts about an account, compared without regard to case. Those about a stranger are empty, and not kept. */
  of(account: string): AccountFacts {
    const key = accountKey(account);
    return this.#facts.get(key) ?? new AccountFacts(key);
  }

  /** The facts about an account that one of the kit's clients plays or edits. */
  keep(account: string): AccountFacts {
    const facts = this.of(account);
    this.#facts.set(facts.account, facts);
    return facts;
  }

  /** Accounts that have signed in in this trace: they certainly exist. */
  readonly existing = new Set<string>();

  exists(account: string): boolean {
    return this.existing.has(accountKey(account));
  }

  /** The open connection that signed in last as this account. */
  connectionOf(account: string): ServedConnection | undefined {
    return this.#current.get(accountKey(account));
  }

  arrived(connection: ServedConnection, account: string): void {
    this.existing.add(account);
    this.#current.set(account, connection);
  }

  left(connection: ServedConnection): boolean {
    if (connection.account === undefined || this.#current.get(connection.account) !== connection) return false;
    this.#current.delete(connection.account);
    return true;
  }
}

/**
 * Follows the exchanges of every connection and keeps the facts about the accounts behind them. The handlers are called before
 * the facts take notice of the event, so that they see what was known when it came. The facts are shared by all observers of one
 * judge; only this room changes them.
 */
export function watchAccounts(
  context: ObserverContext,
  handlersFor: (accounts: Accounts) => AccountHandlers,
): (event: TraceEvent) => void {
  const known = hubs.get(context);
  const hub = known ?? new Hub(context);
  if (known === undefined) hubs.set(context, hub);
  hub.audience.join(handlersFor(hub.accounts));
  return hub.see;
}

/** A memo: one hub for each judge, gone with it. */
const hubs = new WeakMap<ObserverContext, Hub>();

class Hub {
  readonly accounts = new Accounts();
  readonly audience = new Audience<AccountHandlers>();
  readonly see: (event: TraceEvent) => void;

  constructor(context: ObserverContext) {
    const { audience } = this;
    const keeper = new Keeper(this.accounts, (finished) => {
      for (const listener of audience.to('block')) listener.block?.(finished);
    });
    this.see = watchExchanges(context, {
      opened(connection, event) {
        for (const listener of audience.to('opened')) listener.opened?.(connection, event);
      },
      request(request) {
        for (const listener of audience.to('request')) listener.request?.(request);
        keeper.request(request);
      },
      outcome(request, outcome) {
        for (const listener of audience.to('outcome')) listener.outcome?.(request, outcome);
        keeper.outcome(request, outcome);
      },
      unasked(command, event, connection) {
        for (const listener of audience.to('unasked')) listener.unasked?.(command, event, connection);
        keeper.unasked(command, event, connection);
      },
      fence(connection, event, sentAt) {
        for (const listener of audience.to('fence')) listener.fence?.(connection, event, sentAt);
      },
      timeLimit(connection, event) {
        for (const listener of audience.to('timeLimit')) listener.timeLimit?.(connection, event);
      },
      closed(connection, event) {
        for (const listener of audience.to('closed')) listener.closed?.(connection, event);
        keeper.closed(connection, event);
      },
      any(event, connection) {
        for (const listener of audience.to('any')) listener.any?.(event, connection);
      },
    });
  }
}

interface OpenEdit {
  readonly request: Request;
  readonly cells: readonly { settle(key: object, outcome: 'done' | 'refused' | 'unknown', index: number): void }[];
  /** Accounts whose lists the edit touches. */
  readonly touched: readonly AccountFacts[];
}

class Keeper {
  readonly #open = new Map<Request, OpenEdit>();
  readonly #blocks = new Map<ServedConnection, BegunBlock>();
  readonly #leaving = new Map<ServedConnection, Request>();

  constructor(
    private readonly accounts: Accounts,
    private readonly tellBlock: (finished: FinishedBlock) => void,
  ) {}

  request(request: Request): void {
    const { command, connection } = request;
    if (connection.account === undefined || connection.service === 'switchboard') return;
    const facts = this.accounts.keep(connection.account);
    if (command.name === 'OUT') {
      facts.presence.begin(request, () => ({ status: 'offline' }));
      this.#leaving.set(connection, request);
    } else if (command.name === 'CHG') {
      const [status = '', clientId] = command.parameters;
      this.#begin(request, [facts.presence], []);
      facts.presence.begin(request, () => (status === 'FLN' ? undefined : { status, clientId }));
    } else if (isEdit(command)) this.#edit(request, facts);
  }

  #begin(request: Request, cells: OpenEdit['cells'], touched: readonly AccountFacts[]): void {
    this.#open.set(request, { request, cells, touched });
    for (const facts of touched) facts.changedSince = request.event.index;
  }

  #edit(request: Request, facts: AccountFacts): void {
    const { command } = request;
    const [first = '', second = '', third = ''] = command.parameters;
    const cells: OpenEdit['cells'][number][] = [];
    const touched = [facts];
    const change = <Value>(cell: Cell<Value>, effect: (before: Value | undefined) => Value | undefined): void => {
      cell.begin(request, effect);
      cells.push(cell);
    };
    if (command.name === 'GTC') change(facts.gtc, () => first);
    else if (command.name === 'BLP') change(facts.blp, () => first);
    else if (command.name === 'PRP') change(facts.setting(first), () => second);
    else if (command.name === 'REA') {
      const own = accountKey(first) === facts.account;
      change(own ? facts.name : facts.nameOf(first), () => second);
    } else if (command.name === 'REG') change(facts.group(first), () => second);
    else if (command.name === 'ADG') facts.openGroupRequests += 1;
    else if (command.name === 'RMG') this.#removeGroup(first, facts, change);
    else if (isEditableList(first)) {
      const other = this.accounts.keep(second);
      const group = command.parameters[command.name === 'ADD' ? 3 : 2];
      if (first === 'FL') touched.push(other);
      if (command.name === 'ADD') {
        const isNew = lists.every((list) => facts.isOn(list, second)?.value === false);
        change(facts.membership(first, second), () => true);
        change(facts.nameOf(second), () => (isNew ? third : undefined));
        if (first === 'FL') {
          change(facts.groupsOf(second), (before) =>
            group === undefined || before === undefined ? undefined : [...new Set([...before, group])],
          );
          change(other.membership('RL', facts.account), () => true);
        }
      } else if (first !== 'FL') change(facts.membership(first, second), () => false);
      else this.#takeOff({ contact: second, group }, { facts, other, change });
    }
    this.#begin(request, cells, touched);
  }

  #takeOff(
    { contact, group }: { readonly contact: string; readonly group: string | undefined },
    { facts, other, change }: { readonly facts: AccountFacts; readonly other: AccountFacts; readonly change: Change },
  ): void {
    const groups = facts.groupsOf(contact);
    const left = groups.certain?.value.filter((id) => id !== group);
    const stays = group === undefined ? false : left !== undefined && left.length > 0 ? true : undefined;
    change(groups, (before) => (group === undefined ? [] : before?.filter((id) => id !== group)));
    change(facts.membership('FL', contact), () => stays);
    change(other.membership('RL', facts.account), () => (stays === false ? false : undefined));
  }

  #removeGroup(id: string, facts: AccountFacts, change: Change): void {
    change(facts.group(id), () => '');
    for (const contact of facts.contacts) {
      const groups = facts.groupsOf(contact);
      const { certain } = groups;
      if (certain !== undefined && !certain.value.includes(id)) continue;
      change(groups, (before) => before?.filter((group) => group !== id));
      if (certain !== undefined && certain.value.length > 1) continue;
      // The reference lets the contact fall off the FL, some servers keep it (S-GRP-07): nothing is certain.
      change(facts.membership('FL', contact), () => undefined);
      change(this.accounts.keep(contact).membership('RL', facts.account), () => undefined);
    }
  }

  outcome(request: Request, outcome: Outcome): void {
    const { command, connection } = request;
    const { index } = outcome.event;
    if (outcome.kind === 'reply' && outcome.command.name === 'USR' && connection.account !== undefined)
      this.#signedIn(connection, outcome.command, index);
    if (connection.account === undefined) return;
    const facts = this.accounts.keep(connection.account);
    if (outcome.kind === 'reply' && command.name === 'SYN') {
      const version = outcome.command.parameters[0];
      if (isNumber(version)) facts.version = { value: Number(version), since: index };
      if (SyncBlock.announcedBy(outcome.command)) {
        this.#blocks.set(connection, {
          block: new SyncBlock(outcome.command),
          request,
          answer: outcome.event,
          lines: new Map(),
        });
        this.#finish(connection, outcome.event);
      }
    }
    const edit = this.#open.get(request);
    if (edit === undefined) return;
    this.#open.delete(request);
    const came = outcome.kind === 'reply' ? 'done' : outcome.kind === 'error' ? 'refused' : 'unknown';
    if (command.name === 'ADG') {
      facts.openGroupRequests -= 1;
      const [, name, id] = outcome.kind === 'reply' ? outcome.command.parameters : [];
      if (name !== undefined && id !== undefined) facts.group(id).set(name, index);
      else if (came !== 'refused') facts.groupsKnownSince = undefined;
    }
    for (const cell of edit.cells) cell.settle(request, came, index);
    if (came === 'refused') return;
    for (const touched of edit.touched) touched.changedSince = index;
    if (outcome.kind === 'reply' && command.name !== 'CHG') {
      const version = versionOf(outcome.command);
      if (isNumber(version)) facts.version = { value: Number(version), since: index };
    }
  }

  #signedIn(connection: ServedConnection, command: DecodedCommand, index: number): void {
    const [word, account, name] = command.parameters;
    if (word !== 'OK' || account === undefined || connection.account === undefined) return;
    const facts = this.accounts.keep(connection.account);
    this.accounts.arrived(connection, connection.account);
    facts.newSession(index);
    if (name !== undefined && !facts.name.inFlux) facts.name.set(name, index);
  }

  unasked(command: DecodedCommand, event: CommandEvent, connection: ServedConnection): void {
    if (connection.account === undefined) return;
    const facts = this.accounts.keep(connection.account);
    const begun = this.#blocks.get(connection);
    if (begun !== undefined && SyncBlock.holds(command)) {
      begun.block.add(command);
      begun.lines.set(lineKey(command.name, command.parameters[0]), event);
      this.#finish(connection, event);
      return;
    }
    const [list = '', ...rest] = command.parameters;
    if ((command.name !== 'ADD' && command.name !== 'REM') || command.trid !== 0) return;
    // One server leaves the version out here.
    const contact = rest[isNumber(rest[0]) ? 1 : 0];
    facts.changedSince = event.index;
    if (contact === undefined || (list !== 'RL' && !isEditableList(list))) return;
    const cell = facts.membership(list, contact);
    if (command.name === 'ADD') cell.set(true, event.index);
    // A change made elsewhere may concern one group only.
    else if (list === 'FL') cell.forget();
    else cell.set(false, event.index);
    if (list === 'FL') facts.groupsOf(contact).forget();
  }

  #finish(connection: ServedConnection, event: TraceEvent): void {
    const begun = this.#blocks.get(connection);
    if (begun === undefined || !begun.block.complete || connection.account === undefined) return;
    this.#blocks.delete(connection);
    const facts = this.accounts.keep(connection.account);
    const { block, request, answer, lines } = begun;
    const lineOf: FinishedBlock['lineOf'] = (name, key) => lines.get(lineKey(name, key)) ?? answer;
    this.tellBlock({ block, request, facts, connection, event, lineOf });
    facts.takeOver(block, { requestedAt: request.event.index, index: event.index });
  }

  closed(connection: ServedConnection, event: CloseEvent): void {
    for (const [request, { cells, touched }] of this.#open) {
      if (request.connection !== connection) continue;
      this.#open.delete(request);
      for (const cell of cells) cell.settle(request, 'unknown', event.index);
      for (const facts of touched) facts.changedSince = event.index;
      if (request.command.name === 'ADG' && connection.account !== undefined) {
        const facts = this.accounts.keep(connection.account);
        facts.openGroupRequests -= 1;
        facts.groupsKnownSince = undefined;
      }
    }
    this.#blocks.delete(connection);
    const out = this.#leaving.get(connection);
    this.#leaving.delete(connection);
    if (!this.accounts.left(connection) || connection.account === undefined) return;
    const { presence } = this.accounts.keep(connection.account);
    if (out !== undefined) presence.settle(out, event.by === 'server' ? 'done' : 'unknown', event.index);
    else if (event.by === 'server') presence.set({ status: 'offline' }, event.index);
    else presence.forget();
  }
}

type Change = <Value>(cell: Cell<Value>, effect: (before: Value | undefined) => Value | undefined) => void;

function isEditableList(word: string): word is List {
  return word === 'FL' || word === 'AL' || word === 'BL';
}

function lineKey(name: string, key = ''): string {
  switch (name) {
    case 'LST':
      return `LST ${accountKey(key)}`;
    case 'GTC':
    case 'BLP':
      return name;
    default:
      return `${name} ${key}`;
  }
}
