import type { Envelope } from './cucumber';
import { type Persona, personas } from './scenes';

type Pickle = NonNullable<Envelope['pickle']>;

/**
 * The people whose accounts a case needs when the kit plays the clients, in the order of the example session: Alice, and whoever a step names, in its
 * sentence (`Bob`), in a cell of its table (`Bob`) or as a field of its transcript (`<bob>`).
 */
export function neededPersonas(pickle: Pickle): readonly Persona[] {
  const named = new Set<Persona>(['alice']);
  const note = (word: string | undefined) => {
    const persona = personas.find((one) => one === word?.toLowerCase());
    if (persona !== undefined) {
      named.add(persona);
    }
  };
  for (const { text, argument } of pickle.steps) {
    for (const [word] of text.matchAll(/\b[A-Z][a-z]+\b/g)) {
      note(word);
    }
    for (const { value } of argument?.dataTable?.rows.flatMap(({ cells }) => cells) ?? []) {
      note(/^[A-Z][a-z]+$/.exec(value)?.[0]);
    }
    for (const [, field] of argument?.docString?.content.matchAll(/<([a-z]+)[=>]/g) ?? []) {
      note(field);
    }
  }
  return personas.filter((persona) => named.has(persona));
}
