import {
  type IWorldOptions,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
  World,
} from '@cucumber/cucumber';
import type { Snapshot } from '../src/subjects';
import { type ActiveRun, activeRun, CaseGuard, KitAsClient, KitAsServer, type Persona, type Scene } from '../src/suite';

interface Parameters {
  /** Id of the run that started cucumber; empty in the development profile. */
  readonly run: string;
}

/** What the steps of one case share: the scene, and the error that ended it. */
export class KitWorld extends World<Parameters> {
  /** The first error that a step threw, typed; cucumber itself keeps only its text. */
  failure: unknown;
  /** The people who play in the case; where a client is under test, the kit plays whom it likes. */
  cast: readonly Persona[] = [];
  /** What Alice's client knew at a step that wanted to know it later. */
  noted: Snapshot | undefined;
  readonly #runId: string;
  #scene: Scene | undefined;
  #guard: CaseGuard | undefined;

  constructor(options: IWorldOptions<Parameters>) {
    super(options);
    this.#runId = options.parameters.run;
  }

  /** The run that started cucumber. A dry run makes worlds too, and has none. */
  get run(): ActiveRun {
    return activeRun(this.#runId);
  }

  get scene(): Scene {
    this.#scene ??= this.#newScene();
    return this.#scene;
  }

  /** Cuts the case short where it has to end. */
  get guard(): CaseGuard {
    this.#guard ??= new CaseGuard({ trace: this.scene.trace, stop: this.run.stop });
    return this.#guard;
  }

  /** The scene of a case that only the kit as client can play. */
  get clients(): KitAsClient {
    const { scene } = this;
    if (!(scene instanceof KitAsClient)) {
      throw new Error('This step belongs to examples in which the kit plays the client.');
    }
    return scene;
  }

  /** The scene of a case that only the kit as server can play. */
  get servers(): KitAsServer {
    const { scene } = this;
    if (!(scene instanceof KitAsServer)) {
      throw new Error('This step belongs to examples in which the kit plays the server.');
    }
    return scene;
  }

  #newScene(): Scene {
    const { subject, timeoutMs, writesLate } = this.run;
    return subject.role === 'server'
      ? new KitAsClient({ subject, timeoutMs, cast: this.cast, writesLate })
      : new KitAsServer({ subject, timeoutMs, authority: () => this.run.authority() });
  }
}

setWorldConstructor(KitWorld);
// Each wait inside a step has a limit of its own, and a step has several.
setDefaultTimeout(-1);

type StepFunction = (this: unknown, ...args: unknown[]) => unknown;

const hooksWithoutGuard = new WeakSet<object>();

/** Marks a hook that begins or ends a case: it is done to its end whatever has become of the case. */
export function unguarded<Hook extends object>(hook: Hook): Hook {
  hooksWithoutGuard.add(hook);
  return hook;
}

setDefinitionFunctionWrapper((step: StepFunction) => {
  if (hooksWithoutGuard.has(step)) {
    return step;
  }
  // Cucumber counts the parameters of a step function, so the wrapper has to show as many.
  const wrapped = async function (this: unknown, ...args: unknown[]) {
    if (!(this instanceof KitWorld)) {
      return step.apply(this, args); // A hook of the whole run.
    }
    try {
      return await this.guard.during(() => step.apply(this, args));
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  };
  return Object.defineProperty(wrapped, 'length', { value: step.length });
});
