import type { DecodedCommand, OddityCode } from '../../../codec';
import type { TraceEvent } from '../../../wire';
import type { Level, Observer, ObserverContext, Report } from '../../rule';
import { isServerTrouble } from './unavoidable';
import { type Accounts, watchAccounts } from './watch-accounts';
import type { ExchangeHandlers, Outcome, Request } from './watch-exchanges';
import { shownWords } from './words';

export interface Fault {
  readonly message: string;
  readonly level?: Level;
}

/** A request that the server must carry out. */
export interface Wanted {
  /** What a right reply looks like, for messages: `ADD 10 AL version fred@passport.com Fred`. */
  readonly form: string;
  /** What is wrong with the reply's parameters; undefined where nothing is. */
  fault(reply: DecodedCommand): Fault | string | undefined;
  /** Errors, closes and silence are left to another rule. */
  readonly judges?: 'replies' | undefined;
  /** It is certain that the server can do it, so that an error or a close is wrong. Otherwise only a reply is judged. */
  readonly isCertain?: boolean | undefined;
  /** Errors that are allowed even then. */
  readonly tolerated?: readonly string[] | undefined;
  /** Asked when the outcome is known; false where something has changed meanwhile, so that an error or a close decides nothing. */
  readonly holds?: (() => boolean) | undefined;
  /** Level of an error, a close or silence where a reply was due. */
  readonly level?: Level | undefined;
}

/** A request that the server must not carry out. */
export interface Unwanted {
  /** Why, for messages: `Bob is not on that list`. */
  readonly reason: string;
  /** Errors by which it may refuse. */
  readonly codes: readonly string[];
  /** `allowed`: a close will do as well. */
  readonly close?: 'allowed' | undefined;
  /** Other errors are left undecided instead of being wrong: all, or these. */
  readonly others?: 'undecided' | readonly string[] | undefined;
  /** Asked when the outcome is known; false where something has changed meanwhile, so that nothing is decided. */
  readonly holds?: (() => boolean) | undefined;
  /** A server that carries it out all the same is left undecided. */
  readonly reply?: 'undecided' | undefined;
}

/** What a server may take amiss about a line, whatever its words say. Words of a wrong type are left to the rules about them. */
const untidy: ReadonlySet<OddityCode> = new Set([
  'bare-lf',
  'tab',
  'repeated-space',
  'leading-space',
  'trailing-space',
  'lower-case',
  'raw-non-ascii',
  'invalid-utf8',
  'bad-percent',
  'trid-missing',
  'trid-invalid',
  'trid-unexpected',
  'unknown-command',
  'wrong-direction',
]);

/** Whether the request was sent as a line of the protocol should be. */
export function isClean({ command }: Request): boolean {
  return command.trid !== undefined && !command.oddities.some(({ code }) => untidy.has(code));
}

function line(command: DecodedCommand): string {
  return shownWords([
    command.name,
    ...(command.trid === undefined ? [] : [String(command.trid)]),
    ...command.parameters,
  ]);
}

function accuse(report: Report, event: TraceEvent, fault: Fault | string): void {
  if (typeof fault === 'string') report.violation(event, fault);
  else report.violation(event, fault.message, fault.level === undefined ? {} : { level: fault.level });
}

/** What follows the requests of the kit's clients, and what it knows when one is sent. */
type Watch<Facts> = (
  context: ObserverContext,
  handlersFor: (facts: Facts) => ExchangeHandlers,
) => (event: TraceEvent) => void;

function follow<Facts, Expected>(
  context: ObserverContext,
  options: {
    readonly watch: Watch<Facts>;
    readonly expect: (request: Request, facts: Facts) => Expected | undefined;
    readonly judge: (expected: Expected, request: Request, outcome: Outcome) => void;
  },
): (event: TraceEvent) => void {
  const expected = new Map<Request, Expected>();
  return options.watch(context, (facts) => ({
    request(request) {
      if (!isClean(request)) return;
      const found = options.expect(request, facts);
      if (found !== undefined) expected.set(request, found);
    },
    outcome(request, outcome) {
      const found = expected.get(request);
      if (found === undefined) return;
      expected.delete(request);
      options.judge(found, request, outcome);
    },
  }));
}

