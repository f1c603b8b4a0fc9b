import type { Status, Transcript } from '../../codec';
import type { FakeClient } from '../../fakes';
import type { Closing } from '../../report';
import type { ClientMethod, Snapshot } from '../../subjects';
import type { Trace } from '../../wire';

/** The people of the example session. */
export type Persona = 'alice' | 'bob' | 'carol' | 'dave' | 'eve' | 'fred';

/** How far Alice has come before a case begins. */
export type Readiness =
  /** Connecting to the first server, nothing said yet. */
  | 'about to sign in'
  /** Connected to the notification server that the dispatch server named, nothing said there yet. */
  | 'sent to the notification server'
  /** USR OK has come, and nothing behind it has been looked at. */
  | 'let in'
  /** Signed in; the list has not been asked for. */
  | 'signed in'
  /** The list has come; no presence has been set. */
  | 'synchronised'
  /** Visible to others. */
  | 'online';

/** What somebody does. Alice's client is asked for `request` when it is under test; the others act through the kit's own clients. */
export interface Action {
  readonly request?: { readonly method: ClientMethod; readonly parameters: Readonly<Record<string, unknown>> };
  readonly contact?: { readonly persona: Persona; readonly act: (client: FakeClient) => Promise<unknown> };
}

export interface ContactPresence {
  readonly persona: Persona;
  readonly status: Status;
  readonly clientId: string;
}

/** One case in progress, with the kit on one side of it and the subject on the other. */
export interface Scene {
  readonly trace: Trace;
  /** Values of the fields of the case's transcripts, by name, in wire form. */
  readonly bindings: Map<string, string>;
  /** Rules that a passage of the case has shown to hold, with how often. */
  readonly shown: Map<string, number>;
  /** What has gone wrong with the program of the subject, apart from the wire: a whole sentence. */
  readonly trouble?: string | undefined;
  /** Lists, groups, names and numbers of everybody are as in the example session. */
  accountsAsInSession(): Promise<void>;
  contactsOnline(contacts: readonly ContactPresence[]): Promise<void>;
  makeReady(readiness: Readiness): Promise<void>;
  /** Plays a transcript on Alice's connection while `action` is under way. With `byteByByte` the kit cuts what it sends at every byte. */
  play(options: {
    readonly transcript: Transcript;
    readonly action?: Action;
    readonly byteByByte?: true;
  }): Promise<void>;
  /** Plays a transcript on the connection of a contact who is online; only where the kit plays the clients. */
  playContact(options: { readonly persona: Persona; readonly transcript: Transcript }): Promise<void>;
  /** Shows that a contact who is online has been sent all that was to be sent so far; only where the kit plays the clients. */
  fenceContact(persona: Persona): Promise<void>;
  /** Lets the session go on without a script until Alice has reached `readiness`. */
  goOn(readiness: Readiness): Promise<void>;
  /** Alice, whose session is over, signs in once more. */
  signInAgain(): Promise<void>;
  /** Alice's end handles all that was sent before and answers. */
  stillAnswers(): Promise<void>;
  /** What Alice's client believes; undefined where it cannot tell. */
  snapshot(): Promise<Snapshot | undefined>;
  /** Ends what is left open, with a reset where the case has failed, and tells how the subject closed. */
  finish(options: { readonly failed: boolean }): Promise<Closing>;
}
