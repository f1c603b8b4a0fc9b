import { z } from 'zod';
import type { ClientMethod, Snapshot } from './subject';

const text = z.string();
const nothing = z.object({});
const chat = z.object({ chat: text });
const account = z.object({ account: text });

const snapshot: z.ZodType<Snapshot> = z.object({
  account: text.exactOptional(),
  name: text.exactOptional(),
  status: text.exactOptional(),
  listVersion: z.int().exactOptional(),
  privacy: z
    .object({ blp: z.enum(['AL', 'BL']).exactOptional(), gtc: z.enum(['A', 'N']).exactOptional() })
    .exactOptional(),
  groups: z.array(z.object({ id: text, name: text })).exactOptional(),
  contacts: z
    .array(
      z.object({
        account: text,
        name: text.exactOptional(),
        lists: z.array(z.enum(['FL', 'AL', 'BL', 'RL'])).exactOptional(),
        groups: z.array(text).exactOptional(),
        status: text.exactOptional(),
        phones: z
          .object({
            PHH: text.exactOptional(),
            PHW: text.exactOptional(),
            PHM: text.exactOptional(),
            MOB: text.exactOptional(),
          })
          .exactOptional(),
      }),
    )
    .exactOptional(),
});

/** Parameters and result of each method of the adapter contract (`docs/adapter.md`). Further members are allowed, and mean nothing. */
export const clientContract = {
  login: {
    parameters: z.object({ account: text, password: text, host: text, port: z.int(), nexusUrl: text, caFile: text }),
    result: z.object({ account: text, name: text }),
  },
  logout: { parameters: nothing, result: nothing },
  setStatus: { parameters: z.object({ status: text }), result: nothing },
  setName: { parameters: z.object({ name: text }), result: nothing },
  addContact: {
    parameters: account.extend({ name: text.exactOptional(), group: text.exactOptional() }),
    result: nothing,
  },
  removeContact: { parameters: account.extend({ group: text.exactOptional() }), result: nothing },
  block: { parameters: account, result: nothing },
  unblock: { parameters: account, result: nothing },
  renameContact: { parameters: account.extend({ name: text }), result: nothing },
  addGroup: { parameters: z.object({ name: text }), result: z.object({ id: text }) },
  renameGroup: { parameters: z.object({ id: text, name: text }), result: nothing },
  removeGroup: { parameters: z.object({ id: text }), result: nothing },
  setPrivacy: {
    parameters: z.object({ blp: z.enum(['AL', 'BL']).exactOptional(), gtc: z.enum(['A', 'N']).exactOptional() }),
    result: nothing,
  },
  setPhone: { parameters: z.object({ type: z.enum(['PHH', 'PHW', 'PHM']), value: text }), result: nothing },
  startChat: { parameters: account, result: chat },
  invite: { parameters: chat.extend({ account: text }), result: nothing },
  sendMessage: { parameters: chat.extend({ text }), result: nothing },
  sendTyping: { parameters: chat, result: nothing },
  leaveChat: { parameters: chat, result: nothing },
  snapshot: { parameters: nothing, result: snapshot },
} as const satisfies Record<ClientMethod, { readonly parameters: z.ZodType; readonly result: z.ZodType }>;

/** The names of the methods, in the order of the contract. */
export const clientMethods: readonly ClientMethod[] = Object.keys(clientContract).filter(isClientMethod);

export function isClientMethod(name: string): name is ClientMethod {
  return Object.hasOwn(clientContract, name);
}
