import { defineParameterType } from '@cucumber/cucumber';
import { isStatus, type Status } from '../src/codec';
import type { Persona } from '../src/suite';

const personas: Readonly<Record<string, Persona>> = {
  Alice: 'alice',
  Bob: 'bob',
  Carol: 'carol',
  Dave: 'dave',
  Eve: 'eve',
  Fred: 'fred',
};

/** The people of the example session, by the names that features use. */
export function personaNamed(name: string): Persona {
  const persona = personas[name];
  if (persona === undefined) {
    throw new Error(`The example session knows no ${name}; it has ${Object.keys(personas).join(', ')}.`);
  }
  return persona;
}

/** A presence, by its word on the wire. */
export function statusNamed(word: string): Status {
  if (!isStatus(word)) {
    throw new Error(`There is no presence "${word}".`);
  }
  return word;
}

defineParameterType({ name: 'contact', regexp: /Bob|Carol|Dave|Eve|Fred/, transformer: personaNamed });
defineParameterType({ name: 'side', regexp: /client|server/, transformer: (side: string) => side });
defineParameterType({
  name: 'status',
  regexp: /idle|busy|away/,
  transformer: (word: string) => ({ idle: 'IDL', busy: 'BSY', away: 'AWY' })[word] ?? 'NLN',
});
