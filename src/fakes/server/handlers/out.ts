import type { Handler } from '../handler';

/** OUT: the client leaves. What it asked for before has been done (S-OUT-02). */
export const out: Handler = {
  stage: 'greeting',
  trid: 'none',
  handle: (_request, session) => {
    if (session.host.knobs.echoOut) {
      session.say({ name: 'OUT', parameters: [] });
    }
    session.close('the client left with OUT'); // S-OUT-01
  },
};
