import { Given, Then, When } from '@cucumber/cucumber';
import { parseTranscript } from '../src/codec';
import type { Persona } from '../src/suite';
import { personaNamed } from './parameter-types';
import type { KitWorld } from './world';

Given('Alice has started a chat with {contact}', async function (this: KitWorld, persona: Persona) {
  await this.servers.chats.start(persona);
});

Given('{contact} has called Alice into a chat', async function (this: KitWorld, persona: Persona) {
  await this.servers.chats.call({ persona });
});

When('{contact} calls Alice and leaves before she comes', async function (this: KitWorld, persona: Persona) {
  await this.servers.chats.call({ persona, leaves: true });
});

/** What comes of it on Alice's session; her client goes on with it. */
When('Alice starts a chat with {contact}:', async function (this: KitWorld, persona: Persona, transcript: string) {
  await this.servers.chats.request({ persona, transcript: parseTranscript(transcript) });
});

When('Alice calls at the switchboard:', async function (this: KitWorld, transcript: string) {
  await this.servers.chats.arrive(parseTranscript(transcript));
});

Then('the chat has begun', async function (this: KitWorld) {
  await this.servers.chats.begun();
});

When(
  /^Alice starts a chat with (Bob|Carol|Dave) and (XFR|CAL) gets error (\d{3})$/,
  async function (this: KitWorld, name: string, command: 'XFR' | 'CAL', code: string) {
    await this.servers.chats.beRefused({ persona: personaNamed(name), command, code: Number(code) });
  },
);

When('the switchboard sends:', async function (this: KitWorld, transcript: string) {
  await this.servers.chats.play({ transcript: parseTranscript(transcript) });
});

When('the switchboard sends, byte by byte:', async function (this: KitWorld, transcript: string) {
  await this.servers.chats.play({ transcript: parseTranscript(transcript), byteByByte: true });
});

When('Alice says {string}', async function (this: KitWorld, text: string) {
  await this.servers.chats.act('sendMessage', { text });
});

When('Alice says {string} in vain', async function (this: KitWorld, text: string) {
  await this.servers.chats.speakInVain(text);
});

/** A client may send it in parts, or say that it is too long. */
When('Alice says a text of {int} bytes', async function (this: KitWorld, bytes: number) {
  await this.servers.chats.act(
    'sendMessage',
    { text: 'So long a story. '.repeat(bytes).slice(0, bytes) },
    { mayFail: true },
  );
});

When('Alice types', async function (this: KitWorld) {
  await this.servers.chats.act('sendTyping', {});
});

When('Alice leaves the chat', async function (this: KitWorld) {
  await this.servers.chats.act('leaveChat', {});
});

When('Alice invites {contact}', async function (this: KitWorld, persona: Persona) {
  await this.servers.chats.invite(persona);
});

When('{contact} leaves the chat', function (this: KitWorld, persona: Persona) {
  this.servers.chats.leave(persona);
});

/** The rules that a difference breaks stand in parentheses. */
Then(
  /^(Bob|Carol|Dave) is sent "(.*)" \((.+)\)$/,
  async function (this: KitWorld, name: string, text: string, rules: string) {
    await this.servers.chats.hears({ persona: personaNamed(name), text, rules: rules.split(', ') });
  },
);

Then(/^(Bob|Carol|Dave) sees that Alice types \((.+)\)$/, async function (this: KitWorld, name: string, rules: string) {
  await this.servers.chats.isToldOfTyping({ persona: personaNamed(name), rules: rules.split(', ') });
});
