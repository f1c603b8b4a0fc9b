import type { Handler } from '../handler';

/** PAG: pages a mobile device. Only a failure is answered. */
export const pag: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const [account] = request.parameters;
    if (account === undefined) {
      session.close('PAG named no account'); // S-ROB-08
      return;
    }
    if (session.host.community.directory.find(account)?.settings.get('MOB') !== 'Y') {
      session.fail(request, 800);
    }
  },
};
