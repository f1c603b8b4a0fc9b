import type { Handler } from '../handler';

/** FND: the directory search had been switched off by July 2003. */
export const fnd: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => session.fail(request, 502),
};
