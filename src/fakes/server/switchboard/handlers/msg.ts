import type { Handler } from '../../handler';
import type { SwitchboardHandlerSession } from '../switchboard-handler-session';

/** MSG: says something to all others. What the payload holds is theirs to read (S-SB-24). */
export const msg: Handler<SwitchboardHandlerSession> = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { seat } = session;
    const { policy, knobs } = session.host.community;
    const [type, ...more] = request.parameters;
    const payload = request.payload ?? new Uint8Array(); // S-SB-18: it may be empty
    if (seat === undefined || type === undefined || more.length > 0 || !policy.isMessageType(type)) {
      session.close('MSG did not have one of U, N and A'); // S-SB-17, S-ROB-08
      return;
    }
    if (!policy.isMessageSize({ bytes: payload.length, limit: knobs.limits.messageBytes })) {
      session.close(`a message was longer than ${knobs.limits.messageBytes} bytes`); // S-SB-16
      return;
    }
    const isDelivered = seat.chat.relay(seat.participant, payload); // S-SB-13
    const acknowledgement = policy.acknowledges({ type, isDelivered });
    if (acknowledgement !== undefined) {
      session.say({ name: acknowledgement, trid: request.trid, parameters: [] }); // S-SB-14, S-SB-15
    }
  },
};
