import type { Handler } from '../../handler';
import { placeCall } from '../place-call';
import type { SwitchboardHandlerSession } from '../switchboard-handler-session';

/** CAL: invites somebody. Any participant may (S-SB-23). */
export const cal: Handler<SwitchboardHandlerSession> = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { seat } = session;
    const [account, ...more] = request.parameters;
    if (seat === undefined || account === undefined || more.length > 0) {
      session.close('CAL did not name one account'); // S-ROB-08
      return;
    }
    const { community, switchboard } = session.host;
    const { chat, participant } = seat;
    const outcome = placeCall(participant, { account, chat, community, switchboard });
    if (outcome.kind === 'error') {
      session.fail(request, outcome.code);
      return;
    }
    session.say({ name: 'CAL', trid: request.trid, parameters: ['RINGING', chat.id] }); // S-SB-07, S-SB-25
    outcome.ring();
  },
};
