import { Given, Then, When } from '@cucumber/cucumber';
import { parseTranscript } from '../src/codec';
import type { Persona } from '../src/suite';
import type { KitWorld } from './world';

Given('Alice has agreed on MSNP8 with the notification server', async function (this: KitWorld) {
  await this.clients.agreeOnDialect();
});

When('Alice sends what no client should:', async function (this: KitWorld, transcript: string) {
  await this.clients.provoke({ transcript: parseTranscript(transcript) });
});

When('Alice shows a ticket that Passport never gave:', async function (this: KitWorld, transcript: string) {
  await this.clients.provoke({ transcript: parseTranscript(transcript), what: 'bad-ticket' });
});

When('Alice signs in elsewhere as well:', async function (this: KitWorld, transcript: string) {
  await this.clients.signInElsewhere(parseTranscript(transcript));
});

When('Alice answers no challenge for {int} s', async function (this: KitWorld, seconds: number) {
  await this.clients.answersNothing({ ms: seconds * 1000 });
});

When('Alice pings after {int} s of silence', async function (this: KitWorld, seconds: number) {
  await this.clients.pingsAfter({ ms: seconds * 1000 });
});

Then('Passport refuses Alice with a wrong password', async function (this: KitWorld) {
  await this.clients.isRefusedByPassport();
});

Then('the server goes on or closes', async function (this: KitWorld) {
  await this.clients.goesOnOrCloses();
});

Then('{contact} still answers', async function (this: KitWorld, persona: Persona) {
  await this.clients.stillServes(persona);
});
