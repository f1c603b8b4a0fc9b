import { type Command, type DecodedCommand, type DecodedItem, type DecodeError, isStatus } from '../../codec';
import { type CloseInfo, connect, noReceiveLimits, type SendOptions, Trace } from '../../wire';
import { passportTicket } from '../passport';
import { AutomaticActs } from './automatic-acts';
import { type Beliefs, beliefsAfterLeaving, contactOf, emptyRoster, firstBeliefs, type RosterCache } from './beliefs';
import type { Chat, SentMessage } from './chat';
import type { Call } from './chat-admission';
import type { ChatNotification } from './chat-notification';
import { Chats } from './chats';
import { type ClientBehaviour, officialBehaviour } from './client-behaviour';
import type { ClientEnd } from './client-end';
import type { ClientHookContext } from './client-hooks';
import { ClientLink, type LinkRequestOptions } from './client-link';
import { type ClientPolicy, isErrorName, referencePolicy } from './client-policy';
import type { Draft } from './draft';
import { Drafts } from './drafts';
import { FakeClientError } from './fake-client-error';
import type { FakeClientOptions, SignInOptions } from './fake-client-options';
import type { TakenItem } from './held-items';
import { badAnswer, logIn } from './log-in';
import type { ServerAddress } from './parse-server-address';
import { describe } from './pending-requests';
import type { RequestOptions } from './request-options';
import { type ClientSnapshot, type ClientSnapshotContact, contactIn, snapshotOf } from './snapshot-of';
import { reaches, type Stage } from './stage';
import { TridCounter } from './trid-counter';
import { Watchers } from './watchers';
import { within } from './within';

const usualTimeoutMs = 5_000;
/** Transfers and returns in the life of one client. More can only be a server that sends it round in circles. */
const mostMoves = 16;

/**
 * The reference client: signs in through dispatch and Passport, synchronises, shows itself, keeps contacts, groups, presence and settings,
 * answers challenges, edits lists, chats and tells what it believes. With {@link obedientBehaviour} it does only what it is told; every
 * command can be sent raw, cut anywhere.
 *
 * ```ts
 * const client = await FakeClient.signIn({ account, password, server, nexusUrl });
 * await client.block('bob@passport.com');
 * expect(client.snapshot().contacts).toContainEqual(expect.objectContaining({ account: 'bob@passport.com', lists: ['FL', 'BL', 'RL'] }));
 * await client.logout();
 * ```
 *
 * Whoever makes a client closes it: `logout()` or `close()`.
 */
export class FakeClient {
  readonly behaviour: ClientBehaviour;
  readonly policy: ClientPolicy;
  readonly trace: Trace;
  readonly chats: Chats;
  /** Resolves when the client is disconnected for good. Never rejects. */
  readonly ended: Promise<ClientEnd>;

  readonly #options: FakeClientOptions;
  readonly #timeoutMs: number;
  #beliefs: Beliefs;
  #link: ClientLink | undefined;
  #connections = 0;
  /** Connections that an XFR left behind; the server may still close them. */
  readonly #leftBehind = new Set<ClientLink>();
  readonly #trids: TridCounter;
  #goal: Stage = 'connected';
  #status: string;
  #moves = 0;
  #signingIn = false;
  #destination: ServerAddress | undefined;
  /** The connection on which the server said XFR: it may close it whenever it likes (C-XFR-03). */
  #handedOn: ClientLink | undefined;
  readonly #drafts: Drafts;
  readonly #acts: AutomaticActs;
  readonly #watchers: Watchers<Beliefs>;
  readonly #listeners = new Set<(item: DecodedItem) => void>();
  #end: ClientEnd | undefined;
  #resolveEnded: (end: ClientEnd) => void = () => undefined;

