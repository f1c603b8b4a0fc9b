import type { Persona } from './scene';

/** One of Alice's contacts as the example session has it (corrected by errata ). */
interface RosterContact {
  readonly persona: Exclude<Persona, 'alice'>;
  /** Groups of the contact, by name; the group that always exists is `undefined`. */
  readonly groups: readonly (string | undefined)[];
  readonly allowed: boolean;
  readonly blocked: boolean;
}

/** The groups that Alice has besides group 0. */
export const sessionGroups: readonly string[] = ['Coworkers', 'Friends', 'Family'];

export const sessionContacts: readonly RosterContact[] = [
  { persona: 'bob', groups: [undefined], allowed: true, blocked: false },
  { persona: 'carol', groups: [undefined], allowed: true, blocked: false },
  { persona: 'dave', groups: sessionGroups, allowed: false, blocked: false },
  { persona: 'eve', groups: [], allowed: false, blocked: true },
  { persona: 'fred', groups: [], allowed: false, blocked: false },
];

/** Who has Alice on the own list: Fred, Bob and Eve, as the session has it. The first of them adds her last. */
export const listsAlice: readonly Persona[] = ['fred', 'bob', 'eve'];

export const personas: readonly Persona[] = ['alice', 'bob', 'carol', 'dave', 'eve', 'fred'];

/** Accounts of the documented session. */
export const documentedAccounts: Readonly<Record<Persona, string>> = {
  alice: 'alice@passport.com',
  bob: 'bob@passport.com',
  carol: 'carol@passport.com',
  dave: 'dave@passport.com',
  eve: 'eve@passport.com',
  fred: 'fred@passport.com',
};

/** The name that each shows to others. */
export const displayNames: Readonly<Record<Persona, string>> = {
  alice: 'Alice',
  bob: 'Bob',
  carol: 'Carol',
  dave: 'Dave',
  eve: 'Eavesdropper',
  fred: 'Fred',
};

type PhoneType = 'PHH' | 'PHW' | 'PHM';

/** Phone numbers, decoded. Bob's MOB cannot be set by a client. */
export const phones: Readonly<Record<Persona, readonly (readonly [PhoneType, string])[]>> = {
  alice: [
    ['PHH', '01 234'],
    ['PHM', '56 789'],
  ],
  bob: [],
  carol: [['PHM', '9876-54321']],
  dave: [
    ['PHH', '3.1415926535'],
    ['PHW', '2.71841844'],
    ['PHM', 'sqrt(-1)'],
  ],
  eve: [],
  fred: [],
};
