import { type DataTable, Given, When } from '@cucumber/cucumber';
import { parseTranscript } from '../src/codec';
import type { ListEntry, Persona } from '../src/suite';
import { personaNamed } from './parameter-types';
import type { KitWorld } from './world';

/** `Alice, Bob and Carol`. */
function personasNamed(names: string): Persona[] {
  return names.split(/, | and /).map(personaNamed);
}

function listNamed(word: string): ListEntry['list'] {
  if (word !== 'FL' && word !== 'AL' && word !== 'BL') {
    throw new Error(`"${word}" is none of the lists FL, AL and BL.`);
  }
  return word;
}

Given(/^the lists of (.+) are empty$/, async function (this: KitWorld, names: string) {
  await this.clients.listsHold({ of: personasNamed(names), entries: [] });
});

Given(/^the lists of (.+) hold only:$/, async function (this: KitWorld, names: string, table: DataTable) {
  const entries = table.hashes().map((row) => ({
    owner: personaNamed(row.owner ?? ''),
    list: listNamed(row.list ?? ''),
    contact: personaNamed(row.contact ?? ''),
  }));
  await this.clients.listsHold({ of: personasNamed(names), entries });
});

Given('there is no account <nobody>', function (this: KitWorld) {
  this.clients.nameNobody();
});

/** Whether the server gives her so many is another matter. */
When('Alice makes groups until she has {int}', async function (this: KitWorld, wanted: number) {
  const { groups = [] } = await this.clients.snapshot();
  const lines = Array.from({ length: wanted - groups.length }, (_, at) => `ADG <made-${at}> Group${at} 0\\r\\n`);
  await this.clients.play({ transcript: parseTranscript(`>>> ${lines.join('\n    ')}`) });
  await this.clients.goesOnOrCloses();
});
