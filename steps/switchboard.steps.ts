import { Given, Then, When } from '@cucumber/cucumber';
import { parseTranscript } from '../src/codec';
import { personaNamed } from './parameter-types';
import type { KitWorld } from './world';

/** `911 or a close`, `217, 208 or nothing`. */
function alternatives(words: string): string[] {
  return words.split(/, | or /).map((word) => word.replace(/^an? /, ''));
}

Given(/^(\w+) has been sent to a switchboard$/, async function (this: KitWorld, name: string) {
  await this.clients.chats.refer(personaNamed(name));
});

Given(/^(\w+) is alone in a chat$/, async function (this: KitWorld, name: string) {
  await this.clients.chats.meet([personaNamed(name)]);
});

/** The first has called the others. */
Given(
  /^(\w+)((?:, \w+)*) and (\w+) are in a chat$/,
  async function (this: KitWorld, first: string, more: string, last: string) {
    const others = [...more.split(', ').filter((name) => name !== ''), last];
    await this.clients.chats.meet([personaNamed(first), ...others.map(personaNamed)]);
  },
);

/** Headers of a text message, and as much text as it takes. */
Given(/^<([\w-]+)> is a text of (\d+) bytes$/, function (this: KitWorld, field: string, bytes: string) {
  this.clients.bindings.set(
    field,
    'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n'.padEnd(
      Number(bytes),
      'All work and no play. ',
    ),
  );
});

When(
  /^(\w+) calls at <([\w-]+)>(?: while (\w+) talks)?( as no client should)?:$/,
  async function (
    this: KitWorld,
    name: string,
    field: string,
    talker: string | null,
    wrong: string | null,
    transcript: string,
  ) {
    await this.clients.chats.call({
      persona: personaNamed(name),
      field,
      transcript: parseTranscript(transcript),
      ...(talker === null ? {} : { meanwhile: personaNamed(talker) }),
      ...(wrong === null ? {} : { provoked: true }),
    });
  },
);

When(
  /^(\w+) (?:says|hears)( what no client should)?(, byte by byte)?:$/,
  async function (this: KitWorld, name: string, wrong: string | null, cut: string | null, transcript: string) {
    await this.clients.chats.play({
      persona: personaNamed(name),
      transcript: parseTranscript(transcript),
      ...(wrong === null ? {} : { provoked: true }),
      ...(cut === null ? {} : { byteByByte: true }),
    });
  },
);

When(
  /^(\w+) calls at <([\w-]+)> and says nothing for (\d+) s$/,
  async function (this: KitWorld, name: string, field: string, seconds: string) {
    await this.clients.chats.staysSilent({ persona: personaNamed(name), field, ms: Number(seconds) * 1000 });
  },
);

/** Accepted answers, and in parentheses the rules that any other breaks. */
Then(
  /^the switchboard answers (\w+)'s <([\w-]+)> with (.+) \((.+)\)$/,
  async function (this: KitWorld, name: string, field: string, accepted: string, rules: string) {
    await this.clients.chats.answers({
      persona: personaNamed(name),
      field,
      accepted: alternatives(accepted),
      rules: rules.split(', '),
    });
  },
);

Then(
  /^(\w+) hears no other (.+) \((.+)\)$/,
  async function (this: KitWorld, name: string, names: string, rules: string) {
    await this.clients.chats.hearsNoOther({
      persona: personaNamed(name),
      names: alternatives(names),
      rules: rules.split(', '),
    });
  },
);

Then(/^(\w+) is told no (.+) \((.+)\)$/, async function (this: KitWorld, name: string, names: string, rules: string) {
  await this.clients.chats.isToldNo({
    persona: personaNamed(name),
    names: alternatives(names),
    rules: rules.split(', '),
  });
});

Then(/^(\w+) has heard first who is there \((.+)\)$/, function (this: KitWorld, name: string, rules: string) {
  this.clients.chats.isIntroducedFirst({ persona: personaNamed(name), rules: rules.split(', ') });
});

Then(/^(\w+) has heard no client ids \((.+)\)$/, function (this: KitWorld, name: string, rules: string) {
  this.clients.chats.hasHeardNoClientId({ persona: personaNamed(name), rules: rules.split(', ') });
});

Then(/^<([\w-]+)> is a decimal number \((.+)\)$/, function (this: KitWorld, field: string, rules: string) {
  this.clients.chats.isDecimal({ field, rules: rules.split(', ') });
});

Then(/^(\w+)'s session goes on \((.+)\)$/, async function (this: KitWorld, name: string, rules: string) {
  await this.clients.sessionGoesOn({ persona: personaNamed(name), rules: rules.split(', ') });
});

Then('the switchboard goes on with {word} or closes', async function (this: KitWorld, name: string) {
  await this.clients.chats.goesOnOrCloses(personaNamed(name));
});
