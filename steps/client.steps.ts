import { Given, Then, When } from '@cucumber/cucumber';
import { parseTranscript } from '../src/codec';
import type { ClientMethod } from '../src/subjects';
import type { Persona } from '../src/suite';
import type { KitWorld } from './world';

Given('there is no dispatch server', function (this: KitWorld) {
  this.servers.vary({ transfers: 0 });
});

Given('Passport redirects {int} times', function (this: KitWorld, redirects: number) {
  this.servers.vary({}, { redirects });
});

Given('Passport writes the names of headers in lower case', function (this: KitWorld) {
  this.servers.vary({}, { headerCase: 'lower' });
});

Given('the server never challenges', function (this: KitWorld) {
  this.servers.vary({ challenges: 'off' });
});

Given('the server has no switchboards', function (this: KitWorld) {
  this.servers.vary({ switchboardRefusal: 913 });
});

Given(/^the ids of chats are (hexadecimal|uuid)s?$/, function (this: KitWorld, form: 'hexadecimal' | 'uuid') {
  this.servers.vary({ chatIdForm: form });
});

Given('the server sends no list to who has it', function (this: KitWorld) {
  this.servers.vary({ synchronisation: 'short-when-equal' });
});

Given('the servers go by the name of localhost', function (this: KitWorld) {
  this.servers.nameHost('localhost');
});

When('Alice signs in with a wrong password', async function (this: KitWorld) {
  await this.servers.signInWithWrongPassword();
});

Then("Alice's client goes on without a challenge", async function (this: KitWorld) {
  await this.servers.goesOnUnchallenged();
});

Then("Alice's client comes again", async function (this: KitWorld) {
  await this.servers.comesAgain();
});

Then("Alice's client gives up", async function (this: KitWorld) {
  await this.servers.givesUp();
});

Then("Alice's client goes on or gives up", async function (this: KitWorld) {
  await this.servers.goesOnOrGivesUp();
});

interface Request {
  readonly method: ClientMethod;
  readonly parameters: Readonly<Record<string, unknown>>;
}

async function ask(world: KitWorld, request: Request, mayFail?: true): Promise<void> {
  await world.servers.ask({ ...request, ...(mayFail === undefined ? {} : { mayFail }) });
}

When(
  /^Alice (adds|removes|blocks|unblocks) (\w+)( in vain)?$/,
  async function (this: KitWorld, verb: string, name: string, vain: string | null) {
    const methods: Readonly<Record<string, ClientMethod>> = {
      adds: 'addContact',
      removes: 'removeContact',
      blocks: 'block',
      unblocks: 'unblock',
    };
    const account = this.scene.bindings.get(name.toLowerCase()) ?? '';
    const parameters = verb === 'adds' ? { account, name } : { account };
    await ask(this, { method: methods[verb] ?? 'addContact', parameters }, vain === null ? undefined : true);
  },
);

When('Alice takes a name of {int} letters, which is too long', async function (this: KitWorld, letters: number) {
  await ask(this, { method: 'setName', parameters: { name: 'a'.repeat(letters) } }, true);
});

When('Alice logs out', async function (this: KitWorld) {
  await ask(this, { method: 'logout', parameters: {} });
});

When('Alice makes the group {string}', async function (this: KitWorld, name: string) {
  await ask(this, { method: 'addGroup', parameters: { name } });
});

When('Alice renames group {word} to {string}', async function (this: KitWorld, id: string, name: string) {
  await ask(this, { method: 'renameGroup', parameters: { id, name } });
});

When('Alice removes group {word}', async function (this: KitWorld, id: string) {
  await ask(this, { method: 'removeGroup', parameters: { id } });
});

When(/^Alice sets (BLP|GTC) to (AL|BL|A|N)$/, async function (this: KitWorld, mode: string, value: string) {
  await ask(this, { method: 'setPrivacy', parameters: { [mode.toLowerCase()]: value } });
});

When(/^Alice sets (PHH|PHW|PHM) to "(.*)"$/, async function (this: KitWorld, type: string, value: string) {
  await ask(this, { method: 'setPhone', parameters: { type, value } });
});

When('Alice starts a chat with {contact}', async function (this: KitWorld, callee: Persona) {
  await this.servers.chats.start(callee);
});

When('Alice starts a chat with {contact} in vain', async function (this: KitWorld, callee: Persona) {
  await this.servers.chats.startInVain(callee);
});

When('{contact} calls Alice', async function (this: KitWorld, caller: Persona) {
  await this.servers.chats.receive(caller);
});

When('{contact} calls Alice and leaves at once', async function (this: KitWorld, caller: Persona) {
  await this.servers.chats.receive(caller, { hangsUp: true });
});

When('Alice invites {contact}', async function (this: KitWorld, callee: Persona) {
  await this.servers.chats.invite(callee);
});

When('Alice says {string}', async function (this: KitWorld, text: string) {
  await this.servers.chats.say(text);
});

When('Alice says {int} letters', async function (this: KitWorld, letters: number) {
  await this.servers.chats.say('x'.repeat(letters));
});

When('Alice says {int} letters, which is too much', async function (this: KitWorld, letters: number) {
  await this.servers.chats.sayTooMuch(letters);
});

When('Alice is typing', async function (this: KitWorld) {
  await this.servers.chats.type();
});

When('Alice leaves the chat', async function (this: KitWorld) {
  await this.servers.chats.leave();
});

When('{contact} leaves the chat', function (this: KitWorld, persona: Persona) {
  this.servers.chats.leaves(persona);
});

When('{contact} says {string} in the chat', function (this: KitWorld, speaker: Persona, text: string) {
  const headers = 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n';
  this.servers.chats.tell(speaker, Buffer.from(headers + text));
});

When(
  /^the switchboard sends(, byte by byte)?:$/,
  async function (this: KitWorld, cut: string | null, transcript: string) {
    await this.servers.chats.play({ transcript: parseTranscript(transcript), byteByByte: cut !== null });
  },
);
