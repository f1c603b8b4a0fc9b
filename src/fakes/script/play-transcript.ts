import { performance } from 'node:perf_hooks';
import { breaksFraming, type DecodedCommand, type Part, type Transcript, type TranscriptSegment } from '../../codec';
import type { CloseInfo } from '../../wire';
import {
  type CloseStep,
  describeCommand,
  describeExpected,
  type ExpectedCommand,
  type ExpectStep,
  literalText,
  stepsOf,
} from './expected-command';
import { type Bindings, type Difference, matchCommand } from './match-command';
import { type DifferentCommand, ScriptFailure } from './script-failure';
import type { ScriptPort, Taken } from './script-port';

export interface PlayOptions {
  readonly transcript: Transcript;
  readonly port: ScriptPort;
  /** Values of the fields; what is bound on the way is added. */
  readonly bindings: Bindings;
  /** Fields whose value the kit works out when it has to send or to expect them: a ticket, a digest. */
  readonly derive?: Readonly<Record<string, (bindings: Bindings) => Promise<string> | string>>;
  /** Told of each rule that the transcript names at a command or a close, when that has come as expected. */
  readonly onShown?: (rule: string) => void;
  /** Told when an awaited command, or a close, has not come in time although the peer answers other requests. */
  readonly onTimeLimit?: () => void;
  /** Limit for one awaited command, in milliseconds, however much else comes meanwhile. Only failure ever waits so long. */
  readonly timeoutMs: number;
  /** Limit for a challenge, which no server has to send, in milliseconds. Default: `timeoutMs`. */
  readonly challengeTimeoutMs?: number | undefined;
}

/**
 * Plays a transcript on one connection: the kit's segments are written as they are drawn, the peer's commands are awaited in any order
 * and compared by meaning. What the peer sends besides is treated as if there were no script.
 *
 * @throws ScriptFailure when the peer does not keep to the transcript, ScriptError when the transcript itself cannot be played.
 */
export async function playTranscript(options: PlayOptions): Promise<void> {
  const { connection } = options.port;
  try {
    await playSteps(options);
  } catch (error) {
    throw error instanceof ScriptFailure && connection !== undefined ? error.on(connection) : error;
  }
}

async function playSteps(options: PlayOptions): Promise<void> {
  const { transcript, port } = options;
  let unsent: { readonly error: unknown } | undefined;
  for (const step of stepsOf({ items: transcript.items, side: port.side, service: port.service })) {
    if (step.kind === 'send') {
      for (const [index, segment] of step.segments.entries()) {
        const bytes = await renderSegment(segment, options);
        if (index > 0) {
          await port.settle();
        }
        // A peer that has closed is found out by what is awaited next, which names what it failed to send.
        await port.send(bytes).catch((error: unknown) => {
          if (!(error instanceof Error) || !('code' in error) || error.code !== 'closed') {
            throw error;
          }
          unsent ??= { error };
        });
      }
    } else if (step.kind === 'expect') {
      await expectCommands(step, options);
    } else if (step.by === port.side) {
      await port.close(step.how);
    } else {
      await expectClose(step, options);
    }
  }
  if (unsent !== undefined) {
    throw unsent.error;
  }
}

async function renderSegment(segment: TranscriptSegment, options: PlayOptions): Promise<Uint8Array> {
  const { bindings, derive, port } = options;
  const bytes: Uint8Array[] = [];
  for (const [index, part] of segment.parts.entries()) {
    if (part.kind === 'field' && !bindings.has(part.name)) {
      const derived = derive?.[part.name];
      if (derived !== undefined) {
        bindings.set(part.name, await derived(bindings));
      } else if (port.side === 'client' && isTransactionId(segment.parts, index)) {
        bindings.set(part.name, String(port.nextTrid()));
      } else if (part.documented !== undefined) {
        bindings.set(part.name, part.documented);
      }
    }
    const value = partBytes({ part, index, segment, bindings });
    if (value.length === 0) {
      // A field that stands for no words takes the blank in front of it along.
      const before = bytes.pop();
      bytes.push(before?.at(-1) === 0x20 ? before.subarray(0, -1) : (before ?? value));
      continue;
    }
    bytes.push(value);
  }
  return Buffer.concat(bytes);
}

