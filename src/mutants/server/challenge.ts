import { answerChallenge } from '../../codec';
import type { ServerMutant } from '../mutant';
import { cutAt, ignores, implied, reads, type ServerFault, sends, serversWith, withWord } from './faults';
import { payloadReader } from './payload-reader';

const officialId = 'msmsgs@msnmsgr.com';

/** Faults of challenges, of keeping alive and of leaving. */
export const challengeMutants: readonly ServerMutant[] = serversWith([
  {
    id: 'refuses-the-right-digest',
    rule: 'S-CHL-02',
    fault: 'The right answer to a challenge brings 540 and a close.',
    implies: implied('S-PNG-01 S-SET-01', 'The session ends with it.'),
    make: () => ({ policy: { acceptsAnswer: () => false } }),
  },
  {
    id: 'keeps-silent-upon-the-digest',
    rule: 'S-CHL-02',
    fault: 'The right answer to a challenge is not confirmed.',
    make: () => sends('QRY', () => []),
  },
  {
    id: 'takes-any-digest',
    rule: 'S-CHL-03',
    fault: 'Every digest of the official client id is right.',
    make: () => ({ policy: { acceptsAnswer: ({ clientId }) => clientId === officialId } }),
  },
  {
    id: 'stays-upon-a-wrong-digest',
    rule: 'S-CHL-03',
    fault: 'A wrong digest brings 540 and no close.',
    make: () =>
      ignores((command, { session }) => {
        const isWrong = command.name === 'QRY' && command.payload?.every((byte) => byte === 0x30) === true;
        if (isWrong) {
          session.fail(command, 540);
        }
        return isWrong;
      }),
  },
  {
    id: 'closes-upon-a-wrong-digest-without-a-word',
    rule: 'S-CHL-03',
    fault: 'A wrong digest ends the connection without 540.',
    make: () => sends('540', () => []),
  },
  {
    id: 'asks-for-no-client-id',
    rule: 'S-CHL-04',
    fault: 'Unknown client ids answer with the key of the official one.',
    make: () => ({
      policy: {
        acceptsAnswer: ({ challenge, digest }) => digest === answerChallenge({ challenge, clientId: officialId }),
      },
    }),
  },
  {
    id: 'wants-a-line-end-behind-the-digest',
    rule: 'S-CHL-06',
    fault: 'Two bytes behind the digest are taken for its line end.',
    implies: implied('X-FRM-09 S-PNG-01 S-SET-01', 'The next command loses its first two bytes.'),
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
    implies: implied('S-SB-19 S-PRS-02', 'Nobody leaves by it.'),
    make: () => ignores(({ name }) => name === 'OUT'),
  },
  {
    id: 'dismisses-without-a-word',
    rule: 'S-OTH-01',
    fault: 'A second login ends the first session without OUT OTH.',
    make: () => sends('OUT', () => []),
  },
  {
    id: 'dismisses-for-another-reason',
    rule: 'S-OTH-01',
    fault: 'A second login ends the first session by OUT SSD.',
    make: () => sends('OUT', (command) => withWord(command, { at: 0, word: () => 'SSD' })),
  },
  {
    id: 'waits-for-ever-for-an-answer',
    rule: 'S-CHL-05',
    fault: 'A challenge may stay unanswered.',
    make: () => ({ knobs: { challengeTimeoutMs: 3_600_000 } }),
  },
  {
    id: 'closes-upon-half-a-minute-of-silence',
    rule: 'S-PNG-02',
    fault: 'A session in which the client says nothing for 30 s is ended.',
    make: closesUponSilence,
  },
  {
    id: 'names-pages-without-an-id',
    rule: 'S-URL-01',
    fault: 'URL has the path and the address, and no id.',
    make: () => sends('URL', (command) => cutAt(command, 2)),
  },
  {
    id: 'forgets-what-stands-before-out',
    rule: 'S-OUT-02',
    fault: 'The request in front of OUT is not carried out when both have come together.',
    make: () => ignores((_command, { session }) => session.nextRequest === 'OUT'),
  },
]);

const SILENCE_MS = 30_000;

function closesUponSilence(): ServerFault {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  return {
    hooks: {
      incoming: (_command, { session }) => {
        clearTimeout(timers.get(session));
        timers.set(session, setTimeout(() => session.close('nothing was said'), SILENCE_MS).unref());
        return 'continue';
      },
    },
  };
}
