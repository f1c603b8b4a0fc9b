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

/** The rules that a difference breaks, and that are shown to hold where there is none, stand in parentheses: `(S-SYN-11, C-SYN-04)`. */
Then(
  /^Alice's client knows these contacts \((.+)\):$/,
  async function (this: KitWorld, named: string, table: DataTable) {
    const { bindings } = this.scene;
    const rules = named.split(', ');
    const isCompared = compareContacts({
      snapshot: await this.scene.snapshot(),
      rows: table
        .hashes()
        .map(({ contact, ...row }) => ({ account: bindings.get(personaNamed(contact ?? '')) ?? '', row })),
      bindings,
      rules,
    });
    if (isCompared) count(this, rules);
  },
);

Then(/^Alice's client knows these groups \((.+)\):$/, async function (this: KitWorld, named: string, table: DataTable) {
  const snapshot = await this.scene.snapshot();
  const rules = named.split(', ');
  if (compareGroups({ snapshot, rows: table.hashes(), bindings: this.scene.bindings, rules })) count(this, rules);
});

/** What the kit's own client believes shows nothing of a server that its observers do not see. */
function count({ scene: { shown } }: KitWorld, rules: readonly string[]): void {
  for (const rule of rules.filter((one) => !one.startsWith('S-'))) {
    shown.set(rule, (shown.get(rule) ?? 0) + 1);
  }
}