function partBytes(options: {
  readonly part: Part;
  readonly index: number;
  readonly segment: TranscriptSegment;
  readonly bindings: Bindings;
}): Uint8Array {
  const { part, index } = options;
  const { line, parts } = options.segment;
  if (part.kind === 'literal') {
    return part.bytes;
  }
  const value = options.bindings.get(part.name);
  if (value === undefined) {
    throw new ScriptFailure({
      code: 'not-offered',
      message: `The transcript sends <${part.name}> and nothing has given it a value (line ${line}).`,
      rules: [],
      line: line,
      expected: `<${part.name}>`,
      got: 'nothing',
    });
  }
  if (value !== part.documented && breaksFraming({ parts, index, value })) {
    throw new ScriptFailure({
      code: 'different',
      message: `The transcript sends <${part.name}> in a line, and CR, LF or a blank in its value ${JSON.stringify(value)} would make another line of it (line ${line}).`,
      rules: [],
      line: line,
      expected: `<${part.name}>`,
      got: JSON.stringify(value),
    });
  }
  return Buffer.from(value, 'utf8');
}

/** A field right behind a command word that begins a line: `>>> CHG <n> …`. */
function isTransactionId(parts: readonly Part[], index: number): boolean {
  const before = parts[index - 1];
  return before?.kind === 'literal' && /(^|\n)[A-Z]{3} $/.test(Buffer.from(before.bytes).toString('latin1'));
}

/** Lines that a right server may leave out: nothing obliges it to have phone numbers or settings (commands.md, section 2). */
const MAY_BE_ABSENT = new Set(['BPR', 'PRP']);

interface OpenExpectation {
  readonly expected: ExpectedCommand;
  /** For a BPR of the list block: the LST that it belongs to. */
  readonly owner: ExpectedCommand | undefined;
}

async function expectCommands(step: ExpectStep, options: PlayOptions): Promise<void> {
  const { port, bindings } = options;
  await deriveExpected(step, options);
  let open = expectationsOf(step);
  let currentOwner: ExpectedCommand | undefined;
  let closest: { expected: ExpectedCommand; got: string; came: DifferentCommand } | undefined;
  const limit = (): number => {
    const isChallenge = open.every(({ expected }) => expected.name === 'CHL');
    return (isChallenge ? options.challengeTimeoutMs : undefined) ?? options.timeoutMs;
  };
  let deadline = performance.now() + limit();
  let fence: Awaited<ReturnType<ScriptPort['fence']>> | undefined;
  while (open.some(({ expected }) => !mayBeAbsent(expected, port))) {
    const left = deadline - performance.now();
    // Whatever came before the answer to a fence is there already.
    const taken: Taken =
      left <= 0 ? { kind: 'timeout' } : await port.take({ timeoutMs: fence === undefined ? left : 1 });
    const next = open.find(({ expected }) => !mayBeAbsent(expected, port))?.expected;
    if (next === undefined) {
      return;
    }
    if (taken.kind === 'closed') {
      if (port.side === 'server' && open.every(({ expected }) => expected.name === 'OUT')) {
        return; // C-OUT-01: a client may simply close
      }
      throw ended({ expected: next, bindings, info: taken.info });
    }
    if (taken.kind === 'timeout' && fence === undefined) {
      fence = await port.fence({ timeoutMs: options.timeoutMs });
      deadline = performance.now() + (fence === 'stalled' ? 0 : options.timeoutMs);
      continue;
    }
    if (taken.kind === 'timeout') {
      // What came close accuses only while nothing else has fulfilled it.
      const isOpen = open.some(({ expected }) => expected === closest?.expected);
      const blamed = isOpen && closest !== undefined ? closest : { expected: next, got: undefined };
      throw silence({ ...blamed, fence: fence ?? 'stalled', options });
    }
    if (taken.kind === 'empty-line') {
      port.proceed(taken);
      continue;
    }
    const outcome = matchAny({ command: taken, open, currentOwner, bindings });
    if (taken.name === 'LST') {
      currentOwner = outcome.kind === 'match' ? outcome.awaited.expected : undefined;
    }
    if (outcome.kind === 'match') {
      for (const [name, value] of outcome.bound) {
        bindings.set(name, value);
      }
      open = open.filter((awaited) => awaited !== outcome.awaited);
      deadline = performance.now() + limit();
      fence = undefined;
      for (const rule of outcome.awaited.expected.rules) {
        options.onShown?.(rule);
      }
      port.absorb(taken);
      continue;
    }
    if (port.side === 'client') {
      rejectContradiction({ command: taken, open, bindings });
    }
    closest =
      outcome.kind === 'different'
        ? {
            expected: outcome.expected,
            got: describeDifferent(taken, outcome.difference),
            came: cameAs(taken, outcome.difference),
          }
        : closest;
    port.proceed(taken);
  }
}

