import {
  type IWorldOptions,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
  World,
} from '@cucumber/cucumber';
import { SubjectError } from '../src/subjects';
import { type ActiveRun, activeRun, KitAsClient, KitAsServer, type Persona, type Scene } from '../src/suite';

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
  readonly #runId: string;
  #scene: Scene | undefined;
  readonly #breaking = new AbortController();
  #forget: (() => void) | undefined;

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

  /** The scene of a case that only the kit as client can play. */
  get clients(): KitAsClient {
    const { scene } = this;
    if (!(scene instanceof KitAsClient)) {
      throw new Error('This step belongs to examples in which the kit plays the client.');
    }
    return scene;
  }

  /** Aborted when the case has to end whatever step it is in: the run is stopped, or the subject floods the kit. */
  get broken(): AbortSignal {
    return this.#breaking.signal;
  }

  /** The case is over; what happens to the run does not concern it any more. */
  rest(): void {
    this.#forget?.();
  }

  #newScene(): Scene {
    const { subject, timeoutMs, stopped } = this.run;
    const scene =
      subject.role === 'server'
        ? new KitAsClient({ subject, timeoutMs, cast: this.cast })
        : new KitAsServer({ subject, timeoutMs, authority: () => this.run.authority() });
    const stop = () => this.#breaking.abort(stopped.reason);
    const unhear = scene.trace.onEvent((event) => {
      if (event.kind === 'remark' && event.topic === 'trace-full') {
        const text = `The ${subject.role} sends more than a case can hold. ${event.text}`;
        this.#breaking.abort(new SubjectError('flood', text));
      }
    });
    stopped.addEventListener('abort', stop);
    this.#forget = () => {
      unhear();
      stopped.removeEventListener('abort', stop);
    };
    return scene;
  }
}

setWorldConstructor(KitWorld);
// Each wait inside a step has a limit of its own, and a step has several.
setDefaultTimeout(-1);

/** Settles as `act` does, or rejects with the reason of the signal. What `act` waits for ends with the scene. */
async function unlessBroken(signal: AbortSignal, act: () => unknown): Promise<unknown> {
  signal.throwIfAborted();
  let forget = () => {};
  const broken = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    forget = () => signal.removeEventListener('abort', abort);
  });
  try {
    return await Promise.race([act(), broken]);
  } finally {
    forget();
  }
}

const unbreakable = new WeakSet<object>();

/** Marks a hook that has to run to its end even where the case is broken off. */
export function toTheEnd<Hook extends object>(hook: Hook): Hook {
  unbreakable.add(hook);
  return hook;
}

type StepFunction = (this: KitWorld, ...args: unknown[]) => unknown;

setDefinitionFunctionWrapper((step: StepFunction) => {
  // Cucumber counts the parameters of a step function, so the wrapper has to show as many.
  const wrapped = async function (this: KitWorld, ...args: unknown[]) {
    try {
      const isBreakable = this instanceof KitWorld && !unbreakable.has(step);
      return await (isBreakable ? unlessBroken(this.broken, () => step.apply(this, args)) : step.apply(this, args));
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  };
  return Object.defineProperty(wrapped, 'length', { value: step.length });
});
