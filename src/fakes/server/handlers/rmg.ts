import type { Handler } from '../handler';
import { tellRemoved } from '../remove-from-list';

/** RMG: removes a group, and from the FL those that were in no other. */
export const rmg: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account: owner } = session;
    const [id, ...more] = request.parameters;
    if (owner === undefined || id === undefined || more.length > 0 || !/^\d{1,10}$/.test(id)) {
      session.close('RMG did not have one group id'); // S-ROB-08
      return;
    }
    const { community, knobs } = session.host;
    if (Number(id) === 0) {
      session.fail(request, 230); // S-GRP-03
      return;
    }
    if (Number(id) >= knobs.limits.groups) {
      session.close(`RMG named a group above ${knobs.limits.groups - 1}`);
      return;
    }
    if (!owner.groups.delete(id)) {
      session.fail(request, 224); // S-GRP-03
      return;
    }
    const version = String(community.countChange(owner));
    session.say({ name: 'RMG', trid: request.trid, parameters: [version, id] });
    // S-GRP-07
    for (const contact of owner.contacts.filter((member) => member.groups.delete(id) && member.groups.size === 0)) {
      owner.takeOff('FL', contact.account);
      tellRemoved(contact.account, { owner, community });
    }
  },
};
