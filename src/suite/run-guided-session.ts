import { performance } from 'node:perf_hooks';
import { FakeServer, type FakeServerOptions, type PuppetChat, sessionDirectory } from '../fakes';
import type { Results } from '../report';
import type { Level } from '../rules';
import type { ClientSubject } from '../subjects';
import { type TraceEvent, usualReceiveLimits } from '../wire';
import { assembleResults } from './assemble-results';
import type { AuthorityKeeper } from './authority';
import { CaseCut } from './case-cut';
import type { CaseDefinition } from './case-definition';
import type { CaseOutcome, CaseRecord } from './case-record';
import { closingOf } from './closing-of';
import { type GuidedStage, type GuidedStep, guidedSteps } from './guided-steps';
import { type JudgedCase, judgeCase } from './judge-case';
import { accommodate, caseTrace, documentedAccounts } from './scenes';

/** What the person at the client may say while a step waits. */
export type PersonsWord = 'skip' | 'repeat' | 'quit';

/** Whoever is led through a guided session. */
export interface Person {
  /** One line, from the kit. */
  tell(line: string): void;
  /** Resolves with the next word of the person, which counts once; never where nobody says anything. After its end: `quit`. */
  word(): Promise<PersonsWord>;
}

interface GuidedSessionOptions {
  readonly person: Person;
  readonly subject: ClientSubject;
  /** Where the servers listen. */
  readonly hosting: Pick<FakeServerOptions, 'host' | 'ports' | 'publicHost' | 'minTls'>;
  readonly authority: AuthorityKeeper;
  /** Limit for the answer to a challenge, in milliseconds. */
  readonly timeoutMs: number;
  readonly levels: readonly Level[];
  readonly strict: boolean;
  /** Ends the session; the reason, an `Error`, stands in the results. */
  readonly stop: AbortSignal;
}

const PASSWORD = 'wonderland';

/** The id of the one case of a guided session. */
export const guidedSessionId = 'client/manual/guided-session';

const definition: CaseDefinition = {
  id: guidedSessionId,
  title: 'A guided session',
  role: 'client',
  rules: [],
  tags: ['@manual'],
  needs: [],
  uri: 'manual',
  line: 0,
};

/**
 * Leads a person with a client through the example session and a chat, step by step. Each step ends when the wire shows it, and may be skipped or repeated;
 * all that the client sends is judged.
 *
 * @throws the error of the system where the servers cannot listen
 */
export async function runGuidedSession(
  options: GuidedSessionOptions,
): Promise<{ readonly results: Results; readonly record: CaseRecord }> {
  const { person, subject, levels, strict, stop } = options;
  const started = new Date();
  const begin = performance.now();
  const trace = caseTrace();
  trace.addSecret(PASSWORD);
  trace.remark({ topic: 'person', text: 'A person uses the client.' });
  const { certificates, caFile } = await options.authority.get();
  const { knobs, minTls } = accommodate(subject.needs);
  const directory = sessionDirectory();
  directory.account(documentedAccounts.alice).password = PASSWORD;
  directory.addAccount({ account: 'gina@passport.com', password: PASSWORD, name: 'Gina' });
  const server = await FakeServer.start({
    minTls,
    ...options.hosting,
    directory,
    knobs,
    certificates,
    trace,
    subject: 'client',
    receiveLimits: usualReceiveLimits,
  });
  server.puppet(documentedAccounts.bob).setStatus('NLN');
  server.puppet(documentedAccounts.carol).setStatus('IDL');
  server.puppet(documentedAccounts.dave).setStatus('BSY');
  person.tell(`Your client calls first at    ${server.dispatch.host}:${server.dispatch.port}`);
  person.tell(`Passport (nexus)              ${server.nexusUrl}`);
  person.tell(`certificate authority         ${caFile}`);
  person.tell('While a step waits: s skips it, r goes back to the one before, q ends. Enter after each.');
  let outcome: CaseOutcome;
  try {
    outcome = await lead({ options, server, trace });
  } finally {
    trace.remark({ topic: 'end', text: 'The case is over; the kit closes what is open.' });
    await server.close();
  }
  const record: CaseRecord = {
    place: `${definition.uri}:${definition.line}`,
    trace,
    outcome,
    closing: closingOf(trace.events, 'client'),
    shown: new Map(),
    durationMs: performance.now() - begin,
  };
  const judged = new Map<CaseDefinition, JudgedCase>([
    [definition, judgeCase({ definition, record, role: 'client', levels })],
  ]);
  const results = assembleResults({
    subject,
    cases: [definition],
    judged,
    seed: 0,
    asked: { command: 'msnp8 client --manual', selectors: [] },
    levels,
    strict,
    started,
    durationMs: performance.now() - begin,
    ...(stop.aborted ? { stopped: { exitCode: 5, reason: CaseCut.from(stop.reason).message } } : {}),
  });
  return { results, record };
}

