import type { DecodedCommand } from '../codec';
import type { FakeServer, PuppetChat } from '../fakes';
import type { TraceEvent } from '../wire';
import { displayNames, documentedAccounts } from './scenes';

/** What the steps of a guided session work with. */
export interface GuidedStage {
  readonly server: FakeServer;
  readonly password: string;
  /** Resolves with the next event that is meant, of those that come from now on. */
  next(isMeant: (event: TraceEvent) => boolean): Promise<TraceEvent>;
  /** Resolves when the client has answered a challenge: it has handled all that was sent before. */
  handled(): Promise<void>;
  /** Chats of the others with Alice. */
  readonly chats: Map<string, PuppetChat>;
}

/** One thing that the person at the client does, or that the others do to them. */
export interface GuidedStep {
  readonly name: string;
  /** What that is among the methods of the adapter contract, with its parameters: the rules have to know what is not the client's own doing. */
  readonly asks?: string;
  /** What is to be done, in plain words. */
  readonly words: (stage: GuidedStage) => string;
  /** Resolves when the wire shows that it is done. May be called again, when the step is repeated. */
  readonly done: (stage: GuidedStage) => Promise<unknown>;
}

const { alice, bob, carol } = documentedAccounts;
const NEWCOMER = 'gina@passport.com';
/** Long enough for what the kit does itself, in milliseconds. */
const SOON_MS = 1000;

/** Not that somebody is typing, which clients tell unasked. */
const saysSomething = from(
  'client',
  ({ name, payload }) =>
    name === 'MSG' &&
    Buffer.from(payload ?? [])
      .toString('latin1')
      .includes('text/plain'),
);

/** The example session and a chat, as a person at a client goes through them. */
export const guidedSteps: readonly GuidedStep[] = [
  {
    name: 'sign in',
    words: ({ password }) => `Sign in as ${alice} with the password ${password}`,
    done: ({ next }) => next(from('server', ({ form }) => form === 'S.CHG')),
  },
  {
    name: 'see others change',
    words: () =>
      `Nothing to do: ${displayNames.bob} goes away and comes back busy. Your list should show Bob as busy, Carol as idle and Dave as busy.`,
    done: async ({ server, handled }) => {
      const puppet = server.puppet(bob);
      puppet.goOffline();
      puppet.setStatus('BSY');
      await handled();
    },
  },
  {
    name: 'go away',
    asks: `setStatus AWY`,
    words: () => 'Set your status to "Away"',
    done: ({ next }) => next(sent('CHG', ([status]) => status === 'AWY')),
  },
  {
    name: 'come back',
    asks: `setStatus NLN`,
    words: () => 'Set your status to "Online"',
    done: ({ next }) => next(sent('CHG', ([status]) => status === 'NLN')),
  },
  {
    name: 'take a name',
    words: () => 'Change your own display name to "Alice in Wonderland 100%"',
    done: ({ next }) => next(sent('REA', ([account]) => account?.toLowerCase() === alice)),
  },
  {
    name: 'block somebody',
    asks: `block ${bob}`,
    words: () => `Block ${displayNames.bob}`,
    done: ({ next }) => next(sent('ADD', ([list, account]) => list === 'BL' && account === bob)),
  },
  {
    name: 'unblock somebody',
    asks: `unblock ${bob}`,
    words: () => `Unblock ${displayNames.bob} again`,
    done: ({ next }) => next(sent('ADD', ([list, account]) => list === 'AL' && account === bob)),
  },
  {
    name: 'add somebody',
    asks: `addContact ${NEWCOMER}`,
    words: () => `Add ${NEWCOMER} to your contacts`,
    done: ({ next }) => next(sent('ADD', ([list, account]) => list === 'FL' && account === NEWCOMER)),
  },
  {
    name: 'make a group',
    asks: `addGroup Wonderland`,
    words: () => 'Make a new group with the name "Wonderland"',
    done: ({ next }) => next(sent('ADG', () => true)),
  },
  {
    name: 'remove somebody',
    asks: `removeContact ${NEWCOMER}`,
    words: () => `Remove ${NEWCOMER} from your contacts`,
    done: ({ next }) => next(sent('REM', ([list, account]) => list === 'FL' && account === NEWCOMER)),
  },
  {
    name: 'be added',
    words: () =>
      'Nothing to do: somebody you do not know adds you. If your client asks what to do about it, answer as you like.',
    done: async ({ server, handled }) => {
      const stranger = server.puppet(NEWCOMER);
      const isThere = stranger.account.contact(alice)?.lists.has('FL') === true;
      if (isThere) {
        stranger.remove('FL', alice);
      }
      stranger.add('FL', alice);
      await handled();
    },
  },
  {
    name: 'start a chat',
    asks: `startChat ${carol}`,
    words: () => `Start a chat with ${displayNames.carol} and say something`,
    done: async (stage) => {
      const { server, next, chats } = stage;
      const said = next(saysSomething);
      if (!chats.has(carol)) {
        await next(sent('CAL', ([account]) => account?.toLowerCase() === carol));
        await server.waitForCall({ account: carol, timeoutMs: SOON_MS });
        chats.set(carol, server.puppet(carol).answer());
      }
      await said;
    },
  },
  {
    name: 'hear something',
    words: () => 'Nothing to do: Carol answers in the chat, and leaves it.',
    done: async ({ chats, handled }) => {
      const chat = chats.get(carol);
      chat?.say(text('Hello Alice! Gr\u00fc\u00dfe'));
      chat?.leave();
      chats.delete(carol);
      await handled();
    },
  },
  {
    name: 'be called',
    words: () => `${displayNames.bob} calls you into a chat: take part in it, and answer him`,
    done: async ({ server, next, chats }) => {
      const said = next(saysSomething);
      const answered = next(sent('ANS', () => true));
      chats.get(bob)?.leave();
      const chat = server.puppet(bob).openChat();
      chats.set(bob, chat);
      const refusal = chat.call(alice);
      if (refusal !== undefined) {
        throw new Error(`Bob may not call you (error ${refusal}): he is blocked, or you are not to be seen.`);
      }
      await answered;
      chat.say(text('Are you there?'));
      await said;
    },
  },
  {
    name: 'sign out',
    asks: 'logout',
    words: () => 'Close the chat, and sign out',
    done: ({ next }) => next((event) => event.kind === 'close' && event.connection.startsWith('notification')),
  },
];

function from(side: 'client' | 'server', isMeant: (command: DecodedCommand) => boolean) {
  return (event: TraceEvent) => event.kind === 'command' && event.from === side && isMeant(event.command);
}

function sent(name: string, isMeant: (parameters: readonly string[]) => boolean) {
  return from('client', (command) => command.name === name && isMeant(command.parameters));
}

function text(words: string): Uint8Array {
  return Buffer.from(`MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n${words}`);
}
