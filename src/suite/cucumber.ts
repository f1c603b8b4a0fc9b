import { PassThrough, Writable } from 'node:stream';
import { type IRunConfiguration, loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import { packageRoot } from './package-root';

/** The envelopes of cucumber's message protocol. */
export type Envelope = Parameters<NonNullable<Parameters<typeof runCucumber>[2]>>[0];

type Support = Awaited<ReturnType<typeof runCucumber>>['support'];

/** The step definitions register themselves when they are loaded, and they are loaded once for each process. */
let support: Support | undefined;

/** Cucumber could not read the features or the steps. */
export class FeatureError extends Error {
  override readonly name = 'FeatureError';
  readonly code = 'unreadable-features';
}

/**
 * Runs cucumber on `paths` (relative to the package root) and passes every envelope on. With `dryRun` nothing is executed.
 *
 * Globs must be relative: an absolute one under a path with brackets matches nothing, and cucumber calls that a success.
 *
 * @throws FeatureError when a feature cannot be parsed or a step has no definition.
 */
export async function cucumber(options: {
  readonly paths: readonly string[];
  readonly dryRun?: true;
  readonly runId?: string;
  /** Seed of the order in which the examples run; as they are written where absent. */
  readonly shuffle?: number;
  readonly onEnvelope: (envelope: Envelope) => void;
}): Promise<void> {
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
  const runConfiguration = await configuration(options, environment);
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
    readonly dryRun?: true;
    readonly runId?: string;
    readonly shuffle?: number;
  },
  environment: { readonly cwd: string },
): Promise<IRunConfiguration> {
  const { runConfiguration } = await loadConfiguration(
    {
      file: false,
      provided: {
        paths: [...options.paths],
        require: ['dist/steps/**/*.js'],
        dryRun: options.dryRun ?? false,
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
