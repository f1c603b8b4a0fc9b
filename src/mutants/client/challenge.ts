import { createHash } from 'node:crypto';
import { answerChallenge } from '../../codec';
import type { ClientMutant } from '../mutant';
import { chokesOn, clientsWith, sends, withWords } from './client-faults';

/** Faults in answering challenges. */
export const challengeMutants: readonly ClientMutant[] = clientsWith([
  {
    id: 'never-answers',
    rule: 'C-CHL-01',
    fault: 'No challenge is answered.',
    make: () => ({ behaviour: { answersChallenges: false } }),
  },
  {
    id: 'answers-with-the-key-first',
    rule: 'C-CHL-01',
    fault: 'The digest is of the key and the challenge, not of the challenge and the key.',
    make: () => ({
      policy: {
        answerChallenge: ({ challenge }) => createHash('md5').update(`Q1P7W2E4J9R8U3S5${challenge}`).digest('hex'),
      },
    }),
  },
  {
    id: 'answers-in-capitals',
    rule: 'C-CHL-01',
    fault: 'The digest is in upper case.',
    make: () => ({ policy: { answerChallenge: (options) => answerChallenge(options).toUpperCase() } }),
  },
  {
    id: 'answers-with-the-key-of-another-client',
    rule: 'C-CHL-01',
    fault: 'The digest is that of another client id.',
    make: () => ({
      policy: { answerChallenge: ({ challenge }) => answerChallenge({ challenge, clientId: 'PROD0038W!61ZTF9' }) },
    }),
  },
  {
    id: 'answers-the-challenge-before',
    rule: 'C-CHL-01',
    fault: 'Behind the first one, each challenge gets the answer to the one before it.',
    make: () => {
      let before: string | undefined;
      return {
        policy: {
          answerChallenge: ({ challenge, clientId }) => {
            const answer = answerChallenge({ challenge: before ?? challenge, clientId });
            before = challenge;
            return answer;
          },
        },
      };
    },
  },
  {
    id: 'answers-with-more',
    rule: 'C-CHL-01',
    fault: 'A word stands between the client id and the length.',
    make: () => sends('QRY', (command) => withWords(command, (words) => [...words, '0'])),
  },
  {
    id: 'answers-with-31-digits',
    rule: 'C-CHL-01',
    fault: 'The last digit of the digest is missing, and the length says so.',
    make: () => ({ policy: { answerChallenge: (options) => answerChallenge(options).slice(0, 31) } }),
  },
  {
    id: 'misses-the-first-challenge',
    rule: 'C-CHL-01',
    fault: 'The first challenge stays unanswered; later ones do not.',
    make: () => {
      let count = 0;
      return sends('QRY', (command) => {
        count += 1;
        return count === 1 ? [] : command;
      });
    },
  },
  {
    id: 'answers-once',
    rule: 'C-CHL-04',
    fault: 'Once an answer has been accepted, no further challenge is answered.',
    make: () => {
      let count = 0;
      return sends('QRY', (command) => {
        count += 1;
        return count === 1 ? command : [];
      });
    },
  },
  {
    id: 'gives-up-at-the-thanks',
    rule: 'C-CHL-04',
    fault: 'The client leaves when its answer is accepted.',
    make: () => chokesOn(/^QRY /m),
  },
  {
    id: 'answers-twenty-digits',
    rule: 'C-CHL-03',
    fault: 'A challenge is cut, or filled up, to 20 signs before it is answered.',
    make: () => ({
      policy: {
        answerChallenge: ({ challenge, clientId }) =>
          answerChallenge({ challenge: challenge.slice(0, 20).padEnd(20, '0'), clientId }),
      },
    }),
  },
  {
    id: 'waits-for-its-first-challenge',
    rule: 'C-CHL-05',
    fault: 'Before the first challenge has come no change of status is sent, but the first.',
    make: () => {
      let isChallenged = false;
      let changes = 0;
      return {
        hooks: {
          incoming: ({ name }) => {
            isChallenged ||= name === 'CHL';
            return 'continue';
          },
          outgoing: (command) => {
            changes += command.name === 'CHG' ? 1 : 0;
            return command.name === 'CHG' && changes > 1 && !isChallenged ? [] : [command];
          },
        },
      };
    },
  },
]);
