import type { DecodedCommand } from '../../../codec';
import type { Handler, HandlerSession } from '../handler';

/** CVR, and CVQ with an answer of that name: tells what client version is recommended. No name or version of a client is an error (S-CVR-02), and no account either (S-LOG-03). */
export const cvr: Handler = { stage: 'login', trid: 'required', handle: advise };

const wordsOfCvr = 8;

function advise(request: DecodedCommand, session: HandlerSession): void {
  if (request.parameters.length < wordsOfCvr) {
    session.fail(request, 710); // S-ROB-08
    session.close(`${request.name} had fewer than ${wordsOfCvr} parameters`);
    return;
  }
  const { recommended, recommended2, minimum, download, info } = session.host.knobs.versionAdvice;
  // S-CVR-01
  session.say({
    name: request.name,
    trid: request.trid,
    parameters: [recommended, recommended2, minimum, download, info],
  });
}
