import type { Handler } from '../handler';

/** SND and SDC: an invitation by mail, which goes nowhere. */
export const snd: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    if (request.parameters.length === 0) {
      session.close(`${request.name} named no account`); // S-ROB-08
      return;
    }
    session.say({ name: request.name, trid: request.trid, parameters: ['OK'] });
  },
};
