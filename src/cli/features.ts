/** The features of the kit, relative to the package root (cucumber takes no absolute globs). */
export const exampleFeatures: readonly string[] = ['features/**/*.feature'];
