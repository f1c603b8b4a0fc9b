import { setDefinitionFunctionWrapper, setDefaultTimeout, setWorldConstructor, World, type IWorldOptions } from '@cucumber/cucumber';
import { type ActiveRun, activeRun, kitAsClient, kitAsServer, type Scene } from '../src/suite';

interface Parameters {
  /** Id of the run that started cucumber; empty in the development profile. */
  readonly run: string;
}

/** What the steps of one case share: the scene, and the error that ended it. */
export class KitWorld extends World<Parameters> {
  readonly run: ActiveRun;
  readonly scene: Scene;
  /** The first error that a step threw, typed; cucumber itself keeps only its text. */
  failure: unknown;

  constructor(options: IWorldOptions<Parameters>) {
    super(options);
    this.run = activeRun(options.parameters.run);
    this.scene =
      this.run.subject.role === 'server'
        ? kitAsClient({ subject: this.run.subject, timeoutMs: this.run.timeoutMs })
        : kitAsServer({ subject: this.run.subject, timeoutMs: this.run.timeoutMs });
  }
}

setWorldConstructor(KitWorld);
// Each wait inside a step has a limit of its own, and a step has several.
setDefaultTimeout(-1);

type StepFunction = (this: KitWorld, ...args: unknown[]) => unknown;

setDefinitionFunctionWrapper((step: StepFunction) => {
  // Cucumber counts the parameters of a step function, so the wrapper has to show as many.
  const wrapped = async function (this: KitWorld, ...args: unknown[]) {
    try {
      return await step.apply(this, args);
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  };
  return Object.defineProperty(wrapped, 'length', { value: step.length });
});
