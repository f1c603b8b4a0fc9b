import type { Role } from '../rules';
import type { Persona } from './scenes';

/** One Gherkin example as the suite knows it before it runs. */
export interface CaseDefinition {
  /** `server/synchronisation/the-server-sends-alice-s-whole-list`: role, feature, title. Stable while these are. */
  readonly id: string;
  readonly title: string;
  readonly role: Role;
  /** Rules that the case bears on, from its tags. */
  readonly rules: readonly string[];
  /** All tags, with the at sign. */
  readonly tags: readonly string[];
  /** The people whose accounts on the server under test it needs, Alice first; nobody where a client is under test. */
  readonly needs: readonly Persona[];
  /** Feature file, relative to the package root. */
  readonly uri: string;
  /** Line of the example in that file, from 1. */
  readonly line: number;
}
