import { isForm } from '../../../codec';
import type { Handler } from '../handler';

/** BLP: what those get who are on neither AL nor BL. */
export const blp: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account: owner } = session;
    const value = isForm(request, 'C.BLP') ? request.fields.value : undefined;
    if (owner === undefined || (value !== 'AL' && value !== 'BL')) {
      session.close('BLP was neither AL nor BL'); // S-SET-03
      return;
    }
    if (owner.blp === value) {
      session.fail(request, 218); // S-SET-02
      return;
    }
    const { community } = session.host;
    const version = String(community.countChange(owner));
    session.say({ name: 'BLP', trid: request.trid, parameters: [version, value] }); // S-SET-01
    // S-PRS-06
    community.tellPresence(owner, () => {
      owner.blp = value;
    });
  },
};
