import type { Handler } from '../handler';
import { removeFromList } from '../remove-from-list';

/** REM: takes somebody off FL, AL or BL, or out of one group. */
export const rem: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account: owner } = session;
    const [list, account, group, ...more] = request.parameters;
    if (owner === undefined || list === undefined || account === undefined || more.length > 0) {
      session.close('REM did not have a list, an account and at most a group'); // S-ROB-08
      return;
    }
    const outcome = removeFromList(owner, { list, account, group }, session.host.community);
    const version = session.settleOutcome(request, outcome);
    if (version !== undefined) {
      const groups = group === undefined ? [] : [group];
      session.say({ name: 'REM', trid: request.trid, parameters: [list, version, account, ...groups] }); // S-REM-01
    }
  },
};
