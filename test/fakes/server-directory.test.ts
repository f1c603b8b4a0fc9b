import { Directory, DirectoryError, referenceServerPolicy, sessionDirectory } from '../../src/fakes';

const alice = 'alice@passport.com';

function contactsOf(directory: Directory, account: string): Record<string, string> {
  const contacts = directory.account(account).contacts;
  return Object.fromEntries(
    contacts.map(({ account: contact, name, lists, groups }) => [contact, `${name} ${[...lists]} ${[...groups]}`]),
  );
}

describe('a directory', () => {
  test('knows an account whatever the case of its letters', () => {
    const directory = new Directory([{ account: 'Alice@Passport.com', password: 'p' }]);
    expect(directory.find('ALICE@passport.COM')?.account).toBe('Alice@Passport.com');
    expect(directory.find('bob@passport.com')).toBeUndefined();
  });

  test('gives a new account what a new account has', () => {
    const { name, listVersion, gtc, blp, groups, contacts, verified, restricted } = new Directory([
      { account: alice, password: 'p' },
    ]).account(alice);
    expect({ name, listVersion, gtc, blp, groups: [...groups], contacts, verified, restricted }).toEqual({
      name: 'alice',
      listVersion: 1,
      gtc: 'A',
      blp: 'AL',
      groups: [['0', 'Other Contacts']],
      contacts: [],
      verified: true,
      restricted: false,
    });
  });

  test('says which account it lacks and which it has twice', () => {
    const directory = new Directory([{ account: alice, password: 'p' }]);
    expect(() => directory.account('zoe@passport.com')).toThrow(
      new DirectoryError('no-such-account', 'The account zoe@passport.com is not in the directory.'),
    );
    expect(() => directory.addAccount({ account: 'ALICE@PASSPORT.COM', password: 'q' })).toThrow(
      new DirectoryError('account-exists', 'The account ALICE@PASSPORT.COM is in the directory already.'),
    );
  });

  test('puts friends on three lists of each other', () => {
    const directory = new Directory([
      { account: alice, password: 'p', name: 'Alice' },
      { account: 'bob@passport.com', password: 'p', name: 'Bob' },
    ]);
    directory.befriend(alice, 'bob@passport.com');
    expect(contactsOf(directory, alice)).toEqual({ 'bob@passport.com': 'Bob FL,AL,RL 0' });
    expect(contactsOf(directory, 'bob@passport.com')).toEqual({ [alice]: 'Alice FL,AL,RL 0' });
  });

  test('sets the parts of a roster that are given and leaves the rest', () => {
    const directory = sessionDirectory();
    directory.setRoster(alice, { blp: 'BL', contacts: [{ account: 'zoe@passport.com', lists: ['AL', 'FL'] }] });
    const { blp, gtc, groups } = directory.account(alice);
    expect({ blp, gtc, groups: groups.size }).toEqual({ blp: 'BL', gtc: 'A', groups: 4 });
    expect(contactsOf(directory, alice)).toEqual({ 'zoe@passport.com': 'zoe@passport.com FL,AL 0' });
  });

  test('becomes a copy that shares nothing with its original', () => {
    const [original, copy] = [sessionDirectory(), new Directory()];
    copy.become(original);
    original.account(alice).takeOff('FL', 'bob@passport.com');
    original.account(alice).groups.clear();
    expect(contactsOf(copy, alice)).toEqual({
      'bob@passport.com': 'Bob FL,AL,RL 0',
      'carol@passport.com': 'Carol FL,AL 0',
      'dave@passport.com': 'Dave FL 1,2,3',
      'eve@passport.com': 'Eavesdropper BL,RL ',
      'fred@passport.com': 'Fred RL ',
    });
    expect([...copy.account(alice).groups.values()]).toEqual(['Other Contacts', 'Coworkers', 'Friends', 'Family']);
    copy.clear();
    expect(copy.accounts).toEqual([]);
  });

  test('has lists in the session state that agree with each other', () => {
    const directory = sessionDirectory();
    for (const owner of directory.accounts) {
      for (const other of directory.accounts) {
        expect(`${owner.account} on RL of ${other.account}: ${other.isOn('RL', owner.account)}`).toBe(
          `${owner.account} on RL of ${other.account}: ${owner.isOn('FL', other.account)}`,
        );
      }
    }
  });
});

describe('the reference policy', () => {
  test.each([
    [1, 2],
    [27, 28],
    [4_294_967_294, 4_294_967_295],
    [4_294_967_295, 1], // 0 is for clients that have nothing
  ])('counts a change of version %i to %i', (version, next) => {
    expect(referenceServerPolicy.nextVersion(version)).toBe(next);
  });

  test.each([
    [{ cached: 0, version: 27 }, true],
    [{ cached: 27, version: 27 }, false],
    [{ cached: 26, version: 27 }, true],
    [{ cached: 28, version: 27 }, true],
    [{ cached: 0, version: 0 }, true],
  ])('for %j needs the list: %s (S-SYN-01, S-SYN-10)', (versions, isNeeded) => {
    expect(referenceServerPolicy.needsList(versions)).toBe(isNeeded);
  });

  test.each([
    ['BL alone', ['BL'], 'AL', false],
    ['BL beside AL', ['AL', 'BL'], 'AL', false],
    ['AL', ['AL'], 'BL', true],
    ['no list, BLP AL', ['RL'], 'AL', true],
    ['no list, BLP BL', ['RL'], 'BL', false],
  ] as const)('%s: the watcher is allowed or not (S-PRS-05, S-PRS-06)', (_title, lists, blp, isAllowed) => {
    const owner = new Directory([
      { account: alice, password: 'p', blp, contacts: [{ account: 'bob@passport.com', lists }] },
    ]).account(alice);
    expect(referenceServerPolicy.allows({ owner, watcher: 'BOB@passport.com' })).toBe(isAllowed);
  });

  test.each([
    ['msmsgs@msnmsgr.com', 'd0c1178c689350104350d99f8c36ed9c', true],
    ['PROD0038W!61ZTF9', '0a92b938ee214352d5e1f93b0acd1552', true],
    ['msmsgs@msnmsgr.com', '0a92b938ee214352d5e1f93b0acd1552', false],
    ['msmsgs@msnmsgr.com', 'D0C1178C689350104350D99F8C36ED9C', false],
    ['nobody@nowhere', 'd0c1178c689350104350d99f8c36ed9c', false],
    ['msmsgs@msnmsgr.com', '', false],
  ])('the answer of %s with %s is right: %s (S-CHL-02 to S-CHL-04)', (clientId, digest, isRight) => {
    const challenge = '29409134351025259292';
    expect(referenceServerPolicy.acceptsAnswer({ challenge, clientId, digest })).toBe(isRight);
  });
});
