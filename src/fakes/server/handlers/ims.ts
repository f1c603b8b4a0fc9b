import { isForm } from '../../../codec';
import type { Handler } from '../handler';

/** IMS: turns messages on or off. */
export const ims: Handler = {
  stage: 'online',
  trid: 'required',
  handle: (request, session) => {
    if (!isForm(request, 'C.IMS') || !/^(ON|OFF)$/.test(request.fields.value)) {
      session.fail(request, 715);
      return;
    }
    session.say({ name: 'IMS', trid: request.trid, parameters: ['0', request.fields.value] });
  },
};
