import type { SnapshotContact } from '../../src/subjects';
import { BeliefMismatch, compareContacts, compareGroups } from '../../src/suite';

const dave: SnapshotContact = {
  account: 'dave@passport.com',
  name: 'Dave',
  lists: ['RL', 'FL'],
  groups: ['2', '1'],
  status: 'FLN',
  phones: { PHH: '3.1415' },
};

function contacts(row: Readonly<Record<string, string>>, contact: SnapshotContact = dave) {
  return () =>
    compareContacts({
      snapshot: { contacts: [contact] },
      rows: [{ account: 'Dave@Passport.com', row }],
      bindings: new Map([
        ['g1', '1'],
        ['g2', '2'],
      ]),
      rules: ['C-SYN-04'],
    });
}

test.each([
  [{ lists: 'FL,RL' }],
  [{ groups: '<g1>,<g2>' }],
  [{ status: 'FLN', name: 'Dave' }],
  [{ PHH: '3.1415', PHW: '' }],
  [{ lists: '', status: '', name: '' }],
])('%j is what the client knows', (row) => {
  expect(contacts(row)).not.toThrow();
});

test.each([
  [{ lists: 'FL' }, 'lists "FL" and has "FL,RL"'],
  [{ groups: '' }, 'groups "" and has "1,2"'],
  [{ groups: '<g3>' }, 'groups "<g3>"'],
  [{ status: 'NLN' }, 'status "NLN" and has "FLN"'],
  [{ PHH: '' }, 'PHH "" and has "3.1415"'],
])('%j is not', (row, message) => {
  expect(contacts(row)).toThrow(message);
  expect(contacts(row)).toThrow(expect.objectContaining({ rules: ['C-SYN-04'] }));
});

test('a comma in a name or a number separates nothing', () => {
  const contact = { ...dave, name: 'Smith, Dave', phones: { PHH: '2,1' } };
  expect(contacts({ name: 'Smith, Dave', PHH: '2,1' }, contact)).not.toThrow();
  expect(contacts({ name: ' Dave,Smith' }, contact)).toThrow(BeliefMismatch);
});

test('what the client cannot tell is not compared', () => {
  expect(contacts({ lists: 'BL', PHH: '1', status: 'NLN' }, { account: 'dave@passport.com' })).not.toThrow();
});

test('a contact whom the client does not know is a mismatch', () => {
  expect(contacts({}, { account: 'bob@passport.com' })).toThrow('knows nobody of that account');
});

test('a column that no contact has is an error of the feature, not of the client', () => {
  expect(contacts({ colour: 'red' })).toThrow('has no column "colour"');
  expect(contacts({ colour: 'red' })).not.toThrow(BeliefMismatch);
});

describe('groups', () => {
  const groups = (rows: readonly Readonly<Record<string, string>>[]) => () =>
    compareGroups({
      snapshot: {
        groups: [
          { id: '1', name: 'Friends' },
          { id: '0', name: 'Others' },
        ],
      },
      rows,
      bindings: new Map([['g1', '1']]),
      rules: ['C-SYN-06'],
    });

  test('are compared in any order', () => {
    expect(
      groups([
        { id: '0', name: 'Others' },
        { id: '<g1>', name: 'Friends' },
      ]),
    ).not.toThrow();
  });

  test('lacking or renamed ones are a mismatch', () => {
    expect(groups([{ id: '0', name: 'Others' }])).toThrow(BeliefMismatch);
    expect(
      groups([
        { id: '0', name: 'Others' },
        { id: '1', name: 'friends' },
      ]),
    ).toThrow(BeliefMismatch);
  });
});

describe('what a client does not keep is not missed', () => {
  const dave = { account: 'dave@passport.com', lists: ['FL' as const], phones: { PHH: '1' } };
  const known = (rows: readonly { readonly account: string; readonly row: Readonly<Record<string, string>> }[]) =>
    compareContacts({ snapshot: { contacts: [dave] }, rows, bindings: new Map(), rules: ['C-SYN-04'] });

  test('people who are not on the forward list', () => {
    expect(known([{ account: 'eve@passport.com', row: { lists: 'BL,RL' } }])).toEqual(['anything of eve@passport.com']);
    expect(() => known([{ account: 'eve@passport.com', row: { lists: 'FL' } }])).toThrow(
      'knows nobody of that account',
    );
  });

  test('numbers of a type that it tells of nobody', () => {
    expect(known([{ account: 'dave@passport.com', row: { MOB: 'Y' } }])).toEqual(['the MOB of dave@passport.com']);
    expect(() => known([{ account: 'dave@passport.com', row: { PHH: '2' } }])).toThrow('PHH "2" and has "1"');
  });
});
