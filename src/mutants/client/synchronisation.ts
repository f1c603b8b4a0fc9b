import type { ClientMutant } from '../mutant';
import { chokesOn, clientsWith, sends, withWords } from './client-faults';

/** Faults between USR OK and the end of the list. */
export const synchronisationMutants: readonly ClientMutant[] = clientsWith([
  {
    id: 'answers-the-profile',
    rule: 'C-PRO-01',
    fault: 'The profile is answered by ACK.',
    make: () => ({
      hooks: {
        incoming: (command, context) => {
          if (command.name === 'MSG') context.send(Buffer.from(`ACK ${context.nextTrid()}\r\n`, 'latin1'));
          return 'continue';
        },
      },
    }),
  },
  {
    id: 'gives-up-at-the-profile',
    rule: 'C-PRO-01',
    fault: 'The client gives up at the profile.',
    make: () => chokesOn(/^MSG Hotmail /m),
  },
  {
    id: 'synchronises-with-a-word',
    rule: 'C-SYN-01',
    fault: 'The version in SYN is no number.',
    make: () => sends('SYN', (command) => withWords(command, () => ['none'])),
  },
  {
    id: 'synchronises-with-two-words',
    rule: 'C-SYN-02',
    fault: 'SYN has two versions, as in later dialects.',
    make: () => sends('SYN', (command) => withWords(command, (words) => [...words, '0'])),
  },
  {
    id: 'synchronises-with-nothing',
    rule: 'C-SYN-02',
    fault: 'SYN has no version.',
    make: () => sends('SYN', (command) => withWords(command, () => [])),
  },
  {
    id: 'chokes-on-the-first-setting',
    rule: 'C-SYN-04',
    fault: 'The client gives up at GTC in the list.',
    make: () => chokesOn(/^GTC /m),
  },
  {
    id: 'chokes-on-a-phone-of-a-contact',
    rule: 'C-SYN-06',
    fault: 'The client gives up at BPR in the list.',
    make: () => chokesOn(/^BPR /m),
  },
  {
    id: 'demands-groups-of-everybody',
    rule: 'C-SYN-07',
    fault: 'The client gives up at LST without groups.',
    make: () => chokesOn(/^LST \S+ \S+ \d+\r$/m),
  },
  {
    id: 'demands-one-group',
    rule: 'C-SYN-08',
    fault: 'The client gives up at LST with several groups.',
    make: () => chokesOn(/^LST \S+ \S+ \d+ \d+,/m),
  },
  {
    id: 'demands-nicknames',
    rule: 'C-SYN-11',
    fault: 'The client gives up at LST without a nickname.',
    make: () => chokesOn(/^LST \S+ 1 1,2,3\r$/m),
  },
  {
    id: 'answers-nobody-who-waits',
    rule: 'C-SYN-12',
    fault: 'Whoever is on RL alone is put on no list.',
    make: () => ({ behaviour: { answersReverse: false } }),
  },
  {
    id: 'leaves-an-empty-list',
    rule: 'C-SYN-05',
    fault: 'The client gives up at a list without contacts.',
    make: () => chokesOn(/^SYN \d+ \d+ 0 /m),
  },
  {
    id: 'remembers-another-version',
    rule: 'C-SYN-10',
    fault: 'SYN asks with a version that the server never gave.',
    make: () => ({
      policy: { versionToAskFor: ({ listVersion }) => (listVersion === undefined ? 0 : listVersion + 1000) },
    }),
  },
  {
    id: 'wants-the-list-every-time',
    rule: 'C-SYN-03',
    fault: 'The client gives up when the server says that nothing has changed.',
    make: () => chokesOn(/^SYN \d+ \d+\r$/m),
  },
  {
    id: 'knows-all-types',
    rule: 'C-SYN-09',
    fault: 'The client gives up at a setting of an unknown type.',
    make: () => chokesOn(/^PRP HSB /m),
  },
  {
    id: 'waits-for-a-list-that-does-not-come',
    rule: 'C-SYN-13',
    fault: 'Behind a short answer to SYN 0 the client does nothing any more.',
    make: () => {
      let isStuck = false;
      return {
        hooks: {
          incoming: (command) => {
            isStuck ||= command.form === 'S.SYN.equal';
            return isStuck ? 'handled' : 'continue';
          },
        },
      };
    },
  },
]);