/** A rule of the form "this request is answered so". `expect` is asked when the request is sent, with the facts of that moment. */
export function replyRule(expect: (request: Request, accounts: Accounts) => Wanted | undefined): Observer {
  return replyRuleBy(watchAccounts, expect);
}

/** The same, with other facts. */
export function replyRuleBy<Facts>(
  watch: Watch<Facts>,
  expect: (request: Request, facts: Facts) => Wanted | undefined,
): Observer {
  return (report, context) =>
    follow(context, {
      watch,
      expect,
      judge(wanted, request, outcome) {
        if (outcome.kind === 'reply') judgeReply(report, { wanted, request, outcome });
        else judgeFailure(report, { wanted, request, outcome });
      },
    });
}

function judgeReply(
  report: Report,
  {
    wanted,
    request,
    outcome,
  }: { readonly wanted: Wanted; readonly request: Request; readonly outcome: Outcome & { kind: 'reply' } },
): void {
  if (!outcome.tridEchoed) {
    report.violation(
      outcome.event,
      `The reply to ${line(request.command)} should bear its transaction id, and ${line(outcome.command)} came.`,
    );
    return;
  }
  const fault = wanted.fault(outcome.command);
  if (fault === undefined) report.exercised(outcome.event);
  else {
    const what = typeof fault === 'string' ? fault : fault.message;
    const message = `${line(request.command)} should be answered by ${wanted.form}, and ${line(outcome.command)} came: ${what}.`;
    accuse(report, outcome.event, typeof fault === 'string' ? message : { ...fault, message });
  }
}

function judgeFailure(
  report: Report,
  {
    wanted,
    request,
    outcome,
  }: { readonly wanted: Wanted; readonly request: Request; readonly outcome: Exclude<Outcome, { kind: 'reply' }> },
): void {
  if (request.provoked || wanted.judges === 'replies') return;
  const level = wanted.level === undefined ? {} : { level: wanted.level };
  const should = `${line(request.command)} should be answered by ${wanted.form}, and`;
  if (outcome.kind === 'missing') report.violation(outcome.event, `${should} no answer came.`, level);
  else if (wanted.isCertain !== true || wanted.holds?.() === false) return;
  else if (outcome.kind === 'closed') {
    if (outcome.alone) report.violation(outcome.event, `${should} the server closed.`, level);
  } else if (!isServerTrouble(outcome.code) && wanted.tolerated?.includes(outcome.code) !== true)
    report.violation(outcome.event, `${should} error ${outcome.code} came.`, level);
}

/** A rule of the form "this request is refused". Made to judge what the kit provokes, it holds behind a `provoked` remark too. */
export function refusalRule(expect: (request: Request, accounts: Accounts) => Unwanted | undefined): Observer {
  return refusalRuleBy(watchAccounts, expect);
}

/** The same, with other facts. */
export function refusalRuleBy<Facts>(
  watch: Watch<Facts>,
  expect: (request: Request, facts: Facts) => Unwanted | undefined,
): Observer {
  return (report, context) =>
    follow(context, {
      watch,
      expect,
      judge(unwanted, request, outcome) {
        judgeRefusal(report, { unwanted, request, outcome });
      },
    });
}

function judgeRefusal(
  report: Report,
  { unwanted, request, outcome }: { readonly unwanted: Unwanted; readonly request: Request; readonly outcome: Outcome },
): void {
  if (unwanted.holds?.() === false) return;
  const ways = [...unwanted.codes.map((code) => `error ${code}`), ...(unwanted.close ? ['a close'] : [])].join(' or ');
  const should = `${line(request.command)} should be refused by ${ways}, since ${unwanted.reason}, and`;
  if (outcome.kind === 'reply') {
    if (unwanted.reply === undefined) report.violation(outcome.event, `${should} ${line(outcome.command)} came.`);
  } else if (outcome.kind === 'missing') report.violation(outcome.event, `${should} no answer came.`);
  else if (outcome.kind === 'closed') {
    if (!outcome.alone) return;
    if (unwanted.close) report.exercised(outcome.event);
    else report.violation(outcome.event, `${should} the server closed.`);
  } else if (unwanted.codes.includes(outcome.code)) report.exercised(outcome.event);
  else if (
    !isServerTrouble(outcome.code) &&
    unwanted.others !== 'undecided' &&
    unwanted.others?.includes(outcome.code) !== true
  )
    report.violation(outcome.event, `${should} error ${outcome.code} came.`);
}
