import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { type DecodedItem, decodeText, normalizeAccount } from '../codec';
import { FakeClient, FakeClientError, type FakeClientOptions, PassportError, ServerRefusal } from '../fakes';
import { type Prover, peerProver, Trace, WireError } from '../wire';
import { clientContract as contract } from './client-contract';
import type { ClientNotification } from './client-notification';
import type { ClientMethod } from './subject';
import { SubjectError } from './subject-error';

/** What changes the reference client: that is how mutants are made. */
export type ClientFault = Pick<FakeClientOptions, 'behaviour' | 'hooks' | 'policy'>;

/**
 * The reference client behind the methods of the adapter contract, for the subject inside the kit and for the adapter beside it. It keeps its list from one
 * login to the next until `forget`.
 */
export class ReferenceClient {
  readonly #fault: ClientFault;
  readonly #notify: (notification: ClientNotification) => void;
  #client: FakeClient | undefined;
  /** That of the newest login. */
  #account = '';
  /** Lists of earlier logins, by account. */
  readonly #caches = new Map<string, FakeClient['cache']>();

  constructor(options: {
    readonly fault?: ClientFault | undefined;
    /** Told what the client tells unasked. */
    readonly notify: (notification: ClientNotification) => void;
  }) {
    this.#fault = options.fault ?? {};
    this.#notify = options.notify;
  }

  /** Proves segment boundaries to this client where it lives in the same process. */
  readonly prover: Prover = peerProver((socket) => {
    const { remotePort } = socket;
    const client = this.#client;
    // Asked for each segment: most go to the session itself.
    return client?.connection.local.port === remotePort
      ? client?.connection
      : client?.chats.open.find(({ connection }) => connection.local.port === remotePort)?.connection;
  });

  /**
   * Does what a method of the contract says.
   *
   * @throws SubjectError `failed` for what a right client may report; anything else is a fault of the kit
   */
  async perform(method: ClientMethod, parameters: unknown): Promise<unknown> {
    try {
      return await this.#methods[method](parameters);
    } catch (error) {
      throw isExpected(error) ? new SubjectError('failed', `"${method}" failed: ${error.message}`) : error;
    }
  }

  /** Disconnects at once, and forgets the list. */
  async forget(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#caches.clear();
    await client?.close({ how: 'reset' });
  }

