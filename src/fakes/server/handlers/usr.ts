import { type DecodedCommand, isForm, printMime } from '../../../codec';
import { isWellFormedAccount } from '../account-word';
import type { Handler, HandlerSession } from '../handler';

/** USR: sends on, hands out the Passport challenge, or lets in. */
export const usr: Handler = {
  stage: 'login',
  trid: 'required',
  handle: (request, session) => {
    if (session.stage === 'signed-in') {
      session.fail(request, 207); // S-USR-07
    } else if (isForm(request, 'C.USR.initial')) {
      begin(request, { account: request.fields.account, session });
    } else if (isForm(request, 'C.USR.ticket')) {
      finish(request, { ticket: request.fields.ticket, session });
    } else {
      // S-USR-06: MD5 is gone; S-ROB-08: so is whoever leaves words out
      session.fail(request, 911);
      session.close('USR was neither TWN I with an account nor TWN S with a ticket');
    }
  },
};

function begin(request: DecodedCommand, options: { readonly account: string; readonly session: HandlerSession }): void {
  const { account, session } = options;
  const { knobs } = session.host;
  if (!isWellFormedAccount(account, { maxBytes: knobs.limits.accountBytes })) {
    session.fail(request, 911); // S-USR-09
    session.close('USR named no account of the form name@domain');
    return;
  }
  const transfer = session.transferOf(account);
  if (transfer !== undefined) {
    sendOn(request, { ...transfer, session });
    return;
  }
  session.claim(account);
  // S-USR-01, S-USR-03
  session.say({ name: 'USR', trid: request.trid, parameters: ['TWN', 'S', knobs.passportChallenge] });
}

/** S-USR-02 */
function sendOn(
  request: DecodedCommand,
  options: { readonly to: string; readonly from: string; readonly session: HandlerSession },
): void {
  const { to, from, session } = options;
  const { closeAfterTransfer, lateCloseMs, transferShowsCurrent } = session.host.knobs;
  session.say({
    name: 'XFR',
    trid: request.trid,
    parameters: ['NS', to, '0', ...(transferShowsCurrent ? [from] : [])],
  });
  if (closeAfterTransfer === 'at-once') {
    session.close('the client was sent on');
  } else if (closeAfterTransfer === 'late') {
    session.closeLater('the client was sent on', lateCloseMs);
  }
}

function finish(request: DecodedCommand, options: { readonly ticket: string; readonly session: HandlerSession }): void {
  const { ticket, session } = options;
  const { community, knobs, tickets } = session.host;
  const account = session.claimedAccount === undefined ? undefined : community.directory.find(session.claimedAccount);
  const accepted =
    account !== undefined &&
    community.policy.acceptsTicket({ account, issuedTo: tickets.ownerOf({ ticket, claimedBy: account }) });
  if (!accepted) {
    session.fail(request, 911); // S-USR-05
    session.close('the ticket was not given to this account');
    return;
  }
  session.signIn(account);
  // S-USR-04
  session.say({
    name: 'USR',
    trid: request.trid,
    parameters: [
      'OK',
      account.account,
      community.nameWord(account.name, account.account),
      account.verified ? '1' : '0',
      account.restricted ? '1' : '0',
    ],
  });
  // S-PRO-01: directly behind it. The length is that of the bytes (X-FRM-05).
  const payload = printMime({ headers: knobs.profile(account), body: new Uint8Array() });
  session.say({ name: 'MSG', parameters: ['Hotmail', 'Hotmail'], payload });
}