/** Goes through the steps. */
async function lead(input: {
  readonly options: GuidedSessionOptions;
  readonly server: FakeServer;
  readonly trace: CaseRecord['trace'];
}): Promise<CaseOutcome> {
  const { options, trace } = input;
  const { person, stop } = options;
  const stage = stageOf(input);
  const stopped = new Promise<PersonsWord>((resolve) => {
    stop.addEventListener('abort', () => resolve('quit'), { once: true });
    if (stop.aborted) {
      resolve('quit');
    }
  });
  let word = person.word();
  let done = 0;
  for (let index = 0; index < guidedSteps.length; ) {
    const step = guidedSteps[index];
    if (step === undefined) {
      break;
    }
    person.tell(`Step ${index + 1} of ${guidedSteps.length}: ${step.words(stage)}`);
    trace.remark(
      step.asks === undefined
        ? { topic: 'guided', text: `The person is asked to ${step.name}.` }
        : { topic: 'asked', value: step.asks, text: `The person is asked to ${step.name}.` },
    );
    const came = await Promise.race([attempt(step, stage), word, stopped]);
    let said: PersonsWord | undefined;
    if (came instanceof Attempt) {
      if (came.failure !== undefined) {
        person.tell(`That did not go through: ${came.failure} r tries again, s skips.`);
        said = await Promise.race([word, stopped]);
      }
    } else {
      said = came;
    }
    if (said !== undefined) {
      word = person.word();
    }
    if (said === 'quit') {
      trace.remark({ topic: 'guided', text: 'The person has ended the session.' });
      break;
    }
    if (said === 'repeat') {
      // A step that waits has just begun: it is the one before that is meant.
      index = came instanceof Attempt ? index : Math.max(0, index - 1);
    } else {
      done += said === undefined ? 1 : 0;
      index += 1;
      trace.remark({
        topic: 'guided',
        text: said === undefined ? `"${step.name}" is done.` : `"${step.name}" is skipped.`,
      });
      person.tell(said === undefined ? 'Seen.' : 'Skipped.');
    }
  }
  return ended(done);
}

/** What a step came to by itself. */
class Attempt {
  constructor(
    /** A whole sentence; undefined where the step is done. */
    readonly failure: string | undefined,
  ) {}
}

async function attempt(step: GuidedStep, stage: GuidedStage): Promise<Attempt> {
  try {
    await step.done(stage);
    return new Attempt(undefined);
  } catch (error) {
    return new Attempt(error instanceof Error ? error.message : String(error));
  }
}

function stageOf(input: {
  readonly options: GuidedSessionOptions;
  readonly server: FakeServer;
  readonly trace: CaseRecord['trace'];
}): GuidedStage {
  const { options, server, trace } = input;
  return {
    server,
    password: PASSWORD,
    chats: new Map<string, PuppetChat>(),
    next: (isMeant) =>
      new Promise<TraceEvent>((resolve) => {
        const end = trace.onEvent((event) => {
          if (isMeant(event)) {
            end();
            resolve(event);
          }
        });
      }),
    handled: async () => {
      const session = server.session(documentedAccounts.alice);
      if (session === undefined) {
        throw new Error('Nobody is signed in.');
      }
      const { timeoutMs } = options;
      if ((await session.fence({ timeoutMs })) === 'stalled') {
        const text = `The client left a challenge unanswered for ${timeoutMs} ms.`;
        trace.remark({ connection: session.connection.id, topic: 'time-limit', text });
      }
    },
  };
}

function ended(done: number): CaseOutcome {
  return done > 0
    ? { verdict: 'pass', reason: '', rules: [] }
    : { verdict: 'blocked', reason: 'No step of the session was done.', rules: [] };
}
