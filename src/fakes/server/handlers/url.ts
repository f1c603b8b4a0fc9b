import { isForm } from '../../../codec';
import type { Handler } from '../handler';

/** The pages by the word that asks for them: path behind the login, and id. */
const pages: ReadonlyMap<string, readonly [path: string, id: string]> = new Map([
  ['INBOX', ['/cgi-bin/HoTMaiL', '2']],
  ['FOLDERS', ['/cgi-bin/folders', '2']],
  ['COMPOSE', ['/cgi-bin/compose', '2']],
  ['CHGMOB', ['/mobile/settings', '1']],
  ['PROFILE', ['/profile', '1']],
  ['PERSON', ['/person', '1']],
  ['CHAT', ['/chat', '1']],
]);

/** URL: where a page of the service is. */
export const url: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    const page = isForm(request, 'C.URL') ? pages.get(request.fields.service) : undefined;
    if (page === undefined) {
      session.close('URL asked for a page that does not exist');
      return;
    }
    const [path, id] = page;
    session.say({ name: 'URL', trid: request.trid, parameters: [path, session.host.loginUrl, id] }); // S-URL-01
  },
};
