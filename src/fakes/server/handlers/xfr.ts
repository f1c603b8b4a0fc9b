import type { Handler } from '../handler';

/** XFR: asks for a switchboard, which this server does not offer yet. */
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
    const presence = host.community.presenceOf(account.account);
    if (service !== 'SB') {
      session.fail(request, 201);
    } else if (presence === undefined || presence.status === 'HDN') {
      session.fail(request, 913);
    } else {
      session.fail(request, 281);
    }
  },
};
