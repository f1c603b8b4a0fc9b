import type { DecodedCommand, DecodedItem } from '../../codec';
import { decodeText } from '../../codec';
import type { ChatBeliefs } from './chat-beliefs';
import { readChatPayload } from './chat-payload';

/** What a client tells of its chats unasked, decoded, in the words of the adapter contract. */
export type ChatNotification =
  | {
      readonly kind: 'message';
      readonly chat: string;
      readonly account: string;
      readonly name: string;
      readonly text: string;
    }
  | { readonly kind: 'typing' | 'invited' | 'joined' | 'left'; readonly chat: string; readonly account: string };

/** What is to be told of an item that came in a chat, given what was believed before it and after it. */
export function chatNotifications(options: {
  readonly chat: string;
  readonly before: ChatBeliefs;
  readonly after: ChatBeliefs;
  readonly item: DecodedItem;
}): readonly ChatNotification[] {
  const { chat, before, after, item } = options;
  const notifications: ChatNotification[] = [];
  if (before.participants !== after.participants) {
    for (const [key, { account }] of after.participants) {
      if (!before.participants.has(key)) {
        notifications.push({ kind: 'joined', chat, account });
      }
    }
    for (const [key, { account }] of before.participants) {
      if (!after.participants.has(key)) {
        notifications.push({ kind: 'left', chat, account });
      }
    }
  }
  const message = item.kind === 'command' && item.form === 'S.MSG' ? messageIn(chat, item) : undefined;
  return message === undefined ? notifications : [...notifications, message];
}

function messageIn(chat: string, { fields, payload }: DecodedCommand): ChatNotification | undefined {
  const { account, name } = fields;
  if (account === undefined || name === undefined || payload === undefined) {
    return undefined;
  }
  const said = readChatPayload(payload);
  switch (said.kind) {
    case 'text':
      return { kind: 'message', chat, account, name: decodeText(name).text, text: said.text };
    case 'typing':
      return { kind: 'typing', chat, account };
    case 'other':
      return undefined;
  }
}
