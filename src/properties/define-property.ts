import type { ClientSubject, ServerSubject } from '../subjects';
import type { Trace } from '../wire';
import { type CheckSettings, checkProperty, type PropertyRun } from './check-property';
import type { Property, PropertyContext, Stage } from './property';
import { PropertyFailure } from './property-failure';
import { SavedFailureError } from './saved-failure-error';

/** A property whose types of examples and stages are its own affair. */
export interface DefinedProperty<Subject extends ClientSubject | ServerSubject>
  extends Pick<
    Property<Subject, Stage, unknown>,
    'name' | 'title' | 'statement' | 'rules' | 'runs' | 'needs' | 'unmet'
  > {
  check(context: PropertyContext<Subject>, settings: CheckSettings): Promise<PropertyRun>;
  /**
   * Tries one example, as data, once from a fresh state.
   *
   * @throws an error whose message says so where the data is no example of this property; SubjectError where it could not be tried
   */
  tryAgain(data: unknown, context: PropertyContext<Subject>): Promise<Tried>;
}

/** What one try of an example came to. */
export interface Tried {
  /** Absent where the property held. */
  readonly failure?: PropertyFailure | undefined;
  readonly trace: Trace;
}

/** Hides what only the property itself has to know. */
export function defineProperty<Subject extends ClientSubject | ServerSubject, StageOf extends Stage, Example>(
  property: Property<Subject, StageOf, Example>,
): DefinedProperty<Subject> {
  const { name, title, statement, rules, runs, needs } = property;
  return {
    name,
    title,
    statement,
    rules,
    runs,
    needs,
    unmet: (subject) => property.unmet(subject),
    check: (context, settings) => checkProperty(property, context, settings),
    tryAgain: async (data, context) => {
      const example = exampleOf(() => property.fromData(data), property.name);
      const stage = await property.open(context);
      try {
        await property.attempt(example, stage);
        return { trace: stage.trace };
      } catch (error) {
        if (error instanceof PropertyFailure) {
          return { failure: error, trace: stage.trace };
        }
        throw error;
      } finally {
        await stage.close();
      }
    },
  };
}

/** @throws SavedFailureError where the data is no example */
function exampleOf<Example>(read: () => Example, name: string): Example {
  try {
    return read();
  } catch {
    throw new SavedFailureError(`Its example is none of the property ${name}.`);
  }
}
