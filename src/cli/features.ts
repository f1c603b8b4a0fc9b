import { resolve } from 'node:path';
import { visibleText } from '../report';
import { FeatureError, OwnFeatures } from '../suite';
import type { Io } from './io';
import { UsageError } from './usage-error';

/** The features of the kit, relative to the package root (cucumber takes no absolute globs). */
export const exampleFeatures: readonly string[] = ['features/**/*.feature'];

/** Lends the user's scenarios, if there are any, to `use`. */
export async function withOwnFeatures<Result>(
  options: { readonly options: { readonly features?: string }; readonly io: Io },
  use: (own: OwnFeatures | undefined) => Promise<Result>,
): Promise<Result> {
  const { features } = options.options;
  let own: OwnFeatures | undefined;
  try {
    own = features === undefined ? undefined : await OwnFeatures.open(resolve(options.io.cwd, features));
    return await use(own);
  } catch (error) {
    throw error instanceof FeatureError && features !== undefined ? new UsageError(visibleText(error.message)) : error;
  } finally {
    await own?.close();
  }
}
