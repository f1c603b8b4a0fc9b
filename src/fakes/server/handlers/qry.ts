import type { Handler } from '../handler';

/** QRY: the answer to a challenge. Without an open challenge it means nothing. */
export const qry: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const challenge = session.takeChallenge();
    if (challenge === undefined) {
      return;
    }
    const [clientId = ''] = request.parameters;
    const digest = Buffer.from(request.payload ?? []).toString('latin1');
    const { policy } = session.host.community;
    if (request.parameters.length === 1 && policy.acceptsAnswer({ challenge, clientId, digest })) {
      session.say({ name: 'QRY', trid: request.trid, parameters: [] }); // S-CHL-02
      return;
    }
    session.fail(request, 540); // S-CHL-03, S-CHL-04
    session.close('the answer to a challenge was wrong');
  },
};