function describeDifferent(command: DecodedCommand, { position }: Difference): string {
  return `${describeCommand(command)}${position < 0 ? ' with another payload' : ''}`;
}

function cameAs(command: DecodedCommand, difference?: Difference): DifferentCommand {
  return { offset: command.offset, position: difference?.position, payloadByte: difference?.payloadByte };
}

/** Works out derivable fields before they are compared, so that a wrong value cannot bind. */
async function deriveExpected(step: ExpectStep, options: PlayOptions): Promise<void> {
  for (const command of step.commands) {
    for (const part of [...command.words.flat(), ...(command.payload ?? [])]) {
      const derived =
        part.kind === 'field' && !options.bindings.has(part.name) ? options.derive?.[part.name] : undefined;
      if (derived !== undefined && part.kind === 'field') {
        options.bindings.set(part.name, await derived(options.bindings));
      }
    }
  }
}

function expectationsOf(step: ExpectStep): OpenExpectation[] {
  let owner: ExpectedCommand | undefined;
  return step.commands.map((expected) => {
    owner = expected.name === 'LST' ? expected : owner;
    return { expected, owner: expected.name === 'BPR' ? owner : undefined };
  });
}

function mayBeAbsent(expected: ExpectedCommand, port: ScriptPort): boolean {
  return port.side === 'client' && MAY_BE_ABSENT.has(expected.name);
}

type AnyMatch =
  | { readonly kind: 'match'; readonly awaited: OpenExpectation; readonly bound: ReadonlyMap<string, string> }
  | { readonly kind: 'different'; readonly expected: ExpectedCommand; readonly difference: Difference }
  | { readonly kind: 'other' };

function matchAny(options: {
  readonly command: DecodedCommand;
  readonly open: readonly OpenExpectation[];
  readonly currentOwner: ExpectedCommand | undefined;
  readonly bindings: Bindings;
}): AnyMatch {
  const { command, open, currentOwner, bindings } = options;
  let different: AnyMatch = { kind: 'other' };
  for (const awaited of open) {
    if (awaited.owner !== undefined && awaited.owner !== currentOwner) {
      continue;
    }
    const result = matchCommand(awaited.expected, command, bindings);
    if (result.kind === 'match') {
      return { kind: 'match', awaited, bound: result.bound };
    }
    if (result.kind === 'different' && different.kind === 'other') {
      different = { kind: 'different', expected: awaited.expected, difference: result };
    }
  }
  return different;
}

/**
 * A server's answer that can only be meant for an expected one and says something else: no further waiting can mend it.
 * Lines that come in any number (ILN, LST, LSG) count only where they are about the same account.
 */
