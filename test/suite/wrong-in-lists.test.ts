import { wrongInLists } from '../../src/suite/scenes/wrong-in-lists';

const bob = 'bob@passport.com';
const entries = [{ list: 'FL', account: bob } as const];

test.each([
  ['nothing is there and nothing was built', { contacts: [] }, []],
  ['the server keeps back what it has not', {}, []],
  [
    'all is there, whatever the case of accounts',
    { contacts: [{ account: 'BOB@passport.com', lists: ['FL'] }] },
    entries,
  ],
  ['RL is for others to fill', { contacts: [{ account: bob, lists: ['RL'] }], privacy: { blp: 'AL' } }, []],
] as const)('%s', (_, snapshot, built) => {
  expect(wrongInLists(snapshot, built)).toBeUndefined();
});

test.each([
  ['bob@passport.com is not on FL', { contacts: [{ account: bob, lists: ['AL'] }] }, entries],
  ['bob@passport.com is still on BL', { contacts: [{ account: bob, lists: ['FL', 'BL'] }] }, entries],
  ['BLP is still BL', { privacy: { blp: 'BL' } }, []],
] as const)('%s', (wrong, snapshot, built) => {
  expect(wrongInLists(snapshot, built)).toBe(wrong);
});
