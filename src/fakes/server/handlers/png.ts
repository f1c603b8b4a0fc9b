import type { Handler } from '../handler';

/** PNG: are you there? */
export const png: Handler = {
  stage: 'online',
  trid: 'none',
  handle: (_request, session) => {
    const { pingSeconds } = session.host.knobs;
    session.say({ name: 'QNG', parameters: pingSeconds === undefined ? [] : [String(pingSeconds)] }); // S-PNG-01
  },
};
