import { type CaseResult, type Verdict, type Violation, verdictOf, WIRE_ALONE } from '../report';
import { judge, type Level, losesFraming, observers, type Role, ruleById } from '../rules';
import { type ShownTrace, shownTrace } from '../wire';
import type { CaseDefinition } from './case-definition';
import type { CaseOutcome, CaseRecord } from './case-record';
import { evidenceOf } from './evidence-of';
import { storyOf } from './story-of';
import { type Offence, offenceOf } from './wrong-bytes';

/** What one case says of itself and of the rules. */
export interface JudgedCase {
  readonly result: CaseResult;
  readonly outcome: CaseOutcome;
  /** How often each rule was exercised. */
  readonly exercised: ReadonlyMap<string, number>;
  readonly accusations: readonly Accusation[];
  /** What the subject was seen to choose where a rule leaves it the choice, with how often. */
  readonly variants: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

export interface Accusation {
  readonly rule: string;
  readonly violation: Violation;
}

/** Violations of one rule in one case for which evidence is gathered, and that are told at all: a peer that errs without end fills no document. */
const WITH_EVIDENCE = 3;
const MOST_TOLD = 200;

/** Trace file of a case, relative to the results document. Built from the case id, which is ours, never from a peer's bytes. */
export function traceFileOf(definition: CaseDefinition): string {
  return `traces/${definition.id.replaceAll('/', '.')}.txt`;
}

/** Runs the observers over the trace of a case that has ended, and gives it its verdict by the rules of the levels that are judged. */
export function judgeCase(options: {
  readonly definition: CaseDefinition;
  readonly record: CaseRecord;
  readonly role: Role;
  readonly levels: readonly Level[];
  /** The observers say nothing: the case has its own explanation of what it came to. */
  readonly unobserved?: true | undefined;
}): JudgedCase {
  const { definition, record, role, levels } = options;
  const { outcome } = record;
  const trace = traceFileOf(definition);
  const accusations: Accusation[] = [];
  const offences: Offence[] = [];
  const exercised = new Map<string, number>();
  const variants = new Map<string, Readonly<Record<string, number>>>();
  const shown = shownTrace(record.trace, {});
  const exercise = (rule: string, times: number) => exercised.set(rule, (exercised.get(rule) ?? 0) + times);
  for (const finding of options.unobserved === true ? [] : judge(record.trace.events, { role })) {
    exercise(finding.rule.id, finding.exercised);
    variants.set(finding.rule.id, finding.variants);
    // Rules that this run does not judge are heard too: they may explain why the case broke off.
    for (const [index, { message, level, event }] of finding.violations.slice(0, MOST_TOLD).entries()) {
      const { events } = record.trace;
      const evidence = index < WITH_EVIDENCE ? evidenceOf({ events, shown, event, role, message }) : undefined;
      offences.push(offenceOf({ rule: finding.rule.id, event, events, message }));
      const violation = { case: definition.id, message: shown.text(message), level, trace, event, evidence };
      accusations.push({ rule: finding.rule.id, violation });
    }
  }
  for (const [rule, times] of record.shown) {
    exercise(rule, times);
  }
  for (const event of record.trace.events) {
    for (const rule of event.kind === 'remark' && event.topic === 'untold' ? (event.value ?? '').split(' ') : []) {
      const chosen = variants.get(rule) ?? {};
      variants.set(rule, { ...chosen, [WIRE_ALONE]: (chosen[WIRE_ALONE] ?? 0) + 1 });
    }
  }
  if (outcome.verdict === 'fail') {
    const own = ownAccusation({ definition, record, accusations, role, trace, shown });
    if (own !== undefined) {
      accusations.push(own);
      offences.push(
        offenceOf({
          rule: own.rule,
          event: own.violation.event,
          events: record.trace.events,
          message: outcome.reason,
          difference: outcome.came,
        }),
      );
      exercise(own.rule, 1);
    }
  }
  const isJudged = (rule: string) => levels.some((level) => level === levelOf(rule, role));
  const concern = new Set([...definition.rules, ...outcome.rules]);
  const concerning = accusations
    .filter(({ rule }) => concern.has(rule) && (outcome.verdict === 'fail' || isJudged(rule)))
    .map(({ violation }) => violation);
  const { id, title, rules, tags } = definition;
  return {
    result: {
      id,
      title,
      rules,
      tags,
      trace,
      verdict: caseVerdict({ outcome: outcome.verdict, violations: concerning }),
      closing: record.closing,
      durationMs: Math.round(record.durationMs),
      reason: outcome.reason !== '' ? shown.text(outcome.reason) : (concerning[0]?.message ?? ''),
      accused: [...new Set(accusations.map(({ rule }) => rule))],
      ...(outcome.lacksAccounts === undefined ? {} : { lacksAccounts: true }),
      story: storyOf({ events: record.trace.events, shown, offences }),
    },
    outcome,
    exercised,
    accusations,
    variants,
  };
}

/**
 * A case that broke off accuses one rule: the one that its transcript names at that place, else the first that it bears on. Where an
 * observer has already accused such a rule, or any at that place, the failure is explained and nothing is added; nor is it where the bytes of a
 * server could not be taken apart any more, or where it has lost somebody from a list.
 */
function ownAccusation(options: {
  readonly definition: CaseDefinition;
  readonly record: CaseRecord;
  readonly accusations: readonly Accusation[];
  readonly role: Role;
  readonly trace: string;
  readonly shown: ShownTrace;
}): Accusation | undefined {
  const { definition, record, accusations, role, trace, shown } = options;
  const named = record.outcome.rules.filter((rule) => levelOf(rule, role) !== undefined);
  const candidates = named.length > 0 ? named : definition.rules.filter((rule) => levelOf(rule, role) !== undefined);
  // What no observer judges can be accused nowhere else.
  const isOnlyHere = named[0] !== undefined && !observers.has(named[0]);
  const isExplained = ({ rule, violation }: Accusation): boolean =>
    candidates.includes(rule) ||
    (!isOnlyHere && !NOT_LOOKED_AT.has(rule) && isWhereItBrokeOff({ violation, record, role }));
  // Scripts are about people who are on lists: where the server tells that somebody is not, whom it had confirmed, it goes by other lists.
  const isOnOtherLists = accusations.some(
    ({ rule, violation }) => rule === 'S-SYN-11' && violation.level === 'MUST' && role === 'server',
  );
  if (
    accusations.some(isExplained) ||
    isOnOtherLists ||
    isClosedByKit({ accusations, record, role }) ||
    (role === 'server' && losesFraming(record.trace.events))
  ) {
    return undefined;
  }
  const rule = candidates[0];
  const level = rule === undefined ? undefined : levelOf(rule, role);
  if (rule === undefined || level === undefined) {
    return undefined;
  }
  const event = whereItBrokeOff(record, role);
  const { reason, accepted, came } = record.outcome;
  const evidence = evidenceOf({
    events: record.trace.events,
    shown,
    event,
    role,
    message: reason,
    accepted,
    difference: came,
  });
  const message = shown.text(reason);
  return { rule, violation: { case: definition.id, message, level, trace, event, evidence } };
}

/**
 * Whether the kit's server has closed the connection on which the case broke off, before its end and for what the client is accused of: for the last that it
 * said there, or for what was refused with an error. Anything else that the client is accused of explains nothing.
 */
function isClosedByKit(options: {
  readonly accusations: readonly Accusation[];
  readonly record: CaseRecord;
  readonly role: Role;
}): boolean {
  const { accusations, record, role } = options;
  const { events } = record.trace;
  const end = events.find((event) => event.kind === 'remark' && event.topic === 'end');
  const close = events.find((event) => event.kind === 'close' && event.connection === record.outcome.connection);
  if (role !== 'client' || close?.kind !== 'close' || close.by !== 'server' || close.index > (end?.index ?? -1)) {
    return false;
  }
  const said = events
    .slice(0, close.index)
    .filter((event) => event.kind === 'command')
    .filter(({ connection }) => connection === close.connection);
  const last = said.findLast(({ from }) => from === 'client');
  const refused = new Set(
    said
      .filter(({ from, command }) => from === 'server' && /^\d{3}$/.test(command.name))
      .map(({ command }) => command.trid),
  );
  const reasons = said.filter(
    (event) =>
      event === last ||
      (event.from === 'client' && event.command.trid !== undefined && refused.has(event.command.trid)),
  );
  return accusations.some(
    ({ violation }) => violation.level === 'MUST' && reasons.some(({ index }) => index === violation.event),
  );
}

/** The event that a case broke off at: the command that came in the place of another, else the last on the connection. */
function whereItBrokeOff({ trace, outcome }: CaseRecord, role: Role): number {
  const { connection, came } = outcome;
  const event = trace.events.findLast(
    (one) =>
      one.connection === connection &&
      (came === undefined || (one.kind === 'command' && one.from === role && one.command.offset === came.offset)),
  );
  return event?.index ?? Math.max(0, trace.events.length - 1);
}

/** Rules about what scripts do not look at, spelling, versions and ids: no script fails for them. */
const NOT_LOOKED_AT: ReadonlySet<string> = new Set(
  'X-FRM-01 X-FRM-02 X-FRM-10 X-FRM-11 X-ERR-01 S-SYN-12 S-SYN-14 S-VRS-02 S-SB-25'.split(' '),
);

/** What the kit says by itself: it asks whether the subject is alive, and answers challenges. */
const BY_ITSELF: ReadonlySet<string> = new Set(['PNG', 'CHL', 'QRY']);

/** Whether a violation stands behind the last that a script said on the connection on which the case broke off. */
function isWhereItBrokeOff(options: {
  readonly violation: Violation;
  readonly record: CaseRecord;
  readonly role: Role;
}): boolean {
  const { violation, record, role } = options;
  const { events } = record.trace;
  const { connection } = record.outcome;
  if (connection === undefined || events[violation.event]?.connection !== connection) {
    return false;
  }
  const said = events.findLast(
    (event) =>
      event.connection === connection &&
      event.kind === 'command' &&
      event.from !== role &&
      !BY_ITSELF.has(event.command.name),
  );
  return violation.event >= (said?.index ?? 0);
}

function levelOf(id: string, role: Role): Level | undefined {
  return ruleById(id)?.level[role];
}

function caseVerdict(options: { readonly outcome: Verdict; readonly violations: readonly Violation[] }): Verdict {
  const { outcome, violations } = options;
  if (outcome !== 'pass' && outcome !== 'fail') {
    return outcome;
  }
  const worst = verdictOf(violations);
  if (outcome === 'pass' || worst !== 'pass') {
    return worst;
  }
  // What broke off has not passed. Where only a MAY stands against it, the subject does not offer what the case is about.
  return violations.length === 0 ? 'fail' : 'unsupported';
}