function rejectContradiction(options: {
  readonly command: DecodedCommand;
  readonly open: readonly OpenExpectation[];
  readonly bindings: Bindings;
}): void {
  const { command, open, bindings } = options;
  for (const { expected } of open) {
    const tridWord = expected.words[0] ?? [];
    const [field] = tridWord;
    const trid =
      tridWord.length === 1 && field?.kind === 'field' ? bindings.get(field.name) : literalText(tridWord) || undefined;
    const answersIt = trid !== undefined && command.trid === Number(trid) && command.trid !== 0;
    if (answersIt && /^\d{3}$/.test(expected.name) && !['ILN', 'BPR'].includes(command.name)) {
      throw failure({ code: 'different', expected, bindings, got: describeCommand(command), came: cameAs(command) });
    }
    const notOffered = answersIt ? otherWay(expected, command) : undefined;
    if (notOffered !== undefined) {
      throw new ScriptFailure({
        code: 'not-offered',
        message: notOffered,
        rules: expected.rules,
        line: expected.line,
        expected: describeExpected(expected, bindings),
        got: describeCommand(command),
      });
    }
    if (answersIt && /^\d{3}$/.test(command.name)) {
      const came = cameAs(command);
      throw failure({ code: 'different', expected, bindings, got: `error ${describeCommand(command)}`, came });
    }
    const result = matchCommand(expected, command, bindings);
    if (result.kind !== 'different' || expected.name === 'MSG') {
      continue;
    }
    const account = command.fields.account;
    const sameAccountInBoth =
      account !== undefined &&
      describeExpected(expected, bindings).toLowerCase().split(' ').includes(account.toLowerCase());
    if (expected.name === 'PRP' && command.trid === undefined) {
      // S-SET-04: there is one value of each type, and the fixture has set those that scripts await.
      if (result.position > 0) {
        const rules = expected.rules.length > 0 ? expected.rules : ['S-SET-04'];
        throw failure({
          code: 'different',
          expected: { ...expected, rules },
          bindings,
          got: describeCommand(command),
          detail: result,
          came: cameAs(command, result),
        });
      }
      continue;
    }
    const isOneOfMany = ['ILN', 'LST', 'LSG', 'NLN', 'FLN', 'BPR', 'PRP'].includes(expected.name);
    const sameSubject = isOneOfMany ? sameAccountInBoth && !['NLN', 'FLN'].includes(expected.name) : answersIt;
    if (sameSubject) {
      const came = cameAs(command, result);
      throw failure({ code: 'different', expected, bindings, got: describeCommand(command), detail: result, came });
    }
  }
}

/** A filtered name, an account whose Passport is not verified, too many renamings: each server has a policy of its own. */
const NAME_POLICY = new Set(['209', '715', '800']);

/** Several answers are right; a script that is about one of them has nothing to show with the other. */
function otherWay(expected: ExpectedCommand, command: DecodedCommand): string | undefined {
  if (expected.name === 'REA' && NAME_POLICY.has(command.name)) {
    return `The server does not take the name: error ${command.name}.`;
  }
  if (expected.name === 'XFR' && /^\d{3}$/.test(command.name) && command.name !== '913') {
    return `The server offers no switchboard: error ${command.name}.`;
  }
  if (expected.name === 'XFR' && command.form === 'S.USR.challenge') {
    return 'The server has no dispatch server: it answers USR with a Passport challenge at once.';
  }
  const isTransfer = command.form === 'S.XFR.notification' || command.form === 'S.XFR.unasked';
  return expected.name === 'USR' && isTransfer
    ? 'The server sends the client on to another server once more.'
    : undefined;
}

/** A connection that is over before what was expected has come. */
function ended(options: {
  readonly expected: ExpectedCommand;
  readonly bindings: Bindings;
  readonly info: CloseInfo;
}): ScriptFailure {
  const { expected, bindings, info } = options;
  const undecodable = undecodableIn(info);
  return undecodable === undefined
    ? failure({ code: 'closed', expected, bindings, got: `the connection was closed (${info.how})` })
    : failure({ code: 'undecodable', expected, bindings, got: undecodable });
}