  get #signedIn(): FakeClient {
    if (this.#client === undefined) {
      throw new SubjectError('failed', 'The client is not signed in.');
    }
    return this.#client;
  }

  readonly #methods: Readonly<Record<ClientMethod, (parameters: unknown) => Promise<unknown>>> = {
    login: taking(contract.login.parameters, (parameters) => this.#login(parameters)),
    logout: async () => {
      this.#caches.set(normalizeAccount(this.#account), this.#signedIn.cache);
      await this.#signedIn.logout();
      return {};
    },
    setStatus: taking(contract.setStatus.parameters, ({ status }) => done(this.#signedIn.setStatus(status))),
    setName: taking(contract.setName.parameters, ({ name }) => done(this.#signedIn.setName(name))),
    addContact: taking(contract.addContact.parameters, (contact) => done(this.#signedIn.addContact(contact))),
    removeContact: taking(contract.removeContact.parameters, (contact) => done(this.#signedIn.removeContact(contact))),
    block: taking(contract.block.parameters, ({ account }) => done(this.#signedIn.block(account))),
    unblock: taking(contract.unblock.parameters, ({ account }) => done(this.#signedIn.unblock(account))),
    renameContact: taking(contract.renameContact.parameters, (contact) => done(this.#signedIn.renameContact(contact))),
    addGroup: taking(contract.addGroup.parameters, async ({ name }) => ({
      id: (await this.#signedIn.addGroup(name)).id,
    })),
    renameGroup: taking(contract.renameGroup.parameters, (group) => done(this.#signedIn.renameGroup(group))),
    removeGroup: taking(contract.removeGroup.parameters, (group) => done(this.#signedIn.removeGroup(group))),
    setPrivacy: taking(contract.setPrivacy.parameters, (privacy) => done(this.#signedIn.setPrivacy(privacy))),
    setPhone: taking(contract.setPhone.parameters, (phone) => done(this.#signedIn.setPhone(phone))),
    startChat: taking(contract.startChat.parameters, async (contact) => ({
      chat: (await this.#signedIn.startChat(contact)).id,
    })),
    invite: taking(contract.invite.parameters, (call) => done(this.#signedIn.invite(call))),
    sendMessage: taking(contract.sendMessage.parameters, (message) => done(this.#signedIn.sendMessage(message))),
    sendTyping: taking(contract.sendTyping.parameters, (chat) => done(this.#signedIn.sendTyping(chat))),
    leaveChat: taking(contract.leaveChat.parameters, (chat) => done(this.#signedIn.leaveChat(chat))),
    // It can tell of contacts and groups, so that none known is said as none.
    snapshot: async () => {
      const told = this.#signedIn.snapshot();
      return told.listVersion === undefined ? { groups: [], contacts: [], ...told } : told;
    },
  };

  async #login(parameters: z.output<typeof contract.login.parameters>): Promise<unknown> {
    const { account, password, host, port, nexusUrl, caFile } = parameters;
    await this.#client?.close();
    const client = await FakeClient.connect({
      account,
      password,
      server: { host, port },
      nexusUrl,
      ca: await readFile(caFile, 'utf8'),
      // Nobody reads it: what a client under test does is seen by the servers of the kit.
      trace: new Trace({ maxBytes: 0 }),
      cache: this.#caches.get(normalizeAccount(account)),
      ...this.#fault,
    });
    this.#client = client;
    this.#account = account;
    this.#listen(client);
    try {
      await client.advance('visible');
    } catch (error) {
      await client.close();
      throw error;
    }
    return { account, name: client.snapshot().name ?? account };
  }

  #listen(client: FakeClient): void {
    client.onNotification((notification) => this.#notify(notification));
    client.onItem((item) => {
      const told = notificationOf(item, client);
      if (told !== undefined) {
        this.#notify(told);
      }
    });
    void client.ended.then(({ reason, message }) => {
      if (reason !== 'logged-out' && this.#client === client) {
        this.#notify({ kind: 'disconnected', reason: message });
      }
    });
  }
}

/** What is to be told of an item that has come in the session. */
function notificationOf(item: DecodedItem, client: FakeClient): ClientNotification | undefined {
  if (item.kind !== 'command') {
    return undefined;
  }
  const { account, name, status } = item.fields;
  if (account === undefined) {
    return undefined;
  }
  if (item.name === 'ADD' && item.trid === 0 && item.parameters[0] === 'RL') {
    return { kind: 'added', account, name: decodeText(name ?? account).text };
  }
  if (!['ILN', 'NLN', 'FLN'].includes(item.name)) {
    return undefined;
  }
  const shown = name === undefined ? client.contact(account)?.name : decodeText(name).text;
  return {
    kind: 'presence',
    account,
    status: item.name === 'FLN' ? 'FLN' : (status ?? 'NLN'),
    ...(shown === undefined ? {} : { name: shown }),
  };
}

/** A method that looks at its parameters first. */
function taking<Parameters>(
  schema: z.ZodType<Parameters>,
  perform: (parameters: Parameters) => Promise<unknown>,
): (parameters: unknown) => Promise<unknown> {
  return async (parameters) => perform(schema.parse(parameters));
}

async function done(work: Promise<unknown>): Promise<unknown> {
  await work;
  return {};
}

/** What a right client may report. */
function isExpected(error: unknown): error is Error {
  return [FakeClientError, ServerRefusal, PassportError, WireError].some((type) => error instanceof type);
}
