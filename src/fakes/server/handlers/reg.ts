import { decodeText } from '../../../codec';
import { errorOutcome } from '../edit-outcome';
import type { Handler } from '../handler';
import { refuseGroupName } from './adg';

/** REG: names a group. Some clients leave the closing 0 out. */
export const reg: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account: owner } = session;
    const [id, name, ...more] = request.parameters;
    if (owner === undefined || id === undefined || name === undefined || more.length > 1) {
      session.close('REG did not have an id, a name and a 0'); // S-ROB-08
      return;
    }
    const { community, knobs } = session.host;
    const unknown = owner.groups.has(id) ? undefined : errorOutcome(224);
    const refusal = unknown ?? refuseGroupName(name, { owner, knobs, except: id });
    if (refusal !== undefined) {
      session.settleOutcome(request, refusal);
      return;
    }
    owner.groups.set(id, decodeText(name).text);
    const version = String(community.countChange(owner));
    // S-GRP-02
    session.say({ name: 'REG', trid: request.trid, parameters: [version, id, community.sentName(name), '0'] });
  },
};