/** Why the kit had to end the connection; undefined where the peer did, be it in the middle of a command. */
function undecodableIn({ error }: CloseInfo): string | undefined {
  return error === undefined || error.code.startsWith('truncated')
    ? undefined
    : `bytes that are no command (${error.code} at offset ${error.offset}): ${error.message}`;
}

function silence(options: {
  readonly expected: ExpectedCommand;
  readonly fence: 'alive' | 'closed' | 'stalled';
  readonly options: PlayOptions;
  readonly got: string | undefined;
  readonly came?: DifferentCommand | undefined;
}): ScriptFailure {
  const { bindings, timeoutMs, challengeTimeoutMs = timeoutMs, onTimeLimit } = options.options;
  if (options.fence === 'stalled') {
    return failure({
      code: 'stalled',
      expected: options.expected,
      bindings,
      got: 'nothing, and the peer answers nothing else',
    });
  }
  if (options.fence === 'closed') {
    return failure({ code: 'closed', expected: options.expected, bindings, got: 'the connection was closed' });
  }
  if (options.expected.name === 'CHL') {
    // S-CHL-01: a server need not challenge.
    return new ScriptFailure({
      code: 'not-offered',
      message: `The server does not challenge: no CHL came within ${challengeTimeoutMs} ms.`,
      rules: options.expected.rules,
      line: options.expected.line,
      expected: describeExpected(options.expected, bindings),
      got: 'nothing',
    });
  }
  onTimeLimit?.();
  return failure({
    code: 'silent',
    expected: options.expected,
    bindings,
    got: options.got ?? `nothing within ${timeoutMs} ms, and a later request was answered`,
    came: options.came,
  });
}

function failure(options: {
  readonly code: 'different' | 'silent' | 'closed' | 'undecodable' | 'stalled';
  readonly expected: ExpectedCommand;
  readonly bindings: Bindings;
  readonly got: string;
  readonly came?: DifferentCommand | undefined;
  readonly detail?: Difference;
}): ScriptFailure {
  const { expected, detail } = options;
  const wanted = describeExpected(expected, options.bindings);
  const where =
    detail === undefined
      ? ''
      : ` The first difference is ${detail.position < 0 ? 'in the payload' : `word ${detail.position + 1} behind ${expected.name}`}: expected "${detail.expected}", got "${detail.got}".`;
  return new ScriptFailure({
    code: options.code,
    message: `Expected "${wanted}"; got ${options.got === '' ? 'an empty line' : `"${options.got}"`}.${where}`,
    rules: expected.rules,
    line: expected.line,
    expected: wanted,
    got: options.got,
    came: options.came,
  });
}

async function expectClose(step: CloseStep, options: PlayOptions): Promise<void> {
  const { port, timeoutMs } = options;
  const deadline = performance.now() + timeoutMs;
  const shown = () => {
    for (const rule of step.rules) {
      options.onShown?.(rule);
    }
  };
  for (;;) {
    const left = deadline - performance.now();
    const taken: Taken = left <= 0 ? { kind: 'timeout' } : await port.take({ timeoutMs: left });
    if (taken.kind === 'closed') {
      const undecodable = undecodableIn(taken.info);
      if (undecodable === undefined) {
        return shown();
      }
      throw new ScriptFailure({
        code: 'undecodable',
        message: `Expected the ${step.by} to close the connection; got ${undecodable}`,
        rules: step.rules,
        line: step.line,
        expected: '(close)',
        got: undecodable,
      });
    }
    if (taken.kind === 'timeout') {
      const state = await port.fence({ timeoutMs });
      if (state === 'alive') {
        options.onTimeLimit?.();
      }
      if (state === 'closed') {
        return shown();
      }
      // Whether it still answers or not: who has to close has not.
      throw new ScriptFailure({
        code: 'still-open',
        message: `Expected the ${step.by} to close the connection within ${timeoutMs} ms; it is open${state === 'alive' ? ' and still answers' : ''}.`,
        rules: step.rules,
        line: step.line,
        expected: '(close)',
        got: 'an open connection',
      });
    }
    port.proceed(taken);
  }
}
