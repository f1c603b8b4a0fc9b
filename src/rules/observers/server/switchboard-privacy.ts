import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { privacyOf } from '../shared/call-situation';
import { watchChats } from '../shared/watch-chats';

/** S-SB-27: whom one blocks can be met through a third, or not. */
export const sSb27: Observer = (report, context) =>
  watchChats(context, (chats) => ({
    joined(seat, event) {
      const callers = seat.chat.calls.filter(({ callee }) => callee === seat.account).map(({ caller }) => caller);
      const met = seat.chat.certainBut(seat).filter((other) => !callers.includes(other));
      const isClosed = (one: string, other: string): boolean =>
        privacyOf(chats.accounts, { callee: one, caller: other }) === 'closed';
      if (met.some(({ account }) => isClosed(account, seat.account) || isClosed(seat.account, account)))
        report.variant(event, 'met through a third');
    },
    outcome(request, outcome) {
      const call = chats.callOf(request);
      if (call?.situation !== 'good' || !call.isUnloved || outcome.kind !== 'error') return;
      if (['215', '216', '217'].includes(outcome.code)) report.variant(outcome.event, 'kept apart');
    },
  }));

export const switchboardPrivacyObservers: ObserverTable = { 'S-SB-27': sSb27 };