  private constructor(options: FakeClientOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? usualTimeoutMs;
    this.behaviour = { ...officialBehaviour, ...options.behaviour };
    this.policy = { ...referencePolicy, ...options.policy };
    this.trace = options.trace ?? new Trace();
    this.#status = this.behaviour.initialStatus;
    this.#trids = new TridCounter(this.behaviour.firstTrid);
    this.#watchers = new Watchers({
      current: () => this.#beliefs,
      ended: () =>
        this.#end === undefined
          ? undefined
          : new FakeClientError('closed', this.#end.message, { cause: this.#end.error }),
    });
    this.#drafts = new Drafts(this.behaviour, this.policy);
    this.#acts = new AutomaticActs({
      behaviour: this.behaviour,
      policy: this.policy,
      drafts: this.#drafts,
      beliefs: () => this.#beliefs,
      nextTrid: () => this.nextTrid(),
      send: (commands) => {
        if (commands.length > 0) {
          // Whoever closes the connection in between takes what was to be said on it along.
          this.#link?.send(commands).catch(() => undefined);
        }
      },
    });
    const cached = options.cachedVersion;
    const cache = options.cache ?? (cached === undefined ? undefined : { version: cached, roster: emptyRoster });
    this.#beliefs = firstBeliefs({ account: options.account, cache });
    this.chats = new Chats({
      options,
      behaviour: this.behaviour,
      policy: this.policy,
      trace: this.trace,
      timeoutMs: this.#timeoutMs,
      trids: this.#trids,
      beliefs: () => this.#beliefs,
      request: (command) => this.request(command),
      giveUp: () => this.#giveUp(),
    });
    if (options.password !== undefined) {
      this.trace.addSecret(options.password);
    }
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /**
   * Connects and sends nothing.
   *
   * @throws WireError when the server cannot be reached
   */
  static async connect(options: FakeClientOptions): Promise<FakeClient> {
    const client = new FakeClient(options);
    await client.#open({ address: options.server, held: options.held === true });
    return client;
  }

  /**
   * Connects and goes on to the stage `until`: `visible` unless told otherwise. On failure all is closed.
   *
   * @throws FakeClientError, ServerRefusal, PassportError or WireError: each says at which command it happened
   */
  static async signIn(options: SignInOptions): Promise<FakeClient> {
    const client = await FakeClient.connect(options);
    try {
      await client.advance(options.until ?? 'visible');
      return client;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  // What it believes

  get beliefs(): Beliefs {
    return this.#beliefs;
  }

  /** What it believes, decoded, in the form of the adapter contract. */
  snapshot(): ClientSnapshot {
    return snapshotOf(this.#beliefs);
  }

  /** What it believes of one contact, as in `snapshot`; undefined where the account is none. */
  contact(account: string): ClientSnapshotContact | undefined {
    return contactIn(this.#beliefs, account);
  }

  /** What a later client may start with in place of a list (C-SYN-10); `undefined` where no list has come. */
  get cache(): RosterCache | undefined {
    const { listVersion, roster } = this.#beliefs;
    return listVersion === undefined ? undefined : { version: listVersion, roster };
  }

  get stage(): Stage {
    const { signedIn, synchronised, status } = this.#beliefs;
    if (status !== undefined) {
      return 'visible';
    }
    if (synchronised) {
      return 'synchronised';
    }
    return signedIn ? 'signed-in' : 'connected';
  }

  /**
   * Resolves as soon as the beliefs satisfy `holds`, at once if they do.
   *
   * @throws FakeClientError `timeout`, or `closed` when the client is disconnected for good before
   */
  waitFor(holds: (beliefs: Beliefs) => boolean, options: { readonly timeoutMs?: number } = {}): Promise<Beliefs> {
    return this.#watchers.until(holds, { timeoutMs: options.timeoutMs ?? this.#timeoutMs });
  }

  /** Calls `listener` for each item that the client has taken note of. Returns what ends it. */
  onItem(listener: (item: DecodedItem) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // The steps of the login

  /** Takes the steps that are left to `stage`. */
  async advance(stage: Stage): Promise<void> {
    this.#aim(stage);
    try {
      await this.#takeSteps(stage);
    } catch (error) {
      if (!(error instanceof FakeClientError && error.code === 'transferred')) {
        throw error;
      }
      // The server has moved the client in the middle of a step; it takes the rest at the new place.
      await this.waitFor(() => reaches(this.stage, stage));
    }
  }

  async #takeSteps(stage: Stage): Promise<void> {
    if (reaches(stage, 'signed-in') && !this.#beliefs.signedIn) {
      await this.authenticate();
    }
    const isToSynchronise = reaches(stage, 'synchronised') && !this.#beliefs.synchronised;
    const isToAppear = reaches(stage, 'visible') && this.#beliefs.status === undefined;
    if (isToSynchronise && isToAppear) {
      await this.#synchroniseAndAppear();
    } else if (isToSynchronise) {
      await this.synchronise();
    } else if (isToAppear) {
      await this.appear();
    }
  }

  /**
   * The first CHG goes out at the very item that completes the list: whether it stands in front of the answer to a challenge behind the list must not
   * depend on how many segments one read brought.
   */
  async #synchroniseAndAppear(): Promise<void> {
    let appearing: Promise<DecodedCommand> | undefined;
    const stop = this.onItem(() => {
      if (appearing === undefined && this.#beliefs.synchronised && this.connected) {
        appearing = this.appear();
        // Whoever synchronises hears of a failure first.
        appearing.catch(() => undefined);
      }
    });
    try {
      await this.synchronise();
    } finally {
      stop();
    }
    await (appearing ?? this.appear());
  }

  /**
   * VER, CVR, USR, the Passport ticket and USR, in lock-step (C-USR-02), on as many servers as the first one sends it to. A failure ends the
   * connection.
   */
  async authenticate(): Promise<void> {
    this.#aim('signed-in');
    this.#signingIn = true;
    try {
      for (;;) {
        const destination = await this.#logInHere();
        if (destination === undefined) {
          break;
        }
        await this.moveTo(destination);
      }
      for (const link of this.#leftBehind) {
        void link.connection.end();
      }
    } catch (error) {
      const message = `The login has failed: ${error instanceof Error ? error.message : String(error)}`;
      this.#leave(() => new FakeClientError('closed', message));
      this.#finish({ reason: 'failed', message });
      throw error;
    } finally {
      this.#signingIn = false;
    }
  }

  /**
   * SYN and the list that follows it.
   *
   * @throws FakeClientError `list-unavailable` when the server says that a list is current which this client does not have (C-SYN-13),
   *   `incomplete-list` when the announced lines do not all come in time
   */
  async synchronise(): Promise<void> {
    this.#aim('synchronised');
    const link = this.#current();
    const asked = this.policy.versionToAskFor(this.#beliefs);
    const reply = await this.request({ name: 'SYN', parameters: [String(asked)] });
    if (reply.form === 'S.SYN.equal' && !this.#beliefs.synchronised) {
      throw new FakeClientError(
        'list-unavailable',
        `The server answered SYN ${asked} with version ${reply.fields.version ?? '?'} and no list, and this client has none of that version.`,
      );
    }
    if (reply.form === undefined) {
      throw badAnswer(reply, 'SYN with a version, or with a version and two counts');
    }
    let block = this.#beliefs.block;
    try {
      await this.waitFor((beliefs) => {
        block = beliefs.block ?? block;
        return beliefs.synchronised || link !== this.#link;
      });
      if (link !== this.#link) {
        throw new FakeClientError('transferred', 'The server moved the client elsewhere before the list was complete.');
      }
    } catch (error) {
      if (block === undefined || (error instanceof FakeClientError && error.code === 'transferred')) {
        throw error;
      }
      const missing = `${block.contactsLeft} of the announced LST and ${block.groupsLeft} of the announced LSG lines did not come`;
      const reason = error instanceof FakeClientError && error.code === 'timeout' ? ' in time' : '';
      throw new FakeClientError('incomplete-list', `The list is not complete: ${missing}${reason}.`, { cause: error });
    }
  }

  /** The first CHG, and in the same segment the answers to whoever is on RL alone. Resolves with the echo of CHG. */
  async appear(): Promise<DecodedCommand> {
    this.#aim('visible');
    const chg = this.#withTrid(this.#drafts.status(this.#status));
    // A refused answer leaves the contact where it is; nobody waits for it.
    const answers = this.#acts.answersToReverse(this.#beliefs.roster.contacts.values());
    return this.#current().request(chg, { ...this.#requestOptions(), together: answers });
  }

  /** Opens another connection and goes on there. The connection before is left to the server to close. */
  async moveTo(address: ServerAddress): Promise<void> {
    this.#moves += 1;
    if (this.#moves > mostMoves) {
      throw new FakeClientError(
        'too-many-transfers',
        `The server has sent the client on more than ${mostMoves} times.`,
      );
    }
    const before = this.#link;
    if (before !== undefined && !before.left) {
      before.leave((open) => transferred(open));
    }
    if (before !== undefined && !this.policy.movesBeforeClose()) {
      await before.connection.closed;
    }
    if (before !== undefined && this.behaviour.transferClosedBy === 'client') {
      void before.connection.end();
    }
    await this.#open({ address, held: before?.held === true });
  }

  // What a user does

  /** Leaves the chats and ends the session: OUT, then the server's close; ends the connection itself when the server does not within the time limit. */
  async logout(): Promise<void> {
    const link = this.#latest();
    this.#finish({ reason: 'logged-out', message: 'The client has logged out.' });
    const leaving = this.chats.leave();
    if (this.behaviour.logout === 'OUT' && !link.left) {
      // Not awaited: a server that does not read must not keep the client from leaving.
      link.send([{ name: 'OUT', parameters: [] }]).catch(() => undefined);
      link.leave(() => new FakeClientError('closed', 'The client has logged out.'));
      await within(link.connection.closed, this.#timeoutMs);
    }
    await leaving;
    await this.close();
  }

  /**
   * With `clientId`, 0 to 4294967295, the client tells of other abilities from now on.
   *
   * @throws FakeClientError `bad-argument` for a state that CHG does not know (C-CHG-01)
   */
  async setStatus(status: string, options: { readonly clientId?: number } = {}): Promise<DecodedCommand> {
    if (!isStatus(status)) {
      throw new FakeClientError(
        'bad-argument',
        `A state is one of NLN BSY IDL BRB AWY PHN LUN HDN, and this is none: "${status}".`,
      );
    }
    this.#drafts.clientId = options.clientId ?? this.#drafts.clientId;
    const reply = await this.request(this.#drafts.status(status));
    this.#status = status;
    return reply;
  }

  /** Changes the own display name: at most 387 bytes encoded (C-LST-09). */
  async setName(name: string): Promise<DecodedCommand> {
    return this.request({ name: 'REA', parameters: [this.#beliefs.account, this.#drafts.name(name)] });
  }

  /** Puts an account on FL, in a group (`0` unless told otherwise, C-LST-11), and on AL unless it is on AL or BL. Resolves with the reply for FL. */
  async addContact(options: {
    readonly account: string;
    readonly name?: string | undefined;
    readonly group?: string | undefined;
  }): Promise<DecodedCommand> {
    const { account, group } = options;
    const drafts = this.#drafts;
    const nameWord = options.name === undefined ? drafts.listName(account, this.#beliefs) : drafts.name(options.name);
    const reply = await this.request(drafts.addToForward({ account, nameWord, group }));
    const lists = contactOf(this.#beliefs, account)?.lists ?? [];
    if (this.behaviour.allowsOnAdd && !lists.includes('AL') && !lists.includes('BL')) {
      await this.request(drafts.addTo({ list: 'AL', account, nameWord }));
    }
    return reply;
  }

  /** Takes an account off FL, or out of one group. AL and BL stay. */
  async removeContact(options: {
    readonly account: string;
    readonly group?: string | undefined;
  }): Promise<DecodedCommand> {
    const { account, group } = options;
    return this.request({ name: 'REM', parameters: ['FL', account, ...(group === undefined ? [] : [group])] });
  }

  /** REM AL and ADD BL in one segment, or what of it is needed (C-LST-03). Resolves with the replies; none when the account is blocked already. */
  async block(account: string): Promise<readonly DecodedCommand[]> {
    const beliefs = this.#beliefs;
    return this.requestAll(this.#drafts.edits({ account, edits: this.policy.editsToBlock(account, beliefs), beliefs }));
  }

  /** REM BL and ADD AL in one segment, or what of it is needed. */
  async unblock(account: string): Promise<readonly DecodedCommand[]> {
    const beliefs = this.#beliefs;
    return this.requestAll(
      this.#drafts.edits({ account, edits: this.policy.editsToUnblock(account, beliefs), beliefs }),
    );
  }

  /** Changes the name that the list holds for a contact: at most 387 bytes encoded (C-LST-09). */
  async renameContact(options: { readonly account: string; readonly name: string }): Promise<DecodedCommand> {
    return this.request({ name: 'REA', parameters: [options.account, this.#drafts.name(options.name)] });
  }

  /** Resolves with the id that the server gave the group. */
  async addGroup(name: string): Promise<{ readonly id: string }> {
    const reply = await this.request({ name: 'ADG', parameters: [this.#drafts.groupName(name), '0'] });
    const { group } = reply.fields;
    if (group === undefined) {
      throw badAnswer(reply, 'ADG with a version, the name and the id of the new group');
    }
    return { id: group };
  }

  async renameGroup(options: { readonly id: string; readonly name: string }): Promise<DecodedCommand> {
    return this.request({ name: 'REG', parameters: [options.id, this.#drafts.groupName(options.name), '0'] });
  }

  async removeGroup(options: { readonly id: string }): Promise<DecodedCommand> {
    return this.request({ name: 'RMG', parameters: [options.id] });
  }

  /** Sends BLP, GTC, or both in one segment. Resolves with the replies. */
  async setPrivacy(options: {
    readonly blp?: 'AL' | 'BL' | undefined;
    readonly gtc?: 'A' | 'N' | undefined;
  }): Promise<readonly DecodedCommand[]> {
    const { blp, gtc } = options;
    return this.requestAll([
      ...(blp === undefined ? [] : [{ name: 'BLP', parameters: [blp] }]),
      ...(gtc === undefined ? [] : [{ name: 'GTC', parameters: [gtc] }]),
    ]);
  }

  /** Sets an own number, at most 95 bytes encoded; an empty one unsets it. */
  async setPhone(options: { readonly type: string; readonly value: string }): Promise<DecodedCommand> {
    return this.request(this.#drafts.setting(options));
  }

  /** XFR SB, USR and CAL; resolves once the other side has joined. @throws ServerRefusal 913 while hidden, 217 and others to CAL, and as {@link Chats.start} */
  async startChat(options: { readonly account: string }): Promise<Chat> {
    return this.chats.start(options);
  }

  /** Calls another account into a chat. Resolves with `CAL … RINGING`. */
  async invite(options: { readonly chat: string; readonly account: string }): Promise<DecodedCommand> {
    return this.chats.get(options.chat).invite(options.account);
  }

  /** Resolves once the text is sent. */
  async sendMessage(options: { readonly chat: string; readonly text: string }): Promise<SentMessage> {
    return this.chats.get(options.chat).sendMessage(options.text);
  }

  async sendTyping(options: { readonly chat: string }): Promise<SentMessage> {
    return this.chats.get(options.chat).sendTyping();
  }

  /** Leaves a chat. One that is over already is left as it is. */
  async leaveChat(options: { readonly chat: string }): Promise<void> {
    await this.chats.find(options.chat)?.leave();
  }

  /** Calls `listener` for whatever the client tells of its chats unasked. Returns what ends it. */
  onNotification(listener: (notification: ChatNotification) => void): () => void {
    return this.chats.onNotification(listener);
  }

  // What a tester does

  /** Sends bytes as they are, or commands, in one segment; with `cuts` in as many as it makes. */
  async send(what: Uint8Array | Command | readonly Command[], options: SendOptions = {}): Promise<void> {
    const link = this.#current();
    if (what instanceof Uint8Array) {
      return link.sendBytes(what, options);
    }
    const commands = 'name' in what ? [what] : what;
    this.#trids.use(commands.map(({ trid }) => trid));
    return link.send(commands, options);
  }

  /**
   * Sends a command and waits for its reply; without a transaction id it gets the next.
   *
   * @throws ServerRefusal for an error line, FakeClientError `no-reply`, `closed` or `undecodable`
   */
  async request(command: Draft & Pick<Command, 'trid'>, options: RequestOptions = {}): Promise<DecodedCommand> {
    return this.#current().request(this.#withTrid(command), this.#requestOptions(options));
  }

  /** Sends commands in one segment and waits for all replies. Rejects with the first refusal, once all have been answered. */
  async requestAll(
    commands: readonly (Draft & Pick<Command, 'trid'>)[],
    options: RequestOptions = {},
  ): Promise<readonly DecodedCommand[]> {
    if (commands.length === 0) {
      return [];
    }
    const worded = commands.map((command) => this.#withTrid(command));
    const replies = await this.#current().requestAll(worded, this.#requestOptions(options));
    return replies.map((reply) => {
      if (reply.status === 'rejected') {
        throw reply.reason;
      }
      return reply.value;
    });
  }

  /** A transaction id that the client has not used: from `firstTrid` upwards, 1 after 4294967295. */
  nextTrid(): number {
    return this.#trids.next();
  }

  /** Sends PNG and waits for QNG: all that was sent before has then been handled. Works while items are held. */
  async fence(options: { readonly timeoutMs?: number } = {}): Promise<'alive' | 'closed' | 'stalled'> {
    if (this.#link === undefined || this.#link.left) {
      return 'closed';
    }
    return this.#link.fence({
      timeoutMs: options.timeoutMs ?? this.#timeoutMs,
      request: { name: 'PNG', parameters: [] },
      isAnswer: ({ name }) => name === 'QNG',
    });
  }

  /** From now on nothing is answered by default: what comes waits for {@link take}. Requests get no replies meanwhile, but by {@link accept}. */
  hold(): void {
    this.#current().hold();
  }

  /** The next item that is held, or the close behind the last one. */
  take(options: { readonly timeoutMs?: number } = {}): Promise<TakenItem> {
    return this.#latest().take({ timeoutMs: options.timeoutMs ?? this.#timeoutMs });
  }

  /** Treats an item as if it had not been held: takes note of it, then acts on it. */
  accept(item: DecodedItem): void {
    this.#handle(item);
  }

  /** Takes note of an item, beliefs and replies, and does not act on it: the script answers itself. */
  absorb(item: DecodedItem): void {
    this.#note(item);
  }

  /** Ends the holding; what is held is treated in order. */
  release(): void {
    this.#latest().release();
  }

  /** The connection in use, or the last one that was. */
  get connection(): ClientLink['connection'] {
    return this.#latest().connection;
  }

  /** Whether the client is connected. */
  get connected(): boolean {
    return this.#link !== undefined && !this.#link.left;
  }

  /** Closes all connections; what the server does not close in turn within a second is cut off. */
  async close(options: { readonly how?: 'clean' | 'reset' } = {}): Promise<void> {
    const message = 'The client has been closed.';
    this.#finish({ reason: 'logged-out', message });
    const links = [...this.#leftBehind, ...(this.#link === undefined ? [] : [this.#link])];
    await Promise.all([
      this.chats.close(options),
      ...links.map((link) => {
        link.leave((open) => new FakeClientError('closed', `${message} ${describe(open)} stays unanswered.`));
        if (options.how === 'reset') {
          link.connection.reset();
          return link.connection.closed;
        }
        return link.connection.end();
      }),
    ]);
  }

  // Connections

  async #open(options: { readonly address: ServerAddress; readonly held: boolean }): Promise<void> {
    const { hooks = {}, prover, resolve, subject } = this.#options;
    const { host, port } = resolve?.(options.address) ?? options.address;
    this.#connections += 1;
    const number = this.#connections;
    const { input } = hooks;
    const connection = await connect({
      host,
      port,
      timeoutMs: this.#timeoutMs,
      trace: this.trace,
      // Nobody can tell a dispatch server before it answers, and one that keeps the client is a notification server (C-XFR-02).
      service: 'notification',
      label: this.#options.account,
      receiveLimits: this.#options.receiveLimits ?? noReceiveLimits,
      ...(subject === undefined ? {} : { subject }),
      ...(prover === undefined ? {} : { prover }),
      ...(input === undefined
        ? {}
        : { transformInput: (bytes: Uint8Array) => input(bytes, this.#hookContext(number)) }),
    });
    if (this.#end !== undefined) {
      connection.reset();
      throw new FakeClientError('closed', this.#end.message);
    }
    if (this.#link !== undefined) {
      this.#leftBehind.add(this.#link);
      if (this.behaviour.trids === 'restart') {
        this.#trids.restart();
      }
    }
    this.#beliefs = beliefsAfterLeaving(this.#beliefs);
    this.#acts.reset();
    const link: ClientLink = new ClientLink({
      connection,
      hooks,
      held: options.held,
      cuts: this.behaviour.cuts,
      context: () => this.#hookContext(number),
      onItem: (item) => {
        if (link === this.#link) {
          this.#handle(item);
        }
      },
      onLost: (info) => this.#lost(link, info),
      onBroken: (error) => this.#broken(error),
    });
    this.#link = link;
    void connection.closed.then(() => this.#leftBehind.delete(link));
    link.start();
    this.#look();
  }

  #hookContext(connectionNumber: number): ClientHookContext {
    return {
      service: 'notification',
      beliefs: this.#beliefs,
      connectionNumber,
      send: (bytes) => {
        this.#link?.sendBytes(bytes).catch(() => undefined);
      },
      nextTrid: () => this.nextTrid(),
      giveUp: () => this.#giveUp(),
    };
  }

  #giveUp(): void {
    this.#finish({ reason: 'failed', message: 'The client has given up.' });
    void this.close();
  }

  #lost(link: ClientLink, info: CloseInfo): void {
    this.#beliefs = beliefsAfterLeaving(this.#beliefs);
    this.#look();
    if (link === this.#handedOn) {
      // The server closes after XFR; the client goes on elsewhere.
      return;
    }
    if (info.error === undefined) {
      this.#finish({ reason: 'closed', message: `${link.describeClose(info)}.` });
    } else {
      this.#broken(info.error);
    }
  }

  #broken(error: DecodeError): void {
    this.#beliefs = beliefsAfterLeaving(this.#beliefs);
    this.#finish({ reason: 'failed', message: error.message, error });
  }

  /** The first end is the end. */
  #finish(end: ClientEnd): void {
    if (this.#end === undefined) {
      this.#end = end;
      this.#resolveEnded(end);
      this.#look();
    }
  }

  #latest(): ClientLink {
    if (this.#link === undefined) {
      throw new FakeClientError('closed', 'The client has never been connected.');
    }
    return this.#link;
  }

  #current(): ClientLink {
    const link = this.#latest();
    if (link.left) {
      throw new FakeClientError('closed', this.#end?.message ?? 'The client is not connected at the moment.');
    }
    return link;
  }

  // What comes in

  #handle(item: DecodedItem): void {
    const { incoming } = this.#options.hooks ?? {};
    if (item.kind === 'command' && incoming?.(item, this.#hookContext(this.#connections)) === 'handled') {
      return;
    }
    const call = this.#note(item);
    if (item.kind === 'command' && this.connected) {
      this.#act(item);
      if (call !== undefined) {
        this.chats.actOn(call);
      }
    }
  }

  /** Returns the call that the item is, if it is one. */
  #note(item: DecodedItem): Call | undefined {
    this.#beliefs = this.policy.believe(this.#beliefs, item);
    if (item.kind === 'command') {
      if (item.trid !== undefined) {
        this.#acts.settle(item.trid);
      }
      // In answer to XFR SB it leads nowhere.
      if (item.form === 'S.XFR.notification' && !this.#beliefs.signedIn) {
        this.#handedOn = this.#link;
      }
      this.#link?.settle(item, this.policy.isReply);
    }
    this.#look();
    const call = item.kind === 'command' ? this.chats.note(item) : undefined;
    for (const listener of [...this.#listeners]) {
      listener(item);
    }
    return call;
  }

  #look(): void {
    this.#watchers.look();
  }

  /** What the client does by itself. */
  #act(command: DecodedCommand): void {
    if (command.form === 'S.XFR.unasked') {
      this.#followTransfer(command);
    } else if (command.name === 'OUT') {
      this.#beSentAway(command);
    } else if (isErrorName(command.name) && !this.policy.survives(command)) {
      const message = `The client gave up at error ${command.name}.`;
      this.#leave(() => new FakeClientError('closed', message));
      this.#finish({ reason: 'failed', message });
    } else {
      this.#acts.actOn(command);
    }
  }

  /** C-XFR-06, and an unasked XFR in the middle of a login, which leads on likewise. */
  #followTransfer(command: DecodedCommand): void {
    const { address: word } = command.fields;
    const address = word === undefined ? undefined : this.policy.addressOf(word);
    if (address === undefined || (!this.behaviour.followsTransfers && !this.#signingIn)) {
      return;
    }
    if (this.#signingIn) {
      this.#destination = address;
      this.#current().leave((open) => transferred(open));
    } else {
      this.#leave((open) => transferred(open));
      void this.#comeBack(address);
    }
  }

  /** C-OUT-02, C-OUT-03 */
  #beSentAway(command: DecodedCommand): void {
    const { reason } = command.fields;
    const comesBack = this.behaviour.returnsAfterShutdown && !this.#signingIn && this.policy.returnsAfter(reason);
    const message = `The server ended the session with ${reason === undefined ? 'OUT' : `OUT ${reason}`}.`;
    this.#leave((open) => {
      const code = comesBack ? 'transferred' : reason === 'OTH' ? 'other-login' : 'closed';
      return new FakeClientError(code, `${message} ${describe(open)} stays unanswered.`);
    });
    if (comesBack) {
      const { remote } = this.connection;
      void this.#comeBack(this.policy.returnsTo({ first: this.#options.server, last: remote }));
    } else {
      this.#finish({ reason: reason === 'OTH' ? 'other-login' : 'shutdown', message });
    }
  }

  /** Ends the connection from this side, sends nothing more and heeds nothing more. */
  #leave(reason: (command: Command) => Error): void {
    const link = this.#latest();
    link.leave(reason);
    void link.connection.end();
    this.#beliefs = beliefsAfterLeaving(this.#beliefs);
    this.#look();
  }

  async #comeBack(address: ServerAddress): Promise<void> {
    try {
      await this.moveTo(address);
      await this.advance(this.#goal);
    } catch (cause) {
      const error =
        cause instanceof Error ? cause : new FakeClientError('closed', 'Signing in again failed.', { cause });
      this.#finish({ reason: 'failed', message: `Signing in again failed: ${error.message}`, error });
      await this.close();
    }
  }

  // What goes out

  async #logInHere(): Promise<ServerAddress | undefined> {
    try {
      const word = await logIn({
        account: this.#options.account,
        behaviour: this.behaviour,
        policy: this.policy,
        request: (command) => this.request(command),
        ticketFor: (challenge) => this.#ticketFor(challenge),
      });
      if (word === undefined) {
        return undefined;
      }
      const address = this.policy.addressOf(word);
      if (address === undefined) {
        throw new FakeClientError(
          'bad-address',
          `The server sent the client to "${word.slice(0, 200)}", which is no address.`,
        );
      }
      return address;
    } catch (error) {
      const destination = this.#destination;
      if (destination === undefined) {
        throw error;
      }
      // An unasked XFR has made the client leave: whatever failed here failed because of that.
      this.#destination = undefined;
      return destination;
    }
  }

  async #ticketFor(challenge: string): Promise<string> {
    const ticket = await this.#obtainTicket(challenge).catch((error: unknown) => {
      const instead = error instanceof Error ? this.policy.ticketWithoutPassport(error) : undefined;
      if (instead === undefined) {
        throw error;
      }
      return instead;
    });
    this.trace.addSecret(ticket);
    // Passport takes its time; the server may have said something meanwhile that makes the ticket useless.
    this.#current();
    return ticket;
  }

  async #obtainTicket(challenge: string): Promise<string> {
    const { ticket, nexusUrl, password, account, ca, insecure, resolve } = this.#options;
    if (typeof ticket === 'string') {
      return ticket;
    }
    if (ticket !== undefined) {
      return ticket(challenge);
    }
    if (nexusUrl === undefined || password === undefined) {
      throw new FakeClientError(
        'bad-argument',
        'The server asks for a Passport ticket: a ticket, or a nexus and a password, are needed.',
      );
    }
    return passportTicket({
      nexusUrl,
      account,
      password,
      challenge,
      authorization: (header) => this.policy.authorization(header),
      authorizationBehindRedirect: (header) => this.policy.authorizationBehindRedirect(header),
      isHeader: (name, wanted) => this.policy.isPassportHeader(name, wanted),
      trace: this.trace,
      timeoutMs: this.#timeoutMs,
      ...(ca === undefined ? {} : { ca }),
      ...(insecure === true ? { insecure } : {}),
      ...(resolve === undefined ? {} : { connectTo: resolve }),
    });
  }

  #aim(stage: Stage): void {
    this.#goal = reaches(this.#goal, stage) ? this.#goal : stage;
  }

  #requestOptions(options: RequestOptions = {}): LinkRequestOptions {
    return { ...options, timeoutMs: options.timeoutMs ?? this.#timeoutMs };
  }

  #withTrid(command: Draft & Pick<Command, 'trid'>): Command {
    return command.trid === undefined ? { ...command, trid: this.nextTrid() } : command;
  }
}

function transferred(open: Command): FakeClientError {
  return new FakeClientError('transferred', `The server moved the client elsewhere while ${describe(open)} was open.`);
}
