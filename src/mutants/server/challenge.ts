import type { ServerMutant } from '../mutant';
import { ignores, reads, sends, serversWith } from './faults';
import { payloadReader } from './payload-reader';

/** Faults of challenges, of keeping alive and of leaving. */
export const challengeMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'refuses-the-right-digest',
    rule: 'S-CHL-02',
    fault: 'The right answer to a challenge brings 540 and a close.',
    make: () => ({ policy: { acceptsAnswer: () => false } }),
  },
  {
    id: 'keeps-silent-upon-the-digest',
    rule: 'S-CHL-02',
    fault: 'The right answer to a challenge is not confirmed.',
    make: () => sends('QRY', () => []),
  },
  {
    id: 'wants-a-line-end-behind-the-digest',
    rule: 'S-CHL-06',
    fault: 'Two bytes behind the digest are taken for its line end.',
    make: () => reads(payloadReader({ swallowed: 2 })),
  },
  {
    id: 'keeps-silent-upon-png',
    rule: 'S-PNG-01',
    fault: 'PNG is not answered.',
    make: () => sends('QNG', () => []),
  },
  {
    id: 'tells-when-to-ping-again',
    rule: 'S-PNG-01',
    fault: 'QNG bears a number of seconds, as in MSNP9.',
    make: () => ({ knobs: { pingSeconds: 50 } }),
  },
  {
    id: 'stays-upon-out',
    rule: 'S-OUT-01',
    fault: 'OUT does not end the connection.',
    make: () => ignores(({ name }) => name === 'OUT'),
  },
  {
    id: 'forgets-what-stands-before-out',
    rule: 'S-OUT-02',
    fault: 'The request in front of OUT is not carried out when both have come together.',
    make: () => ignores((_command, { session }) => session.nextRequest === 'OUT'),
  },
]);
