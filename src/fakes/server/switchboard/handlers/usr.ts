import type { Handler } from '../../handler';
import type { SwitchboardHandlerSession } from '../switchboard-handler-session';

/** USR: opens the chat that XFR gave the key for. */
export const usr: Handler<SwitchboardHandlerSession> = {
  stage: 'greeting',
  trid: 'required',
  handle: (request, session) => {
    if (session.seat !== undefined) {
      session.fail(request, 207);
      return;
    }
    const { community, switchboard } = session.host;
    const [accountOf = '', word = '', ...more] = request.parameters;
    const account = more.length === 0 ? community.directory.find(accountOf) : undefined;
    const chat = account === undefined ? undefined : switchboard.redeem({ word, account, purpose: 'open' });
    if (account === undefined || chat === undefined) {
      if (community.knobs.wrongKeyError) {
        session.fail(request, 911); // S-SB-04, S-SB-05, S-ROB-08
      }
      session.close('USR had no key that opens a chat for that account');
      return;
    }
    const name = community.nameWord(account.name, account.account);
    session.say({ name: 'USR', trid: request.trid, parameters: ['OK', account.account, name] }); // S-SB-03
    session.enter(account, chat);
  },
};
