import type { Directory, FakeServerOptions } from '../../fakes';
import type { ClientNeeds } from '../../subjects';
import { documentedAccounts } from './session-roster';

/** How the kit's servers differ for a client that cannot do without. */
export function accommodate(needs: ClientNeeds): Pick<FakeServerOptions, 'minTls'> & {
  readonly knobs: NonNullable<FakeServerOptions['knobs']> & { readonly transfers: number };
} {
  return {
    knobs: {
      passport: needs.dalogin === undefined ? {} : { daLogin: needs.dalogin },
      transfers: needs.dispatch === 'none' ? 0 : 1,
    },
    ...(needs.tls === undefined ? {} : { minTls: 'TLSv1' }),
  };
}

/** Gives Alice as many contacts as a client needs to have. */
export function befriend(directory: Directory, { minContacts = 0 }: ClientNeeds): void {
  const alice = directory.account(documentedAccounts.alice);
  for (let count = alice.contacts.length; count < minContacts; count += 1) {
    const account = `contact-${count}@passport.com`;
    const name = `Contact ${count}`;
    directory.addAccount({ account, password: name, name });
    alice.setContact({ account, name, lists: ['FL', 'AL'] });
  }
}
