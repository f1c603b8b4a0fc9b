import { randomInt, randomUUID } from 'node:crypto';
import { normalizeAccount } from '../../../codec';
import type { Community, Member } from '../community';
import type { DirectoryAccount } from '../directory-account';
import type { ServerKnobs } from '../server-knobs';
import type { Participant } from './participant';
import { ServerChat } from './server-chat';
import { isExpired, type KeyPurpose, type SwitchboardKey } from './switchboard-key';

/** How many keys of one account and purpose are remembered, spent ones included. */
const keysKept = 16;

/** The id of the first chat, which the documented switchboard session has too. Ids stay far below 2^31: some clients keep them as numbers. */
const firstChat = 11_752_013;

/** Added to that where an id is to have ten digits, more than 32 bits hold. */
const firstLongChat = 9_000_000_000;

/** The keys that were given out, and the chats that they lead to. Memory is bounded: of each account the newest keys count. */
export class Switchboard {
  readonly #community: Community;
  readonly #onCall: () => void;
  readonly #keys = new Map<string, SwitchboardKey>();
  readonly #kept = new Map<string, SwitchboardKey[]>();
  readonly #chats = new Set<ServerChat>();
  #count = 0;

  /** `onCall` is told of each call. */
  constructor(options: { readonly community: Community; readonly onCall: () => void }) {
    this.#community = options.community;
    this.#onCall = options.onCall;
  }

  /** The chats that somebody is in. */
  get chats(): readonly ServerChat[] {
    return [...this.#chats].filter((chat) => chat.participants.length > 0);
  }

  /** A new chat, which needs no key. */
  open(): ServerChat {
    const chat = this.#newChat();
    this.#chats.add(chat);
    return chat;
  }

  /** A key for a new chat (S-SB-01). */
  keyFor(account: DirectoryAccount): string {
    const { switchboardKeyLifeMs } = this.#community.knobs;
    return this.#issue({ account, purpose: 'open', chat: this.#newChat(), lifeMs: switchboardKeyLifeMs }).word;
  }

  /**
   * Calls somebody into a chat, whoever may be called (S-SB-07). `member` is the session at which it rings; a puppet has none.
   *
   * @returns how to let it ring
   */
  call(options: {
    readonly chat: ServerChat;
    readonly caller: Participant;
    readonly callee: DirectoryAccount;
  }): () => void {
    const { chat, caller, callee } = options;
    const member = this.#community.member(callee.account);
    const key = this.#issue({
      account: callee,
      purpose: 'answer',
      chat,
      lifeMs: this.#community.knobs.ringTimeoutMs,
    });
    chat.noteCall({ account: callee, isOpen: () => this.#isOpen(key, member) });
    return () => {
      member?.ring({ session: chat.id, key: key.word, caller: caller.account, name: caller.name });
      this.#onCall();
    };
  }

  /** Whether somebody calls an account that can still answer. */
  isCalling(account: string): boolean {
    return this.#openCallOf(account) !== undefined;
  }

  /** Takes the newest call of an account that can still be answered, and leads to its chat. */
  answer(account: DirectoryAccount): ServerChat | undefined {
    const key = this.#openCallOf(account.account);
    return key && this.redeem({ word: key.word, account, purpose: 'answer', chatId: key.chat.id });
  }

  /** Takes a key, and leads to its chat; undefined where the key is not good for that (S-SB-04, S-SB-05). */
  redeem(options: {
    readonly word: string;
    readonly account: DirectoryAccount;
    readonly purpose: KeyPurpose;
    /** The id of the chat that the client named; `open` names none. */
    readonly chatId?: string;
  }): ServerChat | undefined {
    const { word, account, purpose, chatId } = options;
    const key = this.#keys.get(word);
    const isGood = this.#community.policy.acceptsKey({
      key,
      expired: key !== undefined && isExpired(key),
      account: account.account,
      purpose,
      chatId,
    });
    if (!isGood) {
      return undefined;
    }
    if (key !== undefined) {
      key.isSpent = true;
    }
    const chat = key?.chat ?? this.chats.find((other) => other.id === chatId) ?? this.#newChat();
    this.#chats.add(chat);
    return chat;
  }

  /** Forgets a chat that nobody is in; who was called into it may still come. */
  settle(chat: ServerChat): void {
    if (chat.participants.length === 0) {
      this.#chats.delete(chat);
    }
  }

  /** Forgets everything, and tells nobody. */
  reset(): void {
    for (const chat of this.#chats) {
      chat.end();
    }
    this.#keys.clear();
    this.#kept.clear();
    this.#chats.clear();
    this.#count = 0;
  }

  #openCallOf(account: string): SwitchboardKey | undefined {
    return this.#keptOf(account, 'answer').findLast((key) => !key.isSpent && !isExpired(key));
  }

  /** A call at a session that is no more was not heard by the one that came after it. */
  #isOpen(key: SwitchboardKey, member: Member | undefined): boolean {
    return !key.isSpent && !isExpired(key) && this.#community.member(key.account.account) === member;
  }

  #issue(options: Pick<SwitchboardKey, 'account' | 'purpose' | 'chat' | 'lifeMs'>): SwitchboardKey {
    const { account, purpose, chat } = options;
    const key: SwitchboardKey = { ...options, word: this.#newWord(chat), issuedMs: performance.now(), isSpent: false };
    const kept = this.#keptOf(account.account, purpose);
    kept.push(key);
    this.#kept.set(`${purpose} ${normalizeAccount(account.account)}`, kept);
    this.#keys.set(key.word, key);
    if (kept.length > keysKept) {
      this.#keys.delete(kept.shift()?.word ?? '');
    }
    return key;
  }

  #keptOf(account: string, purpose: KeyPurpose): SwitchboardKey[] {
    return this.#kept.get(`${purpose} ${normalizeAccount(account)}`) ?? [];
  }

  #newChat(): ServerChat {
    const { knobs } = this.#community;
    const number = firstChat + this.#count;
    this.#count += 1;
    return new ServerChat({ id: chatId(number, knobs.chatIdForm), idleMs: () => knobs.chatIdleMs });
  }

  /** One word that nobody can guess; `dotted` begins with the id of the chat, as those of the documented servers did. */
  #newWord(chat: ServerChat): string {
    const random = randomInt(2 ** 47);
    return this.#community.knobs.switchboardKeyForm === 'dotted'
      ? `${chat.id}.${Math.floor(Date.now() / 1_000)}.${random}`
      : randomUUID().replaceAll('-', '').slice(0, 20);
  }
}

/** S-SB-25: decimal, unless a knob wants what some servers have. */
function chatId(number: number, form: ServerKnobs['chatIdForm']): string {
  switch (form) {
    case 'decimal':
      return String(number);
    case 'long':
      return String(firstLongChat + number);
    case 'hexadecimal':
      return number.toString(16);
    case 'uuid':
      return randomUUID();
  }
}
