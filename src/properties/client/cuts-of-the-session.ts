import fc from 'fast-check';
import { z } from 'zod';
import { encodeText, sameAccount, type VisibleStatus } from '../../codec';
import type { ClientSubject } from '../../subjects';
import { type Cut, CutPlan, cutSchema, cuts } from '../arbitraries/cut';
import { type WireText, wireText, wireTextSchema } from '../arbitraries/display-name';
import { defineProperty } from '../define-property';
import { oneCutOfEachKind, oneCuts, twoCuts } from '../partitions';
import { PropertyFailure } from '../property-failure';
import { ClientStage, FENCE_LINE } from './client-stage';
import { people, peopleOfAlice } from './people';

const STATUSES = ['NLN', 'BSY', 'IDL', 'BRB', 'AWY', 'PHN', 'LUN'] as const satisfies readonly VisibleStatus[];

/** Something that the server says unasked. `who` is the place of a contact among {@link people}. */
type Push =
  | { readonly kind: 'NLN'; readonly who: number; readonly status: (typeof STATUSES)[number]; readonly name: WireText }
  | { readonly kind: 'FLN'; readonly who: number }
  /** A message or a notification that no client has to know, with this payload. */
  | { readonly kind: 'MSG' | 'NOT'; readonly payload: string };

interface Example {
  readonly pushes: readonly Push[];
  readonly cuts: readonly Cut[];
}

const who = z
  .int()
  .min(0)
  .max(people.length - 1);

const schema: z.ZodType<Example> = z.strictObject({
  pushes: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('NLN'), who, status: z.enum(STATUSES), name: wireTextSchema }),
      z.strictObject({ kind: z.literal('FLN'), who }),
      z.strictObject({ kind: z.enum(['MSG', 'NOT']), payload: z.string() }),
    ]),
  ),
  cuts: z.array(cutSchema),
});

const RULE = 'X-FRM-06';

/** Payloads that look like more than they are; some begin with CRLF. */
const PAYLOADS = ['\r\na', 'a', 'a\r\nFLN b@b.b\r\n', 'é日本', 'Content-Type: text/x-unknown\r\n\r\n100%41\r\n'];

const someone = fc.nat({ max: people.length - 1 });

const push: fc.Arbitrary<Push> = fc.oneof(
  fc.record({ kind: fc.constant('FLN' as const), who: someone }),
  fc.record({
    kind: fc.constant('NLN' as const),
    who: someone,
    status: fc.constantFrom(...STATUSES),
    name: wireText({ mostBytes: 120 }),
  }),
  fc.record({ kind: fc.constantFrom('MSG' as const, 'NOT' as const), payload: fc.constantFrom(...PAYLOADS) }),
);

const SHORT: readonly Push[] = [{ kind: 'FLN', who: 0 }];
const LONG: readonly Push[] = [
  { kind: 'NLN', who: 0, status: 'AWY', name: { text: 'é 100%', style: 'every-byte' } },
  { kind: 'MSG', payload: 'a' },
  { kind: 'NOT', payload: '\r\na' },
  { kind: 'NLN', who: 1, status: 'BSY', name: { text: '日本', style: 'minimal' } },
];

