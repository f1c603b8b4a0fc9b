import type { CommandEvent, TraceEvent } from '../../../wire';
import type { ObserverContext } from '../../rule';
import { type ClientConnection, type ClientHandlers, type Given, watchClient } from './watch-client';

/** An `XFR … NS` that the kit's server sent. */
export interface Transfer {
  readonly event: CommandEvent;
  readonly from: ClientConnection;
  /** `first`: answers the first USR I of a login. `chained`: answers one on a connection that an XFR led to. `unasked`: after the login. */
  readonly kind: 'first' | 'chained' | 'unasked';
  readonly address: string;
  /** Where the client is now, as the server says. */
  readonly current: string | undefined;
  /** Without a port, or with a name. */
  readonly isOddAddress: boolean;
  /** The connection that the client opened then. */
  to?: ClientConnection | undefined;
  readonly steps: string[];
}

export interface TransferHandlers {
  sent?(transfer: Transfer): void;
  /** The first command on the new connection. */
  arrived?(transfer: Transfer, event: CommandEvent, to: ClientConnection): void;
  /** VER, CVR and USR I came on the new connection. */
  followed?(transfer: Transfer, event: CommandEvent): void;
  /** On the new connection something else came. `fault` goes on behind "and". */
  astray?(transfer: Transfer, event: TraceEvent, fault: string): void;
  /** No new connection came within the kit's time limit. */
  ignored?(transfer: Transfer, event: TraceEvent): void;
}

/** Follows a client under test from server to server. `also` is told what `watchClient` tells, before the transfers are looked at. */
export function watchTransfers(
  context: ObserverContext,
  handlers: TransferHandlers,
  also: ClientHandlers = {},
): (event: TraceEvent) => void {
  const reached = new WeakMap<ClientConnection, Transfer>();
  let latest: Transfer | undefined;
  return watchClient(context, {
    ...also,
    given(given) {
      also.given?.(given);
      const transfer = transferOf(given, reached.has(given.connection));
      if (transfer === undefined) return;
      latest = transfer;
      handlers.sent?.(transfer);
    },
    opened(connection, event) {
      also.opened?.(connection, event);
      if (latest === undefined || latest.to !== undefined || connection.service === 'switchboard') return;
      latest.to = connection;
      reached.set(connection, latest);
    },
    request(request) {
      also.request?.(request);
      const transfer = reached.get(request.connection);
      if (transfer === undefined || transfer.steps.length >= wanted.length) return;
      // INF is the business of C-CVR-04.
      if (request.command.name === 'OUT' || request.command.name === 'INF') return;
      if (transfer.steps.length === 0) handlers.arrived?.(transfer, request.event, request.connection);
      const { name, parameters } = request.command;
      const step = name === 'USR' ? `USR ${parameters.slice(0, 2).join(' ')}` : name;
      const next = wanted[transfer.steps.length] ?? '';
      if (step === next) {
        transfer.steps.push(step);
        if (transfer.steps.length < wanted.length) return;
        if (isElsewhere(transfer)) handlers.astray?.(transfer, request.event, 'the client called at the same server');
        else handlers.followed?.(transfer, request.event);
      } else if (!request.connection.excused) {
        transfer.steps.length = wanted.length;
        handlers.astray?.(transfer, request.event, `${step} came in place of ${next}`);
      }
    },
    gone(connection, event, how) {
      also.gone?.(connection, event, how);
      const transfer = reached.get(connection);
      if (transfer === undefined || transfer.steps.length > 0) return;
      transfer.steps.length = wanted.length;
      handlers.astray?.(transfer, event, 'the client said nothing there');
    },
    timeLimit(connection, event) {
      also.timeLimit?.(connection, event);
      if (latest === undefined || latest.to !== undefined) return;
      handlers.ignored?.(latest, event);
      latest = undefined;
    },
    asked(action, event) {
      also.asked?.(action, event);
      if (latest?.to === undefined && ['login', 'logout', 'exit'].includes(action[0] ?? '')) latest = undefined;
    },
    over(event) {
      also.over?.(event);
      latest = undefined;
    },
  });
}

const wanted = ['VER', 'CVR', 'USR TWN I'];

function transferOf({ command, connection, answers, event }: Given, isReached: boolean): Transfer | undefined {
  if (event.kind !== 'command' || command?.name !== 'XFR' || command.parameters[0] !== 'NS') return undefined;
  const isAnswer = answers?.command.name === 'USR';
  if (!isAnswer && connection.onlineSince === undefined) return undefined;
  const [, address = '', , current] = command.parameters;
  return {
    event,
    from: connection,
    kind: isAnswer ? (isReached ? 'chained' : 'first') : 'unasked',
    address,
    current,
    isOddAddress: isOddAddress(address),
    steps: [],
  };
}

/** Whether an address has no port, or is a name. */
export function isOddAddress(address: string): boolean {
  return !/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\]):\d+$/i.test(address);
}

/** The client went back to the dispatch server although the address was another one. */
function isElsewhere({ from, to, address, current }: Transfer): boolean {
  return from.service === 'dispatch' && to?.service === 'dispatch' && current !== undefined && address !== current;
}
