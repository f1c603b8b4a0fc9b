import type { Role } from '../rules';
import type { ClientSubject, ServerSubject } from '../subjects';
import { requireAccounts } from '../suite';
import { clientProperties } from './client';
import type { DefinedProperty, Tried } from './define-property';
import type { PropertyContext } from './property';
import { caseIdOf } from './property-cases';
import type { SavedFailure } from './saved-failure';
import { SavedFailureError } from './saved-failure-error';
import { serverProperties } from './server';

/** The role of the subject that a saved failure is about. */
export function roleOf({ property }: Pick<SavedFailure, 'property'>): Role {
  return property.startsWith('server/') ? 'server' : 'client';
}

/**
 * Tries the example of a saved failure once more, from a fresh state, on a subject.
 *
 * @throws SavedFailureError where this kit has no such property, or the example is none of it, or the subject plays the other role; SubjectError where it could
 *   not be tried
 */
export async function replayFailure(
  saved: SavedFailure,
  context: PropertyContext<ClientSubject | ServerSubject>,
): Promise<Tried> {
  const { subject } = context;
  if (subject.role !== roleOf(saved)) {
    throw new SavedFailureError(`The failure is one of a ${roleOf(saved)}, and this is a ${subject.role}.`);
  }
  if (subject.role === 'client') {
    await subject.begin?.({ caseId: saved.property });
    return tryAgain({ properties: clientProperties, saved, context: { ...context, subject } });
  }
  await subject.reset?.();
  return tryAgain({ properties: serverProperties, saved, context: { ...context, subject } });
}

async function tryAgain<Subject extends ClientSubject | ServerSubject>(options: {
  readonly properties: readonly DefinedProperty<Subject>[];
  readonly saved: SavedFailure;
  readonly context: PropertyContext<Subject>;
}): Promise<Tried> {
  const { properties, saved, context } = options;
  const role = roleOf(saved);
  const property = properties.find(({ name }) => caseIdOf({ role, name }) === saved.property);
  if (property === undefined) {
    throw new SavedFailureError(`This kit has no property ${saved.property}.`);
  }
  if (context.subject.role === 'server') {
    requireAccounts(context.subject, property.needs);
  }
  return property.tryAgain(saved.example, context);
}
