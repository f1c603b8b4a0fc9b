import type { Command } from '../../../../codec';
import type { Handler } from '../../handler';
import type { SwitchboardHandlerSession } from '../switchboard-handler-session';

/** ANS: answers a call. Who joins is shown who is there, and only then do the others hear of it (S-SB-26). */
export const ans: Handler<SwitchboardHandlerSession> = {
  stage: 'greeting',
  trid: 'required',
  handle: (request, session) => {
    if (session.seat !== undefined) {
      session.fail(request, 207);
      return;
    }
    const { community, switchboard } = session.host;
    const [accountOf = '', word = '', chatId = '', ...more] = request.parameters;
    const account = more.length === 0 ? community.directory.find(accountOf) : undefined;
    const chat = account === undefined ? undefined : switchboard.redeem({ word, account, purpose: 'answer', chatId });
    if (account === undefined || chat === undefined) {
      if (community.knobs.wrongKeyError) {
        session.fail(request, 911); // S-SB-04, S-SB-05, S-ROB-08
      }
      session.close('ANS had no key that answers a call of that account to that chat');
      return;
    }
    const { participants } = chat;
    // S-SB-08: the joiner is not among them; S-SB-21: no client id
    const roster = participants.map((other, index): Command => {
      const words = [String(index + 1), String(participants.length), other.account.account, other.name];
      return { name: 'IRO', trid: request.trid, parameters: words };
    });
    const own: Command = {
      name: 'JOI',
      parameters: [account.account, community.nameWord(account.name, account.account)],
    };
    session.say(
      ...roster,
      { name: 'ANS', trid: request.trid, parameters: ['OK'] },
      ...(community.knobs.joinerHearsOfItself ? [own] : []),
    );
    session.enter(account, chat);
  },
};
