import type { Role } from '../rules';
import type { CaseDefinition } from '../suite';
import { clientProperties } from './client';
import type { DefinedProperty } from './define-property';
import { serverProperties } from './server';

type Described = Pick<DefinedProperty<never>, 'name' | 'title' | 'statement' | 'rules' | 'needs'>;

/** The properties of a role as cases, by which they are listed and selected: `client/properties/challenges`. */
export function propertyCases(role: Role): readonly CaseDefinition[] {
  const properties: readonly Described[] = role === 'client' ? clientProperties : serverProperties;
  return properties.map(({ name, title, rules, needs }) => ({
    id: caseIdOf({ role, name }),
    title,
    role,
    rules,
    tags: ['@property', ...rules.map((rule) => `@${rule}`)],
    needs,
    uri: '',
    line: 0,
  }));
}

/** The id of a property as a case. */
export function caseIdOf({ role, name }: { readonly role: Role; readonly name: string }): string {
  return `${role}/properties/${name}`;
}
