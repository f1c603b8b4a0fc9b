import fc from 'fast-check';
import { z } from 'zod';
import type { TextStyle } from '../../codec';
import { displayName } from './display-name';

/** The lists that a contact may be on, beside one another: AL and BL exclude each other (S-SYN-14). */
const LIST_SETS = ['FL,AL', 'FL,AL,RL', 'FL', 'FL,BL', 'FL,BL,RL', 'AL', 'BL', 'AL,RL', 'BL,RL', 'FL,RL'] as const;

export interface RosterContact {
  readonly lists: (typeof LIST_SETS)[number];
  readonly name: string;
  /** Places among the groups; those that are not there count as group 0. */
  readonly groups: readonly number[];
  /** Home and mobile number; the empty one is not told. */
  readonly home: string;
  readonly mobile: string;
}

/** A list as the server holds it. */
export interface Roster {
  /** Names, by which they stand behind group 0. */
  readonly groups: readonly string[];
  readonly contacts: readonly RosterContact[];
  /** How all texts are encoded. */
  readonly style: TextStyle;
  readonly blp: 'AL' | 'BL';
  readonly gtc: 'A' | 'N';
}

const MOST_GROUPS = 6;

/** How it stands in a file. */
export const rosterSchema: z.ZodType<Roster> = z.strictObject({
  groups: z.array(z.string().min(1)).max(MOST_GROUPS),
  contacts: z.array(
    z.strictObject({
      lists: z.enum(LIST_SETS),
      name: z.string().min(1),
      groups: z.array(z.int().min(0)),
      home: z.string(),
      mobile: z.string(),
    }),
  ),
  style: z.enum(['minimal', 'reserved', 'every-byte']),
  blp: z.enum(['AL', 'BL']),
  gtc: z.enum(['A', 'N']),
});

const number = fc.oneof(fc.constant(''), fc.constantFrom('01 234', '+49 (30) 1/2', '100%', '5'));

/** Lists of up to 12 contacts in up to 6 groups, with names over all of Unicode in every legal encoding. Shrinks to the empty one. */
export function roster(): fc.Arbitrary<Roster> {
  return fc.record({
    groups: fc.array(displayName({ mostBytes: 61 }), { maxLength: MOST_GROUPS }),
    contacts: fc.array(
      fc.record({
        lists: fc.constantFrom(...LIST_SETS),
        name: displayName(),
        groups: fc.uniqueArray(fc.nat({ max: MOST_GROUPS - 1 }), { maxLength: 3 }),
        home: number,
        mobile: number,
      }),
      { maxLength: 12 },
    ),
    style: fc.constantFrom<TextStyle>('reserved', 'every-byte', 'minimal'),
    blp: fc.constantFrom('AL' as const, 'BL' as const),
    gtc: fc.constantFrom('A' as const, 'N' as const),
  });
}
