import { AfterAll, BeforeAll } from '@cucumber/cucumber';
import { embeddedClient, embeddedServer } from '../src/subjects';
import { AuthorityKeeper, activate } from '../src/suite';

let end: () => Promise<void> = async () => {};

/** In the development profile of cucumber.mjs no run of the kit has started cucumber: one is made here, on the embedded peers. */
BeforeAll(async function () {
  const { run, role } = this.parameters;
  if (run !== '') {
    return;
  }
  const subject = role === 'client' ? embeddedClient() : await embeddedServer();
  const authority = new AuthorityKeeper();
  const active = activate({
    id: run,
    subject,
    timeoutMs: 5000,
    writesLate: false,
    authority: () => authority.get(),
    stop: new AbortController().signal,
    finished: async () => {},
  });
  end = async () => {
    active.release();
    await subject.close();
    await authority.close();
  };
});

AfterAll(async () => {
  await end();
});
