import { PassThrough, Writable } from 'node:stream';
import type {
  IRunConfiguration,
  loadConfiguration as LoadConfiguration,
  runCucumber as RunCucumber,
} from '@cucumber/cucumber/api';
import { packageRoot } from './package-root';

/** The envelopes of cucumber's message protocol. */
export type Envelope = Parameters<NonNullable<Parameters<typeof RunCucumber>[2]>>[0];

type Support = Awaited<ReturnType<typeof RunCucumber>>['support'];

/** The step definitions register themselves when they are loaded, and they are loaded once for each process. */
let support: Support | undefined;

/** A tag that no scenario has. */
const NO_SCENARIO = '@no-scenario';

/** Cucumber could not read the features or the steps. */
export class FeatureError extends Error {
  override readonly name = 'FeatureError';
  readonly code = 'unreadable-features';
}

/** A path that cucumber takes for itself, not for a pattern. */
export function literalPath(path: string): string {
  return path.replace(/[[\]*?]/g, '[$&]');
}

/**
 * Runs cucumber on `paths` (relative to the package root) and passes every envelope on. With `only: 'steps'` nothing is executed, and each
 * scenario is matched with its steps; with `only: 'scenarios'` they are read and no more, which takes a third of the time.
 *
 * Globs must be relative: an absolute one under a path with brackets matches nothing, and cucumber calls that a success.
 *
 * @throws FeatureError when a feature cannot be parsed or a step has no definition.
 */
export async function cucumber(options: {
  readonly paths: readonly string[];
  readonly only?: 'steps' | 'scenarios';
  readonly runId?: string;
  /** Seed of the order in which the examples run; as they are written where absent. */
  readonly shuffle?: number;
  readonly onEnvelope: (envelope: Envelope) => void;
}): Promise<void> {
  // Loaded when it is needed: commands that run no case start in half the time.
  const { loadConfiguration, runCucumber } = await import('@cucumber/cucumber/api');
  const errors: string[] = [];
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      errors.push(chunk.toString('utf8'));
      done();
    },
  });
  const stdout = new PassThrough();
  stdout.resume();
  const environment = { cwd: packageRoot, stdout, stderr, env: {}, debug: false };
  const runConfiguration = await configuration({ ...options, loadConfiguration }, environment);
  const reused = support === undefined ? runConfiguration : { ...runConfiguration, support };
  const problems: string[] = [];
  const result = await runCucumber(reused, environment, (envelope) => {
    if (envelope.parseError !== undefined) {
      problems.push(`${envelope.parseError.source.uri ?? 'a feature'}: ${envelope.parseError.message}`);
    }
    options.onEnvelope(envelope);
  });
  support ??= result.support;
  if (problems.length > 0 || errors.length > 0) {
    throw new FeatureError(`The features cannot be run. ${[...problems, ...errors].join(' ')}`);
  }
}

async function configuration(
  options: {
    readonly paths: readonly string[];
    readonly only?: 'steps' | 'scenarios';
    readonly runId?: string;
    readonly shuffle?: number;
    readonly loadConfiguration: typeof LoadConfiguration;
  },
  environment: { readonly cwd: string },
): Promise<IRunConfiguration> {
  const { runConfiguration } = await options.loadConfiguration(
    {
      file: false,
      provided: {
        paths: [...options.paths],
        require: ['dist/steps/**/*.js'],
        dryRun: options.only !== undefined,
        ...(options.only === 'scenarios' ? { tags: NO_SCENARIO } : {}),
        strict: true,
        ...(options.shuffle === undefined ? {} : { order: `random:${options.shuffle}` as const }),
        publish: false,
        format: ['summary'],
        worldParameters: { run: options.runId ?? '' },
      },
    },
    environment,
  );
  return runConfiguration;
}
