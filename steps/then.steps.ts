import { type DataTable, Then } from '@cucumber/cucumber';
import { parseTranscript } from '../src/codec';
import { compareContacts, compareGroups, type Persona } from '../src/suite';
import { personaNamed } from './parameter-types';
import type { KitWorld } from './world';

Then('the server answers:', async function (this: KitWorld, transcript: string) {
  await this.scene.play({ transcript: parseTranscript(transcript) });
});

Then('{contact} is told:', async function (this: KitWorld, persona: Persona, transcript: string) {
  await this.scene.playContact({ persona, transcript: parseTranscript(transcript) });
});

/** Shown by a fence; what came before it is judged by the observers. */
Then('{contact} is told nothing more', async function (this: KitWorld, persona: Persona) {
  await this.scene.fenceContact(persona);
});

Then('Alice signs in at the notification server', async function (this: KitWorld) {
  await this.scene.goOn('signed in');
});

Then('Alice goes on to synchronise', async function (this: KitWorld) {
  await this.scene.goOn('synchronised');
});

Then('Alice can sign in again', async function (this: KitWorld) {
  await this.scene.signInAgain();
});

Then('Alice still answers', async function (this: KitWorld) {
  await this.scene.stillAnswers();
});

/** The rules that a difference breaks stand in parentheses: `(S-SYN-11, C-SYN-04)`. */
Then(
  /^Alice's client knows these contacts \((.+)\):$/,
  async function (this: KitWorld, rules: string, table: DataTable) {
    const { bindings } = this.scene;
    compareContacts({
      snapshot: await this.scene.snapshot(),
      rows: table
        .hashes()
        .map(({ contact, ...row }) => ({ account: bindings.get(personaNamed(contact ?? '')) ?? '', row })),
      bindings,
      rules: rules.split(', '),
    });
  },
);

Then(/^Alice's client knows these groups \((.+)\):$/, async function (this: KitWorld, rules: string, table: DataTable) {
  const snapshot = await this.scene.snapshot();
  compareGroups({ snapshot, rows: table.hashes(), bindings: this.scene.bindings, rules: rules.split(', ') });
});
