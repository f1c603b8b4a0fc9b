import { Directory } from '../../fakes';
import { documentedAccounts } from '../../suite';
import { PASSWORD } from './client-stage';

/** Alice's contacts: Bob, whose account is as short as one can be, Carol in a group, and Dave, who is blocked. */
export const people = [
  { account: 'b@b.b', name: 'B', lists: ['FL', 'AL', 'RL'] },
  { account: documentedAccounts.carol, name: 'Cárol 100%', lists: ['FL', 'AL', 'RL'], groups: ['1', '2'] },
  { account: documentedAccounts.dave, name: '日本 Dave', lists: ['FL', 'BL'] },
] as const;

/** Alice, who has {@link people} on her lists and is known to them. */
export function peopleOfAlice(): Directory {
  const directory = new Directory([
    {
      account: documentedAccounts.alice,
      password: PASSWORD,
      name: 'Älice 50%',
      groups: { 1: 'Rabbit hole', 2: 'Café' },
      settings: { PHH: '01 234' },
      contacts: people,
    },
  ]);
  for (const { account, name } of people) {
    directory.addAccount({ account, password: PASSWORD, name, settings: { PHH: '56 789', MOB: 'Y' } });
    directory.befriend(account, documentedAccounts.alice);
    directory
      .account(documentedAccounts.alice)
      .setContact(people.find((one) => one.account === account) ?? { account, lists: [] });
  }
  return directory;
}
