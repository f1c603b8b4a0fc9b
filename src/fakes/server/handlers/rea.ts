import { isForm } from '../../../codec';
import type { Handler } from '../handler';
import { rename } from '../rename';

/** REA: names a contact, or oneself. */
export const rea: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account: owner } = session;
    if (owner === undefined || !isForm(request, 'C.REA')) {
      session.close('REA did not have an account and a name'); // S-ROB-08
      return;
    }
    const { account, name } = request.fields;
    const { community } = session.host;
    const version = session.settleOutcome(request, rename(owner, { account, name }, community));
    if (version !== undefined) {
      // S-REA-01
      session.say({ name: 'REA', trid: request.trid, parameters: [version, account, community.sentName(name)] });
    }
  },
};
