import type { Handler } from '../handler';

/** The only dialect that this server speaks. */
const ownDialect = 'MSNP8';

/** VER: agrees on a dialect, or closes. */
export const ver: Handler = {
  stage: 'greeting',
  trid: 'required',
  handle: (request, session) => {
    if (session.stage !== 'connected') {
      session.fail(request, 715); // S-VER-04
      session.close('VER came a second time');
      return;
    }
    const offered = request.parameters;
    if (offered.length === 0) {
      session.close('VER named no dialect'); // S-ROB-08
      return;
    }
    if (!offered.includes(ownDialect)) {
      session.say({ name: 'VER', trid: request.trid, parameters: ['0'] }); // S-VER-03
      session.close('the client does not speak MSNP8');
      return;
    }
    session.agree(offered);
    session.say({ name: 'VER', trid: request.trid, parameters: reply(offered, session.host.knobs.versionReply) });
  },
};

/** S-VER-01, S-VER-06: nothing that was not offered, and MSNP8 first where it is what will be spoken. S-VER-07: CVR0 is repeated. */
function reply(offered: readonly string[], style: 'chosen-and-cvr0' | 'chosen' | 'offered'): readonly string[] {
  if (style === 'offered') {
    return offered;
  }
  return style === 'chosen-and-cvr0' && offered.includes('CVR0') ? [ownDialect, 'CVR0'] : [ownDialect];
}
