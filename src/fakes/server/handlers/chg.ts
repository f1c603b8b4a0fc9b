import { type Command, type DecodedCommand, isStatus, parseClientId } from '../../../codec';
import type { Community } from '../community';
import type { DirectoryAccount } from '../directory-account';
import type { Handler, HandlerSession } from '../handler';

/** Requests whose answer may stand among the ILNs: nobody takes it for proof that all ILNs have come. */
const listEdits = ['ADD', 'REM', 'REA', 'ADG', 'REG', 'RMG', 'GTC', 'BLP', 'PRP'];

/** CHG: sets the presence; the first one is followed by that of the contacts. */
export const chg: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const { account } = session;
    const [status, clientId] = request.parameters;
    if (account === undefined || status === undefined || request.parameters.length > 2) {
      session.close('CHG did not have a status and at most a client id'); // S-ROB-08
      return;
    }
    if (!isStatus(status) || (clientId !== undefined && parseClientId(clientId) === undefined)) {
      session.fail(request, 201); // S-CHG-04, S-CHG-05
      return;
    }
    const { community, knobs } = session.host;
    const isFirst = !session.visible;
    const echo: Command = { name: 'CHG', trid: request.trid, parameters: request.parameters }; // S-CHG-01, S-CHG-06
    if (!isFirst) {
      session.say(echo); // S-CHG-07
      community.setPresence(account, { status, clientId: clientId ?? '0' });
      return;
    }
    sayWithPresences(echo, { presences: initialPresences(request, { account, community }), session });
    session.becomeVisible();
    community.setPresence(account, { status, clientId: clientId ?? '0' });
    if (knobs.challenges === 'after-first-status') {
      session.whenIdle(() => session.challenge()); // S-CHL-01
    }
  },
};

/** S-CHG-02, S-CHG-03: contacts that are online and let themselves be seen. */
function initialPresences(
  request: DecodedCommand,
  options: { readonly account: DirectoryAccount; readonly community: Community },
): readonly Command[] {
  const { account, community } = options;
  return community.policy.initialPresenceOf(account).flatMap((contact) => {
    const target = community.directory.find(contact.account);
    const sight = target === undefined ? undefined : community.sightOf(target, account);
    return sight === undefined ? [] : [{ name: 'ILN', trid: request.trid, parameters: sight }];
  });
}

/** S-PRS-12: as in the example session, some of the ILNs give way to the answer to a list edit that has come with the CHG. */
function sayWithPresences(
  echo: Command,
  options: { readonly presences: readonly Command[]; readonly session: HandlerSession },
): void {
  const { presences, session } = options;
  const isEditNext = session.nextRequest !== undefined && listEdits.includes(session.nextRequest);
  const ahead = isEditNext ? session.host.knobs.presencesBeforePipelinedEdit : presences.length;
  session.say(echo, ...presences.slice(0, ahead));
  session.sayBehindNext(presences.slice(ahead));
}
