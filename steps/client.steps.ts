import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { parseTranscript } from '../src/codec';
import type { Persona } from '../src/suite';
import { personaNamed, statusNamed } from './parameter-types';
import type { KitWorld } from './world';

/** A way in which right servers differ. */
Given(/^a server that (.+)$/, function (this: KitWorld, words: string) {
  this.servers.hosted.behave(words);
});

Given('Alice has never signed in before', function (this: KitWorld) {
  this.servers.hosted.becomeNew();
});

/** The next command of that name, whatever it says; `ADD with error 215 "already there"` has words behind the transaction id. */
Given(
  /^the server refuses the next ([A-Z]{3}) with error (\d{3})(?: "(.+)")?$/,
  function (this: KitWorld, name: string, code: string, words: string | null) {
    this.servers.disturbances.refuseNext(name, { code: Number(code), words: words?.split(' ') ?? [] });
  },
);

/** It is answered when the client has had the chance to send more, and to hear the answers to that. */
Given(/^the server is slow to answer the next ([A-Z]{3})$/, function (this: KitWorld, name: string) {
  this.servers.disturbances.answerLate(name);
});

Given(/^the server closes upon the first ([A-Z]{3})$/, async function (this: KitWorld, name: string) {
  await this.servers.disturbances.breakOffAt(name);
});

Given(
  /^the server breaks off in the middle of its answer to the first ([A-Z]{3})$/,
  async function (this: KitWorld, name: string) {
    await this.servers.disturbances.breakOffAt(name, { begun: true });
  },
);

/** The rules that are broken where Alice can sign in at a usual server alone stand in parentheses. */
Then(/^Alice signs in all the same \((.+)\)$/, async function (this: KitWorld, rules: string) {
  await this.servers.signInAllTheSame(rules.split(', '));
});

When('Alice tries to sign in', async function (this: KitWorld) {
  await this.servers.tryToSignIn();
});

Then('Alice gives up signing in', async function (this: KitWorld) {
  await this.servers.giveUp();
});

When('the server sends Alice elsewhere', async function (this: KitWorld) {
  await this.servers.disturbances.sendElsewhere();
});

Then("Alice's client goes on or gives up", async function (this: KitWorld) {
  await this.servers.goesOnOrGivesUp();
});

When('nothing happens for {int} s', async function (this: KitWorld, seconds: number) {
  await this.servers.disturbances.idle({ ms: seconds * 1000 });
});

Then('Alice stays away', async function (this: KitWorld) {
  await this.servers.disturbances.restAtEnd();
});

Then('Alice may come back', async function (this: KitWorld) {
  await this.servers.disturbances.mayComeBack();
});

/** She has signed in before: the rules in parentheses are broken where she cannot any more. */
Then(
  /^Alice can sign in again and become visible(?: \((.+)\))?$/,
  async function (this: KitWorld, rules: string | null) {
    await this.servers.signInOnceMore(rules?.split(', ') ?? []);
  },
);
When(/^Alice (?:says that she is|becomes) ([A-Z]{3})$/, async function (this: KitWorld, status: string) {
  await this.servers.act({ method: 'setStatus', parameters: { status } });
});

When(/^Alice takes the name "(.*)"$/, async function (this: KitWorld, name: string) {
  await this.servers.act({ method: 'setName', parameters: { name } });
});

/** A client may refuse what is longer than a name may be. */
When('Alice takes a name of {int} letters', async function (this: KitWorld, letters: number) {
  await this.servers.act({ method: 'setName', parameters: { name: 'é'.repeat(letters) }, mayFail: true });
});

When('Alice adds {contact}', async function (this: KitWorld, persona: Persona) {
  await this.servers.act({ method: 'addContact', parameters: { account: this.servers.bindings.get(persona) } });
});

When('Alice adds {contact}:', async function (this: KitWorld, persona: Persona, transcript: string) {
  const account = this.scene.bindings.get(persona);
  await this.scene.play({
    transcript: parseTranscript(transcript),
    action: { request: { method: 'addContact', parameters: { account } } },
  });
});

When('Alice adds {contact} as {string}', async function (this: KitWorld, persona: Persona, name: string) {
  await this.servers.act({ method: 'addContact', parameters: { account: this.servers.bindings.get(persona), name } });
});

When('Alice removes {contact}', async function (this: KitWorld, persona: Persona) {
  await this.servers.act({ method: 'removeContact', parameters: { account: this.servers.bindings.get(persona) } });
});

When('Alice blocks {contact}', async function (this: KitWorld, persona: Persona) {
  await this.servers.act({ method: 'block', parameters: { account: this.servers.bindings.get(persona) } });
});

When('Alice unblocks {contact}', async function (this: KitWorld, persona: Persona) {
  await this.servers.act({ method: 'unblock', parameters: { account: this.servers.bindings.get(persona) } });
});

When('Alice renames {contact} to {string}', async function (this: KitWorld, persona: Persona, name: string) {
  await this.servers.act({
    method: 'renameContact',
    parameters: { account: this.servers.bindings.get(persona), name },
  });
});

When('Alice makes the group {string}', async function (this: KitWorld, name: string) {
  await this.servers.act({ method: 'addGroup', parameters: { name } });
});

When('Alice renames the group {word} to {string}', async function (this: KitWorld, id: string, name: string) {
  await this.servers.act({ method: 'renameGroup', parameters: { id, name } });
});

When('Alice removes the group {word}', async function (this: KitWorld, id: string) {
  await this.servers.act({ method: 'removeGroup', parameters: { id } });
});

When(/^Alice sets (BLP|GTC) to ([A-Z]{1,2})$/, async function (this: KitWorld, name: string, value: string) {
  await this.servers.act({ method: 'setPrivacy', parameters: { [name.toLowerCase()]: value } });
});

When('Alice sets {word} to {string}', async function (this: KitWorld, type: string, value: string) {
  await this.servers.act({ method: 'setPhone', parameters: { type, value } });
});

When('Alice logs out', async function (this: KitWorld) {
  await this.servers.act({ method: 'logout', parameters: {} });
});

When('{contact} adds Alice', async function (this: KitWorld, persona: Persona) {
  (await this.servers.puppet(persona)).add('FL', this.servers.bindings.get('alice') ?? '');
});

When('{contact} takes Alice off', async function (this: KitWorld, persona: Persona) {
  (await this.servers.puppet(persona)).remove('FL', this.servers.bindings.get('alice') ?? '');
});

When('these contacts change:', async function (this: KitWorld, table: DataTable) {
  for (const { contact = '', status = '', name } of table.hashes()) {
    const puppet = await this.servers.puppet(personaNamed(contact));
    if (status === 'FLN') {
      puppet.goOffline();
    } else {
      puppet.setStatus(statusNamed(status), name === undefined ? {} : { name });
    }
  }
});
