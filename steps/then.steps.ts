import { type DataTable, Then } from '@cucumber/cucumber';
import { parseTranscript } from '../src/codec';
import { compareContacts, compareGroups, compareSelf, type Persona } from '../src/suite';
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

Then('Alice goes on to become visible', async function (this: KitWorld) {
  await this.scene.goOn('online');
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

/** The rules that a difference breaks stand in parentheses: `(S-SYN-11, C-SYN-04)`. A contact is one of the people, or an account. */
Then(
  /^Alice's client knows these contacts \((.+)\):$/,
  async function (this: KitWorld, rules: string, table: DataTable) {
    const { bindings } = this.scene;
    const rows = table.hashes().map(({ contact = '', ...row }) => ({
      account: contact.includes('@') ? contact : (bindings.get(personaNamed(contact)) ?? ''),
      row,
    }));
    await compare(this, rules, (options) => compareContacts({ ...options, rows }));
  },
);

Then(/^Alice's client knows these groups \((.+)\):$/, async function (this: KitWorld, rules: string, table: DataTable) {
  await compare(this, rules, (options) => compareGroups({ ...options, rows: table.hashes() }));
});

Then(/^Alice's client knows of itself \((.+)\):$/, async function (this: KitWorld, rules: string, table: DataTable) {
  await compare(this, rules, (options) => compareSelf({ ...options, row: table.hashes()[0] ?? {} }));
});

Then("what Alice's client knows of itself is noted", async function (this: KitWorld) {
  this.noted = await this.scene.snapshot();
});

Then(/^Alice's client knows of itself what was noted \((.+)\)$/, async function (this: KitWorld, rules: string) {
  const { name } = this.noted ?? {};
  if (name === undefined) {
    return; // There is nothing to compare with.
  }
  await compare(this, rules, (options) => compareSelf({ ...options, row: { name } }));
});

/** What is not told is said to be judged by the wire alone; what is, and is right, shows the rules. */
async function compare(
  world: KitWorld,
  rules: string,
  difference: (options: Omit<Parameters<typeof compareSelf>[0], 'row'>) => readonly string[],
): Promise<void> {
  const { scene } = world;
  const { role } = world.run.subject;
  // Many rules are about what crosses the wire alone: with none of this role there is nothing to hold against the subject.
  const named = rules.split(', ').filter((rule) => !rule.startsWith(role === 'client' ? 'S-' : 'C-'));
  if (named.length === 0) {
    return;
  }
  const untold = difference({ snapshot: await scene.snapshot(), bindings: scene.bindings, rules: named });
  if (untold.length > 0) {
    const text = `The client does not tell ${untold.join(', ')}: what it believes is not compared, and the wire alone is judged.`;
    scene.trace.remark({ topic: 'untold', value: named.join(' '), text });
  } else if (role === 'client') {
    for (const rule of named) {
      scene.shown.set(rule, (scene.shown.get(rule) ?? 0) + 1);
    }
  }
}
