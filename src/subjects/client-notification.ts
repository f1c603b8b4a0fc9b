import { z } from 'zod';

/** What a client tells unasked, decoded, in the words of the adapter contract (`docs/adapter.md`). */
export type ClientNotification =
  | {
      readonly kind: 'message';
      readonly chat: string;
      readonly account: string;
      readonly name: string;
      readonly text: string;
    }
  | { readonly kind: 'typing' | 'invited' | 'joined' | 'left'; readonly chat: string; readonly account: string }
  | { readonly kind: 'presence'; readonly account: string; readonly status: string; readonly name?: string }
  | { readonly kind: 'added'; readonly account: string; readonly name: string }
  | { readonly kind: 'disconnected'; readonly reason: string };

const text = z.string();
const inChat = { chat: text, account: text };

/** A notification with its name as `kind`. */
export const clientNotificationSchema: z.ZodType<ClientNotification> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), ...inChat, name: text, text }),
  z.object({ kind: z.enum(['typing', 'invited', 'joined', 'left']), ...inChat }),
  z.object({ kind: z.literal('presence'), account: text, status: text, name: text.exactOptional() }),
  z.object({ kind: z.literal('added'), account: text, name: text }),
  z.object({ kind: z.literal('disconnected'), reason: text }),
]);

export const clientNotificationKinds: readonly string[] = [
  'message',
  'typing',
  'invited',
  'joined',
  'left',
  'presence',
  'added',
  'disconnected',
];
