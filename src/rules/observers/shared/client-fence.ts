import type { DecodedCommand, EmptyLine } from '../../../codec';
import type { CommandEvent, EmptyLineEvent, TraceEvent } from '../../../wire';
import type { Observer, Report } from '../../rule';
import { answersChallenge } from './challenge-answer';
import { perConnection } from './per-connection';
import { SegmentCuts } from './segment-cuts';

interface Sent {
  readonly cuts: SegmentCuts;
  /** What the kit sent that the rule is about, while nothing shows that the client has handled it. */
  waiting: boolean;
  readonly challenges: { readonly text: string; readonly special: boolean; readonly covers: boolean }[];
  online: boolean;
}

/**
 * For rules about how a client under test receives: the rule is exercised when the client has handled what `isMeant` picks among the
 * commands and empty lines of the kit's server. That is shown by the right answer to a challenge sent then or later, by the next
 * step of the login, or by a `fence` remark. The only fault that the wire shows is a challenge understood wrongly, and that by a client
 * which understands another that came otherwise: one that answers none rightly breaks C-CHL-01.
 */
export function clientHandles(
  isMeant: (item: DecodedCommand | EmptyLine, cuts: SegmentCuts) => boolean,
  what: string,
): Observer {
  return (report: Report, { role }) => {
    const of = perConnection(
      role,
      // On a switchboard there are no steps that one may not take before the other side has answered.
      ({ service }): Sent => ({
        cuts: new SegmentCuts(),
        waiting: false,
        challenges: [],
        online: service === 'switchboard',
      }),
    );
    let isRightElsewhere = false;
    const waiting: (() => void)[] = [];
    return (event: TraceEvent) => {
      const state = of(event);
      if (state === undefined || role !== 'client') return;
      if (event.kind === 'segment' && event.from === 'server') state.cuts.see(event);
      else if (event.kind === 'remark' && event.topic === 'fence') handled(state, event);
      else if (event.kind === 'empty-line' || event.kind === 'command') {
        if (event.from === 'server') sent(state, event);
        else if (event.kind === 'command') reacted(state, event);
      }
    };

    function sent(state: Sent, event: CommandEvent | EmptyLineEvent): void {
      const special = isMeant(event.kind === 'command' ? event.command : event.line, state.cuts);
      if (special) state.waiting = true;
      if (event.kind !== 'command') return;
      const { name, parameters } = event.command;
      if (name === 'USR' && parameters[0] === 'OK') state.online = true;
      if (name === 'CHL') state.challenges.push({ text: parameters[0] ?? '', special, covers: state.waiting });
    }

    function reacted(state: Sent, event: CommandEvent): void {
      if (event.command.name !== 'QRY') {
        if (!state.online) handled(state, event);
        return;
      }
      const answered = state.challenges.findIndex(({ text }) => answersChallenge(event.command, text) === true);
      const [challenge] = state.challenges.splice(Math.max(answered, 0), 1);
      if (challenge === undefined) return;
      if (answered >= 0) {
        if (challenge.covers) handled(state, event);
        if (!challenge.special) {
          isRightElsewhere = true;
          for (const accuse of waiting.splice(0)) accuse();
        }
      } else if (challenge.special && answersChallenge(event.command, challenge.text) === false) {
        const accuse = (): void =>
          report.violation(event, `The challenge ${what} should be answered rightly, and a wrong digest came.`);
        if (isRightElsewhere) accuse();
        else waiting.push(accuse);
      }
    }

    function handled(state: Sent, event: TraceEvent): void {
      if (state.waiting) report.exercised(event);
      state.waiting = false;
    }
  };
}
