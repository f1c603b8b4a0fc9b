import { header, parseMime } from '../codec';
import type { CommandEvent, TraceEvent, UndecodableEvent } from '../wire';
import { isNoCommand } from './observers/shared/no-command';

/** What a trace comes to where one stream of the server loses its framing. */
export type Framed =
  | { readonly kind: 'sound' }
  /** The event itself is no command any more; `end` says so in its place. */
  | { readonly kind: 'lost here'; readonly end: UndecodableEvent }
  /** The event is the last that can be judged. */
  | { readonly kind: 'lost behind'; readonly end: UndecodableEvent }
  /** What comes here means nothing. */
  | { readonly kind: 'lost' };

/**
 * Follows the streams of the server under test and finds the place where one can no longer be taken apart: bytes that the decoder gives
 * up at, a payload behind which no command begins, a profile that is longer than its headers. What comes behind it on that connection,
 * and what does not come, says nothing about any other rule.
 */
export class FramingLoss {
  readonly #behindPayload = new Set<string>();
  readonly #lost = new Set<string>();

  see(event: TraceEvent): Framed {
    const { connection } = event;
    if (event.kind === 'close') {
      this.#behindPayload.delete(connection);
      this.#lost.delete(connection);
      return sound;
    }
    if (this.#lost.has(connection)) return { kind: 'lost' };
    if (!('from' in event) || event.from !== 'server') return sound;
    if (event.kind === 'undecodable') this.#lost.add(connection);
    if (event.kind !== 'command') return sound;
    const wasPayload = this.#behindPayload.delete(connection);
    if (wasPayload && isNoCommand(event.command)) return this.#lose(event, 'lost here');
    if (event.command.payload !== undefined) this.#behindPayload.add(connection);
    return isLongProfile(event) ? this.#lose(event, 'lost behind') : sound;
  }

  #lose(event: CommandEvent, kind: 'lost here' | 'lost behind'): Framed {
    const { index, time, connection, from, command } = event;
    this.#lost.add(connection);
    const message = 'The stream of the server can no longer be taken apart into commands.';
    return {
      kind,
      end: {
        kind: 'undecodable',
        index,
        time,
        connection,
        from,
        code: 'lost-framing',
        offset: command.offset,
        message,
      },
    };
  }
}

const sound: Framed = { kind: 'sound' };

/** A profile has no body (S-PRO-01): what stands there is what the server sent next. */
function isLongProfile({ command }: CommandEvent): boolean {
  if (command.name !== 'MSG' || command.payload === undefined) return false;
  const { headers, body } = parseMime(command.payload);
  return (
    body.length > 0 && header({ headers }, 'Content-Type')?.toLowerCase().startsWith('text/x-msmsgsprofile') === true
  );
}
