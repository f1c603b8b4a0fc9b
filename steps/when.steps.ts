import { When } from '@cucumber/cucumber';
import { parseTranscript } from '../src/codec';
import type { Action, Persona } from '../src/suite';
import type { KitWorld } from './world';

async function play(world: KitWorld, transcript: string, action?: Action): Promise<void> {
  await world.scene.play({ transcript: parseTranscript(transcript), ...(action === undefined ? {} : { action }) });
}

/** What Alice's client does at this point without being asked: it is in the middle of signing in. */
When(
  /^(?:Alice (?:calls at the dispatch server|signs in|synchronises|becomes visible(?: and allows Fred)?|sends)|the server (?:sends|describes Alice's account|challenges Alice)):$/,
  async function (this: KitWorld, transcript: string) {
    await play(this, transcript);
  },
);

When(/^(?:Alice|the server) sends, byte by byte:$/, async function (this: KitWorld, transcript: string) {
  await this.scene.play({ transcript: parseTranscript(transcript), byteByByte: true });
});

When('Alice goes {status}:', async function (this: KitWorld, status: string, transcript: string) {
  await play(this, transcript, { request: { method: 'setStatus', parameters: { status } } });
});

When('Alice comes back:', async function (this: KitWorld, transcript: string) {
  await play(this, transcript, { request: { method: 'setStatus', parameters: { status: 'NLN' } } });
});

When('Alice takes the name {string}:', async function (this: KitWorld, name: string, transcript: string) {
  await play(this, transcript, { request: { method: 'setName', parameters: { name } } });
});

When(
  'Alice renames {contact} to {word}:',
  async function (this: KitWorld, contact: Persona, name: string, transcript: string) {
    const account = this.scene.bindings.get(contact);
    await play(this, transcript, { request: { method: 'renameContact', parameters: { account, name } } });
  },
);

When('Alice blocks {contact}:', async function (this: KitWorld, contact: Persona, transcript: string) {
  const account = this.scene.bindings.get(contact);
  await play(this, transcript, { request: { method: 'block', parameters: { account } } });
});

When('Alice logs out:', async function (this: KitWorld, transcript: string) {
  await play(this, transcript, { request: { method: 'logout', parameters: {} } });
});

When('{contact} goes offline:', async function (this: KitWorld, persona: Persona, transcript: string) {
  await play(this, transcript, { contact: { persona, act: (client) => client.logout() } });
});

When('{contact} adds Alice to her/his list:', async function (this: KitWorld, persona: Persona, transcript: string) {
  const account = this.scene.bindings.get('alice') ?? '';
  await play(this, transcript, { contact: { persona, act: (client) => client.addContact({ account }) } });
});

When('{contact} takes Alice off her/his list:', async function (this: KitWorld, persona: Persona, transcript: string) {
  const account = this.scene.bindings.get('alice') ?? '';
  await play(this, transcript, { contact: { persona, act: (client) => client.removeContact({ account }) } });
});

When("{contact}'s connection breaks:", async function (this: KitWorld, persona: Persona, transcript: string) {
  await play(this, transcript, { contact: { persona, act: (client) => client.close({ how: 'reset' }) } });
});

When(
  '{contact} becomes {status} under the name {word}:',
  async function (this: KitWorld, persona: Persona, status: string, name: string, transcript: string) {
    const act: NonNullable<Action['contact']>['act'] = async (client) => {
      await client.setName(name);
      await client.setStatus(status);
    };
    await play(this, transcript, { contact: { persona, act } });
  },
);

When('Alice signs in again', async function (this: KitWorld) {
  await this.scene.makeReady('synchronised');
});
