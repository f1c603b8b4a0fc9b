import { Directory } from './directory';

/** The ticket that Alice shows in the example session. */
const aliceTicket =
  't=53*1hAu8ADuD3TEwdXoOMi08sD*2!cMrntTwVMTjoB3p6stWTqzbkKZPVQzA5NOt19SLI60PY!b8K4YhC!Ooo5ug$$' +
  '&p=5eKBBC!yBH6ex5mftp!a9DrSb0B3hU8aqAWpaPn07iCGBw5akemiWSd7t2ot!okPvIR!Wqk!MKvi1IMpxfhkao9wpxlMWYAZ!DqRfACmyQGG112' +
  'Bp9xrk04!BVBUa9*H9mJLoWw39m63YQRE1yHnYNv08nyz43D3OnMcaCoeSaEHVM7LpR*LWDme29qq2X3j8N';

/**
 * A directory in the state in which the documented example session begins, with the corrections of its errata: Alice has Bob, Carol and Dave on her
 * list, in three groups besides group 0, has blocked Eve, and Fred has added her since she was last here. Her list version is 27.
 *
 * The lists of the others agree with Alice's: whom she has on FL has her on RL, and the other way round. The password of an account is its
 * name before the `@` with `-password` behind it.
 *
 * @example
 * server.directory.become(sessionDirectory()); // before each case
 */
export function sessionDirectory(): Directory {
  return new Directory([
    {
      account: 'alice@passport.com',
      password: 'alice-password',
      name: 'Alice',
      ticket: aliceTicket,
      listVersion: 27,
      gtc: 'A',
      blp: 'AL',
      settings: { PHH: '01 234', PHM: '56 789' },
      groups: { 0: 'Other Contacts', 1: 'Coworkers', 2: 'Friends', 3: 'Family' },
      contacts: [
        { account: 'bob@passport.com', name: 'Bob', lists: ['FL', 'AL', 'RL'] }, // 11, where the original has 13
        { account: 'carol@passport.com', name: 'Carol', lists: ['FL', 'AL'] },
        { account: 'dave@passport.com', name: 'Dave', lists: ['FL'], groups: ['1', '2', '3'] }, // with a nickname
        { account: 'eve@passport.com', name: 'Eavesdropper', lists: ['BL', 'RL'] },
        { account: 'fred@passport.com', name: 'Fred', lists: ['RL'] },
      ],
    },
    {
      account: 'bob@passport.com',
      password: 'bob-password',
      name: 'Bob',
      settings: { MOB: 'Y' },
      contacts: [{ account: 'alice@passport.com', name: 'Alice', lists: ['FL', 'AL', 'RL'] }],
    },
    {
      account: 'carol@passport.com',
      password: 'carol-password',
      name: 'Carol',
      settings: { PHM: '9876-54321' }, // the number that the session calls work and sends as mobile
      contacts: [{ account: 'alice@passport.com', name: 'Alice', lists: ['AL', 'RL'] }],
    },
    {
      account: 'dave@passport.com',
      password: 'dave-password',
      name: 'Dave',
      settings: { PHH: '3.1415926535', PHW: '2.71841844', PHM: 'sqrt(-1)' },
      contacts: [{ account: 'alice@passport.com', name: 'Alice', lists: ['AL', 'RL'] }],
    },
    {
      account: 'eve@passport.com',
      password: 'eve-password',
      name: 'Eavesdropper',
      contacts: [{ account: 'alice@passport.com', name: 'Alice', lists: ['FL', 'AL'] }],
    },
    {
      account: 'fred@passport.com',
      password: 'fred-password',
      name: 'Fred',
      contacts: [{ account: 'alice@passport.com', name: 'Alice', lists: ['FL', 'AL'] }],
    },
    { account: 'emily@passport.com', password: 'emily-password', name: 'Emily' },
  ]);
}
