import { z } from 'zod';

/** What a client cannot do without (`docs/adapter.md`). Each is a deviation that the report shows. */
export interface ClientNeeds {
  /** How the nexus has to name the login page. */
  readonly dalogin?: 'bare' | 'absolute';
  /** Whether it has to be sent on by a dispatch server, or cannot be. */
  readonly dispatch?: 'required' | 'none';
  /** XFR has to end with the address of the server that sends it. */
  readonly xfrLastAddress?: true;
  /** Contacts that the list has to have. */
  readonly minContacts?: number;
  /** The newest version of TLS that it speaks. */
  readonly tls?: '1.0';
  /** It gets its ticket by another protocol than Passport 1.4: nothing can be certified. */
  readonly passport?: 'soap';
  /** The presence of a contact has to come behind the answer to ADD. */
  readonly ilnAfterAdd?: true;
  /** Session ids of the switchboard have to be numbers. */
  readonly numericSessionId?: true;
}

export const clientNeedsSchema: z.ZodType<ClientNeeds> = z.strictObject({
  dalogin: z.enum(['bare', 'absolute']).exactOptional(),
  dispatch: z.enum(['required', 'none']).exactOptional(),
  xfrLastAddress: z.literal(true).exactOptional(),
  minContacts: z.int().min(0).max(150).exactOptional(),
  tls: z.literal('1.0').exactOptional(),
  passport: z.literal('soap').exactOptional(),
  ilnAfterAdd: z.literal(true).exactOptional(),
  numericSessionId: z.literal(true).exactOptional(),
});

/** One need as a report shows it. */
export interface Accommodation {
  readonly need: string;
  readonly value: string | number | true;
  /** The rules that this client is not put to the test of, or not in full. */
  readonly bends: readonly string[];
}

/** The accommodations that a client gets, in the order of the contract. */
export function accommodationsFor(needs: ClientNeeds): readonly Accommodation[] {
  const { dalogin, dispatch, minContacts, tls, passport } = needs;
  const shown: (readonly [string, string | number | true | undefined, readonly string[]])[] = [
    ['dalogin', dalogin, ['C-AUT-03']],
    [
      'dispatch',
      dispatch,
      dispatch === 'none' ? ['C-XFR-01', 'C-XFR-03', 'C-XFR-04', 'C-XFR-05', 'C-XFR-06'] : ['C-XFR-02'],
    ],
    ['xfrLastAddress', needs.xfrLastAddress, ['C-XFR-01']],
    // None is what every client can do with.
    ['minContacts', minContacts === 0 ? undefined : minContacts, ['C-SYN-05']],
    ['tls', tls, ['C-AUT-03']],
    ['passport', passport, ['C-AUT-01', 'C-AUT-02', 'C-AUT-03', 'C-AUT-04', 'C-AUT-05', 'C-AUT-06', 'C-AUT-07']],
    ['ilnAfterAdd', needs.ilnAfterAdd, ['C-LST-06', 'C-LST-12']],
    ['numericSessionId', needs.numericSessionId, ['C-SB-18']],
  ];
  return shown.flatMap(([need, value, bends]) => (value === undefined ? [] : [{ need, value, bends }]));
}