export const cutsOfTheSession = defineProperty<ClientSubject, ClientStage, Example>({
  name: 'cuts-of-the-session',
  title: 'Any segments of presence and messages',
  statement:
    'However presence, notifications and messages of the server are cut and joined, the client believes what they say and answers the challenge behind them.',
  rules: [RULE, 'X-FRM-07', 'X-FRM-09'],
  runs: 100,
  needs: [],
  arbitrary: fc.record({ pushes: fc.array(push, { maxLength: 6 }), cuts: cuts({ most: 10, length: 300 }) }),
  *exhaustive() {
    const uncut: readonly (readonly Push[])[] = [[], SHORT, LONG];
    for (const pushes of uncut) {
      yield { pushes, cuts: [] };
    }
    const short: readonly (readonly Push[])[] = [SHORT, [{ kind: 'NOT', payload: '\r\na' }]];
    const lengthOf = (pushes: readonly Push[]) => bytesOf(pushes).length + SHORT_FENCE;
    for (const pushes of short) {
      for (const some of oneCuts(lengthOf(pushes))) {
        yield { pushes, cuts: some };
      }
    }
    for (const some of oneCutOfEachKind(4)) {
      yield { pushes: LONG, cuts: some };
    }
    for (const pushes of short) {
      for (const some of twoCuts(lengthOf(pushes))) {
        yield { pushes, cuts: some };
      }
    }
  },
  toData: (example) => example,
  fromData: (data) => schema.parse(data),
  unmet: () => undefined,
  open: (context) => ClientStage.signedIn({ context, directory: peopleOfAlice() }),
  examplesPerStage: 60,
  attempt: async ({ pushes, cuts: some }, stage) => {
    // What is lost is seen only where everybody was in another state before.
    await stage.session.send(bytesOf(oppositesOf(pushes)));
    const bytes = bytesOf(pushes);
    const whole = Buffer.concat([bytes, Buffer.from(FENCE_LINE)]);
    const rule = some.length === 0 ? 'X-FRM-07' : RULE;
    const offsets = new CutPlan(some).next(whole, { service: 'notification', side: 'server' });
    await stage.tell({ bytes, cuts: offsets, rule });
    const snapshot = await stage.snapshot();
    for (const [place, { account, name }] of people.entries()) {
      const last = pushes.findLast(isAbout(place));
      const contact = snapshot?.contacts?.find((one) => sameAccount(one.account, account));
      if (last === undefined || contact === undefined) {
        continue;
      }
      const status = last.kind === 'FLN' ? 'FLN' : last.status;
      // A client may go on to show the name that it has given a contact.
      const shown = pushes.flatMap((one) => (one.kind === 'NLN' && one.who === place ? [one.name.text] : []));
      const names = [name, BEFORE, ...stage.names(place), ...shown];
      const isNameKnown = contact.name === undefined || names.includes(contact.name);
      if ((contact.status !== undefined && contact.status !== status) || !isNameKnown) {
        throw new PropertyFailure({
          rule,
          message: `Expected the client to know ${account} as ${status}, by the name "${shown.at(-1) ?? name}"; it believes ${contact.status} "${contact.name}".`,
          connection: stage.session.connection.id,
        });
      }
      stage.remember(place, shown);
    }
  },
});

/** Bytes of the challenge behind the pushes that one- and two-cut partitions reach into: its line end stays whole. */
const SHORT_FENCE = 10;

type Presence = Exclude<Push, { readonly kind: 'MSG' | 'NOT' }>;

function isAbout(place: number): (push: Push) => push is Presence {
  return (one): one is Presence => (one.kind === 'NLN' || one.kind === 'FLN') && one.who === place;
}

/** The name by which contacts are shown before an example. */
const BEFORE = 'before';

/** Brings everybody whom an example is about into another state than that in which it leaves them. */
function oppositesOf(pushes: readonly Push[]): readonly Push[] {
  return people.flatMap((_, place): readonly Push[] => {
    const last = pushes.findLast(isAbout(place));
    if (last === undefined) {
      return [];
    }
    return last.kind === 'NLN'
      ? [{ kind: 'FLN', who: place }]
      : [{ kind: 'NLN', who: place, status: 'NLN', name: { text: BEFORE, style: 'minimal' } }];
  });
}

function bytesOf(pushes: readonly Push[]): Buffer {
  return Buffer.concat(pushes.map((one) => Buffer.from(lineOf(one), 'utf8')));
}

function lineOf(one: Push): string {
  switch (one.kind) {
    case 'NLN': {
      const { account } = people[one.who] ?? people[0];
      return `NLN ${one.status} ${account} ${encodeText(one.name.text, { style: one.name.style })} 0\r\n`;
    }
    case 'FLN':
      return `FLN ${(people[one.who] ?? people[0]).account}\r\n`;
    case 'MSG':
      return `MSG Hotmail Hotmail ${Buffer.byteLength(one.payload)}\r\n${one.payload}`;
    case 'NOT':
      return `NOT ${Buffer.byteLength(one.payload)}\r\n${one.payload}`;
  }
}
