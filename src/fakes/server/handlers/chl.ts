import type { Handler } from '../handler';

/** CHL: a client may ask for a challenge. */
export const chl: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (_request, session) => session.challenge(),
};
