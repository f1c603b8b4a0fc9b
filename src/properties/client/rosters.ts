import type { ClientSubject } from '../../subjects';
import { documentedAccounts } from '../../suite';
import { type Roster, type RosterContact, roster, rosterSchema } from '../arbitraries/roster';
import { defineProperty } from '../define-property';
import { PropertyFailure } from '../property-failure';
import { ClientStage } from './client-stage';
import { compareWithDirectory, type ListRules } from './compare-with-directory';
import { peopleOfAlice } from './people';
import { signInOrFail } from './sign-in-or-fail';

const EMPTY: Roster = { groups: [], contacts: [], style: 'reserved', blp: 'AL', gtc: 'A' };
const ONE: RosterContact = { lists: 'FL,AL', name: 'a', groups: [], home: '', mobile: '' };

export const rosters = defineProperty<ClientSubject, ClientStage, Roster>({
  name: 'rosters',
  title: 'Any list',
  statement:
    'Whatever groups, contacts, names and numbers the list holds, and however they are encoded, the client believes just that.',
  rules: ['C-SYN-04', 'C-SYN-05', 'C-SYN-06', 'C-SYN-07', 'C-SYN-08', 'X-ENC-02', 'X-ENC-03', 'X-ENC-04'],
  runs: 60,
  needs: [],
  arbitrary: roster(),
  *exhaustive() {
    yield EMPTY;
    for (const lists of ['FL,AL', 'FL', 'AL', 'BL', 'FL,BL,RL'] as const) {
      yield { ...EMPTY, contacts: [{ ...ONE, lists }] };
    }
    for (const style of ['reserved', 'every-byte', 'minimal'] as const) {
      for (const name of ['a', '%', '+', 'é']) {
        yield { ...EMPTY, style, groups: ['b'], contacts: [{ ...ONE, name }] };
      }
    }
    yield { ...EMPTY, groups: ['b', 'c'], contacts: [{ ...ONE, groups: [0, 1] }] };
    yield { ...EMPTY, contacts: [{ ...ONE, home: '01 234', mobile: '5' }] };
  },
  *smaller(example) {
    yield* withOneLess(example.groups).map((groups) => ({ ...example, groups }));
    yield* withOneLess(example.contacts).map((contacts) => ({ ...example, contacts }));
    for (const [place, contact] of example.contacts.entries()) {
      const less: readonly Partial<RosterContact>[] = [
        ...(contact.home === '' ? [] : [{ home: '' }]),
        ...(contact.mobile === '' ? [] : [{ mobile: '' }]),
        ...withOneLess(contact.groups).map((groups) => ({ groups })),
        ...shorter(contact.name).map((name) => ({ name })),
      ];
      yield* less.map((part) => ({ ...example, contacts: example.contacts.with(place, { ...contact, ...part }) }));
    }
    for (const [place, group] of example.groups.entries()) {
      yield* shorter(group).map((name) => ({ ...example, groups: example.groups.with(place, name) }));
    }
  },
  toData: (example) => example,
  fromData: (data) => rosterSchema.parse(data),
  unmet: () => undefined,
  open: (context) => ClientStage.start({ context, directory: peopleOfAlice() }),
  examplesPerStage: 30,
  attempt: async (example, stage) => {
    const { server } = stage;
    const rules = rulesFor(example);
    await stage.leave();
    server.knobs.textStyle = example.style;
    server.directory.become(peopleOfAlice());
    fill(stage, example);
    await signInOrFail({
      stage,
      rule: rules.lists,
      asUsual: () => {
        server.knobs.textStyle = 'ascii';
        server.directory.become(peopleOfAlice());
      },
    });
    await stage.tell({ bytes: Buffer.alloc(0), cuts: [], rule: rules.lists });
    const snapshot = await stage.snapshot();
    const { connection } = stage.session;
    const owner = server.directory.account(documentedAccounts.alice);
    compareWithDirectory({
      snapshot,
      owner,
      phones: (account) => {
        const { settings } = server.directory.account(account);
        const [home, mobile] = [settings.get('PHH'), settings.get('PHM')];
        return { ...(home === undefined ? {} : { PHH: home }), ...(mobile === undefined ? {} : { PHM: mobile }) };
      },
      rules,
      connection: connection.id,
    });
    // AL and BL alone many clients do not keep.
    const forward = owner.contacts.filter(({ lists }) => lists.has('FL')).map(({ account }) => account);
    const strangers = (snapshot?.contacts ?? []).filter(
      ({ account, lists }) => (lists ?? ['FL']).includes('FL') && !forward.includes(account.toLowerCase()),
    );
    if (strangers[0] !== undefined) {
      throw new PropertyFailure({
        rule: rules.lists,
        message: `Expected the client to know only those on its list; it believes ${strangers[0].account} to be on FL.`,
        connection: connection.id,
      });
    }
  },
});

/** The list without each of its items in turn. */
function withOneLess<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.map((_, place) => items.toSpliced(place, 1));
}

/** The text without each of its characters in turn; never an empty one. */
function shorter(text: string): readonly string[] {
  return withOneLess(Array.from(text))
    .map((characters) => characters.join(''))
    .filter((one) => one !== '');
}

/** Puts what the example says in Alice's place. */
function fill({ server }: ClientStage, { groups, contacts, blp, gtc }: Roster): void {
  const { directory } = server;
  const people = contacts.map((contact, place) => ({ ...contact, account: `contact-${place}@passport.com` }));
  for (const { account, name, home, mobile } of people) {
    directory.addAccount({
      account,
      password: 'x',
      name,
      settings: { ...(home === '' ? {} : { PHH: home }), ...(mobile === '' ? {} : { PHM: mobile }) },
    });
  }
  directory.setRoster(documentedAccounts.alice, {
    groups: Object.fromEntries(groups.map((name, place) => [String(place + 1), name])),
    contacts: people.map(({ account, name, lists, groups: places }) => ({
      account,
      name,
      lists: lists.split(',').flatMap((list) => (isList(list) ? [list] : [])),
      groups: groupIds(places, groups.length),
    })),
    blp,
    gtc,
  });
}

function isList(word: string): word is 'FL' | 'AL' | 'BL' | 'RL' {
  return ['FL', 'AL', 'BL', 'RL'].includes(word);
}

/** Ids of groups by their places; group 0 where none of them is there. */
function groupIds(places: readonly number[], count: number): readonly string[] {
  const ids = places.filter((place) => place < count).map((place) => String(place + 1));
  return ids.length === 0 ? ['0'] : ids;
}

/** The rule that a mistake in a list like this breaks. */
function rulesFor({ style, groups, contacts }: Roster): ListRules {
  const texts = [...groups, ...contacts.map(({ name }) => name)].join('');
  const hasSeveral = contacts.some((contact) => groupIds(contact.groups, groups.length).length > 1);
  return {
    names: nameRule(texts, style),
    lists: contacts.length === 0 ? 'C-SYN-05' : 'C-SYN-04',
    groups: hasSeveral ? 'C-SYN-08' : 'C-SYN-04',
    phones: 'C-SYN-06',
  };
}

function nameRule(texts: string, style: Roster['style']): string {
  if (style === 'minimal' && /[^\0-\x7f]/.test(texts)) {
    return 'X-ENC-04';
  }
  return style === 'minimal' && texts.includes('+') ? 'X-ENC-03' : 'X-ENC-02';
}
