import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { FakeClient, FakeClientError, type FakeClientOptions, PassportError, ServerRefusal } from '../fakes';
import { peerProver, Trace, WireError } from '../wire';
import { type ClientMethod, type ClientSubject, SubjectError } from './subject';

const text = z.string();
const login = z.object({ account: text, password: text, host: text, port: z.int(), nexusUrl: text, caFile: text });
const contact = z.object({ account: text, name: text.optional(), group: text.optional() });
const called = z.object({ account: text });
const privacy = z.object({ blp: z.enum(['AL', 'BL']).optional(), gtc: z.enum(['A', 'N']).optional() });

/**
 * The reference client as a subject, behind the methods of the adapter contract. `fault` changes it: that is how mutants are made. It keeps its list
 * from one login to the next until `reset`.
 */
export function embeddedClient(
  options: { readonly fault?: Pick<FakeClientOptions, 'behaviour' | 'hooks' | 'policy'> } = {},
): ClientSubject {
  let client: FakeClient | undefined;
  let cache: FakeClient['cache'];
  const current = (): FakeClient => {
    if (client === undefined) {
      throw new SubjectError('failed', 'The client is not signed in.');
    }
    return client;
  };
  const methods: Partial<Record<ClientMethod, (parameters: unknown) => Promise<unknown>>> = {
    login: async (parameters) => {
      const { account, password, host, port, nexusUrl, caFile } = login.parse(parameters);
      await client?.close();
      client = await FakeClient.connect({
        account,
        password,
        server: { host, port },
        nexusUrl,
        ca: await readFile(caFile, 'utf8'),
        trace: new Trace({ maxBytes: 1024 * 1024 }),
        cache,
        ...options.fault,
      });
      await client.advance('visible');
      return { account, name: client.snapshot().name };
    },
    logout: async () => {
      cache = current().cache;
      await current().logout();
      return {};
    },
    setStatus: async (parameters) => current().setStatus(z.object({ status: text }).parse(parameters).status),
    setName: async (parameters) => current().setName(z.object({ name: text }).parse(parameters).name),
    addContact: async (parameters) => current().addContact(contact.parse(parameters)),
    removeContact: async (parameters) => current().removeContact(contact.parse(parameters)),
    block: async (parameters) => current().block(contact.parse(parameters).account),
    unblock: async (parameters) => current().unblock(contact.parse(parameters).account),
    renameContact: async (parameters) =>
      current().renameContact(z.object({ account: text, name: text }).parse(parameters)),
    addGroup: async (parameters) => current().addGroup(z.object({ name: text }).parse(parameters).name),
    renameGroup: async (parameters) => current().renameGroup(z.object({ id: text, name: text }).parse(parameters)),
    removeGroup: async (parameters) => current().removeGroup(z.object({ id: text }).parse(parameters)),
    setPrivacy: async (parameters) => current().setPrivacy(privacy.parse(parameters)),
    setPhone: async (parameters) => current().setPhone(z.object({ type: text, value: text }).parse(parameters)),
    startChat: async (parameters) => ({ chat: (await current().startChat(called.parse(parameters))).id }),
    invite: async (parameters) => {
      await current().invite(called.extend({ chat: text }).parse(parameters));
      return {};
    },
    sendMessage: async (parameters) => {
      await current().sendMessage(z.object({ chat: text, text }).parse(parameters));
      return {};
    },
    sendTyping: async (parameters) => {
      await current().sendTyping(z.object({ chat: text }).parse(parameters));
      return {};
    },
    leaveChat: async (parameters) => {
      await current().leaveChat(z.object({ chat: text }).parse(parameters));
      return {};
    },
    // It can tell of contacts and groups, so that none known is said as none.
    snapshot: async () => ({ groups: [], contacts: [], ...current().snapshot() }),
  };
  const end = async () => {
    await client?.close({ how: 'reset' });
    client = undefined;
    cache = undefined;
  };
  return {
    role: 'client',
    kind: 'embedded',
    target: 'embedded reference client',
    methods: new Set(Object.keys(methods).filter((name): name is ClientMethod => name in methods)),
    needs: {},
    prover: peerProver((socket) => {
      const connections =
        client === undefined ? [] : [client, ...client.chats.open].map(({ connection }) => connection);
      return connections.find(({ local }) => local.port === socket.remotePort);
    }),
    call: async (method, parameters) => {
      const perform = methods[method];
      if (perform === undefined) {
        throw new SubjectError('unsupported', `The client does not offer "${method}".`);
      }
      return perform(parameters).catch((error: unknown) => {
        throw isExpected(error) ? new SubjectError('failed', `"${method}" failed: ${error.message}`) : error;
      });
    },
    reset: end,
    close: end,
  };
}

/** What a right client may report; anything else is a fault of the kit. */
function isExpected(error: unknown): error is Error {
  return [FakeClientError, ServerRefusal, PassportError, WireError].some((type) => error instanceof type);
}
