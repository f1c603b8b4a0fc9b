import type { Handler } from '../handler';

/** XFR: asks for a switchboard. */
export const xfr: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const [service, ...more] = request.parameters;
    const { account, host } = session;
    if (service === undefined || more.length > 0 || account === undefined) {
      session.close('XFR did not name one service'); // S-ROB-08
      return;
    }
    const { community, knobs, switchboard } = host;
    if (service !== 'SB') {
      session.fail(request, 201);
    } else if (!community.policy.opensChats({ status: community.presenceOf(account.account)?.status })) {
      session.fail(request, 913); // S-SB-02
    } else if (knobs.switchboardRefusal !== undefined) {
      session.fail(request, knobs.switchboardRefusal);
    } else {
      const words = ['SB', session.switchboardAddress, 'CKI', switchboard.keyFor(account)];
      session.say({ name: 'XFR', trid: request.trid, parameters: words }); // S-SB-01
    }
  },
};
