import { performance } from 'node:perf_hooks';
import type { CaseResult, Counterexample, PropertyOutcome } from '../report';
import type { ClientSubject, ServerSubject } from '../subjects';
import {
  type CaseDefinition,
  type CaseOutcome,
  type CaseRecord,
  type FurtherCases,
  type FurtherContext,
  type JudgedCase,
  judgeCase,
} from '../suite';
import type { CheckSettings, PropertyRun } from './check-property';
import { clientProperties } from './client';
import type { PropertyContext } from './property';
import { caseIdOf } from './property-cases';
import { type SavedFailure, savedFailure } from './saved-failure';
import { serverProperties } from './server';
import { transcriptOf } from './transcript-of';

/** How much is tried. */
export interface PropertySettings {
  /** Random examples of each property; by default each has its own number. */
  readonly runs?: number | undefined;
  /** Milliseconds for all properties together. Without `runs` as many examples are tried as there is time for. */
  readonly budgetMs?: number | undefined;
  /** A failure counts if it happens in this many of so many tries. Default 2 of 3. */
  readonly confirmation?: CheckSettings['confirmation'] | undefined;
  /** Limit for looking for a smaller example, in milliseconds. Default 15,000. */
  readonly shrinkMs?: number | undefined;
}

const CONFIRMATION = { failures: 2, tries: 3 };
const SHRINK_MS = 15_000;
/** Where there is a budget and no number: more than any budget lets be tried. */
const UNLIMITED = 1_000_000;

/** Properties as cases that are run behind the scenarios; `definitions` are those of `propertyCases` that were selected. */
export function runProperties(options: {
  readonly definitions: readonly CaseDefinition[];
  readonly settings: PropertySettings;
}): FurtherCases {
  const { definitions, settings } = options;
  return {
    definitions,
    run: async (context) => {
      const begin = performance.now();
      const untried: string[] = [];
      for (const [index, definition] of definitions.entries()) {
        if (context.stop.aborted) {
          return undefined;
        }
        const spent = performance.now() - begin;
        // What one leaves of its share is for those behind it.
        const share =
          settings.budgetMs === undefined
            ? Number.POSITIVE_INFINITY
            : Math.max(0, settings.budgetMs - spent) / (definitions.length - index);
        if (context.subject.role === 'client') {
          await context.subject.begin?.({ caseId: definition.id });
        }
        const run = await checkBy(definition, { context, settings, deadline: performance.now() + share });
        if (run !== undefined) {
          await context.ended(endedCase({ definition, run, context }));
        }
        if (run?.run.isLate === true) {
          untried.push(definition.id);
        }
      }
      return untried.length === 0
        ? undefined
        : `The time for properties had run out before an example was tried of ${untried.join(', ')}.`;
    },
  };
}

/** Undefined where no property has that id, which nobody selects, and where the run was stopped before anything was tried. */
async function checkBy(
  definition: CaseDefinition,
  options: { readonly context: FurtherContext; readonly settings: PropertySettings; readonly deadline: number },
): Promise<Checked | undefined> {
  const { context, settings, deadline } = options;
  const { subject, seed, stop, timeoutMs, authority } = context;
  const check = async <Subject extends ClientSubject | ServerSubject>(
    property: {
      readonly statement: string;
      readonly runs: number;
      check(context: PropertyContext<Subject>, settings: CheckSettings): Promise<PropertyRun>;
    },
    itself: Subject,
  ): Promise<Checked> => ({
    statement: property.statement,
    run: await property.check(
      { subject: itself, timeoutMs, authority },
      {
        seed,
        runs: settings.runs ?? (settings.budgetMs === undefined ? property.runs : UNLIMITED),
        deadline,
        stop,
        confirmation: settings.confirmation ?? CONFIRMATION,
        shrinkMs: settings.shrinkMs ?? SHRINK_MS,
      },
    ),
  });
  const isMeant = ({ name }: { readonly name: string }) => caseIdOf({ role: subject.role, name }) === definition.id;
  if (subject.role === 'client') {
    const property = clientProperties.find(isMeant);
    return property === undefined ? undefined : check(property, subject);
  }
  const property = serverProperties.find(isMeant);
  return property === undefined ? undefined : check(property, subject);
}

interface Checked {
  readonly statement: string;
  readonly run: PropertyRun;
}

function endedCase(options: {
  readonly definition: CaseDefinition;
  readonly run: Checked;
  readonly context: FurtherContext;
}): Parameters<FurtherContext['ended']>[0] {
  const { definition, context } = options;
  const { statement, run } = options.run;
  const { role } = context.subject;
  const record: CaseRecord = {
    place: definition.id,
    trace: run.trace,
    outcome: outcomeOf(run),
    closing: 'none',
    shown: run.examples === 0 ? new Map() : new Map(shownRules(definition, run).map((rule) => [rule, run.examples])),
    durationMs: run.durationMs,
  };
  const judged = judgeCase({
    definition,
    record,
    role,
    levels: context.levels,
    // What an example that fails shows to observers follows from what the property itself explains.
    unobserved: run.failure === undefined ? undefined : true,
  });
  const file = `failures/${definition.id.replaceAll('/', '.')}.json`;
  const saved =
    run.failure === undefined
      ? undefined
      : savedFailure({
          property: definition.id,
          statement,
          failure: run.failure,
          seed: context.seed,
          trace: run.trace,
        });
  return {
    definition,
    record,
    judged: { ...judged, result: withOutcome({ judged, statement, run, saved, file }) },
    ...(saved === undefined ? {} : { attachment: { file, text: `${JSON.stringify(saved, null, 2)}\n` } }),
  };
}

/** A failure says nothing about the rules that it does not name. */
function shownRules(definition: CaseDefinition, { failure }: PropertyRun): readonly string[] {
  return failure === undefined ? definition.rules : [];
}

function outcomeOf({ verdict, reason, failure, lacksAccounts, kitFault }: PropertyRun): CaseOutcome {
  return {
    verdict,
    reason,
    rules: failure === undefined ? [] : [failure.rule],
    connection: failure?.connection,
    ...(lacksAccounts === undefined ? {} : { lacksAccounts }),
    ...(kitFault === undefined ? {} : { kitFault }),
  };
}

function withOutcome(options: {
  readonly judged: JudgedCase;
  readonly statement: string;
  readonly run: PropertyRun;
  readonly saved: SavedFailure | undefined;
  readonly file: string;
}): CaseResult {
  const { judged, statement, run, saved, file } = options;
  const { examples, exhaustive, shrinks, wire, durationMs } = run;
  const perSecond = (count: number) => Math.round((count * 10_000) / Math.max(1, durationMs)) / 10;
  const counterexample: Counterexample | undefined =
    saved === undefined
      ? undefined
      : {
          path: saved.path,
          example: JSON.stringify(saved.example),
          failed: saved.failed,
          tries: saved.tries,
          file,
          transcript: transcriptOf(saved),
        };
  const property: PropertyOutcome = {
    statement,
    examples,
    exhaustive,
    shrinks,
    examplesPerSecond: perSecond(examples + shrinks),
    segmentsPerSecond: perSecond(wire.segments),
    boundaries: wire.boundaries,
    provenBoundaries: wire.provenBoundaries,
    ...(counterexample === undefined ? {} : { counterexample }),
  };
  return { ...judged.result, ...(run.isLate === true ? { verdict: 'not exercised' as const } : {}), property };
}
