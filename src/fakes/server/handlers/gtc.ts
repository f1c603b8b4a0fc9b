import { isForm } from '../../../codec';
import type { Handler } from '../handler';

/** GTC: whether the client is to ask when somebody adds the user. It binds the client; the server only keeps it. */
export const gtc: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account: owner } = session;
    const value = isForm(request, 'C.GTC') ? request.fields.value : undefined;
    if (owner === undefined || (value !== 'A' && value !== 'N')) {
      session.close('GTC was neither A nor N'); // S-SET-03
      return;
    }
    if (owner.gtc === value) {
      session.fail(request, 218); // S-SET-02
      return;
    }
    owner.gtc = value;
    const version = String(session.host.community.countChange(owner));
    session.say({ name: 'GTC', trid: request.trid, parameters: [version, value] }); // S-SET-01
  },
};
