import type { Handler, RequestSession } from '../handler';

/** OUT: the client leaves, on any service. What it asked for before has been done (S-OUT-02). */
export const out: Handler<RequestSession> = {
  stage: 'greeting',
  trid: 'none',
  handle: (_request, session) => {
    if (session.host.knobs.echoOut) {
      session.say({ name: 'OUT', parameters: [] });
    }
    session.close('the client left with OUT'); // S-OUT-01
  },
};
