import type { Handler } from '../handler';

/** QRY: the answer to a challenge. Without an open challenge it means nothing. */
export const qry: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const [clientId = ''] = request.parameters;
    const digest = Buffer.from(request.payload ?? []).toString('latin1');
    const { policy } = session.host.community;
    const isAnswered = (challenge: string): boolean => policy.acceptsAnswer({ challenge, clientId, digest });
    const challenge = session.takeChallenge(isAnswered);
    if (challenge === undefined) {
      return;
    }
    if (request.parameters.length === 1 && isAnswered(challenge)) {
      session.say({ name: 'QRY', trid: request.trid, parameters: [] }); // S-CHL-02
      return;
    }
    session.fail(request, 540); // S-CHL-03, S-CHL-04
    session.close('the answer to a challenge was wrong');
  },
};
