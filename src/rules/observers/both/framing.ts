import type { DecodedCommand, OddityCode } from '../../../codec';
import type { CommandEvent, TraceEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { isNoCommand } from '../shared/no-command';
import { perConnection } from '../shared/per-connection';
import { watchExchanges } from '../shared/watch-exchanges';
import { shown } from '../shared/words';

/** Judges every command that the subject sends, one by one. */
function everyCommand(check: (event: CommandEvent) => { message: string; level?: 'SHOULD' } | undefined): Observer {
  return (report, { role }) => {
    const of = perConnection(role, () => true);
    return (event) => {
      if (of(event) === undefined || event.kind !== 'command' || event.from !== role) return;
      report.exercised(event);
      const fault = check(event);
      if (fault !== undefined) report.violation(event, fault.message, fault);
    };
  };
}

function has(command: DecodedCommand, ...codes: readonly OddityCode[]): boolean {
  return command.oddities.some(({ code }) => codes.includes(code));
}

/** X-FRM-01: every line ends in CRLF. */
export const xFrm01 = everyCommand(({ command }) =>
  has(command, 'bare-lf')
    ? { message: `The line of ${shown(command.name)} should end in CRLF and ends in a bare LF.` }
    : undefined,
);

/** X-FRM-02: a three-character command, then words parted by exactly one space. */
export const xFrm02 = everyCommand(({ command, from }) => {
  const { name } = command;
  const isError = /^\d{3}$/.test(name);
  if (!/^[A-Z]{3}$/.test(name) && !(isError && from === 'server'))
    return {
      message: `A line should begin with three upper-case letters${from === 'server' ? ' or the three digits of an error' : ''} and begins with ${shown(name)}.`,
    };
  if (has(command, 'lower-case')) return { message: `The command ${name} should be in upper case.` };
  if (!has(command, 'tab', 'repeated-space', 'leading-space')) return undefined;
  const message = `The words of ${name} should be parted by exactly one space, and a TAB, a further space or a space in front came.`;
  // Microsoft's CVR reply of 2010 held two spaces ([wire:2010-03]).
  return from === 'server' && name === 'CVR' ? { message, level: 'SHOULD' } : { message };
});

/** X-FRM-11: no space before CRLF. */
export const xFrm11 = everyCommand(({ command }) =>
  has(command, 'trailing-space')
    ? {
        message: `The line of ${shown(command.name)} should end behind its last word, and a space stands before its end.`,
      }
    : undefined,
);

interface AfterPayload {
  command: DecodedCommand;
}

type Next = 'command' | 'empty-line' | 'broken';

/** Watches what the subject sends directly behind each payload. `broken`: what came is no command. */
function behindPayloads(
  role: 'client' | 'server',
  check: (payload: DecodedCommand, next: Next, event: TraceEvent) => void,
): (event: TraceEvent) => void {
  const of = perConnection(role, (): { last?: AfterPayload | undefined } => ({}));
  return (event) => {
    const state = of(event);
    if (state === undefined || !('from' in event) || event.from !== role) return;
    const { last } = state;
    if (event.kind === 'command') {
      if (last !== undefined) check(last.command, isNoCommand(event.command) ? 'broken' : 'command', event);
      state.last = event.command.payload === undefined ? undefined : { command: event.command };
    } else if (event.kind === 'empty-line') {
      if (last !== undefined) check(last.command, 'empty-line', event);
      state.last = undefined;
    } else if (event.kind === 'undecodable') {
      if (last !== undefined) check(last.command, 'broken', event);
      state.last = undefined;
    }
  };
}

/** X-FRM-03: the announced length is the length of the payload. */
export const xFrm03: Observer = (report, { role }) => {
  const of = perConnection(role, () => true);
  const watch = behindPayloads(role, (payload, next, event) => {
    if (next === 'command') report.exercised(event);
    else if (next === 'broken')
      report.violation(
        event,
        `Behind the ${payload.payload?.length ?? 0} announced bytes of ${payload.name} a new command should begin, and what came is none.`,
      );
  });
  return (event) => {
    watch(event);
    if (of(event) === undefined || event.kind !== 'undecodable' || event.from !== role) return;
    if (event.code.includes('payload') && !event.code.includes('long'))
      report.violation(event, `A payload should be announced by its length in bytes: ${event.message}`);
  };
};

/** X-FRM-04: no line end behind a payload. */
export const xFrm04: Observer = (report, { role }) =>
  behindPayloads(role, (payload, next, event) => {
    if (next === 'command') report.exercised(event);
    else if (next === 'empty-line')
      report.violation(event, `Nothing should follow the announced bytes of ${payload.name}, and a line end came.`);
  });

function isForeign({ payload }: DecodedCommand): boolean {
  return payload?.some((byte) => byte >= 0x80) === true;
}

/** X-FRM-05: the length counts bytes, in what the subject sends, and in a payload that a server is sent. */
export const xFrm05: Observer = (report, context) => {
  const sent = countsBytes(report, context);
  if (context.role === 'client') return sent;
  const received = readsBytes(report, context);
  return (event) => {
    sent(event);
    received(event);
  };
};

/** A server that counts characters waits for the rest of a payload that is complete. */
const readsBytes: Observer = (report, context) =>
  watchExchanges(context, {
    outcome({ command }, outcome) {
      if (command.name !== 'QRY' || !isForeign(command)) return;
      const { kind, event } = outcome;
      const isStuck = kind === 'missing' && event.kind === 'remark' && event.topic === 'time-limit';
      if (!isStuck) report.exercised(event);
      else
        report.violation(
          event,
          `The length of ${command.name} counts bytes; its payload is not ASCII, and behind its ${command.payload?.length} bytes nothing is answered any more.`,
        );
    },
  });

const countsBytes: Observer = (report, { role }) =>
  behindPayloads(role, (payload, next, event) => {
    if (!isForeign(payload)) return;
    if (next === 'command') report.exercised(event);
    else if (next === 'broken')
      report.violation(
        event,
        `The length of ${payload.name} should count bytes; its payload is not ASCII, and what follows the announced length is no command.`,
      );
  });

/** X-FRM-10: no empty lines. One directly behind a payload is left to X-FRM-04. */
export const xFrm10: Observer = (report, { role }) => {
  const of = perConnection(role, () => ({ behindPayload: false, counted: false }));
  return (event) => {
    const state = of(event);
    if (state === undefined || !('from' in event) || event.from !== role) return;
    if (event.kind === 'command') {
      state.behindPayload = event.command.payload !== undefined;
      if (!state.counted) report.exercised(event);
      state.counted = true;
    } else if (event.kind === 'empty-line') {
      if (!state.behindPayload) report.violation(event, 'No empty line should be sent, and one came.');
      state.behindPayload = false;
    }
  };
};

export const framingObservers: ObserverTable = {
  'X-FRM-01': xFrm01,
  'X-FRM-02': xFrm02,
  'X-FRM-03': xFrm03,
  'X-FRM-04': xFrm04,
  'X-FRM-05': xFrm05,
  'X-FRM-10': xFrm10,
  'X-FRM-11': xFrm11,
};
